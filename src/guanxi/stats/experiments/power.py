"""What an experiment can see, and how long it must run: by the boundary that will really be used."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from guanxi.stats.experiments.confidence_sequence import Boundary

POWER = 0.80
MOST_UNITS = 10**9


def minimum_detectable_effect(
    deviation: float, n_treated: float, n_control: float, boundary: Boundary, *, power: float = POWER
) -> float:
    """Smallest true difference that the sequence excludes from zero by the last unit with at least ``power``.

    At the last of n units the estimate is normal with error SE = sd·√(1/n_t + 1/n_c); zero is excluded when it lies
    beyond factor(n)·SE, so δ = (factor(n) + z_power)·SE (Bloom 1995, eq. 1, with the sequence's factor in place of
    z_{1−α/2}). Earlier looks can only add to the power.

    Parameters
    ----------
    deviation : standard deviation of one unit's outcome, after adjustment.
    """
    if min(n_treated, n_control) < 1 or not np.isfinite(deviation):
        return float("inf")
    error = deviation * np.sqrt(1 / n_treated + 1 / n_control)
    return float((boundary.factor(n_treated + n_control) + ndtri(power)) * error)


def units_needed(gap: float, deviation_of_difference: float, boundary: Boundary) -> float:
    """Units n after which a difference of size ``gap`` is excluded, factor(n)·√(v/n) < |gap|; infinite beyond 10⁹.

    Parameters
    ----------
    deviation_of_difference : √v, with SE of the difference = √(v/n) at the present mix of arms.
    """
    grid = np.unique(np.geomspace(2, MOST_UNITS, 4000).astype(np.int64)).astype(np.float64)
    inside = boundary.factor(grid) * deviation_of_difference / np.sqrt(grid) < abs(gap)
    # The half-width falls with n but for the very first units, so the last miss decides.
    missed = np.flatnonzero(~inside)
    first = int(missed[-1]) + 1 if missed.size else 0
    return float(grid[first]) if first < len(grid) else float("inf")
