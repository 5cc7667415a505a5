"""Comparisons of arms: published formulas, independent oracles, and promises kept under peeking."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize_scalar

from guanxi.bench.experiments import peek
from guanxi.stats.experiments import (
    Boundary,
    Units,
    check_sample_ratio,
    compare_arms,
    difference_in_differences,
    differences_by_period,
    minimum_detectable_effect,
    pre_trend,
    units_needed,
    watch_arms,
    winsorise,
)

WIDE = Boundary(0.05, 100)


def people(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    before = rng.normal(size=(n, 2))
    is_treated = rng.random(n) < 0.3
    return before @ [1.0, -2.0] + rng.normal(size=n) + 0.5 * is_treated, is_treated, before


class TestBoundary:
    def test_the_half_width_is_that_of_theorem_2_2(self) -> None:
        n, alpha = 400.0, 0.05
        rho2 = WIDE.rho_squared

        published = np.sqrt(2 * (n * rho2 + 1) / (n**2 * rho2) * np.log(np.sqrt(n * rho2 + 1) / alpha))

        assert WIDE.factor(n) / np.sqrt(n) == pytest.approx(published, rel=1e-12)

    def test_the_sequence_is_narrowest_relative_to_any_other_tuning_at_its_own_n(self) -> None:
        best = minimize_scalar(lambda m: float(Boundary(0.05, m).factor(100.0)), bounds=(5, 2000), method="bounded")

        assert best.x == pytest.approx(100, rel=0.01)

    def test_it_is_wider_than_an_interval_for_one_look(self) -> None:
        assert (WIDE.factor(np.array([10.0, 100.0, 1e4])) > stats.norm.ppf(0.975)).all()


class TestComparison:
    def test_without_covariates_it_is_neymans_difference(self) -> None:
        outcome, is_treated, _ = people(300, 1)

        found = compare_arms(Units.of_contacts(outcome, is_treated), WIDE)

        arms = outcome[is_treated], outcome[~is_treated]
        assert found.estimate[0] == pytest.approx(arms[0].mean() - arms[1].mean())
        assert found.standard_error[0] ** 2 == pytest.approx(sum(a.var(ddof=1) / len(a) for a in arms))

    @pytest.mark.parametrize("outcome", [np.zeros(200), np.full(200, 1e9 / 3)], ids=["zero", "the same"])
    def test_where_nothing_varies_nothing_is_certain(self, outcome: np.ndarray) -> None:
        before = np.random.default_rng(3).normal(size=(200, 2))

        found = compare_arms(Units.of_contacts(outcome, np.arange(200) % 2 == 0, before), WIDE)

        assert (found.low[0], found.high[0]) == (-np.inf, np.inf)

    def test_theta_minimises_the_variance_of_the_difference(self) -> None:
        outcome, is_treated, before = people(500, 2)

        found = compare_arms(Units.of_contacts(outcome, is_treated, before), WIDE)

        def variance(theta: np.ndarray) -> float:
            rest = outcome - before @ theta
            return float(
                rest[is_treated].var(ddof=1) / is_treated.sum() + rest[~is_treated].var(ddof=1) / (~is_treated).sum()
            )

        best = variance(found.theta[0])
        assert found.standard_error[0] ** 2 == pytest.approx(best * (500 - 2) / (500 - 4))
        for step in ([0.01, 0], [0, 0.01], [-0.01, 0], [0, -0.01]):
            assert variance(found.theta[0] + step) > best

    def test_one_covariate_saves_the_share_that_deng_et_al_state(self) -> None:
        # Eq. 4: var(Y_cv) = var(Y)(1 - rho²).
        rng = np.random.default_rng(3)
        before = rng.normal(size=20_000)
        outcome = 0.8 * before + 0.6 * rng.normal(size=20_000)
        is_treated = rng.random(20_000) < 0.5

        plain = compare_arms(Units.of_contacts(outcome, is_treated), WIDE).standard_error[0]
        adjusted = compare_arms(Units.of_contacts(outcome, is_treated, before[:, None]), WIDE).standard_error[0]

        assert (adjusted / plain) ** 2 == pytest.approx(1 - 0.8**2, abs=0.02)

    def test_looks_agree_with_reading_out_each_prefix(self) -> None:
        outcome, is_treated, before = people(260, 4)
        units = Units.of_contacts(outcome, is_treated, before)
        looks = np.array([1, 120, 121, 200, 260])

        path = watch_arms(units, WIDE, looks, least=2)

        for place, n in enumerate(looks[1:], 1):
            prefix = Units.of_contacts(outcome[:n], is_treated[:n], before[:n])
            one = compare_arms(prefix, WIDE)
            assert path.estimate[place] == pytest.approx(one.estimate[0])
            assert path.high[place] == pytest.approx(one.high[0])
        assert np.isnan(path.estimate[0])
        assert path.high[0] == np.inf

    @given(st.floats(-1e9, 1e9), st.floats(0.001, 1e6))
    def test_shift_and_scale_carry_over(self, shift: float, scale: float) -> None:
        outcome, is_treated, before = people(120, 5)

        one = compare_arms(Units.of_contacts(outcome, is_treated, before), WIDE)
        other = compare_arms(Units.of_contacts(scale * (outcome + shift), is_treated, before), WIDE)

        allowed = 1e-6 * scale * max(abs(shift), 1)
        assert other.estimate[0] == pytest.approx(scale * one.estimate[0], rel=1e-6, abs=allowed)
        assert other.standard_error[0] == pytest.approx(scale * one.standard_error[0], rel=1e-3, abs=allowed)

    def test_a_constant_covariate_changes_nothing(self) -> None:
        outcome, is_treated, _ = people(200, 6)

        plain = compare_arms(Units.of_contacts(outcome, is_treated), WIDE)
        idle = compare_arms(Units.of_contacts(outcome, is_treated, np.full((200, 1), 7.0)), WIDE)

        assert idle.estimate[0] == pytest.approx(plain.estimate[0])

    def test_clusters_are_as_wide_as_a_regression_on_their_people_says(self) -> None:
        # Equal clusters: the ratio estimator and the sandwich differ only in their small-sample factors.
        rng = np.random.default_rng(7)
        g, m = 60, 10
        treated = rng.permutation(np.arange(g) % 2 == 0)
        outcome = np.repeat(rng.normal(size=g), m) + rng.normal(size=g * m)
        sums = outcome.reshape(g, m).sum(axis=1)

        units = Units(sums, np.zeros((g, 0)), np.full(g, float(m)), treated)
        found = compare_arms(units, WIDE)

        design = sm.add_constant(np.repeat(treated, m).astype(float))
        robust = sm.OLS(outcome, design).fit(
            cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(g), m), "use_correction": False}
        )
        assert found.estimate[0] == pytest.approx(robust.params[1])
        assert found.standard_error[0] == pytest.approx(robust.bse[1] * np.sqrt(30 / 29))

    def test_nobody_in_one_arm_gives_no_estimate(self) -> None:
        found = compare_arms(Units.of_contacts(np.arange(5.0), np.ones(5, dtype=bool)), WIDE)

        assert np.isnan(found.estimate[0])
        assert (found.low[0], found.high[0]) == (-np.inf, np.inf)


class TestPeeking:
    @pytest.mark.parametrize("world", [pytest.param("normal", marks=pytest.mark.slow), "margins"])
    def test_zero_is_covered_at_every_look_and_the_shown_effect_is_found(self, world: str) -> None:
        found = peek(world, 400, 1000, seed=11)

        assert found.covered_zero >= 0.93
        assert found.found_at_mde >= 0.75
        assert found.fixed_covered_zero < 0.85, "if the usual interval held too, the test would see nothing"


class TestPower:
    def test_more_people_see_smaller_effects(self) -> None:
        few, many = (minimum_detectable_effect(1.0, n, n, Boundary(0.05, n)) for n in (100, 400))

        assert many == pytest.approx(few / 2, rel=0.01)

    def test_an_empty_arm_sees_nothing(self) -> None:
        assert minimum_detectable_effect(1.0, 0, 100, WIDE) == np.inf

    def test_units_needed_are_those_at_which_the_interval_has_become_narrow_enough(self) -> None:
        n = units_needed(0.3, 2.0, WIDE)

        assert WIDE.factor(n) * 2 / np.sqrt(n) < 0.3 < WIDE.factor(0.98 * n) * 2 / np.sqrt(0.98 * n)

    def test_no_gap_is_never_seen(self) -> None:
        assert units_needed(0.0, 1.0, WIDE) == np.inf


class TestSampleRatio:
    def test_agrees_with_pearson(self) -> None:
        found = check_sample_ratio((480, 520, 1100), (1, 1, 2))

        oracle = stats.chisquare([480, 520, 1100], np.array([1, 1, 2]) / 4 * 2100)
        assert found.p_value == pytest.approx(oracle.pvalue)

    def test_the_threshold_tells_accident_from_mismatch(self) -> None:
        assert check_sample_ratio((5100, 4900), (1, 1)).is_sound
        assert not check_sample_ratio((5300, 4700), (1, 1)).is_sound


class TestWinsorising:
    @given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200), st.floats(0.5, 1.0))
    def test_only_what_lies_outside_moves(self, values: list[float], quantile: float) -> None:
        whole = np.array(values)

        moved, low, high = winsorise(whole, quantile)

        assert low in whole and high in whole
        inside = (whole >= low) & (whole <= high)
        assert np.array_equal(moved[inside], whole[inside])
        assert moved.min() >= low and moved.max() <= high

    def test_quantile_one_moves_nothing(self) -> None:
        values = np.array([1.0, 1e9, -5.0])

        assert np.array_equal(winsorise(values, 1.0)[0], values)


class TestDifferenceInDifferences:
    def test_equals_the_interaction_of_a_regression(self) -> None:
        rng = np.random.default_rng(8)
        is_treated = rng.random(400) < 0.4
        before = rng.normal(size=400) + is_treated
        after = before + rng.normal(size=400) + 0.7 * is_treated

        found = difference_in_differences(before, after, is_treated)

        oracle = sm.OLS(after - before, sm.add_constant(is_treated.astype(float))).fit()
        assert found.estimate == pytest.approx(oracle.params[1])

    def test_a_level_difference_alone_is_no_effect(self) -> None:
        is_treated = np.arange(200) % 2 == 0
        panel = np.random.default_rng(9).normal(size=(200, 6)) + 5 * is_treated[:, None]

        periods = differences_by_period(panel, is_treated, reference=2)

        assert periods[2].estimate == 0
        assert all(period.low < 0 < period.high for i, period in enumerate(periods) if i != 2)

    def test_trends_that_part_before_the_treatment_are_seen(self) -> None:
        rng = np.random.default_rng(10)
        is_treated = np.arange(400) % 2 == 0
        noise = rng.normal(size=(400, 5))

        parallel = pre_trend(noise + np.arange(5), is_treated)
        parting = pre_trend(noise + 0.5 * np.arange(5) * is_treated[:, None], is_treated)

        assert parallel.p_value > 0.01
        assert parting.p_value < 0.001
        assert parting.estimate == pytest.approx(0.5, abs=4 * parting.standard_error)
