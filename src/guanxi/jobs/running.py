"""Run one claimed job to its end, whatever that is, and settle its row."""

from __future__ import annotations

import logging
from collections.abc import Callable

from guanxi.jobs import leases
from guanxi.jobs.context import JobContext, JobProgress, Signals
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import declaration_of
from guanxi.jobs.errors import JobCancelled, LeaseLost, WorkerStopping
from guanxi.jobs.leases import Failure, Lease
from guanxi.jobs.models import Job
from guanxi.jobs.rules import may_retry, retry_delay_ms
from guanxi.kit.errors import GuanxiError

LOG = logging.getLogger("guanxi.jobs")

Settle = Callable[[Callable[[], bool]], bool]
"""Carries out a settling write; the worker's repeats it until the store answers."""


def run_claimed(lease: Lease, now_ms: Callable[[], int], signals: Signals, settle: Settle) -> None:
    """Run the job of ``lease``; every outcome, also an exception, ends as a state of its row."""
    row = Job.objects.get(pk=lease.job_id)
    ids = {"job": row.public_id, "kind": row.kind, "attempt": lease.attempt}
    LOG.info("job started", extra=ids)
    try:
        result = declaration_of(row.kind).run(_context(row, lease, now_ms, signals), row.args)
    except JobCancelled:
        settle(lambda: leases.cancelled(lease, now_ms()))
        LOG.info("job cancelled", extra=ids)
    except WorkerStopping:
        settle(lambda: leases.give_back(lease, now_ms()))
        LOG.info("job given back", extra=ids)
    except LeaseLost:
        LOG.warning("job was taken over by another worker", extra=ids)
    except Exception as error:  # whatever a job does, the worker goes on and the row tells
        _settle_failure(row, lease, error, now_ms=now_ms, settle=settle, ids=ids)
    else:
        _settle_done(lease, result, now_ms, settle, ids)


def _context(row: Job, lease: Lease, now_ms: Callable[[], int], signals: Signals) -> JobContext:
    progress = JobProgress(lease, signals, now_ms)
    return JobContext(row.pk, row.public_id, row.actor_id, lease.attempt, progress, dict(row.cursor), now_ms, lease)


def _settle_done(
    lease: Lease, result: Values | None, now_ms: Callable[[], int], settle: Settle, ids: dict[str, object]
) -> None:
    if settle(lambda: leases.finish(lease, now_ms(), result)):
        LOG.info("job done", extra=ids)
    else:
        LOG.warning("job was done, but had been taken over by another worker", extra=ids)


def _settle_failure(
    row: Job, lease: Lease, error: Exception, *, now_ms: Callable[[], int], settle: Settle, ids: dict[str, object]
) -> None:
    failure = failure_of(error, row.public_id)
    refused = isinstance(error, GuanxiError)
    # A refusal is a sentence for the person who asked; only what nobody foresaw needs a trace.
    LOG.log(
        logging.INFO if refused else logging.ERROR,
        "job refused" if refused else "job broke",
        extra=ids | {"code": failure.code},
        exc_info=None if refused else error,
    )
    if may_retry(error, lease.attempt, row.max_attempts):
        settle(lambda: leases.try_later(lease, now_ms() + retry_delay_ms(lease.attempt), failure))
    else:
        settle(lambda: leases.fail(lease, now_ms(), failure))


def failure_of(error: Exception, public_id: str) -> Failure:
    """A refusal's own sentence; for anything else where to look."""
    if isinstance(error, GuanxiError):
        return Failure(error.code, error.en, error.zh)
    return Failure(
        "jobs.broke",
        f"Something broke in this job. Try again; if it stays so, look for “{public_id}” in the log.",
        f"任务执行时出了错。请重试；若仍然如此，请在日志中查找“{public_id}”。",
    )
