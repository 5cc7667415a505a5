"""Acquisition cost: who was paid for, by which pool, to the fen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_cost_serving import facts_of
from tiny_lake import AT, tiny_lake

from guanxi.book.cost import acquisition_costs

NAMES = ("", "live", "shop")


@pytest.fixture
def lake():
    return tiny_lake()


def costs_of(lake, known_age, channel):
    facts = replace(facts_of(len(known_age)), known_age=np.array(known_age))
    return acquisition_costs(lake, facts, NAMES, np.array(channel), AT)


class TestPools:
    def test_are_divided_among_those_acquired_in_their_channel_and_period(self, lake):
        lake.pool("acquisition", 60, 30, 100, channel="shop")
        lake.pool("acquisition", 30, 0, 7, channel="shop")

        got = costs_of(lake, [59, 45, 30, 29, 0, 45, 45], [2, 2, 2, 2, 2, 1, 0])

        assert sorted(got.fen[:3].tolist()) == [33, 33, 34] and got.fen[:3].sum() == 100
        assert got.fen[3:5].sum() == 7 and not got.fen[5:].any()
        assert got.is_known.tolist() == [True] * 5 + [False] * 2

    def test_without_a_channel_reach_everybody_acquired_then(self, lake):
        lake.pool("acquisition", 60, 30, 90)

        got = costs_of(lake, [59, 45, 45, 5], [0, 1, 2, 1])

        assert got.fen.tolist() == [30, 30, 30, 0] and not got.is_known[3]

    def test_money_that_acquired_nobody_is_stranded_and_not_lost(self, lake):
        lake.pool("acquisition", 60, 30, 90, channel="shop")
        lake.pool("acquisition", 60, 30, 11, channel="fair")

        got = costs_of(lake, [10], [2])

        assert got.stranded == {"shop": 90, "fair": 11} and got.total_fen == 101

    def test_a_period_that_runs_past_the_moment_counts_up_to_it(self, lake):
        lake.pool("acquisition", 10, -10, 200, channel="shop")

        assert costs_of(lake, [3], [2]).fen.tolist() == [100]


def test_costs_of_their_own_are_added(lake):
    lake.event(1, "contact_added", 20, cost_fen=55)
    lake.event(2, "promotion_sent", 20, cost_fen=5)

    got = costs_of(lake, [20, 20], [2, 2])

    assert got.fen.tolist() == [55, 0] and got.is_known.tolist() == [True, False]


def test_every_fen_arrives_somewhere(lake):
    rng = np.random.default_rng(4)
    total = 0
    for _ in range(60):
        start, length, amount = rng.integers(1, 300), rng.integers(1, 90), int(rng.integers(1, 100_000))
        total += amount
        lake.pool("acquisition", int(start + length), int(start), amount, channel=["", "live", "shop"][rng.integers(3)])

    got = costs_of(lake, rng.integers(0, 400, 500).tolist(), rng.integers(0, 3, 500).tolist())

    assert got.total_fen == pytest.approx(total, abs=0)
