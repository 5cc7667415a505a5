"""Run one claimed job to its end, whatever that is, and settle its row."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db.utils import InterfaceError, OperationalError

from guanxi.jobs import leases
from guanxi.jobs.context import JobContext, JobProgress, Signals
from guanxi.jobs.contracts import Values
from guanxi.jobs.declare import declaration_of
from guanxi.jobs.errors import JobCancelled, LeaseLost, WorkerStopping
from guanxi.jobs.leases import Failure, Lease
from guanxi.jobs.models import Job
from guanxi.jobs.rules import may_retry, retry_delay_ms
from guanxi.kit.errors import GuanxiError
from guanxi.kit.full_disk import is_disk_full

LOG = logging.getLogger("guanxi.jobs")
DISK_FULL, STORE_LOST = "jobs.disk_full", "jobs.store_lost"

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
    if failure.code in (DISK_FULL, STORE_LOST):
        LOG.warning("job met a full disk or a lost store", extra=ids | {"code": failure.code})
    elif isinstance(error, GuanxiError):
        # A refusal is a sentence for the person who asked; only what nobody foresaw needs a trace.
        LOG.info("job refused", extra=ids | {"code": failure.code})
    else:
        LOG.error("job broke", extra=ids | {"code": failure.code}, exc_info=error)
    if may_retry(error, lease.attempt, row.max_attempts):
        settle(lambda: leases.try_later(lease, now_ms() + retry_delay_ms(lease.attempt), failure))
    else:
        settle(lambda: leases.fail(lease, now_ms(), failure))


def failure_of(error: Exception, public_id: str) -> Failure:
    """What to do about a full disk or a lost store; a refusal's own sentence; for anything else where to look."""
    if is_disk_full(error):
        return Failure(
            DISK_FULL,
            "The server's disk is full. What was done so far is kept and nothing half-done is left: free some space, "
            "then press “Try again”.",
            "服务器磁盘已满。已完成的部分保留着，没有留下半成品：请清理空间，然后按“重试”。",
        )
    if isinstance(error, OperationalError | InterfaceError):
        return Failure(
            STORE_LOST,
            "The database stopped answering in the middle of this job, which goes on from where it was. If that "
            "repeats itself, run `guanxi doctor`, then press “Try again”.",
            "任务进行中数据库没有响应，任务会从断点继续。若反复出现，请运行 guanxi doctor，然后按“重试”。",
        )
    if isinstance(error, GuanxiError):
        return Failure(error.code, error.en, error.zh)
    return Failure(
        "jobs.broke",
        f"Something broke in this job. Try again; if it stays so, look for “{public_id}” in the log.",
        f"任务执行时出了错。请重试；若仍然如此，请在日志中查找“{public_id}”。",
    )
