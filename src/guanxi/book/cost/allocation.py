"""Divide pools among contacts to the fen: what goes in comes out, whatever the weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NOBODY = -1
"""Code of a contact that takes part in no pool."""


def allocate(pool_fen: Ints, code: Ints, weight: Ints) -> tuple[Ints, int]:
    """Share each pool among the contacts of its code, in proportion to their weights.

    Running totals are rounded, not shares: each contact is within one fen of its exact share, and the last contact of
    a pool brings the total to the pool's own amount exactly.

    Parameters
    ----------
    pool_fen : (p,) fen. code : (n,) pool of each contact, or :data:`NOBODY`. weight : (n,) >= 0.

    Returns
    -------
    (n,) fen, and the fen of pools without any weight, which nobody carries:
    ``allocated.sum() + left == pool_fen.sum()``.
    """
    out = np.zeros(len(code), dtype=np.int64)
    member = np.flatnonzero((code != NOBODY) & (weight > 0))
    order = member[np.argsort(code[member], kind="stable")]
    pools = code[order]
    first = np.flatnonzero(np.diff(pools, prepend=NOBODY))
    size = np.diff(np.append(first, len(order)))
    running = np.cumsum(weight[order])
    start = np.repeat(running[first] - weight[order][first], size)
    whole = np.repeat(running[first + size - 1], size) - start
    # Division by the same whole keeps the order of running totals, and so does rounding: no share is negative.
    until = np.rint(pool_fen[pools] * ((running - start) / whole)).astype(np.int64)
    until[first + size - 1] = pool_fen[pools[first]]
    until_before = np.concatenate(([0], until[:-1]))
    until_before[first] = 0
    out[order] = until - until_before
    carried = np.zeros(len(pool_fen), dtype=bool)
    carried[pools] = True
    return out, int(pool_fen[~carried].sum())
