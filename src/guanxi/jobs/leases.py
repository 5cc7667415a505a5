"""What a worker writes: each a conditional update whose count says whether it still held."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from guanxi.jobs.contracts import FINISHED_STATES, JobState, Values
from guanxi.jobs.declare import declared_kinds
from guanxi.jobs.models import Job, WorkerBeat
from guanxi.jobs.rules import FORGET_WORKER_MS, LEASE_MS

CANDIDATES = 8
"""Rows that are looked at for one claim: where another worker is faster, the next one is tried."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one job until somebody else takes it over."""

    job_id: int
    epoch: int
    attempt: int

    @property
    def held(self) -> Q:
        """The row, as long as this lease is the one that counts."""
        return Q(pk=self.job_id, lease_epoch=self.epoch, state=JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, as a sentence for the person who asked."""

    code: str
    en: str
    zh: str


GIVEN_UP = Failure(
    "jobs.worker_died",
    "The worker died in the middle of this job each time it was tried; out of memory is the usual reason. Run"
    " `guanxi doctor`, look into the log, then try again.",
    "每次执行这个任务时后台进程都意外中止，通常是内存不足。请运行 guanxi doctor、查看日志，然后重试。",
)


def due(now_ms: int) -> QuerySet[Job]:
    """The first jobs whose time has come, in the order in which they are taken."""
    rows = Job.objects.filter(state=JobState.QUEUED, run_after_ms__lte=now_ms, kind__in=declared_kinds())
    return rows.order_by("priority", "run_after_ms", "id")[:CANDIDATES]


def expired(now_ms: int) -> QuerySet[Job]:
    """Jobs whose workers have fallen silent."""
    return Job.objects.filter(state=JobState.RUNNING, lease_until_ms__lt=now_ms)


def claim(worker: str, now_ms: int) -> Lease | None:
    """Take the first due job, or ``None``. Only kinds that this version knows: others wait for their version.

    Reading and taking are two statements: whoever updates first has it, and the other one sees a count of 0.
    """
    for row in due(now_ms).only("id", "lease_epoch", "attempt"):
        n = Job.objects.filter(pk=row.pk, state=JobState.QUEUED, lease_epoch=row.lease_epoch).update(
            state=JobState.RUNNING,
            lease_epoch=row.lease_epoch + 1,
            lease_until_ms=now_ms + LEASE_MS,
            worker=worker,
            attempt=row.attempt + 1,
            started_ms=now_ms,
        )
        if n == 1:
            return Lease(row.pk, row.lease_epoch + 1, row.attempt + 1)
    return None


def free_expired(now_ms: int) -> int:
    """Put the jobs of dead workers back into the queue; gives how many.

    Who has used up its attempts fails visibly, who was to be cancelled is. The epoch goes up, so that a worker that
    only slept finds its lease lost.
    """
    n_freed = 0
    for row in expired(now_ms).only("id", "lease_epoch", "attempt", "max_attempts", "is_cancel_asked"):
        same = Job.objects.filter(Lease(row.pk, row.lease_epoch, row.attempt).held, lease_until_ms__lt=now_ms)
        epoch = row.lease_epoch + 1
        if row.is_cancel_asked:
            n_freed += same.update(state=JobState.CANCELLED, lease_epoch=epoch, finished_ms=now_ms)
        elif row.attempt >= row.max_attempts:
            n_freed += same.update(
                state=JobState.FAILED,
                lease_epoch=epoch,
                finished_ms=now_ms,
                error_code=GIVEN_UP.code,
                error_en=GIVEN_UP.en,
                error_zh=GIVEN_UP.zh,
            )
        else:
            n_freed += same.update(state=JobState.QUEUED, lease_epoch=epoch, run_after_ms=now_ms)
    return n_freed


def renew(lease: Lease, now_ms: int) -> bool:
    """Keep the job; False when it is somebody else's by now."""
    return Job.objects.filter(lease.held).update(lease_until_ms=now_ms + LEASE_MS) == 1


def write_step(lease: Lease, now_ms: int, en: str, zh: str, *, done: int, total: int) -> bool:
    """Show a step and keep the job; False when the lease is lost or a cancel was asked for (see :func:`is_held`)."""
    return (
        Job.objects.filter(lease.held, is_cancel_asked=False).update(
            lease_until_ms=now_ms + LEASE_MS, step_en=en[:300], step_zh=zh[:300], done=done, total=total
        )
        == 1
    )


def write_cursor(lease: Lease, now_ms: int, cursor: Values) -> bool:
    """Remember where the work goes on; False when the lease is lost."""
    return Job.objects.filter(lease.held).update(lease_until_ms=now_ms + LEASE_MS, cursor=cursor) == 1


def is_held(lease: Lease) -> bool:
    """Whether this lease still counts."""
    return Job.objects.filter(lease.held).exists()


def finish(lease: Lease, now_ms: int, result: Values | None) -> bool:
    """Done; what an earlier attempt complained about is forgotten."""
    return _settle(
        lease, state=JobState.DONE, finished_ms=now_ms, result=result, error_code="", error_en="", error_zh=""
    )


def cancelled(lease: Lease, now_ms: int) -> bool:
    """Stopped by a person."""
    return _settle(lease, state=JobState.CANCELLED, finished_ms=now_ms)


def fail(lease: Lease, now_ms: int, failure: Failure) -> bool:
    """Given up, visibly."""
    return _settle(
        lease,
        state=JobState.FAILED,
        finished_ms=now_ms,
        error_code=failure.code,
        error_en=failure.en,
        error_zh=failure.zh,
    )


def try_later(lease: Lease, run_after_ms: int, failure: Failure) -> bool:
    """Back into the queue for another attempt; the page shows why meanwhile."""
    return _settle(
        lease,
        state=JobState.QUEUED,
        run_after_ms=run_after_ms,
        error_code=failure.code,
        error_en=failure.en,
        error_zh=failure.zh,
    )


def give_back(lease: Lease, now_ms: int) -> bool:
    """Back into the queue because the worker ends: that was no attempt."""
    return _settle(lease, state=JobState.QUEUED, run_after_ms=now_ms, attempt=F("attempt") - 1)


def _settle(lease: Lease, **values: object) -> bool:
    return Job.objects.filter(lease.held).update(lease_epoch=lease.epoch + 1, lease_until_ms=0, **values) == 1


def prune(before_ms: int, limit: int = 1_000) -> int:
    """Remove at most ``limit`` jobs that were finished before a moment; gives how many."""
    old = Job.objects.filter(state__in=FINISHED_STATES, finished_ms__lt=before_ms).order_by("finished_ms")
    n, _ = Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()
    return n


def forget_dead_workers(now_ms: int) -> None:
    """Remove the signs of life that nobody renews any more."""
    WorkerBeat.objects.filter(beat_ms__lt=now_ms - FORGET_WORKER_MS).delete()
