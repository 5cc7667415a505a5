"""Gamma-Gamma: what a purchase is worth, contact by contact."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from guanxi.stats.btyd import gamma_gamma_kernel as kernel
from guanxi.stats.btyd.errors import PurchaseDataError
from guanxi.stats.btyd.estimator import ParametricModel, one_blas_thread
from guanxi.stats.btyd.inputs import Floats, spends, weights


class GammaGamma(ParametricModel):
    """Spend per purchase: Gamma(p, ν) around a contact's own mean, ν ~ Gamma(q, v) between contacts.

    ``X`` is (n, 2): frequency (repeat purchases) and their mean value, in any unit of money; arrays, or anything
    with columns frequency and monetary_value (or mean_value). The model assumes that spend does not depend on
    frequency; check their correlation before believing it.

    References
    ----------
    Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", eqs. 1a and 5;
    Fader, Hardie & Lee (2005), "RFM and CLV", Journal of Marketing Research 42(4).
    """

    symbols = ("p", "q", "v")

    def fit(self, X: Any, sample_weight: Any = None) -> Self:
        """Learn the parameters from the rows with at least one repeat purchase; the others are left out.

        Raises
        ------
        PurchaseDataError
            when no row has a repeat purchase, or values cannot be spends.
        """
        x, mean = spends(X)
        weight = weights(sample_weight, x.size)
        weight = np.ones(x.size) if weight is None else weight
        seen = (x > 0) & (weight > 0)
        x, mean, weight = x[seen], mean[seen], weight[seen]
        if x.size == 0:
            raise PurchaseDataError(
                f"GammaGamma was given no contact with a repeat purchase ({seen.size} rows). Give at least one.",
                f"GammaGamma 收到的 {seen.size} 行中没有任何复购客户。请至少提供一位。",
            )
        scale = float(weight @ mean / weight.sum())
        with one_blas_thread():
            start, centre = np.log((3.0, 4.0, scale)), np.log((1.0, 1.0, scale))
            return self._learn(kernel.GammaGammaObjective(x, mean, weight), start, centre, float(weight.sum()))

    @property
    def population_mean_(self) -> float:
        """Mean spend of a contact about whom nothing is known, p·v/(q−1); infinite when q <= 1."""
        p, q, v = np.exp(self._theta())
        return float(p * v / (q - 1.0)) if q > 1.0 else float("inf")

    def expected_value(self, X: Any) -> Floats:
        """(n,) expected spend per purchase given what each contact spent: p(v + x·m̄) / (px + q − 1).

        Infinite where px + q <= 1 (nothing bought again, and a population so unequal that it has no mean).
        """
        p, q, v = np.exp(self._theta())
        x, mean = spends(X)
        degrees = p * x + q - 1.0
        return np.where(degrees > 0.0, p * (v + x * mean) / np.where(degrees > 0.0, degrees, 1.0), np.inf)

    def log_likelihood_per_contact(self, X: Any) -> Floats:
        """(n,) log-likelihood of each row; 0 where there was no repeat purchase."""
        return kernel.log_likelihood(self._theta(), *spends(X))
