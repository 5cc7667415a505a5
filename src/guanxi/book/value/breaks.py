"""How fast relationships are cut: a hazard that competes with silence and that, unlike silence, is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts

Ints = NDArray[np.int64]

WINDOW_DAYS = 365
"""Breaks of the last year count: what the next year will lose, not what the first days of the brand lost."""


@dataclass(frozen=True, slots=True)
class BreakRate:
    """Breaks per contact and day, 0 where none was ever recorded."""

    per_day: float
    n: int
    contact_days: float


def buyer_breaks(facts: Facts) -> BreakRate:
    """The hazard of contacts since their first order."""
    buyers = facts.take(facts.is_buyer)
    return _rate(buyers.first_order_age, _break_age(buyers), buyers.is_broken)


def waiting_breaks(facts: Facts) -> BreakRate:
    """The hazard of contacts before any order; those who bought later were at risk until then."""
    until = np.where(facts.is_buyer, facts.first_order_age, _break_age(facts))
    return _rate(facts.known_age, until, facts.is_broken & ~facts.is_buyer)


def _break_age(facts: Facts) -> Ints:
    return np.where(facts.is_broken, facts.last_break_age, 0)


def _rate(since: Ints, until: Ints, broke: NDArray[np.bool_]) -> BreakRate:
    """Breaks ÷ contact-days within the last :data:`WINDOW_DAYS`, at risk from age ``since`` down to ``until``."""
    days = float(np.clip(np.minimum(since + 1, WINDOW_DAYS) - np.minimum(until, WINDOW_DAYS), 0, None).sum())
    n = int(np.count_nonzero(broke & (until < WINDOW_DAYS)))
    return BreakRate(n / days if days > 0 else 0.0, n, days)
