"""Reads of jobs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.rules import grant_of
from guanxi.jobs.contracts import OPEN_STATES, JobState, JobView
from guanxi.jobs.declare import name_of
from guanxi.jobs.errors import JobNotFound
from guanxi.jobs.models import Job, WorkerBeat

PAGE = 50


def get_job(public_id: str, access: Access | None = None) -> JobView:
    """The job; with ``access`` only when that person may see it.

    Raises
    ------
    JobNotFound
        also when the job is somebody else's: nobody learns what exists.
    """
    row = seen_by(access).filter(public_id=public_id).select_related("actor").first()
    if row is None:
        raise JobNotFound(
            "There is no such background job. It may have been pruned after thirty days.",
            "没有这个后台任务。完成超过三十天的任务会被清理。",
        )
    return view_of(row)


def list_jobs(
    access: Access | None = None,
    *,
    kinds: Iterable[str] = (),
    states: Iterable[JobState] = (),
    before_id: int = 0,
    limit: int = PAGE,
) -> tuple[JobView, ...]:
    """Jobs that ``access`` may see (all without one), latest first.

    Parameters
    ----------
    kinds, states : only these; empty for all.
    before_id : the row below which the page starts (:func:`place_of`); 0 for the first page.
    """
    rows = seen_by(access).select_related("actor").order_by("-id")
    if wanted := tuple(kinds):
        rows = rows.filter(kind__in=wanted)
    if chosen := tuple(states):
        rows = rows.filter(state__in=chosen)
    if before_id:
        rows = rows.filter(id__lt=before_id)
    return tuple(view_of(row) for row in rows[:limit])


def find_open(key: str) -> JobView | None:
    """The job of ``key`` that waits or runs."""
    row = Job.objects.filter(key=key, state__in=OPEN_STATES).select_related("actor").first()
    return view_of(row) if row else None


def place_of(public_id: str) -> int:
    """Where a job stands in the order of lists; 0 when there is none of that id."""
    return Job.objects.filter(public_id=public_id).values_list("id", flat=True).first() or 0


def sees_all(access: Access) -> bool:
    """Whether a person sees everybody's jobs: who runs the machine, or answers for the brand."""
    return grant_of(access, Permission.MANAGE_SYSTEM) >= Grant.PROPOSE


def seen_by(access: Access | None) -> QuerySet[Job]:
    """The rows that ``access`` may see: all, or one's own; without an access all."""
    if access is None or sees_all(access):
        return Job.objects.all()
    return Job.objects.filter(actor_id=access.user_id) if access.is_signed_in else Job.objects.none()


def is_worker_alive(now_ms: int, within_ms: int) -> bool:
    """Whether some worker gave a sign of life in the last ``within_ms``."""
    return WorkerBeat.objects.filter(beat_ms__gte=now_ms - within_ms).exists()


def view_of(row: Job) -> JobView:
    """``row`` as others see it."""
    return JobView(
        public_id=row.public_id,
        kind=row.kind,
        name=name_of(row.kind),
        state=JobState(row.state),
        created_ms=row.created_ms,
        run_after_ms=row.run_after_ms,
        key=row.key,
        args=row.args,
        step_en=row.step_en,
        step_zh=row.step_zh,
        done=row.done,
        total=row.total,
        error_code=row.error_code,
        error_en=row.error_en,
        error_zh=row.error_zh,
        result=row.result,
        attempt=row.attempt,
        max_attempts=row.max_attempts,
        is_cancel_asked=row.is_cancel_asked,
        started_ms=row.started_ms,
        finished_ms=row.finished_ms,
        actor_id=row.actor_id,
        actor_name=row.actor.name if row.actor else "",
    )
