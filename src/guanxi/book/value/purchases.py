"""The purchase process of a brand as learnt: a buy-till-you-die model, or plain rates where the data carry no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import ModelFit
from guanxi.book.value.histories import Histories
from guanxi.stats.btyd import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD, PurchaseModel

Floats = NDArray[np.float64]

DEFAULT = "mbg_nbd"
CHALLENGER = "pareto_nbd"
SHOWN = "bg_nbd"
RATES = "purchase_rates"

MODELS: dict[str, type[PurchaseModel]] = {
    DEFAULT: ModifiedBetaGeoNBD,
    CHALLENGER: ParetoNBD,
    SHOWN: BetaGeoNBD,  # fitted and shown, never chosen: it calls every one-time buyer alive
}

PRIOR_ORDERS = 0.5
PRIOR_WEEKS = 52.0
"""Plain rates start from half a repeat purchase in 52 weeks of observation: where nobody has repeated yet, the rate is
small and not zero."""

STEP = 1e-4
"""Of log-parameters, for central differences."""


@dataclass(frozen=True, slots=True)
class PurchaseFit:
    """One fitted purchase process.

    Parameters
    ----------
    name : a key of :data:`MODELS`, or :data:`RATES`.
    parameters : by the papers' symbols, weeks.
    log_covariance : (p, p) of the log-parameters, in the order of ``parameters``.
    prior_used : the data alone left a parameter open, and the prior closed it.
    """

    name: str
    parameters: dict[str, float]
    log_covariance: tuple[tuple[float, ...], ...]
    log_likelihood: float
    n: int
    converged: bool
    prior_used: bool = False

    def alive(self, X: Floats) -> Floats:
        """(k,) P(the contact still buys) given histories (k, 3)."""
        if self.name == RATES:
            return np.ones(len(X))
        return self._model().probability_alive(X)

    def given_alive(self, X: Floats, weeks: float, rate: float = 0.0) -> Floats:
        """(k,) expected purchases of the next ``weeks`` given that the contact still buys.

        Parameters
        ----------
        rate : continuous, per week; a purchase after τ weeks counts e^(−rate·τ).
        """
        if self.name == RATES:
            lasting = -np.expm1(-rate * weeks) / rate if rate > 0 else weeks
            p = self.parameters
            return np.asarray((p["r"] + X[:, 0]) / (p["alpha"] + X[:, 2]) * lasting, dtype=np.float64)
        return self._model().expected_purchases_given_alive(X, weeks, discount_rate=rate)

    def of_new(self, weeks: Floats) -> Floats:
        """(k,) expected further purchases through each of (k,) ``weeks`` after a first order."""
        if self.name == RATES:
            return np.asarray(self.parameters["r"] / self.parameters["alpha"] * weeks, dtype=np.float64)
        return self._model().expected_purchases_of_new(weeks)

    def delta_variance(self, quantity: Callable[[PurchaseFit], Floats]) -> Floats:
        """(j,) variance of figures that comes from the parameters, by central differences in their logarithms."""
        slopes = np.stack([self._slope(quantity, name) for name in self.parameters])
        variance: Floats = np.einsum("ij,ik,kj->j", slopes, np.asarray(self.log_covariance), slopes)
        return np.maximum(variance, 0.0)

    def summary(self, *, chosen: bool, deviance: float | None) -> ModelFit:
        """The fit as the page shows it."""
        errors = np.sqrt(np.diag(np.asarray(self.log_covariance)))
        return ModelFit(
            name=self.name,
            parameters=self.parameters,
            standard_errors={
                name: float(value * error) for (name, value), error in zip(self.parameters.items(), errors, strict=True)
            },
            log_likelihood=self.log_likelihood,
            n=self.n,
            chosen=chosen,
            converged=self.converged,
            deviance=deviance,
        )

    def _slope(self, quantity: Callable[[PurchaseFit], Floats], name: str) -> Floats:
        above, below = (quantity(self._moved(name, sign * STEP)) for sign in (1.0, -1.0))
        return (above - below) / (2.0 * STEP)

    def _moved(self, name: str, step: float) -> PurchaseFit:
        return replace(self, parameters=self.parameters | {name: self.parameters[name] * float(np.exp(step))})

    def _model(self) -> PurchaseModel:
        return MODELS[self.name].from_params(self.parameters)


def fit_purchases(name: str, rows: Histories) -> PurchaseFit:
    """One model of :data:`MODELS` by maximum likelihood on distinct histories."""
    model: Any = MODELS[name]().fit(rows.X, sample_weight=rows.weight)
    return PurchaseFit(
        name=name,
        parameters=dict(model.params_),
        log_covariance=tuple(tuple(row) for row in model.log_covariance_.tolist()),
        log_likelihood=float(model.log_likelihood_),
        n=int(rows.weight.sum()),
        converged=bool(model.converged_),
        prior_used=bool(model.prior_used_),
    )


def plain_rates(rows: Histories) -> PurchaseFit:
    """Repeat rates λ ~ Gamma(1, α) with the brand's mean, and nobody assumed to have left.

    For data that cannot tell silence from loss: fewer than thirty buyers, or nobody who came back.
    The mean is (Σx + ½) ÷ (ΣT_obs + 52 weeks); see :data:`PRIOR_ORDERS`.
    """
    orders = float(rows.weight @ rows.X[:, 0]) + PRIOR_ORDERS
    weeks = float(rows.weight @ rows.X[:, 2]) + PRIOR_WEEKS
    return PurchaseFit(
        name=RATES,
        parameters={"r": 1.0, "alpha": weeks / orders},
        log_covariance=((0.0, 0.0), (0.0, 1.0 / orders)),
        log_likelihood=0.0,
        n=int(rows.weight.sum()),
        converged=True,
    )
