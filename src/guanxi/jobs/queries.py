"""Reads of jobs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.rules import grant_of
from guanxi.jobs.contracts import FINISHED_STATES, OPEN_STATES, JobState, JobView
from guanxi.jobs.declare import declared_kinds, name_of
from guanxi.jobs.errors import JobNotFound
from guanxi.jobs.models import Job, WorkerBeat
from guanxi.kit.clock import DAY_MS
from guanxi.kit.phrase import Phrase

PAGE = 50
ALIVE_MS = 60_000
"""A worker that was silent for this long is taken for dead."""


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


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """How the queue does.

    Parameters
    ----------
    n_workers : that gave a sign of life lately.
    n_due : jobs that wait although their time has come.
    n_stuck : jobs whose worker has been silent for longer than a takeover needs.
    n_unknown : waiting jobs of kinds that this version does not know.
    n_failed : given up in the last day.
    """

    n_workers: int
    n_due: int
    n_stuck: int
    n_unknown: int
    n_failed: int


def name_of_kind(kind: str) -> Phrase:
    """What people call a kind of job, also one that this version does not know any more."""
    return name_of(kind)


def queue_health(now_ms: int) -> QueueHealth:
    """How the queue does at ``now_ms``; reads partial indexes, never what is finished long ago."""
    waiting = Job.objects.filter(state=JobState.QUEUED)
    known = declared_kinds()
    return QueueHealth(
        n_workers=WorkerBeat.objects.filter(beat_ms__gte=now_ms - ALIVE_MS).count(),
        n_due=waiting.filter(run_after_ms__lte=now_ms, kind__in=known).count(),
        n_stuck=Job.objects.filter(state=JobState.RUNNING, lease_until_ms__lt=now_ms - ALIVE_MS).count(),
        n_unknown=waiting.exclude(kind__in=known).count(),
        n_failed=Job.objects.filter(
            state=JobState.FAILED, state__in=FINISHED_STATES, finished_ms__gte=now_ms - DAY_MS
        ).count(),
    )


def count_jobs(state: JobState) -> int:
    """How many jobs are in ``state``, everybody's."""
    return Job.objects.filter(state=state).count()


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
