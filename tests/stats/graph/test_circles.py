"""Small circles: planted ones are found, stars, chains and chance are not."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from guanxi.stats.graph import find_circles


def world(*parts: tuple[list[tuple[int, int]], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first = np.array([a for pairs, _ in parts for a, _ in pairs], dtype=np.int64)
    second = np.array([b for pairs, _ in parts for _, b in pairs], dtype=np.int64)
    seen = np.array([n for pairs, n in parts for _ in pairs], dtype=np.int64)
    return first, second, seen


def clique(*members: int) -> list[tuple[int, int]]:
    return list(combinations(members, 2))


def test_finds_planted_circles_among_chance_bonds() -> None:
    rng = np.random.default_rng(5)
    chance = [(int(a), int(b)) for a, b in rng.integers(100, 3000, (4000, 2)) if a != b]
    chance = list({(min(pair), max(pair)) for pair in chance})
    planted = [list(range(6 * k, 6 * k + 6)) for k in range(10)]

    found = find_circles(*world(*((clique(*each), 4) for each in planted), (chance, 1)), 3000, rng)

    members = [found.member[found.circle == k].tolist() for k in range(found.n)]
    assert sorted(members) == planted
    assert (found.stability >= 0.6).all()


def test_a_star_and_a_chain_are_no_circle() -> None:
    star, chain = [(0, k) for k in range(1, 500)], [(k, k + 1) for k in range(500, 600)]

    assert find_circles(*world((star, 5), (chain, 5)), 700, np.random.default_rng(0)).n == 0


def test_three_friends_are_too_few() -> None:
    found = find_circles(*world((clique(0, 1, 2), 9), (clique(3, 4, 5, 6), 9)), 7, np.random.default_rng(0))

    assert found.member.tolist() == [3, 4, 5, 6]


def test_a_circle_that_one_bond_holds_together_is_not_stable() -> None:
    """Seven triangles in a row, seen once each: redrawn, they fall apart in another way every time."""
    fragile = [pair for k in range(0, 14, 2) for pair in clique(k, k + 1, k + 2)]

    found = find_circles(*world((fragile, 1)), 20, np.random.default_rng(0))

    assert found.n_candidates == 1
    assert found.n == 0


def test_a_crowd_is_divided_into_its_circles() -> None:
    """Twelve cliques of six, each bound to the next by one triangle: 72 people, not one circle."""
    cliques = [clique(*range(6 * k, 6 * k + 6)) for k in range(12)]
    bridges = [pair for k in range(11) for pair in ((6 * k + 5, 6 * k + 6), (6 * k + 4, 6 * k + 6))]

    found = find_circles(*world(*((each, 6) for each in cliques), (bridges, 1)), 72, np.random.default_rng(1))

    assert found.n >= 8
    assert max(np.bincount(found.circle)) <= 14


def test_no_bonds_no_circles() -> None:
    nothing = np.zeros(0, dtype=np.int64)

    assert find_circles(nothing, nothing, nothing, 0, np.random.default_rng(0)).n == 0
