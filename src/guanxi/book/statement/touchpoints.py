"""The inventory of touchpoints: who is met where, who is met only there, and who is met in both places."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array

from guanxi.book.contracts import Overlap, TouchpointRow
from guanxi.book.exact_sums import counts_by_code
from guanxi.book.positions import Positions
from guanxi.book.statement.cuts import cut_sums
from guanxi.book.statement.memberships import Membership

MOST_OVERLAPS = 20


def touchpoint_rows(
    positions: Positions, touchpoints: Membership, *, capital_is_money: bool
) -> tuple[TouchpointRow, ...]:
    """One row per touchpoint, the one with most contacts first.

    A contact met at several touchpoints counts whole at each: the rows overlap and do not add up to the book.
    """
    sums = cut_sums(positions, touchpoints, capital_is_money)
    met_at = np.bincount(touchpoints.row, minlength=positions.n)
    only_here = counts_by_code(touchpoints.code[met_at[touchpoints.row] == 1], len(touchpoints.names))
    rows = [
        TouchpointRow(
            touchpoint=name,
            n_contacts=int(sums.n_contacts[code]),
            n_only_here=int(only_here[code]),
            mean_trust=float(sums.mean_trust[code]),
            cost_to_serve=None if sums.serving is None else int(sums.serving[code]),
            net_equity=int(sums.net[code]),
            n_broken=int(sums.n_broken[code]),
        )
        for code, name in enumerate(touchpoints.names)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.n_contacts, row.touchpoint)))


def overlaps(touchpoints: Membership, n_contacts: int, most: int = MOST_OVERLAPS) -> tuple[Overlap, ...]:
    """Pairs of touchpoints that share contacts, most shared first, at most ``most`` of them."""
    shape = (n_contacts, len(touchpoints.names))
    ones = np.ones(len(touchpoints.row), dtype=np.int64)
    met = coo_array((ones, (touchpoints.row, touchpoints.code)), shape=shape).tocsr()
    shared = (met.T @ met).tocoo()
    above = shared.row < shared.col
    first, second, n = shared.row[above], shared.col[above], shared.data[above]
    order = np.lexsort((second, first, -n))[:most]
    names = touchpoints.names
    return tuple(Overlap(names[first[i]], names[second[i]], int(n[i])) for i in order)
