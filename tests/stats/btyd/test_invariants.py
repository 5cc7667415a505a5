"""What must hold for any histories and any parameters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.kit.errors import GuanxiError
from guanxi.stats import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD
from guanxi.stats.btyd.grouping import group
from guanxi.stats.btyd.inputs import purchases

PURCHASE_MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)


@st.composite
def histories(draw, max_size=40, max_x=2000, whole_days=False):
    """(n, 3) arrays with x <= max_x and T <= 520, ties, zeros and borders included."""
    n = draw(st.integers(1, max_size))
    time = st.integers(0, 520).map(float) if whole_days else st.floats(0, 520)
    rows = []
    for _ in range(n):
        x = draw(st.one_of(st.integers(0, 3), st.integers(0, max_x)))
        t_obs = draw(time)
        rows.append((x, min(draw(time), t_obs) if x else 0.0, t_obs))
    return np.array(rows, dtype=float)


scale = st.floats(-3, 3).map(lambda power: 10.0**power)


@st.composite
def models(draw, kinds=PURCHASE_MODELS):
    """Any purchase model with parameters in [1e-3, 1e3]."""
    kind = draw(st.sampled_from(kinds))
    return kind.from_params({name: draw(scale) for name in kind.symbols})


class TestCompression:
    @settings(max_examples=40, deadline=None)
    @given(X=histories(whole_days=True), model=models(), repeats=st.integers(1, 5))
    def test_likelihood_of_grouped_rows_is_that_of_single_rows(self, X, model, repeats):
        many = np.repeat(X, repeats, axis=0)
        rows = group(purchases(many))

        grouped, _, _ = model._objective(rows)(np.log(list(model.params_.values())))

        assert rows.n_contacts == len(many)
        assert grouped == pytest.approx(model.log_likelihood_per_contact(many).sum(), abs=1e-9 * len(many))

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_weights_stand_for_repeated_rows_in_any_order(self, kind, cdnow_sample):
        X = cdnow_sample.X
        unique, counts = np.unique(X, axis=0, return_counts=True)
        shuffled = np.random.default_rng(0).permutation(len(unique))

        plain = kind().fit(X)
        weighted = kind().fit(unique[shuffled], sample_weight=counts[shuffled])

        assert weighted.params_ == pytest.approx(plain.params_, rel=1e-9)
        assert weighted.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-12)
        assert weighted.n_contacts_ == len(X)

    def test_rows_of_weight_zero_are_as_if_absent(self, cdnow_sample):
        X = cdnow_sample.X
        kept = np.arange(len(X)) % 3 > 0

        weighted = ModifiedBetaGeoNBD().fit(X, sample_weight=kept.astype(float))

        assert weighted.params_ == pytest.approx(ModifiedBetaGeoNBD().fit(X[kept]).params_, rel=1e-9)

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_a_pilot_on_a_thinned_sample_does_not_move_the_optimum(self, kind, cdnow_full, monkeypatch):
        plain = kind().fit(cdnow_full.X[:6_000])
        monkeypatch.setattr("guanxi.stats.btyd.purchase_model.PILOT_FROM", 100)

        piloted = kind().fit(cdnow_full.X[:6_000])

        assert piloted.params_ == pytest.approx(plain.params_, rel=1e-5)
        assert piloted.log_likelihood_ == pytest.approx(plain.log_likelihood_, abs=1e-8)


class TestAnyParameters:
    @settings(max_examples=60, deadline=None)
    @given(X=histories(max_size=12), model=models(), horizon=st.floats(0, 1000), rate=st.floats(0, 0.1))
    def test_every_figure_is_finite_and_in_its_range(self, X, model, horizon, rate):
        alive = model.probability_alive(X)
        given_alive = model.expected_purchases_given_alive(X, horizon)
        expected = model.expected_purchases(X, horizon)
        discounted = model.expected_purchases_given_alive(X, horizon, discount_rate=rate)

        assert np.isfinite(model.log_likelihood_per_contact(X)).all()
        assert ((alive >= 0) & (alive <= 1)).all()
        assert np.isfinite(given_alive).all() and (given_alive >= 0).all()
        np.testing.assert_allclose(expected, alive * given_alive, rtol=1e-12, atol=1e-300)
        assert (discounted <= given_alive * (1 + 1e-9)).all()
        assert (discounted >= given_alive * np.exp(-rate * horizon) * (1 - 1e-9)).all()

    @settings(max_examples=40, deadline=None)
    @given(X=histories(max_size=12), model=models(), horizons=st.tuples(st.floats(0, 500), st.floats(0, 500)))
    def test_longer_horizons_never_bring_fewer_purchases(self, X, model, horizons):
        short, long = sorted(horizons)

        fewer, more = (model.expected_purchases_given_alive(X, horizon) for horizon in (short, long))

        assert (fewer <= more * (1 + 1e-9)).all()

    @settings(max_examples=25, deadline=None)
    @given(X=histories(max_size=12), model=models())
    def test_a_contact_does_not_depend_on_its_neighbours(self, X, model):
        together = model.expected_purchases(X, 52.0)

        alone = [model.expected_purchases(X[[row]], 52.0)[0] for row in range(len(X))]

        np.testing.assert_allclose(together, alone, rtol=1e-12)

    @settings(max_examples=60, deadline=None)
    @given(
        params=st.fixed_dictionaries({"p": scale, "q": st.floats(1.01, 1e3), "v": scale}),
        x=st.integers(0, 2000),
        mean=st.floats(0.01, 1e7),
    )
    def test_expected_value_lies_between_the_contact_and_the_population(self, params, x, mean):
        model = GammaGamma.from_params(params)

        value = model.expected_value([[x, mean]])[0]

        low, high = sorted((mean, model.population_mean_)) if x else (model.population_mean_,) * 2
        assert low * (1 - 1e-9) <= value <= high * (1 + 1e-9)
        assert np.isfinite(model.log_likelihood_per_contact([[x, mean]])).all()


class TestWhatTheModelsSay:
    def test_bg_nbd_never_doubts_a_one_time_buyer_and_mbg_nbd_does(self):
        params = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 1.6}
        silent_for_a_year = [[0, 0, 52.0]]

        assert BetaGeoNBD.from_params(params).probability_alive(silent_for_a_year)[0] == 1.0
        # By hand: odds of having left = a/b · ((α + T)/α)^r.
        assert ModifiedBetaGeoNBD.from_params(params).probability_alive(silent_for_a_year)[0] == pytest.approx(
            1 / (1 + 0.9 / 1.6 * (58 / 6) ** 0.5), rel=1e-12
        )

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_silence_lowers_the_probability_of_being_alive(self, kind, cdnow_sample):
        model = kind().fit(cdnow_sample.X)

        alive = model.probability_alive([[5, 30, t_obs] for t_obs in (30, 35, 45, 80, 200)])

        assert (np.diff(alive) < 0).all()

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_the_potential_of_a_contact_long_gone_is_not_lost_to_rounding(self, kind):
        # P(alive) underflows; dividing by it would give nan.
        model = kind.from_params(dict(zip(kind.symbols, (0.5, 6.0, 0.9, 1.6), strict=True)))
        gone = [[2000, 1.0, 520.0]]

        assert model.probability_alive(gone)[0] == 0.0
        assert model.expected_purchases_given_alive(gone, 52.0)[0] > 1.0


class TestOneWhoIsNew:
    @settings(max_examples=30, deadline=None)
    @given(model=models(), horizons=st.lists(st.floats(0, 520), min_size=1, max_size=30))
    def test_brings_through_many_horizons_what_it_brings_through_each(self, model, horizons):
        new = np.zeros((1, 3))

        together = model.expected_purchases_of_new(horizons)

        alone = [model.expected_purchases(new, horizon)[0] for horizon in horizons]
        assert together == pytest.approx(np.array(alone), rel=1e-12, abs=0)

    def test_a_horizon_that_lies_behind_is_refused(self):
        with pytest.raises(GuanxiError):
            ParetoNBD.from_params({"r": 1.0, "alpha": 1.0, "s": 1.0, "beta": 1.0}).expected_purchases_of_new([3, -1])
