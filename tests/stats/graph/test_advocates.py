"""Advocates: farms, rings and cliques are worth nothing; honest people with the same raw counts are."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from guanxi.stats.graph import damped_values, within_caps


class TestWithinCaps:
    def test_the_most_valuable_of_a_block_count(self) -> None:
        inviter, block = np.array([-1, 0, 0, 0, 0]), np.array([0, 7, 7, 7, 8])

        counted = within_caps(inviter, block, np.array([9.0, 1.0, 3.0, 2.0, 1.0]), cap=2)

        assert counted.tolist() == [False, False, True, True, True]

    @given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(0, 5)), max_size=40))
    def test_never_more_than_the_cap(self, rows: list[tuple[int, int, int]]) -> None:
        inviter, block, value = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)) if rows else (
            np.zeros(0, dtype=np.int64),) * 3  # fmt: skip

        counted = within_caps(inviter, block, value.astype(float), cap=2)

        keys = list(zip(inviter.tolist(), block.tolist(), strict=True))
        for key in set(keys):
            n = sum(k == key for k in keys)
            got = sum(c for c, k in zip(counted.tolist(), keys, strict=True) if k == key)
            assert got == (0 if key[0] < 0 else min(n, 2))


class TestDampedValues:
    def test_follows_a_chain_with_damping(self) -> None:
        inviter, value = np.array([-1, 0, 1]), np.array([0.0, 10.0, 100.0])

        score = damped_values(inviter, value, np.array([False, True, True]), 0.5)

        assert score.tolist() == [10 + 0.5 * 100, 100, 0]

    def test_a_cycle_that_was_left_in_converges(self) -> None:
        score = damped_values(np.array([1, 0]), np.array([1.0, 1.0]), np.array([True, True]), 0.5)

        assert score == pytest.approx([2.0, 2.0])

    def test_refuses_a_damping_that_never_fades(self) -> None:
        with pytest.raises(ValueError, match="damping"):
            damped_values(np.array([-1]), np.array([0.0]), np.array([False]), 1.0)

    def test_what_is_credited_is_at_most_what_there_is(self) -> None:
        """First-generation scores add up to the value of all who were brought: a clique multiplies nothing."""
        rng = np.random.default_rng(2)
        inviter = np.concatenate([[-1], [rng.integers(0, k) for k in range(1, 300)]])
        value = rng.random(300)

        score = damped_values(inviter, value, inviter >= 0, 0.0)

        assert score.sum() == pytest.approx(value[1:].sum())
