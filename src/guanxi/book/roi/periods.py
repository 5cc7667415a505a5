"""Acquisition cohorts: quarters, or months while the data is shorter than a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.kit.clock import local_day

Ints = NDArray[np.int64]

LEAST_DAYS_FOR_QUARTERS = 365


def cohorts(known_age: Ints, at_ms: int, zone: str) -> tuple[tuple[str, ...], Ints]:
    """Labels in the order of time (``2025Q3`` or ``2025-08``), and the (n,) code of each contact, brand's calendar."""
    today = np.datetime64(local_day(at_ms, zone), "D")
    months = (today - known_age.astype("timedelta64[D]")).astype("datetime64[M]").astype(np.int64)
    if known_age.max(initial=0) + 1 < LEAST_DAYS_FOR_QUARTERS:
        kinds, code = np.unique(months, return_inverse=True)
        labels = tuple(f"{1970 + month // 12}-{month % 12 + 1:02d}" for month in kinds.tolist())
    else:
        kinds, code = np.unique(np.floor_divide(months, 3), return_inverse=True)
        labels = tuple(f"{1970 + quarter // 4}Q{quarter % 4 + 1}" for quarter in kinds.tolist())
    return labels, code.reshape(-1).astype(np.int64)
