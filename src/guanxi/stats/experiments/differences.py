"""Difference in differences: the fallback where nobody was randomised. It rests on parallel trends, which are shown.

References
----------
Angrist & Pischke (2009), eq. 5.2.3 (two groups, two periods); Roth (2022) on reading pre-trends with care: that none
is seen does not prove that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference per contact with its normal interval. NaN where a group has fewer than two contacts."""

    estimate: float
    standard_error: float
    low: float
    high: float

    @property
    def p_value(self) -> float:
        """Two-sided, of no difference; 1 where nothing varies."""
        if not self.standard_error > 0:
            return 1.0
        return float(2 * ndtr(-abs(self.estimate) / self.standard_error))


def difference_in_means(values: Floats, is_treated: Bools, *, level: float = 0.95) -> Difference:
    """Treated minus others (Neyman 1923: s²_t/n_t + s²_c/n_c)."""
    groups = values[is_treated], values[~is_treated]
    if min(len(g) for g in groups) < 2:
        return Difference(float("nan"), float("nan"), -float("inf"), float("inf"))
    error = float(np.sqrt(sum(g.var(ddof=1) / len(g) for g in groups)))
    estimate = float(groups[0].mean() - groups[1].mean())
    half = float(ndtri(0.5 + level / 2)) * error
    return Difference(estimate, error, estimate - half, estimate + half)


def difference_in_differences(before: Floats, after: Floats, is_treated: Bools, *, level: float = 0.95) -> Difference:
    """(after − before) of the treated less that of the others; each contact's own change is one observation."""
    return difference_in_means(after - before, is_treated, level=level)


def differences_by_period(panel: Floats, is_treated: Bools, reference: int) -> tuple[Difference, ...]:
    """Differences in each period of ``panel`` (n, k) less that of period ``reference`` (an event study).

    In the reference period the difference is 0 by construction.
    """
    return tuple(difference_in_differences(panel[:, reference], panel[:, j], is_treated) for j in range(panel.shape[1]))


def pre_trend(panel: Floats, is_treated: Bools) -> Difference:
    """Difference of the groups' trends per period over ``panel`` (n, k): should be 0 before the treatment.

    Each contact's least-squares slope over the periods is one observation.
    """
    k = panel.shape[1]
    time = np.arange(k) - (k - 1) / 2
    slopes = panel @ time / max(float(time @ time), 1.0)
    return difference_in_means(np.asarray(slopes, dtype=np.float64), is_treated)
