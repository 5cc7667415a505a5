"""R(a): exact on small data, right on average, and covered by its interval."""

from __future__ import annotations

import numpy as np
import pytest

from guanxi.stats.graph import reproduction, reproduction_by_group
from guanxi.stats.graph.reproduction import POISSON_ONE


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_is_the_sum_of_conversions_over_those_at_risk() -> None:
    observed = np.array([3, 3, 2, 1])
    inviter, week = np.array([0, 0, 2, 1]), np.array([0, 2, 1, 1])

    found = reproduction(observed, inviter, week, rng(), least_at_risk=1)

    assert found.n_at_risk.tolist() == [4, 3, 2]
    assert found.value == pytest.approx([1 / 4, 1 / 4 + 2 / 3, 1 / 4 + 2 / 3 + 1 / 2])


def test_conversions_outside_the_observed_weeks_are_left_out() -> None:
    observed = np.array([2, 5])

    found = reproduction(observed, np.array([0, 0, 1]), np.array([2, -1, 4]), rng(), least_at_risk=1)

    assert found.n_conversions.tolist() == [0, 0, 0, 0, 1]


def test_ends_at_the_last_week_with_enough_at_risk_and_at_a_year() -> None:
    observed = np.concatenate([np.full(30, 9), np.full(500, 4)])
    assert reproduction(observed, np.zeros(0, dtype=int), np.zeros(0, dtype=int), rng()).n_weeks == 9
    assert reproduction(observed[:29], np.zeros(0, dtype=int), np.zeros(0, dtype=int), rng()).n_weeks == 0
    assert reproduction(np.full(40, 200), np.zeros(0, dtype=int), np.zeros(0, dtype=int), rng()).n_weeks == 52


def test_the_interval_covers_planted_rates_of_clustered_inviters() -> None:
    """One in ten brings almost everybody: an interval that took conversions for independent would be too narrow."""
    truth, hits = 0.5 * 1.0, 0
    for seed in range(120):
        draw = rng(seed)
        n, weeks = 600, 20
        keen = draw.random(n) < 0.1
        observed = draw.integers(5, weeks + 1, n)
        brought = draw.poisson(np.where(keen, 10 * truth / weeks, 0)[:, None], (n, weeks))
        who, when = np.nonzero(brought)
        times = brought[who, when]
        found = reproduction(observed, np.repeat(who, times), np.repeat(when, times), draw, n_bootstraps=100)
        hits += found.low[found.n_weeks - 1] <= truth * found.n_weeks / weeks <= found.high[found.n_weeks - 1]

    assert 0.68 <= hits / 120 <= 0.90


def test_the_same_seed_gives_the_same_interval() -> None:
    observed, inviter, week = np.full(50, 10), np.arange(20), np.arange(20) % 10

    first, again = (reproduction(observed, inviter, week, rng(3)) for _ in range(2))

    assert (first.low == again.low).all()
    assert (first.draws == again.draws).all()


def test_groups_are_parts_of_the_whole() -> None:
    draw = rng(5)
    observed, group = draw.integers(4, 30, 400), draw.integers(0, 3, 400)
    inviter = draw.integers(0, 400, 150)
    week = draw.integers(0, 20, 150)

    whole, groups = reproduction_by_group(observed, inviter, week, draw, group=group, n_groups=3, least_at_risk=1)
    alone = [
        reproduction(
            observed[group == k],
            (np.cumsum(group == k) - 1)[inviter[group[inviter] == k]],
            week[group[inviter] == k],
            rng(),
            least_at_risk=1,
        )
        for k in range(3)
    ]

    assert sum(int(each.n_conversions.sum()) for each in groups) == int(whole.n_conversions.sum())
    for each, single in zip(groups, alone, strict=True):
        assert each.value.tolist() == single.value.tolist()
        assert each.n_at_risk.tolist() == single.n_at_risk.tolist()


def test_the_table_of_poisson_numbers_is_poisson() -> None:
    mean, variance = POISSON_ONE.mean(), POISSON_ONE.var()

    assert mean == pytest.approx(1, abs=1e-4)
    assert variance == pytest.approx(1, abs=5e-4)
    assert np.mean(POISSON_ONE == 0) == pytest.approx(np.exp(-1), abs=1e-5)
    assert len(POISSON_ONE) == 1 << 16
