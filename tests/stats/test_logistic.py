"""Shrunken non-negative logistic models against an independent optimiser."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from guanxi.stats.logistic import PENALTIES, choose_penalty, fit_logistic


def _world(seed: int, n: int = 400, k: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(n, k))
    truth = np.array([1.5, -0.8, 0.0, 0.6])[:k]
    labels = (rng.random(n) < expit(-0.3 + features @ truth)).astype(float)
    return features, labels


def _independent(features, labels, centre, penalty, non_negative):
    def objective(theta):
        z = theta[0] + features @ theta[1:]
        return np.logaddexp(0, z).sum() - labels @ z + penalty * np.sum((theta[1:] - centre) ** 2)

    bounds = [(-30, 30)] + [(0 if non_negative else None, None)] * features.shape[1]
    start = np.concatenate(([0.0], np.maximum(centre, 0.0)))
    found = minimize(objective, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "maxiter": 5000})
    return found.fun, objective


class TestFitLogistic:
    @given(st.integers(0, 10_000), st.sampled_from(PENALTIES), st.booleans())
    def test_reaches_the_optimum_of_an_independent_optimiser(self, seed, penalty, non_negative):
        features, labels = _world(seed, n=120)
        centre = np.array([2.0, 1.0, 0.5, 0.0])

        model = fit_logistic(features, labels, centre=centre, penalty=penalty, non_negative=non_negative)

        best, objective = _independent(features, labels, centre, penalty, non_negative)
        mine = objective(np.concatenate(([model.intercept], model.weights)))
        assert mine <= best + 1e-6 * (1 + abs(best))

    @given(st.integers(0, 10_000))
    def test_non_negative_weights_never_lower_a_probability(self, seed):
        features, labels = _world(seed, n=80)
        model = fit_logistic(features, labels, penalty=0.3, non_negative=True)

        raised = features.copy()
        raised[:, 1] += 0.7

        assert (model.weights >= 0).all()
        assert (model.predict(raised) >= model.predict(features)).all()

    @pytest.mark.parametrize("label", [0.0, 1.0])
    def test_a_constant_label_stays_finite(self, label):
        features, _ = _world(3)
        model = fit_logistic(features, np.full(len(features), label), penalty=1.0)
        assert np.isfinite(model.predict(features)).all()
        assert abs(model.predict(features).mean() - label) < 1e-3

    def test_a_large_penalty_keeps_the_stated_weights(self):
        features, labels = _world(5)
        centre = np.array([1.0, 2.0, 3.0, 4.0])
        model = fit_logistic(features, labels, centre=centre, penalty=1e9)
        assert model.weights == pytest.approx(centre, abs=1e-5)

    def test_recovers_planted_weights(self):
        features, labels = _world(8, n=40_000)
        model = fit_logistic(features, labels, penalty=1e-6)
        # Standard errors are some .015 at this size.
        assert model.weights == pytest.approx([1.5, -0.8, 0.0, 0.6], abs=0.07)


class TestChoosePenalty:
    def test_prefers_the_stated_weights_when_they_are_right_and_data_are_few(self):
        rng = np.random.default_rng(1)
        centre = np.array([2.0, 1.0])
        features = rng.normal(size=(60, 2))
        labels = (rng.random(60) < expit(features @ centre)).astype(float)
        chosen = choose_penalty(features, labels, np.arange(60), centre=centre)
        assert chosen == max(PENALTIES)

    def test_lets_plenty_of_data_overrule_wrong_weights(self):
        features, labels = _world(2, n=5000)
        wrong = np.array([0.0, 5.0, 5.0, 0.0])
        chosen = choose_penalty(features, labels, np.arange(5000), centre=wrong)
        assert chosen == min(PENALTIES)

    def test_does_not_depend_on_the_order_of_rows(self):
        features, labels = _world(4)
        groups = np.arange(len(labels)) // 2
        shuffled = np.random.default_rng(0).permutation(len(labels))
        centre = np.ones(4)
        assert choose_penalty(features, labels, groups, centre=centre) == choose_penalty(
            features[shuffled], labels[shuffled], groups[shuffled], centre=centre
        )
