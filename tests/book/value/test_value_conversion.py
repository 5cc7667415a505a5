"""Conversion hazards against brute force over contacts and days."""

from __future__ import annotations

import numpy as np
import pytest
from nbd_world import blank_facts, simulate
from scipy.stats import nbinom

from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.groups import hash_groups
from guanxi.book.value.conversion import BAND_STARTS, N_BANDS, band_hazards, learn_conversion, prior_shape
from guanxi.book.value.never_bought import per_conversion_day, waiting


def brute_counts(facts: Facts, channel, n_channels):
    """One contact and one day at a time."""
    conversions, exposure = np.zeros((n_channels, N_BANDS)), np.zeros((n_channels, N_BANDS))
    for i in range(facts.n):
        bought = facts.n_orders[i] > 0
        if bought and not facts.age_is_known[i] and facts.first_order_age[i] == facts.known_age[i]:
            continue
        for day in range(int(facts.known_age[i]) + 1):
            age_then = facts.known_age[i] - day
            band = max(b for b, start in enumerate(BAND_STARTS) if start <= day)
            exposure[channel[i], band] += 1
            if bought and age_then == facts.first_order_age[i]:
                conversions[channel[i], band] += 1
                break
            if facts.broken[i] and age_then == facts.last_break_age[i]:
                break
    return conversions, exposure


class TestHazards:
    def test_agree_with_brute_force_over_contacts_and_days(self):
        world = simulate(400, seed=21, breaks=2e-3)
        conversions, exposure = brute_counts(world.facts, world.channel, 4)

        learnt = learn_conversion(world.facts, world.channel)

        overall = band_hazards(conversions.sum(axis=0), exposure.sum(axis=0))
        assert learnt.n == conversions.sum()
        assert np.allclose(learnt.overall, overall, rtol=1e-12)
        shape = learnt.shape
        for c in range(4):
            for b in range(N_BANDS):
                shrunk = (conversions[c, b] + shape) / (exposure[c, b] + shape / overall[b])
                assert learnt.by_channel[c][b] == pytest.approx(shrunk, rel=1e-9)

    def test_contacts_known_only_since_their_first_order_never_waited(self):
        columns = blank_facts(3) | {
            "age_is_known": np.array([0, 1, 0]),
            "known_age": np.array([50, 50, 50]),
            "n_orders": np.array([1, 1, 0]),
            "first_order_age": np.array([50, 50, NEVER]),
        }

        assert learn_conversion(Facts(**columns), np.zeros(3, dtype=np.int64)).n == 1

    def test_a_band_without_exposure_falls_from_the_band_before_as_one_over_age(self):
        nothing = [0.0] * (N_BANDS - 4)
        hazards = band_hazards(np.array([5.0, 8, 9, 4, *nothing]), np.array([100.0, 500, 900, 700, *nothing]))

        assert hazards[3] > 0
        assert np.allclose(hazards[4:], hazards[3] * BAND_STARTS[3] / np.array(BAND_STARTS[4:]))

    def test_nobody_ever_converting_gives_zero(self):
        assert not band_hazards(np.zeros(N_BANDS), np.full(N_BANDS, 100.0)).any()

    def test_day_zero_does_not_feed_later_days(self):
        hazards = band_hazards(np.array([500.0, *[0] * (N_BANDS - 1)]), np.full(N_BANDS, 1_000.0))

        assert hazards[0] == pytest.approx(0.5, rel=0.01) and not hazards[1:].any()

    def test_late_survivors_of_a_crowd_with_a_falling_hazard_get_the_hazard_of_their_age(self):
        """Waits with hazard 2/(60 + t): the chance that some still waiting after t order within 180 days is known."""
        rng = np.random.default_rng(8)
        n = 200_000
        wait = np.floor(rng.exponential(1.0, n) / rng.gamma(2.0, 1 / 60.0, n)).astype(np.int64)
        known = rng.integers(0, 700, n)
        bought = wait <= known
        columns = blank_facts(n) | {
            "known_age": known,
            "n_orders": bought.astype(np.int64),
            "first_order_age": np.where(bought, known - wait, NEVER),
        }
        rates = learn_conversion(Facts(**columns), np.zeros(n, dtype=np.int64))
        ages = np.array([20, 50, 80, 120, 170, 250, 350])

        group = waiting(rates, np.full(len(ages), -1), ages)
        chance = np.ones((180, 1))
        got = per_conversion_day(rates, group, np.ones(N_BANDS), chance, 0 * chance)[group.index, 0]

        truth = 1 - ((61 + ages) / (61 + ages + 180)) ** 2
        assert np.allclose(got, truth, rtol=0.08)


class TestPriorShape:
    def test_maximises_the_negative_binomial_likelihood(self):
        rng = np.random.default_rng(3)
        expected = rng.uniform(5, 60, 200)
        observed = rng.poisson(expected * rng.gamma(4.0, 1 / 4.0, 200)).astype(float)

        shape = prior_shape(observed, expected)

        grid = np.exp(np.linspace(np.log(0.1), np.log(500), 400))
        loglik = [nbinom.logpmf(observed, k, k / (k + expected)).sum() for k in grid]
        assert shape == pytest.approx(grid[int(np.argmax(loglik))], rel=0.03)
        assert 2.5 < shape < 6.5

    def test_equal_channels_share_everything(self):
        expected = np.full(50, 30.0)

        assert prior_shape(expected, expected) > 500


def test_hash_groups_are_the_lakes_buckets():
    duckdb = pytest.importorskip("duckdb")
    from guanxi.lake.schema import bucket_sql

    ids = np.concatenate((np.arange(1, 2_000), np.array([2**31 - 2, 2**31, 2**40 + 17, 2**62])))
    rows = duckdb.execute(
        f"SELECT {bucket_sql('id')} FROM (SELECT unnest($ids::BIGINT[]) AS id)", {"ids": ids.tolist()}
    )

    assert hash_groups(ids).tolist() == [row[0] for row in rows.fetchall()]
    assert len(set(hash_groups(ids).tolist())) == 64
