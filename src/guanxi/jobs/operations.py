"""Writes that people and packages make: ask for a job, cancel it, try it again."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from guanxi.accounts import audit
from guanxi.accounts.contracts import Access
from guanxi.jobs.contracts import JobState, JobView, Priority, Values
from guanxi.jobs.declare import declaration_of
from guanxi.jobs.errors import JobNotFinished, JobNotOpen
from guanxi.jobs.models import Job
from guanxi.jobs.queries import find_open, get_job, seen_by, view_of


def enqueue(
    kind: str,
    args: Values,
    *,
    now_ms: int,
    actor_id: int | None = None,
    key: str = "",
    priority: Priority = Priority.NORMAL,
    run_after_ms: int = 0,
) -> JobView:
    """Ask for a job in the caller's transaction: it vanishes with its rollback.

    Parameters
    ----------
    args : JSON values; ids, no texts of contacts.
    key : single flight: while a job of this key waits or runs, that one is returned and none is made.
    run_after_ms : not before this moment; 0 for at once.

    Raises
    ------
    UnknownKind
        when no ``jobs.py`` declares ``kind``.
    """
    declaration = declaration_of(kind)
    row = Job(
        kind=kind,
        args=args,
        key=key,
        priority=priority,
        run_after_ms=max(run_after_ms, now_ms),
        actor_id=actor_id,
        max_attempts=declaration.max_attempts,
        created_ms=now_ms,
    )
    try:
        if key and (open_job := find_open(key)):
            return open_job
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Somebody asked for the same at the same moment: theirs counts.
        open_job = find_open(key) if key else None
        if open_job is None:
            raise
        return open_job
    return view_of(row)


def cancel(public_id: str, *, now_ms: int, actor_id: int | None = None, access: Access | None = None) -> JobView:
    """Stop a job: one that waits at once, one that runs at its next step.

    Raises
    ------
    JobNotFound, JobNotOpen
    """
    with transaction.atomic():
        mine = seen_by(access).filter(public_id=public_id)
        waiting = mine.filter(state=JobState.QUEUED)
        n = waiting.update(state=JobState.CANCELLED, finished_ms=now_ms, is_cancel_asked=True)
        n += mine.filter(state=JobState.RUNNING).update(is_cancel_asked=True)
        job = get_job(public_id, access)
        if not n:
            raise JobNotOpen(
                "This job is finished already, so there is nothing left to cancel.",
                "这个任务已经结束，无需取消。",
                job=public_id,
            )
        audit.record(
            "job.cancelled", at_ms=now_ms, actor_id=actor_id, subject=f"job:{public_id}", after={"kind": job.kind}
        )
    return job


def retry(public_id: str, *, now_ms: int, actor_id: int | None = None, access: Access | None = None) -> JobView:
    """Put a failed or cancelled job back into the queue; it goes on from its cursor, with all its attempts.

    Raises
    ------
    JobNotFound
    JobNotFinished
        when it is open or done, or when another job of its key is open.
    """
    try:
        return _retry(public_id, now_ms, actor_id, access)
    except IntegrityError as error:
        # Somebody asked for another one of its key at the same moment.
        raise _not_again(public_id) from error


def _retry(public_id: str, now_ms: int, actor_id: int | None, access: Access | None) -> JobView:
    with transaction.atomic():
        before = get_job(public_id, access)
        if before.key and find_open(before.key):
            raise _not_again(public_id)
        n = Job.objects.filter(public_id=public_id, state__in=(JobState.FAILED, JobState.CANCELLED)).update(
            state=JobState.QUEUED,
            attempt=0,
            run_after_ms=now_ms,
            is_cancel_asked=False,
            finished_ms=None,
            error_code="",
            error_en="",
            error_zh="",
        )
        if not n:
            raise _not_again(public_id)
        audit.record(
            "job.retried", at_ms=now_ms, actor_id=actor_id, subject=f"job:{public_id}", after={"kind": before.kind}
        )
    return get_job(public_id, access)


def _not_again(public_id: str) -> JobNotFinished:
    return JobNotFinished(
        "Only a job that failed or was cancelled can be tried again, and only while no other one does the same.",
        "只有失败或已取消、且没有同类任务正在进行的任务才能重试。",
        job=public_id,
    )
