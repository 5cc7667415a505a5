"""Means over a Beta-distributed dropout probability, without any hypergeometric function.

A contact that is alive, with purchase rate λ ~ Gamma(s, A) and dropout probability p ~ Beta(a, B), makes on average

    M(κ) = E[(1 − (1 + pκ)^−s) / p],   κ = t / A

purchases in a time t. The integrand is smooth in p with one singularity at p = −1/κ, so Gauss-Jacobi quadrature
with Beta's own weight converges geometrically, the faster the smaller κ; where κ is so large (a contact known for
hours, a horizon of years) that 32 nodes do not settle, :func:`_logit_mean` takes over.

Holds to 1e-9 relative (tests, against mpmath) for a, B in [1e-3, 3000], s in [1e-3, 3000], κ in [1e-6, 1e6].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from guanxi.stats.btyd.grouping import Indices
from guanxi.stats.btyd.inputs import Floats
from guanxi.stats.btyd.series import log_beta, log_gamma_ratio

ORDERS = (8, 16, 32)
"""Gauss-Jacobi nodes, doubled until two orders agree."""

GEOMETRIC_UP_TO = 5.0
AGREE = (1e-7, 1e-11)
"""Relative agreement of two orders that settles a value, for κ up to 5 and beyond. Up to there convergence is
geometric and doubling the order squares the error: 1e-7 leaves 1e-13. Beyond, it is algebraic at first."""

LOGIT_NODES = 256
LOGIT_ORDER = 0
"""Stands for "by the logit rule" where orders are stored."""

NARROW = 4.0
"""Shape above which a side of the Beta density decays like a Gaussian and not like a power."""

TAIL = 60.0
"""e^−60 of the mass is cut off where the density decays by itself, e^−40 where the integrand helps."""

BLOCK = 8_192
LOGIT_BLOCK = 512
"""Contacts at a time: the work arrays of a block stay near the processor."""


class BetaMean:
    """M(κ) for many contacts; the nodes are computed once per level of (B, s).

    Parameters
    ----------
    a : > 0.
    B, s : (k,) > 0, one per level of the purchase count.
    """

    def __init__(self, a: float, B: Floats, s: Floats) -> None:
        self._a, self._B, self._s = a, B, s
        self._rules: dict[int, tuple[Floats, Floats]] = {}

    def at(self, level: Indices, kappa: Floats) -> tuple[Floats, Indices]:
        """M(κ), and the order that settled each value.

        Parameters
        ----------
        level : (n,) index into the levels.
        kappa : (n,) >= 0.

        Returns
        -------
        values, orders : (n,), (n,); pass ``orders`` to :meth:`at_order` for smaller κ of the same contacts.
        """
        values = self._jacobi(ORDERS[0], level, kappa)
        orders = np.full(level.size, LOGIT_ORDER, dtype=np.int64)
        open_ = np.arange(level.size)
        for order in ORDERS[1:]:
            better = self._jacobi(order, level[open_], kappa[open_])
            tolerance = np.where(kappa[open_] <= GEOMETRIC_UP_TO, *AGREE)
            settled = np.abs(better - values[open_]) <= tolerance * better
            values[open_] = better
            orders[open_[settled]] = order
            open_ = open_[~settled]
        values[open_] = self._logit(level[open_], kappa[open_])
        return values, orders

    def at_order(self, orders: Indices, level: Indices, kappa: Floats) -> Floats:
        """M(κ) by the orders that settled a larger κ (a smaller κ is never harder)."""
        values = np.empty(level.size)
        for order in np.unique(orders):
            here = np.flatnonzero(orders == order)
            rule = self._logit if order == LOGIT_ORDER else lambda i, k, n=int(order): self._jacobi(n, i, k)
            values[here] = rule(level[here], kappa[here])
        return values

    def _jacobi(self, order: int, level: Indices, kappa: Floats) -> Floats:
        if order not in self._rules:
            self._rules[order] = jacobi_rule(self._a, self._B, order)
        nodes, weights = self._rules[order]
        values = np.empty(level.size)
        for start in range(0, level.size, BLOCK):
            cut = slice(start, start + BLOCK)
            at = level[cut]
            inner = purchases_given_p(nodes[at], self._s[at, None], kappa[cut, None])
            values[cut] = np.einsum("ij,ij->i", weights[at], inner)
        return values

    def _logit(self, level: Indices, kappa: Floats) -> Floats:
        values = np.empty(level.size)
        for start in range(0, level.size, LOGIT_BLOCK):
            cut = slice(start, start + LOGIT_BLOCK)
            at = level[cut]
            values[cut] = _logit_mean(self._a, self._B[at], self._s[at], kappa[cut])
        return values


def purchases_given_p(p: Floats, s: Floats, kappa: Floats) -> Floats:
    """(1 − (1 + pκ)^−s) / p: purchases of a contact that leaves after each with probability p > 0."""
    value: Floats = -np.expm1(-s * np.log1p(p * kappa)) / p
    return value


def jacobi_rule(a: float, B: Floats, order: int) -> tuple[Floats, Floats]:
    """Gauss nodes in (0, 1) and probability weights for Beta(a, B), one rule per B.

    Returns
    -------
    nodes, weights : (k, order) each; weights sum to 1 in each row.

    References
    ----------
    Golub & Welsch (1969): eigenvalues of the Jacobi matrix, here of the polynomials orthogonal on [0, 1], with the
    recurrence of DLMF 18.9.2 rewritten so that B ≫ a does not cancel.
    """
    k = np.arange(1.0, order)
    B = B[:, None]
    total = a + B
    turn = 2.0 * k + total - 2.0
    diagonal = np.empty((B.size, order))
    diagonal[:, :1] = a / total
    diagonal[:, 1:] = (4.0 * k * (k + total - 1.0) + 2.0 * a * (total - 2.0)) / (2.0 * turn * (turn + 2.0))
    squares = k * (k + B - 1.0) * (k + a - 1.0) / (turn * turn * (turn + 1.0))
    # The last factor is 0/0 at k = 1 when a + B = 1; its limit there is 1.
    squares[:, 1:] *= (k[1:] + total - 2.0) / (turn[:, 1:] - 1.0)
    matrix = np.zeros((B.size, order, order))
    at = np.arange(order)
    matrix[:, at, at] = diagonal
    matrix[:, at[1:], at[:-1]] = np.sqrt(squares)
    nodes, vectors = np.linalg.eigh(matrix)
    return np.maximum(nodes, 1e-300), vectors[:, 0, :] ** 2


def _logit_mean(a: float, B: Floats, s: Floats, kappa: Floats) -> Floats:
    """M(κ) by the midpoint rule in y = ln p/(1−p), for any κ.

    In y the integrand is analytic in a strip that does not depend on κ, so equal steps converge geometrically. Its
    tails e^(ay), e^(−By) would be long for small a or B; so two parts with known means are taken out first:
    g(0)·(1−p)^ν with ν = max(1, (s+1)κ/2), which lies below g and touches it at 0, and g(1)·p, below g too: nothing
    cancels, and what is left decays as if a and B were one larger.
    """
    at_zero, at_one = s * kappa, purchases_given_p(np.ones_like(s), s, kappa)
    nu = np.maximum(1.0, (s + 1.0) * kappa / 2.0)
    low, high = -_logit_reach(B, np.full_like(B, a), (s + 1.0) * kappa), _logit_reach(np.full_like(B, a), B, 0.0)
    width = (high - low) / LOGIT_NODES
    y = low[:, None] + width[:, None] * (np.arange(LOGIT_NODES) + 0.5)
    log_p, log_q = -np.logaddexp(0.0, -y), -np.logaddexp(0.0, y)
    p = np.exp(log_p)
    density = np.exp(a * log_p + B[:, None] * log_q - log_beta(np.full_like(B, a), B)[:, None])
    rest = (
        purchases_given_p(p, s[:, None], kappa[:, None])
        - at_zero[:, None] * np.exp(nu[:, None] * log_q)
        - at_one[:, None] * p
    )
    # E[(1−p)^ν] = B(a, B+ν) / B(a, B).
    kept = np.exp(log_gamma_ratio(B, np.full_like(B, a)) - log_gamma_ratio(B + nu, np.full_like(B, a)))
    known: Floats = at_zero * kept + at_one * a / (a + B)
    known += width * np.einsum("ij,ij->i", density, rest)
    return known


def _logit_reach(left: Floats, right: Floats, bend: Floats | float) -> Floats:
    """How far to the right of y = 0 the density of Beta(left, right), times the remainder, matters.

    ``bend`` is the scale 1/(1−p) at which the integrand itself still changes.
    """
    power = np.log1p(left + bend) + 40.0 / (right + 1.0)
    gaussian = np.log(left / right) + np.maximum(9.0 * np.sqrt(1.0 / left + 1.0 / right), TAIL / right)
    exponential = np.log(np.expm1(TAIL / np.maximum(right, 0.1)))
    narrow: npt.NDArray[np.bool_] = right > NARROW
    return np.where(~narrow, power, np.where(left > NARROW, gaussian, exponential))
