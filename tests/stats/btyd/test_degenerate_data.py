"""Data that leave no maximum of the likelihood: finite answers, and the model says that a prior was used."""

from __future__ import annotations

import numpy as np
import pytest

from guanxi.stats import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD

PURCHASE_MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)

NO_MAXIMUM = {
    "nobody repeats": np.array([[0, 0, t] for t in range(10, 60)], dtype=float),
    "one contact": np.array([[3, 20, 25]], dtype=float),
    "one contact who bought once": np.array([[0, 0, 25]], dtype=float),
    "the same history a thousand times": np.tile([2.0, 10.0, 30.0], (1000, 1)),
    "everybody was known today": np.zeros((20, 3)),
    "everybody repeats like clockwork to the end": np.array([[10, 50, 50]] * 40 + [[11, 50, 50]] * 40, dtype=float),
}


def assert_answers(model, X):
    for figures in (
        model.probability_alive(X),
        model.expected_purchases(X, 52.0),
        model.expected_purchases_given_alive(X, 52.0, discount_rate=0.002),
        model.log_likelihood_per_contact(X),
        list(model.params_.values()),
        list(model.standard_errors_.values()),
        model.covariance_,
    ):
        assert np.isfinite(figures).all()
    assert model.converged_


@pytest.mark.parametrize("kind", PURCHASE_MODELS)
class TestPurchaseModels:
    @pytest.mark.parametrize("name", NO_MAXIMUM)
    def test_hold_on_to_the_prior_and_say_so(self, kind, name):
        model = kind().fit(NO_MAXIMUM[name])

        assert model.prior_used_
        assert_answers(model, NO_MAXIMUM[name])

    def test_expect_little_of_contacts_among_whom_nobody_ever_repeated(self, kind):
        X = np.tile([0.0, 0.0, 200.0], (5_000, 1))
        model = kind().fit(X)

        assert model.expected_purchases(X[:1], 52.0)[0] < 1e-3

    def test_fit_contacts_who_all_repeat(self, kind):
        rng = np.random.default_rng(1)
        t_obs = rng.uniform(50, 100, 400)
        X = np.stack((rng.integers(5, 30, 400), t_obs * rng.uniform(0.8, 1.0, 400), t_obs), axis=1)

        model = kind().fit(X)

        assert_answers(model, X)
        assert model.probability_alive(X).mean() > 0.5

    def test_fit_contacts_who_all_came_on_the_same_day(self, kind, cdnow_sample):
        X = cdnow_sample.X[cdnow_sample.X[:, 2] == cdnow_sample.X[0, 2]]
        assert len(X) > 10 and len(np.unique(X[:, 2])) == 1

        model = kind().fit(X)

        assert_answers(model, X)

    def test_leave_a_sound_maximum_alone(self, kind, cdnow_sample):
        assert not kind().fit(cdnow_sample.X).prior_used_


def test_survive_one_contact_with_a_million_orders(cdnow_sample):
    X = np.concatenate((cdnow_sample.X, [[1e6, 38.0, 38.86]]))

    assert_answers(ModifiedBetaGeoNBD().fit(X), X)


class TestGammaGamma:
    @pytest.mark.parametrize(
        "X",
        [
            [[3, 50.0]],
            [[1, 20.0]] * 50,
            [[n, 20.0] for n in range(1, 50)],
        ],
        ids=["one contact", "one price, bought once", "one price"],
    )
    def test_holds_on_to_the_prior_and_says_so(self, X):
        model = GammaGamma().fit(X)

        assert model.prior_used_ and model.converged_
        assert np.isfinite(list(model.standard_errors_.values())).all()
        assert np.isfinite(model.expected_value(X)).all()

    def test_says_that_a_population_without_mean_has_none(self):
        model = GammaGamma.from_params({"p": 0.4, "q": 0.5, "v": 10.0})

        assert model.population_mean_ == np.inf
        assert model.expected_value([[0, 0.0], [1, 5.0]])[0] == np.inf
        assert np.isfinite(model.expected_value([[5, 5.0]])).all()
