"""Intervals of shares: published values, limits, and coverage where counts come in clusters."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from guanxi.stats.proportion import clustered_share, median_of_counts, wilson_interval


class TestWilson:
    @pytest.mark.parametrize(
        ("hits", "n", "low", "high"),
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_reproduces_newcombe_1998_table_1(self, hits: int, n: int, low: float, high: float) -> None:
        """Statistics in Medicine 17, 857–872, method 3, level .95."""
        found = wilson_interval(hits / n, n, 0.95)

        assert found == pytest.approx((low, high), abs=5e-5)

    @given(st.integers(0, 500), st.integers(1, 500), st.floats(0.5, 0.99))
    def test_holds_the_share_and_stays_within_0_and_1(self, hits: int, more: int, level: float) -> None:
        n = hits + more
        low, high = wilson_interval(hits / n, n, level)

        assert 0 <= low <= hits / n <= high <= 1
        assert low < high


class TestClustered:
    def test_is_wilson_where_every_cluster_counts_once(self) -> None:
        """Independent counts spread over the groups: the effective number is about their number."""
        rng = np.random.default_rng(1)
        groups, hits = rng.integers(0, 64, 40_000), rng.random(40_000) < 0.3
        k, n = (np.bincount(groups, weights=w, minlength=64) for w in (hits, np.ones(40_000)))

        share, low, high = clustered_share(k, n, 40_000)

        wide = wilson_interval(share, 40_000)
        assert (high - low) == pytest.approx(wide[1] - wide[0], rel=0.35)

    def test_is_wider_where_few_contacts_write_everything(self) -> None:
        rng = np.random.default_rng(2)
        answered = np.repeat(rng.random(200) < 0.5, 50)
        groups = np.repeat(rng.integers(0, 64, 200), 50)
        k, n = (np.bincount(groups, weights=w, minlength=64) for w in (answered, np.ones(10_000)))

        _, low, high = clustered_share(k, n, 200)

        plain = wilson_interval(k.sum() / n.sum(), 10_000)
        assert high - low > 4 * (plain[1] - plain[0])

    def test_covers_as_it_claims(self) -> None:
        """300 worlds of 400 contacts that write 1 to 20 messages, each with a rate of answers of its own."""
        rng, hits = np.random.default_rng(3), 0
        for _ in range(300):
            rate, size = rng.beta(2, 2, 400), rng.integers(1, 21, 400)
            group = rng.integers(0, 64, 400)
            k = np.bincount(group, weights=rng.binomial(size, rate), minlength=64)
            _, low, high = clustered_share(k, np.bincount(group, weights=size, minlength=64), 400)
            hits += low <= 0.5 <= high
        assert 0.74 <= hits / 300 <= 0.87  # .80 ± 3 standard errors, and a little for the 64 groups

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_all_or_none_count_the_clusters_only(self, share: float) -> None:
        counts = np.full(64, 100.0)

        found = clustered_share(counts * share, counts, 12)

        assert found == (share, *wilson_interval(share, 12))

    def test_one_group_that_holds_everything_has_an_interval_too(self) -> None:
        counts = np.zeros(64)
        counts[5] = 40
        hits = counts / 4

        assert clustered_share(hits, counts, 40)[1:] == pytest.approx(wilson_interval(0.25, 40))


class TestMedian:
    def test_is_the_middle_of_its_bin(self) -> None:
        counts = np.array([0, 3, 1, 0, 3])

        assert median_of_counts(counts, 7)[0] == 2.5

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=200))
    def test_lies_between_its_bounds_and_agrees_with_sorting(self, waits: list[int]) -> None:
        counts = np.bincount(waits, minlength=61)

        middle, low, high = median_of_counts(counts, len(waits))

        assert low <= middle <= high
        assert middle - 0.5 == sorted(waits)[(len(waits) - 1) // 2]
