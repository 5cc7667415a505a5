"""A count per exposure with its interval: by hash groups, and exact where few have been counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.stats.jackknife import normal_interval, ratio_variance
from guanxi.stats.poisson import poisson_limits

Floats = NDArray[np.float64]

LEVEL = 0.80
FEW = 10
"""Below so many, hash groups hardly differ and say little of what might have been counted; of none they say nothing."""


def rate(counts: Floats, exposure: Floats) -> Interval | None:
    """Σ counts ÷ Σ exposure, both (g,) by hash group; ``None`` where there is nobody.

    The interval is the jackknife's over groups (:func:`guanxi.stats.jackknife.ratio_variance`). Of fewer than
    :data:`FEW` it is at least as wide as the exact one of a Poisson count (Garwood 1936, see
    :func:`guanxi.stats.poisson.poisson_limits`): none in 2,710 contact-weeks is [0, 2.3 ÷ 2,710] and not [0, 0].
    """
    total = float(exposure.sum())
    if total <= 0:
        return None
    counted = float(counts.sum())
    value = counted / total
    variance = ratio_variance(counts, exposure)
    low, high = normal_interval(value, variance if np.isfinite(variance) else value**2, LEVEL)
    if counted < FEW:
        least, most = poisson_limits(round(counted), LEVEL)
        low, high = min(low, least / total), max(high, most / total)
    return Interval(value, max(low, 0.0), high, LEVEL)


def change(now: tuple[Floats, Floats], before: tuple[Floats, Floats]) -> Interval | None:
    """The rate now ÷ the rate before, each (counts, exposure) by hash group; ``None`` below :data:`FEW` in either.

    Delete-one-group jackknife of the logarithm of the ratio (Shao & Wu 1989, eq. 2.2): contacts who begin bonds in
    both periods stand in the same group, so what the periods share is reckoned in.
    """
    if min(now[0].sum(), before[0].sum()) < FEW:
        return None
    left_out = _log_rates(now) - _log_rates(before)
    if not np.all(np.isfinite(left_out)):
        return None
    g = len(left_out)
    variance = float((g - 1) / g * np.sum((left_out - left_out.mean()) ** 2))
    value = float(now[0].sum() / now[1].sum() / (before[0].sum() / before[1].sum()))
    low, high = np.exp(normal_interval(float(np.log(value)), variance, LEVEL))
    return Interval(value, float(low), float(high), LEVEL)


def _log_rates(period: tuple[Floats, Floats]) -> Floats:
    """(g,) logarithm of the rate without each group; infinite or nan where nothing is left."""
    counts, exposure = period
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log((counts.sum() - counts) / (exposure.sum() - exposure)), dtype=np.float64)
