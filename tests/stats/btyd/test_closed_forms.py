"""Quadrature against the closed forms at 60 digits, hard corners included."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from btyd_closed_forms import DIGITS, exact

from guanxi.stats import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD

PURCHASE_MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
SCALES = (1e-3, 0.05, 0.25, 0.8, 1.0, 1.7, 5.0, 100.0, 1e3)
CORNERS = (
    # (parameters, history, horizon): the logit rule, the edge between the rules, everything at its smallest or largest.
    ((0.25, 1e-3, 1e-3, 0.05), (2000, 0.52, 52, 520)),
    ((5.0, 5.0, 5.0, 0.05), (2, 0.01, 0.01, 520)),
    ((0.8, 0.8, 5.0, 1.7), (0, 0, 0, 5000)),
    ((1e-3, 5.0, 1e-3, 0.05), (2000, 520, 520, 5000)),
    ((1e3, 0.25, 5.0, 0.05), (1, 7, 7, 4)),
    ((1e-3, 1e-3, 1e-3, 1e-3), (0, 0, 0, 520)),
    ((1e3, 1e-3, 1e3, 1e-3), (2000, 0, 520, 0.01)),
    ((1.0, 1.0, 1.0, 1.0), (1, 1, 1, 1)),
)


def cases(n: int, seed: int):
    """The corners and ``n`` random draws from the whole range."""
    rng = np.random.default_rng(seed)
    yield from CORNERS
    for _ in range(n):
        x = int(rng.choice([0, 1, 2, 20, 300, 2000]))
        t_obs = float(rng.choice([0, 0.01, 7, 52, 520]))
        t_x = t_obs * float(rng.choice([0, 0.01, 0.5, 0.999, 1])) if x else 0.0
        yield tuple(rng.choice(SCALES, 4)), (x, t_x, t_obs, float(rng.choice([0.01, 4, 52, 520, 5000])))


def relative(got: float, want: mp.mpf) -> float:
    """Relative error; figures below 1e-250, where doubles end, count as 0."""
    return float(abs(mp.mpf(float(got)) - want) / max(abs(want), mp.mpf(10) ** -250))


@pytest.mark.parametrize("kind", PURCHASE_MODELS)
class TestPurchaseModels:
    @pytest.mark.parametrize("n_random", [20, pytest.param(150, marks=pytest.mark.slow)])
    def test_agree_with_the_closed_forms(self, kind, n_random):
        errors = []
        for params, (*history, horizon) in cases(n_random, seed=20):
            model = kind.from_params(dict(zip(kind.symbols, map(float, params), strict=True)))
            want = exact(model, tuple(history), horizon)
            errors.append(
                (
                    relative(model.expected_purchases_given_alive([history], horizon)[0], want.given_alive),
                    relative(model.expected_purchases([history], horizon)[0], want.given_alive * want.alive),
                    relative(model.probability_alive([history])[0], want.alive),
                    float(abs(mp.mpf(float(model.log_likelihood_per_contact([history])[0])) - want.log_likelihood)),
                )
            )

        worst = np.max(errors, axis=0)

        assert worst[0] < 1e-9, "expected purchases given alive"
        assert worst[1] < 1e-9, "expected purchases"
        assert worst[2] < 1e-10, "probability alive"
        assert worst[3] < 1e-9, "log-likelihood per contact"

    @pytest.mark.parametrize(
        ("params", "history", "horizon", "rate"),
        [
            ((0.24, 4.41, 0.79, 2.43), (2, 30.43, 38.86), 52.0, 0.0018),
            ((0.24, 4.41, 0.79, 2.43), (0, 0, 0), 520.0, 0.02),
            ((0.8, 0.05, 0.3, 0.5), (300, 50, 52), 104.0, 0.1),
            ((5.0, 100.0, 5.0, 100.0), (20, 300, 520), 1000.0, 0.001),
        ],
    )
    def test_discount_each_purchase_by_its_own_date(self, kind, params, history, horizon, rate):
        model = kind.from_params(dict(zip(kind.symbols, params, strict=True)))

        got = model.expected_purchases_given_alive([history], horizon, discount_rate=rate)[0]

        # By parts, so that only the closed form itself is needed, on four panels in logarithmic time.
        nodes, weights = np.polynomial.legendre.leggauss(20)
        edges = np.linspace(0, np.log1p(horizon * 1e3), 5)
        v = (edges[:-1, None] + (nodes + 1) / 2 * np.diff(edges)[:, None]).ravel()
        weight = (weights / 2 * np.diff(edges)[:, None]).ravel() * np.exp(v) / 1e3
        times = np.expm1(v) / 1e3
        curve = np.array([float(exact(model, history, time).given_alive) for time in times])
        lump = float(exact(model, history, horizon).given_alive)
        want = np.exp(-rate * horizon) * lump + rate * (weight * np.exp(-rate * times)) @ curve
        assert got == pytest.approx(want, rel=1e-9)


class TestGammaGamma:
    @pytest.mark.parametrize(("x", "mean"), [(1, 35.0), (7, 0.02), (2000, 1e6)])
    @pytest.mark.parametrize("params", [(6.25, 3.74, 15.44), (1e-2, 1.5, 1e3), (1e3, 50.0, 1e-3)])
    def test_agrees_with_the_closed_forms(self, params, x, mean):
        p, q, v = params
        model = GammaGamma.from_params({"p": p, "q": q, "v": v})

        with mp.workdps(DIGITS):
            p, q, v, m = (mp.mpf(value) for value in (p, q, v, mean))
            want = (
                mp.loggamma(p * x + q) - mp.loggamma(p * x) - mp.loggamma(q) + q * mp.log(v)
                + (p * x - 1) * mp.log(m) + p * x * mp.log(x) - (p * x + q) * mp.log(x * m + v)
            )  # fmt: skip
            value = p * (v + x * m) / (p * x + q - 1)
        assert relative(model.log_likelihood_per_contact([[x, mean]])[0], want) < 1e-11
        assert relative(model.expected_value([[x, mean]])[0], value) < 1e-13

    def test_expects_the_posterior_mean_of_a_contacts_own_scale(self):
        # E[p/ν | m̄] by integrating over ν ~ Gamma(q, v) and the likelihood of the total spend: no closed form used.
        p, q, v, x, mean = 6.25, 3.74, 15.44, 3, 52.0
        model = GammaGamma.from_params({"p": p, "q": q, "v": v})

        def weight(nu):
            # Over its value near the peak: mpmath's stopping rule is absolute.
            return (nu / 0.125) ** (q - 1 + p * x) * mp.exp(-(v + x * mean) * (nu - 0.125))

        posterior = mp.quad(lambda nu: p / nu * weight(nu), [0, 0.1, 0.2, 0.5, 3]) / mp.quad(
            weight, [0, 0.1, 0.2, 0.5, 3]
        )

        assert model.expected_value([[x, mean]])[0] == pytest.approx(float(posterior), rel=1e-9)
