"""Exact limits of a count: what may be expected where few, or none, have been seen."""

from __future__ import annotations

from scipy.special import gammaincinv


def poisson_limits(count: int, level: float = 0.80) -> tuple[float, float]:
    """(low, high) of the mean of a Poisson number that was seen to be ``count``, at coverage ``level`` or more.

    References
    ----------
    Garwood (1936), Biometrika 28, 437–442: ½χ²(α/2; 2k) and ½χ²(1 − α/2; 2k + 2), here as quantiles of the gamma
    distribution with shapes k and k + 1; for k = 0 the lower limit is 0.
    """
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(gammaincinv(count, tail))
    return low, float(gammaincinv(count + 1, 1 - tail))
