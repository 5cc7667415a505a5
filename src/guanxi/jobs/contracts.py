"""What a job looks like from outside: its state, its priority, and the frozen view that pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from guanxi.kit.phrase import Phrase

Values = dict[str, Any]  # Any: JSON values that a kind of job defines for itself


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    """Waits for a worker, or for its time."""
    RUNNING = "running"
    """A worker holds its lease."""
    DONE = "done"
    """Finished; ``result`` holds what it returned."""
    FAILED = "failed"
    """Given up; ``error`` says why and what to do."""
    CANCELLED = "cancelled"
    """Stopped by a person."""


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)
FINISHED_STATES = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Priority(IntEnum):
    """Which of two due jobs goes first: the smaller number."""

    URGENT = 10
    """A person waits in front of the page."""
    NORMAL = 50
    """What a person started."""
    IDLE = 90
    """Housekeeping, when nothing else is due."""


STATE_NAMES: dict[JobState, Phrase] = {
    JobState.QUEUED: Phrase("排队中", "Waiting"),
    JobState.RUNNING: Phrase("进行中", "Running"),
    JobState.DONE: Phrase("已完成", "Done"),
    JobState.FAILED: Phrase("失败", "Failed"),
    JobState.CANCELLED: Phrase("已取消", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """One job as it stands now.

    Parameters
    ----------
    kind, name : the declared kind and what a person calls it.
    args : what it was enqueued with; ids, never texts of contacts.
    step_en, step_zh, done, total : the latest step; ``total`` 0 means that the length is unknown.
    error_code, error_en, error_zh : why it failed, or why the latest attempt did; ``""`` when nothing went wrong.
    result : what the job returned; ``None`` before it is done.
    attempt : how often a worker has taken it up.
    actor_id : the user who asked for it; ``None`` for guanxi itself.
    """

    public_id: str
    kind: str
    name: Phrase
    state: JobState
    created_ms: int
    run_after_ms: int
    key: str = ""
    args: Values = field(default_factory=dict)
    step_en: str = ""
    step_zh: str = ""
    done: int = 0
    total: int = 0
    error_code: str = ""
    error_en: str = ""
    error_zh: str = ""
    result: Values | None = None
    attempt: int = 0
    max_attempts: int = 1
    is_cancel_asked: bool = False
    started_ms: int | None = None
    finished_ms: int | None = None
    actor_id: int | None = None
    actor_name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, or being done."""
        return self.state in OPEN_STATES

    @property
    def share(self) -> float | None:
        """How far the latest step is, 0–1; ``None`` when that is unknown."""
        return min(1.0, self.done / self.total) if self.total else None

    def step(self, lang: str) -> str:
        """The latest step in ``lang``; ``""`` before the first."""
        return self.step_zh if lang == "zh" else self.step_en

    def error(self, lang: str) -> str:
        """What went wrong in ``lang``, as a sentence; ``""`` when nothing did."""
        return self.error_zh if lang == "zh" else self.error_en
