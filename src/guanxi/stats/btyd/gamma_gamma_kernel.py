"""The Gamma-Gamma likelihood of mean spends, with gradient and Hessian in log-parameters.

With S = x·m̄ the total spend of x repeat purchases:

    ln L = −ln B(px, q) − ln m̄ − px·ln(1 + v/S) − q·ln(1 + S/v)

The Beta function and its derivatives depend on x alone and are evaluated on the levels of x.

References
----------
Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", eq. 1a, regrouped so that no large terms cancel.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, polygamma

from guanxi.stats.btyd.grouping import ranks
from guanxi.stats.btyd.inputs import Floats
from guanxi.stats.btyd.series import log_beta

P, Q, V = range(3)


class GammaGammaObjective:
    """Log-likelihood of (x, m̄) rows with x > 0 as a function of (ln p, ln q, ln v).

    Parameters
    ----------
    x, mean, weight : (n,) purchases > 0, mean spend > 0, contacts that share the row.
    """

    def __init__(self, x: Floats, mean: Floats, weight: Floats) -> None:
        self._levels, index = ranks(x)
        self._contacts_by_x = np.bincount(index, weights=weight)
        self._spend, self._weight, self._x = x * mean, weight, x
        self._constant = -float(weight @ np.log(mean))

    def __call__(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient (3,) and Hessian (3, 3) at log-parameters ``theta``."""
        value, gradient, hessian = self._by_count(theta)
        p, q, v = np.exp(theta)
        spend, weight, bought = self._spend, self._weight, self._weight * self._x
        saved, kept = np.log1p(v / spend), np.log1p(spend / v)
        share = v / (v + spend)
        value -= p * float(bought @ saved) + q * float(weight @ kept)
        pull_p, pull_q = p * float(bought @ share), q * float(weight @ (1.0 - share))
        bend = float((p * bought + q * weight) @ (share * (1.0 - share)))
        gradient += (-p * float(bought @ saved), -q * float(weight @ kept), pull_q - pull_p)
        hessian[P, P] -= p * float(bought @ saved)
        hessian[Q, Q] -= q * float(weight @ kept)
        hessian[P, V] = hessian[V, P] = -pull_p
        hessian[Q, V] = hessian[V, Q] = pull_q
        hessian[V, V] = -bend
        return value + self._constant, gradient, hessian

    def _by_count(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """−ln B(px, q) on the histogram of x."""
        p, q, _ = np.exp(theta)
        n, px = self._contacts_by_x, p * self._levels
        whole_1, whole_2 = digamma(px + q), polygamma(1, px + q)
        d_p, d_q = px * (whole_1 - digamma(px)), q * (whole_1 - digamma(q))
        gradient = np.array((n @ d_p, n @ d_q, 0.0))
        hessian = np.zeros((3, 3))
        hessian[P, P] = n @ (d_p + px**2 * (whole_2 - polygamma(1, px)))
        hessian[Q, Q] = n @ (d_q + q**2 * (whole_2 - polygamma(1, q)))
        hessian[P, Q] = hessian[Q, P] = n @ (px * q * whole_2)
        return -float(n @ log_beta(px, np.full_like(px, q))), gradient, hessian


def log_likelihood(theta: Floats, x: Floats, mean: Floats) -> Floats:
    """(n,) log-likelihood of each row; 0 where x is 0 (nothing was seen)."""
    p, q, v = np.exp(theta)
    seen = x > 0
    px, m = np.where(seen, p * x, 1.0), np.where(seen, mean, 1.0)
    spend = np.where(seen, x * mean, 1.0)
    values = -log_beta(px, np.full_like(px, q)) - np.log(m) - px * np.log1p(v / spend) - q * np.log1p(spend / v)
    return np.where(seen, values, 0.0)
