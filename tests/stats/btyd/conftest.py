"""CDNOW as purchase histories (from the files inside the ``lifetimes`` wheel) and simulated contacts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

CALIBRATION_END = np.datetime64("1997-09-30")


@dataclass(frozen=True)
class Cdnow:
    """Histories in weeks up to 1997-09-30; ``spend`` is frequency and mean value of the repeaters."""

    X: np.ndarray
    spend: np.ndarray


def cdnow_histories(file: str, *, contact: int, day: int, value: int, skip: int, days_after: int = 0) -> Cdnow:
    spec = find_spec("lifetimes")
    assert spec is not None and spec.submodule_search_locations, "install the extra `examples`: it carries CDNOW"
    path = Path(spec.submodule_search_locations[0]) / "datasets" / file
    table = np.loadtxt(path, skiprows=skip, usecols=(contact, day, value))
    stamp = table[:, 1].astype(np.int64)
    days = np.array([f"{d // 10000}-{d // 100 % 100:02d}-{d % 100:02d}" for d in stamp], dtype="datetime64[D]")
    seen = days <= CALIBRATION_END
    # One order per contact and day: two receipts of a day are one purchase.
    keys, inverse = np.unique(
        np.stack((table[seen, 0], days[seen].astype(np.int64)), axis=1), axis=0, return_inverse=True
    )
    amount = np.bincount(inverse.ravel(), weights=table[seen, 2])
    first = np.flatnonzero(np.concatenate(([True], keys[1:, 0] != keys[:-1, 0])))
    latest = np.append(first[1:], len(keys)) - 1
    frequency = (latest - first).astype(float)
    start, end = keys[first, 1], float(CALIBRATION_END.astype(np.int64)) + days_after
    X = np.stack((frequency, (keys[latest, 1] - start) / 7, (end - start) / 7), axis=1)
    repeat_value = np.add.reduceat(amount, first) - amount[first]
    again = frequency > 0
    return Cdnow(X, np.stack((frequency[again], repeat_value[again] / frequency[again]), axis=1))


@pytest.fixture(scope="session")
def cdnow_sample() -> Cdnow:
    """The 1/10 sample of the papers: 2,357 contacts."""
    return cdnow_histories("CDNOW_sample.txt", contact=1, day=2, value=4, skip=0)


@pytest.fixture(scope="session")
def cdnow_rounded(cdnow_sample: Cdnow) -> Cdnow:
    """The sample as it is handed around: weeks and mean spends with two decimals, halves rounded up."""
    return Cdnow(*(np.floor(table * 100 + 0.5 + 1e-9) / 100 for table in (cdnow_sample.X, cdnow_sample.spend)))


@pytest.fixture(scope="session")
def cdnow_full() -> Cdnow:
    """All 23,570 contacts; here T runs to the end of the last day (39 whole weeks), as in the figures to reproduce."""
    return cdnow_histories("CDNOW_master.txt", contact=0, day=1, value=3, skip=1, days_after=1)
