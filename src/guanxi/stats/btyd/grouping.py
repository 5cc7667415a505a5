"""Contacts with the same history share one row: a fit costs what its distinct histories cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guanxi.stats.btyd.inputs import Floats, Purchases

Indices = npt.NDArray[np.int64]

TABLE_SHARE = 4
"""A dense lookup table replaces a sort while it has at most this many cells per row …"""
TABLE_FLOOR = 1_000_000
"""… or this many cells in all."""


def ranks(values: Floats | Indices) -> tuple[Floats, Indices]:
    """Sorted distinct values, and for each value its position among them.

    Parameters
    ----------
    values : (n,) finite, >= 0. Whole numbers (days) go through a table without any sort.

    Returns
    -------
    levels : (k,) ascending.
    index : (n,) int64 with ``levels[index] == values``.
    """
    whole = values.astype(np.int64) if values.size and values.max() < 2**53 else None
    if whole is None or not np.array_equal(whole, values) or whole.max() > TABLE_SHARE * whole.size + TABLE_FLOOR:
        levels, index = np.unique(values, return_inverse=True)
        return levels.astype(np.float64), index.astype(np.int64)
    seen = np.zeros(int(whole.max()) + 1, dtype=bool)
    seen[whole] = True
    position = np.cumsum(seen) - 1
    return np.flatnonzero(seen).astype(np.float64), position[whole]


@dataclass(frozen=True, slots=True)
class GroupedRows:
    """Distinct histories with their weights, ordered by (frequency, T_obs, recency).

    Each column is a table of its distinct levels and an index into it, so that a function of one column is
    computed once per level (hundreds) and gathered, not computed once per row (hundreds of thousands).

    Parameters
    ----------
    x_levels, end_levels, last_levels : distinct values of frequency, T_obs and recency, ascending.
    ix, iend, ilast : (n,) indices of the rows into these tables.
    weight : (n,) contacts that share the row, > 0.
    """

    x_levels: Floats
    end_levels: Floats
    last_levels: Floats
    ix: Indices
    iend: Indices
    ilast: Indices
    weight: Floats

    @property
    def frequency(self) -> Floats:
        """(n,) repeat purchases."""
        return self.x_levels[self.ix]

    @property
    def T_obs(self) -> Floats:
        """(n,) first purchase to the end of observation."""
        return self.end_levels[self.iend]

    @property
    def recency(self) -> Floats:
        """(n,) first to last purchase."""
        return self.last_levels[self.ilast]

    @property
    def n_contacts(self) -> float:
        """Contacts behind all the rows (the sum of the weights)."""
        return float(self.weight.sum())

    def every(self, step: int) -> GroupedRows:
        """Every ``step``-th row: thinned evenly along (frequency, T_obs, recency), for a first look."""
        cut = slice(step // 2, None, step)
        return GroupedRows(
            self.x_levels,
            self.end_levels,
            self.last_levels,
            self.ix[cut],
            self.iend[cut],
            self.ilast[cut],
            self.weight[cut],
        )

    def starts_at(self, frequency: float) -> int:
        """Position of the first row with at least this frequency."""
        return int(np.searchsorted(self.ix, np.searchsorted(self.x_levels, frequency)))


def group(rows: Purchases, sample_weight: Floats | None = None) -> GroupedRows:
    """Distinct histories of ``rows``, with the number of contacts (or the sum of their weights) each stands for.

    Rows of weight 0 are left out.
    """
    if sample_weight is not None and not sample_weight.all():
        kept = sample_weight > 0
        rows = Purchases(rows.frequency[kept], rows.recency[kept], rows.T_obs[kept])
        sample_weight = sample_weight[kept]
    x_levels, ix = ranks(rows.frequency)
    end_levels, iend = ranks(rows.T_obs)
    last_levels, ilast = ranks(rows.recency)
    keys = ix * end_levels.size + iend
    pairs: Indices | None = None
    if x_levels.size * end_levels.size * last_levels.size >= 2**62:
        # Tens of millions of rows with continuous times: number the pairs first so that the key fits 64 bits.
        pairs, numbers = np.unique(keys, return_inverse=True)
        keys = numbers.astype(np.int64)
    keys = keys * last_levels.size + ilast
    weight: Floats
    if sample_weight is None:
        # Sorting plain keys is vectorised in NumPy; argsort, which an inverse needs, is several times slower.
        keys.sort()
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        weight = np.diff(np.append(first, keys.size)).astype(np.float64)
        unique = keys[first]
    else:
        unique, shared = np.unique(keys, return_inverse=True)
        weight = np.bincount(shared, weights=sample_weight).astype(np.float64)
    pair, last_of_row = np.divmod(unique, last_levels.size)
    x_of_row, end_of_row = np.divmod(pair if pairs is None else pairs[pair], end_levels.size)
    return GroupedRows(x_levels, end_levels, last_levels, x_of_row, end_of_row, last_of_row, weight)
