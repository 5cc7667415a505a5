"""The past as a learner may see it: nothing after its moment, each snapshot taken once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import Moment, columns, gather
from guanxi.book.facts.parts import EVERYTHING, Parts
from guanxi.book.learning.snapshot import (
    ASK_LEAD_DAYS,
    AskSnapshot,
    Outcomes,
    Snapshot,
    read_outcomes,
    take_ask_snapshot,
)
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.reference import frequency_half_life
from guanxi.kit.clock import DAY_MS, HOUR_MS

N_WINDOWS = 4
"""Closed windows that a model is learnt from."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the brand's contacts move, as known at one moment."""

    cycle_days: float | None
    outcome_days: int
    tau_hours: float
    ask_window_days: float

    def half_life(self, settings: AuditSettings) -> float:
        """Half-life of frequency, in days."""
        return frequency_half_life(self.cycle_days, settings)

    @property
    def ask_lag_days(self) -> int:
        """Days before the moment at which the asks of the next 30 days have mostly closed, in whole windows."""
        needed = ASK_LEAD_DAYS + self.ask_window_days
        return math.ceil(needed / self.outcome_days) * self.outcome_days


def read_rhythm(con: duckdb.DuckDBPyConnection, at_ms: int, settings: AuditSettings) -> Rhythm:
    """Median cycle, h = max(28 d, 1.5 cycles), τ and the median ask window, from what was known at ``at_ms``."""
    found = columns(con, (Path(__file__).parent / "rhythm.sql").read_text(encoding="utf-8"), {"at_ms": at_ms})
    again = found["n_blocks"] > 1
    cycle = float(np.median(found["span_days"][again] / (found["n_blocks"][again] - 1))) if again.any() else None
    tau, window = con.execute(
        "SELECT median(answered_ms - asked_ms) FILTER (answered_ms <= $at_ms), median(window_ms)"
        " FROM ask_outcomes WHERE asked_ms <= $at_ms",
        {"at_ms": at_ms},
    ).fetchall()[0]
    days = settings.outcome_days if cycle is None else max(settings.outcome_days, settings.outcome_cycles * cycle)
    return Rhythm(
        cycle_days=cycle,
        # A window beyond half a year could not be closed four times in any history we are likely to see.
        outcome_days=min(math.ceil(days), 182),
        tau_hours=24.0 if tau is None else max(float(tau) / HOUR_MS, 1.0),
        ask_window_days=0.0 if window is None else float(window) / DAY_MS,
    )


@dataclass
class Past:
    """Facts and outcomes at moments up to ``as_of_ms``, under one frozen rhythm. Snapshots are kept.

    Parameters
    ----------
    parts : which facts; outcomes, asks and heads need everything.
    """

    con: duckdb.DuckDBPyConnection
    as_of_ms: int
    settings: AuditSettings
    rhythm: Rhythm
    parts: Parts = EVERYTHING
    _facts: dict[int, Facts] = field(default_factory=dict)

    def facts(self, at_ms: int) -> Facts:
        """Facts at a moment not after ``as_of_ms``."""
        if at_ms not in self._facts:
            moment = Moment.of(
                at_ms,
                frequency_half_life_days=self.rhythm.half_life(self.settings),
                latency_tau_hours=self.rhythm.tau_hours,
            )
            self._facts[at_ms] = gather(self.con, moment, self.settings, self.parts)
        return self._facts[at_ms]

    def snapshot(self, at_ms: int, days: int | None = None) -> Snapshot:
        """Facts and the outcomes of the ``days`` (h unless said) after them."""
        length = self.rhythm.outcome_days if days is None else days
        return Snapshot(at_ms, length, self.facts(at_ms), self.outcomes(at_ms, length))

    def outcomes(self, at_ms: int, days: int) -> Outcomes:
        """Outcomes of the contacts of ``at_ms`` in the following days."""
        return read_outcomes(self.con, self.facts(at_ms), at_ms, days)

    def asked(self, at_ms: int, known_ms: int) -> AskSnapshot:
        """Who was asked next after ``at_ms`` and answered, as known at ``known_ms``."""
        return take_ask_snapshot(self.con, self.facts(at_ms), at_ms, known_ms)

    def window_starts(self, before_ms: int, earliest_ms: int, lag_days: int, n: int = N_WINDOWS) -> list[int]:
        """Up to ``n`` moments, latest first: ``before_ms`` − lag, and earlier by h each.

        None of them lies within a window of the first event: what is learnt about a contact needs some past.
        """
        step = self.rhythm.outcome_days * DAY_MS
        latest = before_ms - lag_days * DAY_MS
        starts = [latest - i * step for i in range(n)]
        return [start for start in starts if start - earliest_ms >= step]
