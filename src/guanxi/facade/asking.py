"""What is asked of a lake, checked before anything is imported: dates and the horizon."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from guanxi.book.backtest.protocol import Protocol
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day, parse_as_of
from guanxi.kit.errors import SettingsError
from guanxi.lake.importing import BrandSettings

When = str | date | datetime | int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the lake: the parameters of :func:`guanxi.audit` that are not about the data."""

    as_of: When | None = None
    compare_to: When | None = None
    horizon_days: int = 365
    relearn: bool = False
    protocol: Callable[[str], Protocol] | None = None
    """Zone → dates of the backtest; ``None``: the usual ones."""


def now_ms() -> int:
    """The clock, read at the edge."""
    return time.time_ns() // 1_000_000


def check_question(question: Question, brand: BrandSettings) -> None:
    """Refuse what no data can answer.

    Raises
    ------
    SettingsError
        for a horizon outside of its bounds, and for dates that are none, lie in the future or in the wrong order; each
        sentence names the option.
    """
    audit_settings(brand, horizon_days=question.horizon_days)
    closing_ms, opening_ms = closing(question.as_of, brand.zone), opening(question.compare_to, brand.zone)
    if closing_ms is not None and opening_ms is not None:
        check_order(opening_ms, closing_ms, question)


def closing(as_of: When | None, zone: str) -> int | None:
    """The closing date in epoch ms; refuses days after today, of which nothing can be known."""
    return None if as_of is None else _past("--as-of", as_of, zone)


def opening(compare_to: When | None, zone: str) -> int | None:
    """The opening date of a roll-forward in epoch ms."""
    return None if compare_to is None else _past("--compare-to", compare_to, zone)


def check_order(opening_ms: int, closing_ms: int, question: Question) -> None:
    """The opening must lie before the closing."""
    if opening_ms >= closing_ms:
        raise SettingsError(
            f"--compare-to ({question.compare_to}) must lie before the closing date. Choose an earlier day.",
            f"--compare-to（{question.compare_to}）须早于截至日期。请选择更早的日期。",
        )


def _past(option: str, when: When, zone: str) -> int:
    try:
        at_ms = parse_as_of(when, zone)
    except SettingsError as error:
        raise SettingsError(f"{option}: {error.en}", f"{option}：{error.zh}") from error
    today = local_day(now_ms(), zone)
    if at_ms > day_end_ms(today, zone):
        raise SettingsError(
            f"{option} ({when}) lies in the future: today is {today}, and nothing is known of later days. "
            "Choose today or an earlier day.",
            f"{option}（{when}）在未来：今天是 {today}，之后的事无从得知。请选择今天或更早的日期。",
        )
    return at_ms
