"""One audit engagement: the lake, the question, the settings, and what was learnt."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.learnt import Learnt
from guanxi.book.learning.learn import Model
from guanxi.book.settings import AuditSettings
from guanxi.kit.progress import Progress
from guanxi.lake.engine import Lake, Session


@dataclass(frozen=True, slots=True)
class Engagement:
    """What every step of an audit shares.

    Parameters
    ----------
    session : the lake at ``asked.as_of_ms``.
    n_events : events in the session. earliest_ms : where learning may begin.
    """

    lake: Lake
    session: Session
    asked: AuditInput
    settings: AuditSettings
    learnt: Learnt
    n_events: int
    earliest_ms: int
    progress: Progress

    @property
    def at_ms(self) -> int:
        """The closing date."""
        return self.asked.as_of_ms

    def session_at(self, as_of_ms: int, known_ms: int | None = None) -> AbstractContextManager[Session]:
        """The lake at another moment, within the same limits."""
        asked = self.asked
        return self.lake.session(
            as_of_ms=as_of_ms, known_ms=known_ms, threads=asked.threads, memory_limit=asked.memory_limit
        )

    @property
    def model(self) -> Model:
        """The frozen model."""
        return self.learnt.model
