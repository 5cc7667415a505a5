"""Small circles as the book shows them: their members, how stable, and what they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from guanxi.book.contracts.network import Circle, SharedTrait
from guanxi.book.exact_sums import counts_by_code, sums_by_code
from guanxi.book.facts.contracts import Facts
from guanxi.book.network.density import Density
from guanxi.book.network.reading import Ties
from guanxi.book.statement.memberships import Membership
from guanxi.stats import graph

Ints = NDArray[np.int64]

SHOWN = 12
MEMBERS_NAMED = 50
SHARED_LEAST = 0.6
BEYOND_CHANCE = 0.05
"""Of all values that might be shared by chance together: each is held to its part (Bonferroni)."""
TRAITS_SHOWN = 3
TOO_COMMON = frozenset({"touchpoint", "tier"})
"""Dimensions that say little about a circle: everybody is met somewhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """Circles by row of the facts, and the bonds inside each."""

    circles: graph.Circles
    n_bonds: Ints


def detect_circles(ties: Ties, density: Density, facts: Facts, rng: np.random.Generator) -> Found:
    """Stable circles among the live bonds."""
    live = density.live
    one, other, seen = ties.one[live], ties.other[live], ties.n_events[live]
    circles = graph.find_circles(one, other, seen, facts.n, rng, found=density.triangles)
    of = np.full(facts.n, -1, dtype=np.int64)
    of[circles.member] = circles.circle
    inside = (of[one] >= 0) & (of[one] == of[other])
    return Found(circles, np.bincount(of[one][inside], minlength=max(circles.n, 1)).astype(np.int64))


def circle_rows(
    found: Found, facts: Facts, clv_fen: Ints, members: tuple[Membership, ...], names: dict[int, str]
) -> tuple[Circle, ...]:
    """The :data:`SHOWN` most stable, each with the traits that its members share beyond what is usual."""
    circles = found.circles
    worth = sums_by_code(clv_fen[circles.member], circles.circle, max(circles.n, 1))
    shared = _shared_traits(circles, facts.n, members)
    starts = np.searchsorted(circles.circle, np.arange(circles.n + 1))
    rows = []
    for k in range(min(SHOWN, circles.n)):
        ids = tuple(facts.contact_id[circles.member[starts[k] : starts[k + 1]]].tolist())
        rows.append(
            Circle(
                member_ids=ids,
                members=tuple(names.get(each, str(each)) for each in ids[:MEMBERS_NAMED]),
                stability=float(circles.stability[k]),
                n_bonds=int(found.n_bonds[k]),
                clv=int(worth[k]),
                shared=shared[k],
            )
        )
    return tuple(rows)


def _shared_traits(
    circles: graph.Circles, n: int, members: tuple[Membership, ...]
) -> tuple[tuple[SharedTrait, ...], ...]:
    """Of each shown circle the traits that at least 60 % share and more than chance would; strongest first.

    Beyond chance: drawn at random from all contacts, so many of the members would share the trait with a probability
    of at most :data:`BEYOND_CHANCE` ÷ the number of values compared: the exact upper tail of the binomial (Johnson,
    Kemp & Kotz 2005, Univariate Discrete Distributions, eq. 3.18), without an approximation that four members do not
    carry.
    """
    of = np.full(n, -1, dtype=np.int64)
    of[circles.member] = circles.circle
    sizes = np.bincount(circles.circle, minlength=max(circles.n, 1))
    found: list[list[tuple[float, SharedTrait]]] = [[] for _ in range(min(SHOWN, circles.n))]
    compared = [each for each in members if each.dimension not in TOO_COMMON]
    bar = BEYOND_CHANCE / max(sum(len(each.names) for each in compared), 1)
    for member in compared:
        size = len(member.names)
        usual = counts_by_code(member.code, size) / max(n, 1)
        circle = of[member.row]
        shown = (circle >= 0) & (circle < len(found))
        held = np.bincount(circle[shown] * size + member.code[shown], minlength=len(found) * size)
        held = held.reshape(len(found), size)
        share = held / np.maximum(sizes[: len(found), None], 1)
        by_chance = bdtrc(held - 1, sizes[: len(found), None], usual)
        for k, code in np.argwhere((share >= SHARED_LEAST) & (held > 0) & (by_chance <= bar)).tolist():
            if member.names[code]:
                trait = SharedTrait(member.dimension, member.names[code], float(share[k, code]), float(usual[code]))
                found[k].append((float(share[k, code] / usual[code]), trait))
    return tuple(tuple(t for _, t in sorted(each, key=lambda it: -it[0])[:TRAITS_SHOWN]) for each in found)
