"""When events move into the lake: at the next full hour after something came, or at once when much came."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from django.db import transaction

from guanxi.jobs.contracts import JobView, Priority
from guanxi.jobs.operations import enqueue
from guanxi.kit.clock import HOUR_MS

KIND = "intake.seal"
EVERY_MS = HOUR_MS
"""Each sealing is an import in the lake's catalogue, which every reader reads: a few thousand a year, not a million."""
MUCH = 50_000
"""Events of one process that are not left waiting for the hour."""


class _Memory:
    """What this process has asked for already, so that most calls ask nothing; forgetting it only asks once more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: set[str] = set()
        self._n = 0

    def counts(self, n: int) -> bool:
        """Add ``n``; True when so many came together that sealing should not wait."""
        with self._lock:
            self._n += n
            if self._n < MUCH:
                return False
            self._n = 0
            return True

    def knows(self, key: str) -> bool:
        return key in self._asked

    def learner(self, key: str) -> Callable[[], None]:
        """Remembers ``key`` once the transaction holds; older ones are of no use then."""

        def learn() -> None:
            with self._lock:
                self._asked = {key}

        return learn

    def forget(self) -> None:
        """Ask anew, as after a start."""
        with self._lock:
            self._asked, self._n = set(), 0


MEMORY = _Memory()


def schedule_sealing(n_accepted: int, now_ms: int) -> None:
    """Make sure that a job will seal what was just accepted; in the same transaction, so both happen or neither.

    The job of an hour has a key of its own: one that runs already cannot be mistaken for the one to come.
    """
    due_ms = now_ms - now_ms % EVERY_MS + EVERY_MS
    key = f"{KIND}:{due_ms}"
    if not MEMORY.knows(key):
        enqueue(KIND, {}, now_ms=now_ms, key=key, priority=Priority.IDLE, run_after_ms=due_ms)
        transaction.on_commit(MEMORY.learner(key))
    if MEMORY.counts(n_accepted):
        enqueue(KIND, {}, now_ms=now_ms, key=f"{KIND}:much", priority=Priority.IDLE)


def seal_now(*, now_ms: int, actor_id: int | None) -> JobView:
    """Ask for sealing at once; while one that was asked for waits or runs, that one is returned."""
    return enqueue(KIND, {}, now_ms=now_ms, actor_id=actor_id, key=f"{KIND}:now", priority=Priority.URGENT)
