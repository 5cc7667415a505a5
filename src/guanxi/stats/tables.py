"""Percentiles against a frozen reference: a brand-wide decline must not be invisible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_KNOTS = 1025
"""Knots of a stored table: finer than a tenth of a percentile, a few kilobytes."""


def quantile_table(values: Floats) -> Floats:
    """(k,) non-decreasing quantiles of ``values`` at equal steps; ``[0.]`` when there are none."""
    if len(values) == 0:
        return np.zeros(1)
    return np.asarray(np.quantile(values, np.linspace(0, 1, min(N_KNOTS, len(values)))), dtype=np.float64)


def percentile(table: Floats, values: Floats) -> Floats:
    """Share of the reference below each value, ties at the middle, in [0, 1]; non-decreasing in the value.

    With ``table`` [0.] (no reference) every value stands at ½.
    """
    if len(table) == 1:
        return np.full(np.shape(values), 0.5)
    left = np.searchsorted(table, values, side="left")
    right = np.searchsorted(table, values, side="right")
    middle = (left + right) / (2.0 * len(table))
    # Between two knots the count alone would make steps: interpolate where the value lies strictly inside.
    index = np.clip(left, 1, len(table) - 1)
    low, high = table[index - 1], table[index]
    inside = (left == right) & (left > 0) & (left < len(table))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(high > low, (values - low) / (high - low), 0.0)
    smooth = (index - 0.5 + share) / len(table)
    return np.asarray(np.clip(np.where(inside, smooth, middle), 0.0, 1.0), dtype=np.float64)
