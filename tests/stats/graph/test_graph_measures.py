"""Clustering, cycles, waiting: against published values and slow, plain oracles."""

from __future__ import annotations

from itertools import combinations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from guanxi.stats.graph import break_cycles, conversion_share, transitivity, triangles, waiting_time

Pairs = list[tuple[int, int]]

graphs = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.sampled_from(list(combinations(range(n), 2))), unique=True, min_size=1, max_size=30)
    )
)


def ends(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


class TestTriangles:
    @given(graphs)
    def test_agrees_with_looking_at_every_three(self, graph: tuple[int, Pairs]) -> None:
        n, pairs = graph
        joined = {frozenset(pair) for pair in pairs}
        threes = [
            three for three in combinations(range(n), 3) if all(frozenset(p) in joined for p in combinations(three, 2))
        ]

        found = triangles(*ends(pairs), n)

        assert found.n == len(threes)
        assert found.support.tolist() == [sum(set(pair) <= set(three) for three in threes) for pair in pairs]

    def test_order_and_direction_of_pairs_do_not_matter(self) -> None:
        rng = np.random.default_rng(4)
        keys = np.unique(rng.integers(0, 60 * 60, 500))
        one, other = np.divmod(keys, 60)
        one, other = one[one < other], other[one < other]
        shuffled = rng.permutation(len(one))

        plain, turned = triangles(one, other, 60), triangles(other[shuffled], one[shuffled], 60)

        assert plain.n == turned.n > 0
        assert plain.support[shuffled].tolist() == turned.support.tolist()


class TestTransitivity:
    def test_of_the_example_of_newman_2003(self) -> None:
        """Figure 5: one triangle and eight connected triples give 3/8."""
        assert transitivity(*ends([(0, 1), (0, 2), (1, 2), (2, 3), (2, 4)]), 5) == pytest.approx(3 / 8)

    def test_a_star_has_none_and_a_clique_is_whole(self) -> None:
        assert transitivity(*ends([(0, k) for k in range(1, 30)]), 30) == 0
        assert transitivity(*ends(list(combinations(range(8), 2))), 8) == 1

    def test_is_unknown_where_nobody_has_two_bonds(self) -> None:
        assert transitivity(*ends([(0, 1), (2, 3)]), 6) is None

    def test_does_not_fall_when_the_same_brand_doubles(self) -> None:
        pairs = [(0, 1), (0, 2), (1, 2), (2, 3)]
        twice = pairs + [(a + 4, b + 4) for a, b in pairs]

        assert transitivity(*ends(twice), 8) == transitivity(*ends(pairs), 4)


class TestBreakCycles:
    def test_drops_the_latest_invitation_of_a_ring_only(self) -> None:
        inviter = np.array([2, 0, 1, 2, -1])
        moment = np.array([5, 9, 7, 1, 0])

        assert break_cycles(inviter, moment).tolist() == [2, -1, 1, 2, -1]

    def test_nobody_brings_himself(self) -> None:
        assert break_cycles(np.array([0, 0]), np.array([1, 1])).tolist() == [-1, 0]

    @given(st.integers(1, 12).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n)), st.data())
    def test_leaves_a_forest_and_breaks_nothing_else(self, given_inviters: list[int], data: st.DataObject) -> None:
        n = len(given_inviters)
        inviter = np.array(given_inviters)
        moment = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))

        kept = break_cycles(inviter, moment)

        roots = np.arange(n)
        for _ in range(n):
            roots = np.where(kept[roots] >= 0, kept[roots], roots)
        assert (kept[roots] == -1).all()
        dropped = np.flatnonzero(kept != inviter)
        for each in dropped:
            walked, at = set(), int(each)
            while at not in walked and at >= 0:
                walked.add(at)
                at = int(inviter[at])
            assert at == each, "what was dropped stood in a cycle"


class TestWaiting:
    def test_product_limit_of_freireich_1963(self) -> None:
        """6-MP arm, weeks in remission; the survival is printed in Klein & Moeschberger (2003), table 4.1."""
        relapses = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
        censored = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
        events = np.array([relapses.get(week, 0) for week in range(36)])

        share = conversion_share(events, np.bincount(censored, minlength=36))

        printed = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
        assert {week: round(1 - share[week], 3) for week in printed} == printed

    def test_censoring_does_not_count_as_never(self) -> None:
        """Half of an exponential is still unseen: the share is recovered, the plain share is not."""
        rng = np.random.default_rng(1)
        hours = np.floor(rng.exponential(300, 20_000)).astype(np.int64)
        seen = rng.integers(0, 600, 20_000)
        waited = np.minimum(hours, seen)

        found = waiting_time(waited, hours <= seen, 600, rng)

        truth = 1 - np.exp(-401 / 300)
        assert found.low[400] - 0.005 <= truth <= found.high[400] + 0.005
        assert np.mean(hours <= seen) < truth - 0.1

    def test_median_is_of_those_who_convert(self) -> None:
        hours = np.array([1, 2, 3, 4, 2160, 2160])

        found = waiting_time(hours, hours < 2160, 2160, np.random.default_rng(0))

        assert found.median_hours == 2
        assert found.share[-1] == pytest.approx(4 / 6)

    def test_nobody_converts(self) -> None:
        found = waiting_time(np.array([5, 9]), np.array([False, False]), 100, np.random.default_rng(0))

        assert np.isnan(found.median_hours)
        assert found.share[-1] == 0
