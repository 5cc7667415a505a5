"""Intervals of totals without a loop over contacts: delete one hash group at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


def group_sums(values: Floats, groups: NDArray[np.int64], n_groups: int) -> Floats:
    """(n_groups,) sums of ``values`` (n,) by group number."""
    return np.bincount(groups, weights=values, minlength=n_groups).astype(np.float64)


def total_variance(sums: Floats) -> float:
    """Delete-one-group jackknife variance of a total from its (g,) group sums.

    With θ₍ᵢ₎ = (total − sumᵢ)·g/(g − 1): Var = (g − 1)/g Σ (θ₍ᵢ₎ − θ̄)² (Shao & Wu 1989, eq. 2.2), which for a
    total reduces to g/(g − 1) Σ (sumᵢ − mean)².
    """
    g = len(sums)
    if g < 2:
        return 0.0
    return float(g / (g - 1) * np.sum((sums - sums.mean()) ** 2))


def ratio_variance(numerator: Floats, denominator: Floats) -> float:
    """Delete-one-group jackknife variance of Σ numerator ÷ Σ denominator from (g,) group sums each.

    Infinite when leaving out one group leaves no denominator.
    """
    g = len(numerator)
    rest = denominator.sum() - denominator
    if g < 2 or np.any(rest == 0):
        return float("inf")
    left_out = (numerator.sum() - numerator) / rest
    return float((g - 1) / g * np.sum((left_out - left_out.mean()) ** 2))


def normal_interval(value: float, variance: float, level: float = 0.80) -> tuple[float, float]:
    """(low, high) of a normal interval of coverage ``level``."""
    half = float(ndtri(0.5 + level / 2)) * float(np.sqrt(max(variance, 0.0)))
    return value - half, value + half
