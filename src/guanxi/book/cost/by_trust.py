"""Where maintenance goes: cost to serve by band of trust."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.exact_sums import counts_by_code, sums_by_code

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EDGES = (0.0, 0.25, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class ServingBand:
    """Contacts with T in [low, high) (the last band holds 1), and what serving them costs over the horizon, fen."""

    low: float
    high: float
    n_contacts: int
    serving_fen: int


def serving_by_trust(serving_fen: Ints, trust: Floats, edges: tuple[float, ...] = EDGES) -> tuple[ServingBand, ...]:
    """One row per band, lowest first; the bands add up to the whole.

    Parameters
    ----------
    serving_fen : (n,) posted cost to serve. trust : (n,) in [0, 1].
    """
    n_bands = len(edges) - 1
    code = np.clip(np.searchsorted(np.asarray(edges), trust, side="right") - 1, 0, n_bands - 1).astype(np.int64)
    counts, sums = counts_by_code(code, n_bands), sums_by_code(serving_fen, code, n_bands)
    return tuple(ServingBand(edges[i], edges[i + 1], int(counts[i]), int(sums[i])) for i in range(n_bands))
