"""The dates of trust-economics §8 for the two public data sets."""

from __future__ import annotations

from datetime import date

from guanxi.book.backtest.protocol import Protocol
from guanxi.kit.clock import DAY_MS, day_start_ms


def day_end(first: date, n: int, zone: str) -> int:
    """The last millisecond before day ``n``, day 0 being ``first``: what is known "as of day n"."""
    return day_start_ms(first, zone) - 1 + n * DAY_MS


def complete_journey(zone: str) -> Protocol:
    """Train as-of 140…224, test 280 and 308, 28 days; responds: train 112…196, test 280; capital 252, 280, 308."""

    def at(n: int) -> int:
        return day_end(date(2017, 1, 1), n, zone)

    return Protocol(
        outcome_days=28,
        learn_ms=at(252),
        tests_ms=(at(280), at(308)),
        capital_ms=(at(252), at(280), at(308)),
        ask_learn_ms=at(280),
        ask_tests_ms=(at(280),),
        known_ms=at(365),
    )


def cdnow(zone: str) -> Protocol:
    """Learn at week 39 (1997-09-30) from windows of 13 weeks; test on weeks 40–52, 53–65 and 66–78."""

    def at(week: int) -> int:
        return day_end(date(1997, 1, 1), 7 * week, zone)

    return Protocol(
        outcome_days=91,
        learn_ms=at(39),
        tests_ms=(at(39), at(52)),
        capital_ms=(at(39), at(52), at(65)),
        ask_learn_ms=at(39),
        ask_tests_ms=(),
        known_ms=at(78),
    )


PUBLISHED = {"complete-journey": complete_journey, "cdnow": cdnow}
