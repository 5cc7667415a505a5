"""What a picture of the network shows: the strongest advocates with whom they brought, and the stable circles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.network import Link, Node, Picture
from guanxi.book.facts.contracts import Facts
from guanxi.book.network.advocates import Ranking
from guanxi.book.network.circles import Found
from guanxi.book.network.reading import Ties
from guanxi.book.network.referrals import Referrals

Ints = NDArray[np.int64]

ADVOCATES, INVITEES, CIRCLES = 6, 24, 6


def picture_rows(ranking: Ranking, referrals: Referrals, found: Found) -> tuple[list[Ints], list[Ints]]:
    """Rows of each advocate with its best invitees behind it, and of each circle."""
    best = ranking.order[:ADVOCATES]
    brought = np.flatnonzero(np.isin(referrals.inviter, best))
    brought = brought[np.lexsort((brought, ~ranking.is_verified[brought]))]
    families = [np.concatenate([[row], brought[referrals.inviter[brought] == row][:INVITEES]]) for row in best]
    circles = [found.circles.member[found.circles.circle == k] for k in range(min(CIRCLES, found.circles.n))]
    return families, circles


def draw_picture(
    families: list[Ints], circles: list[Ints], ties: Ties, facts: Facts, ranking: Ranking, *, names: dict[int, str]
) -> Picture:
    """Nodes by family and circle, with the lines inside each."""
    nodes: list[Node] = []
    links: list[Link] = []

    def add(row: int, role: str, group: int) -> None:
        contact = int(facts.contact_id[row])
        nodes.append(Node(contact, names.get(contact, str(contact)), role, group))

    for group, rows in enumerate(families):
        hub = len(nodes)
        add(int(rows[0]), "advocate", group)
        for row in rows[1:].tolist():
            links.append(Link(hub, len(nodes), "brought"))
            add(row, "verified" if ranking.is_verified[row] else "invitee", group)
    for group, rows in enumerate(circles, len(families)):
        start = len(nodes)
        for row in rows.tolist():
            add(row, "circle", group)
        links += _inside(rows, ties, start)
    return Picture(tuple(nodes), tuple(links))


def _inside(rows: Ints, ties: Ties, start: int) -> list[Link]:
    """Bonds among the (sorted) rows of one circle."""
    near = np.flatnonzero(np.isin(ties.one, rows) & np.isin(ties.other, rows))
    source, target = (np.searchsorted(rows, end[near]) + start for end in (ties.one, ties.other))
    return [Link(a, b, "bond") for a, b in zip(source.tolist(), target.tolist(), strict=True)]
