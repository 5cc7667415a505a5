"""Calibration, ranking and frozen percentiles against brute force and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from guanxi.stats.calibration import (
    auc,
    brier,
    calibration_limit,
    expected_calibration_error,
    fit_isotonic,
    fit_platt,
    reliability,
)
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance, total_variance
from guanxi.stats.tables import percentile, quantile_table

unit = st.floats(0, 1, allow_nan=False, width=32)
# scikit-learn takes scores closer than the resolution of their type for one, we tell them apart: where it is the
# oracle, scores lie on a grid.
grid = st.integers(0, 1000).map(lambda k: k / 1000)


@st.composite
def scored(draw, low=2, high=60, elements=unit):
    n = draw(st.integers(low, high))
    scores = draw(arrays(float, n, elements=elements))
    labels = draw(arrays(float, n, elements=st.sampled_from([0.0, 1.0])))
    return scores, labels


class TestIsotonic:
    @given(scored(elements=grid), st.integers(0, 100))
    def test_pools_are_those_of_scikit_learn(self, data, seed):
        scores, labels = data
        weights = np.random.default_rng(seed).uniform(0.1, 3, len(scores))

        ours = fit_isotonic(scores, labels, weights)
        theirs = IsotonicRegression().fit(scores, labels, sample_weight=weights)

        # Where a pool has one score the two maps agree; elsewhere ours joins pool means by lines.
        assert ours.predict(ours.x) == pytest.approx(np.clip(theirs.predict(ours.x), 0, 1), abs=1e-6)

    @given(scored())
    def test_never_decreases_and_stays_in_bounds(self, data):
        scores, labels = data
        curve = fit_isotonic(scores, labels * 3, high=1.0)
        grid = curve.predict(np.linspace(-1, 2, 301))
        assert (np.diff(grid) >= 0).all()
        assert grid.min() >= 0 and grid.max() <= 1

    def test_keeps_the_weighted_mean(self):
        rng = np.random.default_rng(0)
        scores = rng.random(5000)
        labels = (rng.random(5000) < scores**2).astype(float)
        assert fit_isotonic(scores, labels).predict(scores).mean() == pytest.approx(labels.mean(), abs=0.003)


class TestPlatt:
    def test_repairs_an_overconfident_probability(self):
        rng = np.random.default_rng(0)
        true = rng.uniform(0.05, 0.95, 4000)
        labels = (rng.random(4000) < true).astype(float)
        bold = true**3 / (true**3 + (1 - true) ** 3)

        repaired = fit_platt(bold, labels).predict(bold)

        assert expected_calibration_error(repaired, labels) < 0.5 * expected_calibration_error(bold, labels)
        assert (np.diff(repaired[np.argsort(bold)]) >= 0).all()


class TestMeasures:
    @given(scored(low=4))
    def test_auc_and_brier_agree_with_scikit_learn(self, data):
        scores, labels = data
        ours = auc(scores, labels)
        if labels.min() == labels.max():
            assert ours is None
        else:
            assert ours == pytest.approx(roc_auc_score(labels, scores))
            assert brier(scores, labels) == pytest.approx(brier_score_loss(labels, scores))

    def test_ece_of_a_constant_is_its_distance_from_the_base_rate(self):
        labels = np.array([1.0, 0, 0, 0])
        assert expected_calibration_error(np.full(4, 0.45), labels) == pytest.approx(0.2)

    def test_limit_is_what_a_right_probability_exceeds_in_one_of_twenty(self):
        rng = np.random.default_rng(0)
        p = rng.uniform(0.05, 0.95, 1000)
        limit = calibration_limit(p, np.random.default_rng(1))
        exceeded = [expected_calibration_error(p, (rng.random(1000) < p).astype(float)) > limit for _ in range(400)]
        # 5 % with a standard error of 1.1 points from these draws and as much from the limit's own.
        assert 0.01 <= np.mean(exceeded) <= 0.11

    def test_reliability_intervals_hold_the_observed_share(self):
        rng = np.random.default_rng(3)
        p = rng.random(500)
        bins = reliability(p, (rng.random(500) < p).astype(float))
        assert bins.n.sum() == 500
        assert ((bins.low <= bins.observed) & (bins.observed <= bins.high)).all()


class TestPercentile:
    @given(arrays(float, st.integers(1, 80), elements=st.integers(0, 9).map(float)), st.integers(0, 10**6))
    def test_never_decreases_and_stays_in_the_unit_interval(self, reference, seed):
        values = np.sort(np.random.default_rng(seed).uniform(-1, 11, 50))
        places = percentile(quantile_table(reference), values)
        assert (np.diff(places) >= 0).all()
        assert places.min() >= 0 and places.max() <= 1

    def test_without_a_reference_everybody_is_in_the_middle(self):
        assert percentile(quantile_table(np.zeros(0)), np.array([1.0, 5.0])).tolist() == [0.5, 0.5]

    def test_is_uniform_on_its_own_reference(self):
        values = np.random.default_rng(0).normal(size=20_000)
        places = percentile(quantile_table(values), values)
        assert places.mean() == pytest.approx(0.5, abs=0.002)
        assert np.quantile(places, [0.1, 0.9]) == pytest.approx([0.1, 0.9], abs=0.005)


class TestJackknife:
    def test_total_variance_is_that_of_deleting_each_group(self):
        sums = np.random.default_rng(0).gamma(2, size=64)
        left_out = (sums.sum() - sums) * 64 / 63
        assert total_variance(sums) == pytest.approx(63 / 64 * np.sum((left_out - left_out.mean()) ** 2))

    def test_interval_of_a_ratio_covers_the_truth_at_its_level(self):
        rng = np.random.default_rng(0)
        covered = 0
        for _ in range(300):
            x = rng.gamma(2, size=2000)
            y = x * rng.gamma(4, 0.25, size=2000) * 1.5
            groups = rng.integers(0, 64, 2000)
            parts = group_sums(y, groups, 64), group_sums(x, groups, 64)
            low, high = normal_interval(y.sum() / x.sum(), ratio_variance(*parts), 0.80)
            covered += low <= 1.5 <= high
        # 80 % ± three standard errors of 2.3 points.
        assert 0.73 <= covered / 300 <= 0.87
