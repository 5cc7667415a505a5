"""Exact decay: integer weights from a table, so that every engine sums to the last bit (trust-economics §1)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

UNIT = 1 << 20
"""The weight of an event of age 0."""


def decay_table(half_life_days: float, max_age_days: int) -> NDArray[np.int64]:
    """(max_age_days + 1,) weights round(2²⁰ · 2^(−age ÷ half-life)) of ages 0, 1, … in whole days.

    Computed in decimal arithmetic with 40 digits and rounded half to even: a platform's ``pow`` may differ in the last
    bit, this table may not.
    """
    return np.array(_weights(str(half_life_days), int(max_age_days)), dtype=np.int64)


@lru_cache(maxsize=64)
def _weights(half_life_days: str, max_age_days: int) -> tuple[int, ...]:
    with localcontext() as context:
        context.prec = 40
        step = Decimal(2) ** (Decimal(-1) / Decimal(half_life_days))
        weights, weight = [], Decimal(UNIT)
        for _ in range(max_age_days + 1):
            weights.append(int(weight.to_integral_value(rounding=ROUND_HALF_EVEN)))
            weight *= step
        return tuple(weights)
