"""Hours from an invitation to the first order, where many are still waiting: Kaplan–Meier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who has converted by when.

    Parameters
    ----------
    share : (h + 1,) share converted within hour 0 … h.
    low, high : (h + 1,) its interval by bootstrap over invitations.
    median_hours, median_low, median_high : hour by which half of those who convert within h have done so; NaN where
        nobody converts.
    """

    share: Floats
    low: Floats
    high: Floats
    median_hours: float
    median_low: float
    median_high: float


def conversion_share(converted: NDArray[np.generic], censored: NDArray[np.generic]) -> Floats:
    """1 − S(t) by the product-limit estimator; counts by hour along the last axis, ties: conversions come first.

    References
    ----------
    Kaplan & Meier (1958); Klein & Moeschberger (2003), Survival Analysis, eq. 4.2.1: S(t) = Π (1 − dᵢ/Yᵢ).
    """
    events = np.asarray(converted, dtype=np.float64)
    left = events + np.asarray(censored, dtype=np.float64)
    at_risk = np.flip(np.cumsum(np.flip(left, axis=-1), axis=-1), axis=-1)
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    return np.asarray(1.0 - np.cumprod(1.0 - hazard, axis=-1))


def waiting_time(
    hours: Ints, is_converted: NDArray[np.bool_], limit: int, rng: np.random.Generator,
    *, level: float = 0.80, n_bootstraps: int = 200,
) -> Waiting:  # fmt: skip
    """The course of conversion over ``limit`` hours.

    Parameters
    ----------
    hours : (k,) whole hours from invitation to conversion, or to the end of what is known; beyond ``limit`` they count
        as still waiting there.
    is_converted : (k,) False for those still waiting.
    """
    inside = np.asarray(is_converted & (hours <= limit))
    capped = np.clip(hours, 0, limit)
    converted = np.bincount(capped[inside], minlength=limit + 1)
    censored = np.bincount(capped[~inside], minlength=limit + 1)
    share = conversion_share(converted, censored)
    drawn = conversion_share(
        rng.poisson(converted, (n_bootstraps, limit + 1)), rng.poisson(censored, (n_bootstraps, limit + 1))
    )
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail), axis=0)
    medians = _half_way(drawn)
    known = medians[np.isfinite(medians)]
    ends = np.quantile(known, (tail, 1 - tail)) if len(known) else (np.nan, np.nan)
    return Waiting(share, low, high, float(_half_way(share[None])[0]), float(ends[0]), float(ends[1]))


def _half_way(share: Floats) -> Floats:
    """(b,) first hour at which half of the final share is reached; NaN where the final share is 0."""
    final = share[:, -1]
    return np.where(final > 0, np.argmax(share >= final[:, None] / 2 - ROUNDING, axis=1).astype(np.float64), np.nan)
