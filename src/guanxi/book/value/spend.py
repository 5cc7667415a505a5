"""What one order of a contact is worth: Gamma-Gamma, or a mean shrunk towards the brand's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import ModelFit
from guanxi.book.facts.contracts import Facts
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.stats.btyd import GammaGamma, PurchaseModelError

Floats = NDArray[np.float64]

LEAST_REPEATERS = 30
PSEUDO_ORDERS = 2.0
"""Orders that the brand's mean weighs where Gamma-Gamma cannot be learnt."""

LEAST_Q = 1.02
"""At q <= 1 the population has no mean; just above, a mean that no data support."""

STEP = 1e-4
LEAST_SPREAD = 1e-6
"""Spread of ln(order value) below which all orders are worth the same: a millionth, less than a fen in 1,000 yuan."""


@dataclass(frozen=True, slots=True)
class SpendFit:
    """Mean order value of a contact: (n·m̄ + k·μ) ÷ (n + k), which is Gamma-Gamma's posterior mean.

    With Gamma-Gamma's p, q, v: k = (q − 1)/p orders at the population mean μ = p·v/(q − 1)
    (Fader & Hardie 2013, eq. 5, rewritten as shrinkage).

    Parameters
    ----------
    mean_yuan, pseudo_orders : μ and k.
    gamma_gamma : parameters p, q, v; empty where the data do not carry them.
    log_covariance : (3, 3) of ln p, ln q, ln v; with the plain mean (1, 1): relative variance of μ.
    correlation : of ln n and ln m̄ among repeat buyers; the model assumes none. ``None`` when not measured.
    """

    mean_yuan: float
    pseudo_orders: float
    gamma_gamma: dict[str, float]
    log_covariance: tuple[tuple[float, ...], ...]
    log_likelihood: float
    n: int
    converged: bool
    correlation: float | None

    def mean_order_fen(self, facts: Facts) -> Floats:
        """(n,) expected fen per order; the population's mean for contacts that never bought."""
        return self._mean(facts.n_orders, facts.net_fen, self.mean_yuan, self.pseudo_orders)

    def delta_variance(self, facts: Facts, weight: Floats) -> Floats:
        """(j,) variance of ``weight.T @ mean_order_fen`` that comes from the parameters; weight is (n, j)."""
        if not self.gamma_gamma:
            k = self.pseudo_orders
            slope = weight.T @ (k * self.mean_yuan * FEN_PER_YUAN / (np.maximum(facts.n_orders, 0) + k))
            return np.asarray(slope**2 * self.log_covariance[0][0])
        slopes = np.stack([self._slope(facts, weight, name) for name in self.gamma_gamma])
        variance: Floats = np.einsum("ij,ik,kj->j", slopes, np.asarray(self.log_covariance), slopes)
        return np.maximum(variance, 0.0)

    def summary(self) -> ModelFit | None:
        """The fit as the page shows it; ``None`` when Gamma-Gamma was not learnt."""
        if not self.gamma_gamma:
            return None
        errors = np.sqrt(np.diag(np.asarray(self.log_covariance)))
        return ModelFit(
            name="gamma_gamma",
            parameters=self.gamma_gamma,
            standard_errors={
                name: float(value * error)
                for (name, value), error in zip(self.gamma_gamma.items(), errors, strict=True)
            },
            log_likelihood=self.log_likelihood,
            n=self.n,
            chosen=True,
            converged=self.converged,
        )

    def _slope(self, facts: Facts, weight: Floats, name: str) -> Floats:
        ends = []
        for sign in (1.0, -1.0):
            moved = self.gamma_gamma | {name: self.gamma_gamma[name] * float(np.exp(sign * STEP))}
            ends.append(weight.T @ self._mean(facts.n_orders, facts.net_fen, *_shrinkage(moved)))
        return np.asarray((ends[0] - ends[1]) / (2.0 * STEP))

    @staticmethod
    def _mean(n_orders: NDArray[np.int64], net_fen: NDArray[np.int64], mu: float, k: float) -> Floats:
        # Later refunds can leave a contact with orders and nothing paid: its orders are then worth 0, not less.
        paid = np.where(n_orders > 0, np.maximum(net_fen, 0), 0).astype(np.float64)
        orders = np.maximum(n_orders, 0)
        total = orders + k
        return np.asarray((paid + k * mu * FEN_PER_YUAN) / np.where(total > 0, total, 1.0))


def learn_spend(buyers: Facts) -> SpendFit:
    """Gamma-Gamma on (n_orders, mean order in yuan) of contacts with two orders or more and a positive mean.

    Sorted before anything is summed, so that the order of the contacts changes no bit.
    """
    n, net = _sorted_pairs(buyers)
    means = net / n / FEN_PER_YUAN
    repeat = n >= 2
    correlation = _correlation(np.log(n[repeat]), np.log(means[repeat]))
    # Equal spends have no Gamma-Gamma optimum: the shrunk mean says all there is.
    if np.count_nonzero(repeat) >= LEAST_REPEATERS and np.ptp(means[repeat]) > 0:
        try:
            model = GammaGamma().fit(np.stack((n[repeat], means[repeat]), axis=1))
        except PurchaseModelError:
            return _plain(n, means, correlation)
        if model.params_["q"] > LEAST_Q and model.converged_:
            mean_yuan, pseudo_orders = _shrinkage(model.params_)
            return SpendFit(
                mean_yuan=mean_yuan,
                pseudo_orders=pseudo_orders,
                gamma_gamma=dict(model.params_),
                log_covariance=tuple(tuple(row) for row in model.log_covariance_.tolist()),
                log_likelihood=float(model.log_likelihood_),
                n=int(np.count_nonzero(repeat)),
                converged=True,
                correlation=correlation,
            )
    return _plain(n, means, correlation)


def _sorted_pairs(buyers: Facts) -> tuple[Floats, Floats]:
    good = buyers.net_fen > 0
    n, net = buyers.n_orders[good], buyers.net_fen[good]
    order = np.lexsort((net, n))
    return n[order].astype(np.float64), net[order].astype(np.float64)


def _plain(n: Floats, means: Floats, correlation: float | None) -> SpendFit:
    mean = float(means.mean()) if len(n) else 0.0
    # Relative variance of the mean; one contact alone says nothing of its spread.
    relative = float(means.var(ddof=1) / len(n) / mean**2) if len(n) > 1 and mean > 0 else float(len(n) > 0)
    return SpendFit(mean, PSEUDO_ORDERS, {}, ((relative,),), 0.0, len(n), True, correlation)


def _shrinkage(parameters: dict[str, float]) -> tuple[float, float]:
    p, q, v = parameters["p"], parameters["q"], parameters["v"]
    return p * v / (q - 1.0), (q - 1.0) / p


def _correlation(x: Floats, y: Floats) -> float | None:
    """Of two logarithms; ``None`` with few of them, or where either does not vary: then there is none to speak of.

    Equal amounts divided by different counts differ in the last bit, so "does not vary" has a width.
    """
    if len(x) < LEAST_REPEATERS or min(float(np.ptp(x)), float(np.ptp(y))) < LEAST_SPREAD:
        return None
    return float(np.corrcoef(x, y)[0, 1])
