"""Winsorising at a declared quantile: one whale must not decide an experiment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def winsorise(values: Floats, quantile: float) -> tuple[Floats, float, float]:
    """``values`` (n,) moved into [low, high], and low and high: their quantiles 1 − ``quantile`` and ``quantile``.

    The bounds come from both arms together (Kohavi, Tang & Xu 2020, ch. 22), so the arm cannot move them. With
    ``quantile`` 1 nothing moves. Order statistics ("inverted_cdf"), so that the bounds are values that occurred.
    """
    if not len(values):
        return values, float("nan"), float("nan")
    low, high = np.quantile(values, [1 - quantile, quantile], method="inverted_cdf")
    return np.clip(values, low, high), float(low), float(high)
