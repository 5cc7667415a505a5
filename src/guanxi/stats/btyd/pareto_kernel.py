"""The Pareto/NBD likelihood as a mixture over the moment of leaving, with gradient and Hessian in log-parameters.

    L = Γ(r+x)/Γ(r) · α^r β^s · { (α+T)^−(r+x) (β+T)^−s + s ∫_{t_x}^{T} (α+τ)^−(r+x) (β+τ)^−(s+1) dτ }

The first term is "still here at T", the integral runs over the moment τ of leaving. With Gauss-Legendre nodes in
logarithmic time the braces are a sum of positive terms e^ℓ: its log is a log-sum-exp, its gradient the mean of ∇ℓ
and its Hessian the mean of ∇²ℓ plus the covariance of ∇ℓ under the weights of the sum. No ₂F₁ and no cancellation.

References
----------
Schmittlein, Morrison & Colombo (1987), Management Science 33(1); Fader & Hardie (2005), note 9, eq. 14, before the
integral is written as hypergeometric functions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from guanxi.stats.btyd.grouping import GroupedRows, Indices
from guanxi.stats.btyd.inputs import Floats
from guanxi.stats.btyd.series import rising_gamma
from guanxi.stats.btyd.time_rule import ORDERS, log_time_rule

BLOCK = 4_096
R, ALPHA, S, BETA = range(4)

NEGLIGIBLE = 60.0
"""Leaving later than where a factor of the integrand has fallen by e^−60 adds nothing."""


class ParetoObjective:
    """Log-likelihood of grouped histories as a function of (ln r, ln α, ln s, ln β)."""

    def __init__(self, rows: GroupedRows) -> None:
        self._rows = rows
        self._x, self._last, self._end = rows.frequency, rows.recency, rows.T_obs
        self._contacts_by_x = np.bincount(rows.ix, weights=rows.weight, minlength=rows.x_levels.size)

    def __call__(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient (4,) and Hessian (4, 4) at log-parameters ``theta``."""
        bought = rising_gamma(float(np.exp(theta[R])), self._rows.x_levels)
        value = float(self._contacts_by_x @ bought.value)
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        gradient[R], hessian[R, R] = self._contacts_by_x @ bought.d, self._contacts_by_x @ bought.dd
        for at, states in blocks(theta, self._x, self._last, self._end):
            weight = self._rows.weight[at]
            value += float(weight @ states.log_sum)
            states.add_derivatives(weight, gradient, hessian)
        return value, gradient, hessian


class LeavingStates:
    """The terms of the sum for a block of histories: K moments of leaving, then "still here" as the last column.

    Parameters
    ----------
    theta : (4,) log-parameters.
    x, last, end : (n,) purchases, time of the latest, end of observation.
    order : K.
    """

    def __init__(self, theta: Floats, x: Floats, last: Floats, end: Floats, order: int) -> None:
        self._r, self._alpha, self._s, self._beta = np.exp(theta)
        self._x = x[:, None]
        length, rate = _leaving_window(theta, x, last, end)
        later, log_weights = log_time_rule(length, rate, order)
        self._moment = np.concatenate((last[:, None] + later, end[:, None]), axis=1)
        self._log_alpha, self._log_beta = np.log1p(self._moment / self._alpha), np.log1p(self._moment / self._beta)
        terms = -(self._r + self._x) * self._log_alpha - self._s * self._log_beta - self._x * np.log(self._alpha)
        terms[:, :-1] += np.log(self._s / self._beta) - self._log_beta[:, :-1] + log_weights
        top = terms.max(axis=1, keepdims=True)
        shares = np.exp(terms - top)
        total = shares.sum(axis=1, keepdims=True)
        self.log_sum: Floats = (top + np.log(total))[:, 0]
        self._shares = shares / total

    @property
    def alive(self) -> Floats:
        """(n,) probability of being still here at T."""
        return np.ascontiguousarray(self._shares[:, -1])

    def add_derivatives(self, weight: Floats, gradient: Floats, hessian: Floats) -> None:
        """Add Σ weight·∇ and Σ weight·∇² of the log-sums of the block."""
        left_alpha = self._moment / (self._alpha + self._moment)
        left_beta = self._moment / (self._beta + self._moment)
        exponent_beta = np.full(left_beta.shape[1], self._s + 1.0)
        exponent_beta[-1] = self._s
        leaving = np.ones_like(exponent_beta)
        leaving[-1] = 0.0
        first = np.stack(
            (
                -self._r * self._log_alpha,
                (self._r + self._x) * left_alpha - self._x,
                leaving - self._s * self._log_beta,
                exponent_beta * left_beta - leaving,
            )
        )
        pull = self._shares * weight[:, None]
        row_mean = np.einsum("cij,ij->ci", first, self._shares)
        spread = (first * pull).reshape(4, -1) @ first.reshape(4, -1).T
        gradient += row_mean @ weight
        hessian += spread - (row_mean * weight) @ row_mean.T
        hessian[R, R] -= self._r * np.vdot(self._log_alpha, pull)
        hessian[S, S] -= self._s * np.vdot(self._log_beta, pull)
        hessian[ALPHA, ALPHA] -= np.vdot((self._r + self._x) * left_alpha * (1.0 - left_alpha), pull)
        hessian[BETA, BETA] -= np.vdot(exponent_beta * left_beta * (1.0 - left_beta), pull)
        for i, j, cross in ((R, ALPHA, self._r * left_alpha), (S, BETA, self._s * left_beta)):
            shared = np.vdot(cross, pull)
            hessian[i, j] += shared
            hessian[j, i] += shared


def blocks(theta: Floats, x: Floats, last: Floats, end: Floats) -> Iterator[tuple[Indices, LeavingStates]]:
    """The histories in blocks of equal quadrature order, as (row numbers, states)."""
    length, rate = _leaving_window(theta, x, last, end)
    folds = np.log1p(rate * length)
    below = -1.0
    for limit, order in ORDERS:
        of_order = np.flatnonzero((folds > below) & (folds <= limit))
        below = limit
        for start in range(0, of_order.size, BLOCK):
            at = of_order[start : start + BLOCK]
            yield at, LeavingStates(theta, x[at], last[at], end[at], order)


def _leaving_window(theta: Floats, x: Floats, last: Floats, end: Floats) -> tuple[Floats, Floats]:
    """(n,) length of (t_x, T] that matters, and the fastest relative rate of change of the integrand in it."""
    r, alpha, s, beta = np.exp(theta)
    exponent = r + x
    with np.errstate(over="ignore"):
        fades = np.minimum(
            (alpha + last) * np.expm1(NEGLIGIBLE / exponent), (beta + last) * np.expm1(NEGLIGIBLE / (s + 1.0))
        )
    return np.minimum(end - last, fades), (exponent + 1.0) / (alpha + last) + (s + 2.0) / (beta + last)


def log_likelihood(theta: Floats, x: Floats, last: Floats, end: Floats) -> Floats:
    """(n,) log-likelihood of each history."""
    values = rising_gamma(float(np.exp(theta[R])), x).value
    for at, states in blocks(theta, x, last, end):
        values[at] += states.log_sum
    return values


def probability_alive(theta: Floats, x: Floats, last: Floats, end: Floats) -> Floats:
    """(n,) probability that each contact is still here at T."""
    values = np.empty(x.size)
    for at, states in blocks(theta, x, last, end):
        values[at] = states.alive
    return values
