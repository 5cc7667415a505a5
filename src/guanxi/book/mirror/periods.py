"""The three moments at which the mirror is read: now, a quarter before, a year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import duckdb

from guanxi.book.facts.small_tables import make_table
from guanxi.book.mirror.sql import sql
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS, HOUR_MS, moment, zone

NOW, QUARTER, YEAR = range(3)
"""Code of each period in the statements."""


@dataclass(frozen=True, slots=True)
class Periods:
    """When each reading ends, and how far each statement looks back from there.

    A year is 365 days and a quarter 91, counted back in 24-hour blocks, as everywhere in the book. What waits for an
    answer is read as long before the moment as the answer may take, so that nothing open is called unanswered.
    """

    at_ms: int
    settings: AuditSettings

    @property
    def shifts(self) -> tuple[int, int, int]:
        """Days before the moment at which each reading ends."""
        mirror = self.settings.mirror
        return 0, mirror.quarter_days, mirror.year_days

    @property
    def wait_ms(self) -> int:
        """How long an answer, or a person's follow-up, may take."""
        return self.settings.chat_window_hours * HOUR_MS

    def span(self, days: int, *, closed_after_ms: int = 0, period: int = NOW) -> tuple[int, int]:
        """(from, until] in epoch ms of a reading over ``days`` that closes ``closed_after_ms`` before its moment."""
        until = self.at_ms - self.shifts[period] * DAY_MS - closed_after_ms
        return until - days * DAY_MS, until

    def parameters(self) -> dict[str, int]:
        """What the statements bind; each takes what it mentions."""
        mirror = self.settings.mirror
        offset = moment(self.at_ms).astimezone(zone(self.settings.zone)).utcoffset() or timedelta()
        return {
            "at_ms": self.at_ms,
            "since_ms": self.span(mirror.quarter_days + mirror.care_days, closed_after_ms=self.wait_ms, period=YEAR)[0],
            "year_days": mirror.year_days,
            "year_ms": mirror.year_days * DAY_MS,
            "quarter_ms": mirror.quarter_days * DAY_MS,
            "prompt_ms": mirror.prompt_days * DAY_MS,
            "convert_ms": mirror.conversion_days * DAY_MS,
            "care_ms": mirror.care_days * DAY_MS,
            "wait_ms": self.wait_ms,
            "offset_ms": int(offset.total_seconds()) * 1000,
        }

    def register(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make ``mirror_periods`` (period, shift_days, until_ms) and ``mirror_kinds`` (see its file)."""
        shifts = list(self.shifts)
        until = [self.at_ms - days * DAY_MS for days in shifts]
        make_table(con, "mirror_periods", {"period": [NOW, QUARTER, YEAR], "shift_days": shifts, "until_ms": until})
        con.execute(sql("kinds"))
