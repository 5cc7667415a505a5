"""The faces of a purchase model: fit on histories, probability of being alive, expected purchases."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from guanxi.stats.btyd.errors import PurchaseDataError
from guanxi.stats.btyd.estimator import ParametricModel, one_blas_thread
from guanxi.stats.btyd.grouping import GroupedRows, Indices, group, ranks
from guanxi.stats.btyd.inputs import Floats, Purchases, check_horizon, purchases, weights
from guanxi.stats.btyd.newton import Objective, maximise

PILOT_FROM = 16_384
"""From this many distinct histories on, a thinned sample finds the neighbourhood of the optimum first."""

PILOT_STEP = 16


@dataclass(frozen=True, slots=True)
class Living:
    """Kinds of contact known to be alive: all that the models still use of their histories.

    Parameters
    ----------
    x_levels : (k,) distinct purchase counts.
    ix : (n,) index into them.
    end : (n,) T of each kind.
    """

    x_levels: Floats
    ix: Indices
    end: Floats


class PurchaseModel(ParametricModel):
    """Base of the buy-till-you-die models on (frequency, recency, T).

    ``X`` is always (n, 3): frequency (repeat purchases), recency (first to last purchase) and T (first purchase to
    the end of observation), times in one unit of the caller's choice; arrays, or anything with columns of these
    names. Horizons and discount rates are in the same unit.
    """

    def fit(self, X: Any, sample_weight: Any = None) -> Self:
        """Learn the parameters by maximum likelihood.

        Parameters
        ----------
        X : (n, 3) histories.
        sample_weight : (n,) contacts that share each row; None counts each row once.

        Raises
        ------
        PurchaseDataError
            when there are no rows, or rows that cannot be histories.
        """
        rows = purchases(X)
        if rows.frequency.size == 0:
            raise PurchaseDataError(
                f"{type(self).__name__} was given 0 histories. Give at least one row of frequency, recency and T.",
                f"{type(self).__name__} 收到 0 行购买历史。请至少提供一行 frequency、recency、T。",
            )
        return self.fit_grouped(group(rows, weights(sample_weight, rows.frequency.size)))

    def fit_grouped(self, rows: GroupedRows) -> Self:
        """Learn from histories that are grouped already: several models can share one grouping."""
        with one_blas_thread():
            scale = _mean(rows, rows.T_obs) or 1.0
            start, centre = self._start(_mean(rows, rows.frequency), scale), self._centre(scale)
            if rows.weight.size >= PILOT_FROM:
                pilot = maximise(
                    self._objective(rows.every(PILOT_STEP)), start, centre, max_iter=self.max_iter, tol=1e-3
                )
                start = pilot.theta
            return self._learn(self._objective(rows), start, centre, rows.n_contacts)

    def log_likelihood_per_contact(self, X: Any) -> Floats:
        """(n,) log-likelihood of each history, as in the papers (no x! in it)."""
        return self._log_likelihood(self._theta(), purchases(X))

    def probability_alive(self, X: Any) -> Floats:
        """(n,) probability that each contact is still a buyer at T."""
        return self._alive(self._theta(), purchases(X))

    def expected_purchases(self, X: Any, horizon: float, *, discount_rate: float = 0.0) -> Floats:
        """(n,) expected purchases in (T, T + horizon] given each history.

        Parameters
        ----------
        horizon : >= 0.
        discount_rate : continuous rate δ per unit of time, >= 0: a purchase after τ counts e^(−δτ). A yearly rate i
            is δ = ln(1 + i) / (time units in a year).
        """
        theta, rows = self._theta(), purchases(X)
        check_horizon(horizon, discount_rate)
        return self._alive(theta, rows) * self._given_alive(theta, rows, float(horizon), float(discount_rate))

    def expected_purchases_given_alive(self, X: Any, horizon: float, *, discount_rate: float = 0.0) -> Floats:
        """(n,) the same for a contact that is known to be a buyer still at T.

        Computed by the quadrature itself and not by dividing by the probability of being alive, which may be 0 to
        rounding.
        """
        theta, rows = self._theta(), purchases(X)
        check_horizon(horizon, discount_rate)
        return self._given_alive(theta, rows, float(horizon), float(discount_rate))

    def expected_purchases_of_new(self, horizons: Any) -> Floats:
        """(k,) expected further purchases of one contact through each of k horizons from its first purchase on.

        The same as :meth:`expected_purchases` of the history (0, 0, 0) for each horizon by itself, at the price of one.

        Parameters
        ----------
        horizons : (k,) >= 0.
        """
        theta, until = self._theta(), np.asarray(horizons, dtype=np.float64)
        for horizon in until.tolist():
            check_horizon(horizon, 0.0)
        new = Living(np.zeros(1), np.zeros(until.size, dtype=np.int64), np.zeros(until.size))
        alive = float(self._alive(theta, purchases(np.zeros((1, 3))))[0])
        with one_blas_thread():
            return alive * self._purchases_alive(theta, new, until, 0.0)

    def _given_alive(self, theta: Floats, rows: Purchases, horizon: float, rate: float) -> Floats:
        """Once per distinct (frequency, T): given that a contact is alive, recency tells nothing more."""
        if rows.frequency.size == 0 or horizon == 0.0:
            return np.zeros(rows.frequency.size)
        x_levels, ix = ranks(rows.frequency)
        end_levels, iend = ranks(rows.T_obs)
        pairs, inverse = ranks(ix * end_levels.size + iend)
        ix, iend = np.divmod(pairs.astype(np.int64), end_levels.size)
        until = np.full(ix.size, horizon)
        with one_blas_thread():
            return self._purchases_alive(theta, Living(x_levels, ix, end_levels[iend]), until, rate)[inverse]

    @abstractmethod
    def _objective(self, rows: GroupedRows) -> Objective: ...

    @abstractmethod
    def _start(self, mean_frequency: float, scale: float) -> Floats: ...

    @abstractmethod
    def _centre(self, scale: float) -> Floats: ...

    @abstractmethod
    def _alive(self, theta: Floats, rows: Purchases) -> Floats: ...

    @abstractmethod
    def _log_likelihood(self, theta: Floats, rows: Purchases) -> Floats: ...

    @abstractmethod
    def _purchases_alive(self, theta: Floats, living: Living, horizon: Floats, rate: float) -> Floats:
        """(n,) expected discounted purchases of each kind of living contact within (n,) horizons."""


def _mean(rows: GroupedRows, values: Floats) -> float:
    return float(rows.weight @ values) / rows.n_contacts
