"""Small circles: contacts bound to one another, not only to a centre, who stay together when the data is redrawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from guanxi.stats.graph.clustering import Triangles, triangles

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LARGEST = 50
"""More people than this are a crowd, which label propagation is asked to divide."""
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Circles:
    """Stable circles, largest stability first.

    Parameters
    ----------
    member, circle : (k,) number of a contact and of its circle, 0 … c − 1; sorted by circle, then member.
    stability : (c,) mean over the bootstraps of the best Jaccard match.
    n_candidates : circles before the rule of stability.
    """

    member: Ints
    circle: Ints
    stability: Floats
    n_candidates: int

    @property
    def n(self) -> int:
        """Number of circles."""
        return len(self.stability)


def find_circles(
    first: Ints, second: Ints, n_events: Ints, n: int, rng: np.random.Generator,
    *, least_members: int = 4, least_stability: float = 0.6, n_bootstraps: int = 20, found: Triangles | None = None,
) -> Circles:  # fmt: skip
    """Circles of at least ``least_members`` whose mean best Jaccard over the bootstraps reaches ``least_stability``.

    Parameters
    ----------
    first, second : (m,) each bonded pair once. n_events : (m,) bonds seen between them, ≥ 1.
    found : the triangles of these pairs, where somebody has looked for them already.

    Notes
    -----
    A bond counts when it is a side of a triangle (the 3-truss, Cohen 2008): a star of invitees round an inviter, or a
    chain, is no circle. What hangs together is a circle; what is larger than :data:`LARGEST` is divided by label
    propagation (Raghavan, Albert & Kumara 2007, section III). Stability as in Hennig (2007, CSDA 52, section 3): each
    bootstrap redraws every pair's bonds as Poisson(n_events), finds its own circles, and takes the largest Jaccard
    coefficient of each original circle with one of them; a circle's stability is the mean.
    """
    held = (found or triangles(first, second, n)).support > 0
    a, b, seen = first[held], second[held], n_events[held]
    names, flat = np.unique(np.concatenate([a, b]), return_inverse=True)
    a, b, size = flat[: len(a)], flat[len(a) :], len(names)
    label = _communities(a, b, seen, size, rng)
    counts = np.bincount(label, minlength=1)
    is_candidate = (counts >= least_members) & (counts <= LARGEST)
    matches = np.zeros(len(counts))
    for _ in range(n_bootstraps):
        redrawn = rng.poisson(seen)
        there = redrawn > 0
        other = _supported_communities(a[there], b[there], redrawn[there], size, rng)
        matches += _best_jaccard(label, other)
    stability = matches / n_bootstraps
    stable = np.flatnonzero(is_candidate & (stability >= least_stability))
    stable = stable[np.lexsort((stable, -counts[stable], -stability[stable]))]
    place = np.full(len(counts), -1)
    place[stable] = np.arange(len(stable))
    circle = place[label] if size else np.zeros(0, dtype=np.int64)
    inside = np.flatnonzero(circle >= 0)
    inside = inside[np.lexsort((inside, circle[inside]))]
    return Circles(names[inside], circle[inside], stability[stable], int(is_candidate.sum()))


def _supported_communities(a: Ints, b: Ints, weight: Ints, size: int, rng: np.random.Generator) -> Ints:
    held = triangles(a, b, size).support > 0
    return _communities(a[held], b[held], weight[held], size, rng)


def _communities(a: Ints, b: Ints, weight: Ints, size: int, rng: np.random.Generator) -> Ints:
    """(size,) number of the community of each; crowds divided."""
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    _, component = connected_components(graph, directed=False) if size else (0, np.zeros(0))
    label: Ints = np.asarray(component, dtype=np.int64)
    crowd = np.bincount(label, minlength=1)[label[a]] > LARGEST if len(a) else np.zeros(0, dtype=np.bool_)
    if crowd.any():
        finer = _propagate(a[crowd], b[crowd], weight[crowd], size, rng)
        _, place = np.unique(label * (size + 1) + finer, return_inverse=True)
        label = np.asarray(place, dtype=np.int64).reshape(-1)
    return label


def _propagate(a: Ints, b: Ints, weight: Ints, size: int, rng: np.random.Generator) -> Ints:
    """Each takes the label that weighs most among its neighbours; a random half moves at a time, so none oscillates."""
    label = np.arange(size)
    to, of, heavy = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([weight, weight])
    for _ in range(2 * ROUNDS):
        keys, place = np.unique(to * size + label[of], return_inverse=True)
        total = np.bincount(place.reshape(-1), weights=heavy)
        who, named = np.divmod(keys, size)
        order = np.lexsort((rng.random(len(keys)), total, who))
        final = np.append(who[order][1:] != who[order][:-1], True)
        moves = rng.random(size) < 0.5
        chosen = label.copy()
        chosen[who[order][final]] = named[order][final]
        label = np.where(moves, chosen, label)
    return label


def _best_jaccard(label: Ints, other: Ints) -> Floats:
    """(c,) best Jaccard coefficient of each community of ``label`` with one of ``other``."""
    if not len(label):
        return np.zeros(1)
    sizes, others = np.bincount(label), np.bincount(other)
    keys, both = np.unique(label * len(others) + other, return_counts=True)
    mine, its = np.divmod(keys, len(others))
    best = np.zeros(len(sizes))
    np.maximum.at(best, mine, both / (sizes[mine] + others[its] - both))
    return best
