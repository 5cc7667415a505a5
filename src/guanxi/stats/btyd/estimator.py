"""What the purchase and spend models share: learnt attributes, standard errors and the delta method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from guanxi.stats.btyd.errors import NotFittedError, PurchaseModelError
from guanxi.stats.btyd.inputs import Floats
from guanxi.stats.btyd.newton import Objective, maximise

RELATIVE_STEP = 1e-4
"""Step in a log-parameter for central differences: their error is 1e-9 of the second-order term."""


class ParametricModel:
    """A model with a handful of positive parameters, learnt by maximum likelihood in log-parameters.

    Parameters
    ----------
    max_iter : evaluations of the likelihood at most.
    tol : stop when Newton's own forecast of the log-likelihood still to be gained falls below this.

    Attributes
    ----------
    params_ : dict, parameters by the symbols of the papers, in the order of ``symbols``.
    standard_errors_ : dict, of the parameters themselves (delta method from the log scale).
    covariance_ : (k, k), of the parameters, in the order of ``params_``.
    log_covariance_ : (k, k), of the log-parameters.
    log_likelihood_ : at ``params_``, without any prior.
    converged_ : False when the ascent ran out of evaluations; the figures then deserve no trust.
    prior_used_ : True when the likelihood had no interior maximum (nobody repeats, everybody does, one contact …)
        and the prior N(0, 3²) on log-parameters was added; a scale parameter is measured in the data's own unit
        (mean T, mean spend), so days and weeks, fen and yuan give the same model. Say so beside every figure.
    n_iter_ : evaluations of the likelihood.
    n_contacts_ : sum of the weights of the rows that were learnt from.
    """

    symbols: ClassVar[tuple[str, ...]]

    params_: dict[str, float]
    standard_errors_: dict[str, float]
    covariance_: Floats
    log_covariance_: Floats
    log_likelihood_: float
    converged_: bool
    prior_used_: bool
    n_iter_: int
    n_contacts_: float

    def __init__(self, *, max_iter: int = 200, tol: float = 1e-10) -> None:
        self.max_iter = max_iter
        self.tol = tol

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value:.6g}" for name, value in getattr(self, "params_", {}).items())
        return f"{type(self).__name__}({shown})"

    @classmethod
    def from_params(cls, params: Mapping[str, float], covariance: npt.ArrayLike | None = None) -> Self:
        """A model with known parameters: published, planted, or learnt earlier and stored.

        Parameters
        ----------
        params : symbol → value > 0, all of ``symbols``.
        covariance : (k, k) of the parameters, for intervals; without it there are none.
        """
        values = np.array([params.get(name, np.nan) for name in cls.symbols], dtype=np.float64)
        if set(params) != set(cls.symbols) or not (np.isfinite(values).all() and (values > 0).all()):
            raise PurchaseModelError(
                f"{cls.__name__} cannot be built from {dict(params)}. Give {', '.join(cls.symbols)}, each above 0.",
                f"无法用 {dict(params)} 构建 {cls.__name__}。请提供 {'、'.join(cls.symbols)}，且均大于 0。",
            )
        model = cls()
        model._set_params(np.log(values))
        if covariance is not None:
            model._set_covariance(np.asarray(covariance, dtype=np.float64) / np.outer(values, values))
        return model

    def gradient(self, quantity: Callable[[Self], npt.ArrayLike]) -> Floats:
        """Derivatives of any figure of the model in the log-parameters, by central differences.

        Parameters
        ----------
        quantity : from a model of this class to a number or an array, e.g.
            ``lambda model: weights @ model.expected_purchases(X, 365.0)``.

        Returns
        -------
        (k, …) array: one slice per parameter, shaped as the quantity.
        """
        theta = self._theta()
        slopes = []
        for shift in np.eye(theta.size) * RELATIVE_STEP:
            above, below = (np.asarray(quantity(self._at(theta + sign * shift))) for sign in (1.0, -1.0))
            slopes.append((above - below) / (2.0 * RELATIVE_STEP))
        return np.stack(slopes)

    def delta_variance(self, quantity: Callable[[Self], npt.ArrayLike]) -> Floats:
        """Variance of a figure that comes from not knowing the parameters exactly (delta method).

        Returns
        -------
        array shaped as the quantity; its square root is a standard error.

        Raises
        ------
        NotFittedError
            when the model has no covariance.
        """
        if not hasattr(self, "log_covariance_"):
            raise NotFittedError(
                f"{type(self).__name__} has no covariance of its parameters. Fit it, or give one to from_params.",
                f"{type(self).__name__} 没有参数协方差。请先拟合，或在 from_params 中提供。",
            )
        slopes = self.gradient(quantity)
        variance: Floats = np.einsum("i...,ij,j...->...", slopes, self.log_covariance_, slopes)
        floored: Floats = np.maximum(variance, 0.0)
        return floored

    def _learn(self, objective: Objective, start: Floats, centre: Floats, n_contacts: float) -> Self:
        """Maximise, and store what was learnt."""
        optimum = maximise(objective, start, centre, max_iter=self.max_iter, tol=self.tol)
        self._set_params(optimum.theta)
        self._set_covariance(optimum.covariance)
        self.log_likelihood_ = optimum.log_likelihood
        self.converged_, self.prior_used_ = optimum.converged, optimum.prior_used
        self.n_iter_, self.n_contacts_ = optimum.n_iter, n_contacts
        return self

    def _set_params(self, theta: Floats) -> None:
        self.params_ = dict(zip(self.symbols, np.exp(theta).tolist(), strict=True))

    def _set_covariance(self, log_covariance: Floats) -> None:
        values = np.array(list(self.params_.values()))
        self.log_covariance_ = log_covariance
        self.covariance_ = log_covariance * np.outer(values, values)
        errors = np.sqrt(np.diag(self.covariance_))
        self.standard_errors_ = dict(zip(self.symbols, errors.tolist(), strict=True))

    def _theta(self) -> Floats:
        """(k,) log-parameters; raises :class:`NotFittedError` when there are none."""
        if not hasattr(self, "params_"):
            raise NotFittedError(
                f"This {type(self).__name__} has not been fitted. Call fit, or build it with from_params.",
                f"该 {type(self).__name__} 尚未拟合。请先调用 fit，或用 from_params 构建。",
            )
        theta: Floats = np.log(np.array(list(self.params_.values())))
        return theta

    def _at(self, theta: Floats) -> Self:
        """The same model at other log-parameters."""
        model = type(self)(max_iter=self.max_iter, tol=self.tol)
        model._set_params(theta)
        return model


def one_blas_thread() -> Any:
    """Context in which BLAS runs on one thread: on the small matrices of a fit two threads ran 14 times slower."""
    return _blas().limit(limits=1, user_api="blas")


@cache
def _blas() -> ThreadpoolController:
    """The BLAS libraries of this process; looking for them takes milliseconds, a fit of a small brand no longer."""
    return ThreadpoolController()
