"""The papers' closed forms with hypergeometric functions, at 60 digits: an oracle that shares nothing with the code."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath as mp

DIGITS = 60
NUDGE = mp.mpf(10) ** -30
"""Closed forms divide by a − 1 and s − 1: at 1 they are taken a hair beside it."""


@dataclass(frozen=True)
class Exact:
    given_alive: mp.mpf
    alive: mp.mpf
    log_likelihood: mp.mpf


def exact(model, history: tuple[float, float, float], horizon: float) -> Exact:
    """Expected purchases given alive, P(alive) and ln L of one history under any of the three models."""
    with mp.workdps(DIGITS):
        values = {name: mp.mpf(value) for name, value in model.params_.items()}
        x, t_x, t_obs, t = (mp.mpf(float(value)) for value in (*history, horizon))
        if "beta" in values:
            return _pareto(values, x, t_x, t_obs, t)
        return _beta_geo(values, x, t_x, t_obs, t, m=int(type(model).__name__.startswith("Modified")))


def _beta_geo(values, x, t_x, t_obs, t, *, m) -> Exact:
    """Fader, Hardie & Lee (2005), eqs. 6, 9 and 10; for m = 1 Batislam et al. (2007)."""
    r, alpha, a, b = (values[name] for name in ("r", "alpha", "a", "b"))
    a = a + NUDGE if a == 1 else a
    s, stay = r + x, b + x + m
    series = mp.hyp2f1(s, stay, a + stay - 1, t / (alpha + t_obs + t))
    given_alive = (a + stay - 1) / (a - 1) * (1 - ((alpha + t_obs) / (alpha + t_obs + t)) ** s * series)
    odds = a / (stay - 1) * ((alpha + t_obs) / (alpha + t_x)) ** s if x + m > 0 else mp.mpf(0)
    count = mp.log(mp.rf(r, int(x))) + mp.log(mp.beta(a, stay) / mp.beta(a, b))
    log_likelihood = count + r * mp.log(alpha) - s * mp.log(alpha + t_obs) + mp.log1p(odds)
    return Exact(given_alive, 1 / (1 + odds), log_likelihood)


def _pareto(values, x, t_x, t_obs, t) -> Exact:
    """Fader & Hardie (2005), note 9: eqs. 14–17 (A₀ by ₂F₁), 30 and 41."""
    r, alpha, s, beta = (values[name] for name in ("r", "alpha", "s", "beta"))
    s = s + NUDGE if s == 1 else s
    total = r + s + x
    clock = beta + t_obs
    given_alive = (r + x) / (alpha + t_obs) * clock / (s - 1) * (1 - (clock / (clock + t)) ** (s - 1))

    def term(moment):
        if alpha >= beta:
            gap = (alpha - beta) / (alpha + moment)
            return mp.hyp2f1(total, s + 1, total + 1, gap) / (alpha + moment) ** total
        gap = (beta - alpha) / (beta + moment)
        return mp.hyp2f1(total, r + x, total + 1, gap) / (beta + moment) ** total

    here = 1 / ((alpha + t_obs) ** (r + x) * (beta + t_obs) ** s)
    left = s / total * (term(t_x) - term(t_obs))
    count = mp.log(mp.rf(r, int(x))) + r * mp.log(alpha) + s * mp.log(beta)
    return Exact(given_alive, here / (here + left), count + mp.log(here + left))
