"""Who was brought by whom is a forest: a cycle in it would let a ring credit itself for ever."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]

NOBODY = -1


def break_cycles(inviter: Ints, moment: Ints) -> Ints:
    """(n,) the inviters without cycles: of each cycle the latest invitation is dropped (ties: the highest number).

    Parameters
    ----------
    inviter : (n,) 0 … n − 1, or −1 for those whom nobody brought. A contact that brought itself is a cycle of one.
    moment : (n,) when each was invited.

    Notes
    -----
    Everybody has at most one inviter, so every strongly connected component with an edge inside is one cycle (Tarjan
    1972), and dropping one of its edges breaks it.
    """
    n = len(inviter)
    kept = np.where(inviter == np.arange(n), NOBODY, inviter)
    brought = np.flatnonzero(kept >= 0)
    if not len(brought):
        return kept
    edges = coo_array((np.ones(len(brought), dtype=np.int8), (kept[brought], brought)), shape=(n, n))
    _, component = connected_components(edges.tocsr(), directed=True, connection="strong")
    in_cycle = brought[component[kept[brought]] == component[brought]]
    order = in_cycle[np.lexsort((in_cycle, moment[in_cycle], component[in_cycle]))]
    is_latest = np.ones(len(order), dtype=np.bool_)
    is_latest[:-1] = component[order[1:]] != component[order[:-1]]
    kept[order[is_latest]] = NOBODY
    return kept
