"""Pareto/NBD: buyers whose remaining life runs out with time, not with purchases."""

from __future__ import annotations

import numpy as np
from scipy.special import exprel

from guanxi.stats.btyd import pareto_kernel as kernel
from guanxi.stats.btyd.grouping import GroupedRows
from guanxi.stats.btyd.inputs import Floats, Purchases
from guanxi.stats.btyd.newton import Objective
from guanxi.stats.btyd.purchase_model import Living, PurchaseModel
from guanxi.stats.btyd.time_rule import discounted, log_time_rule, order_for


class ParetoNBD(PurchaseModel):
    """Pareto/NBD: buys at rate λ ~ Gamma(r, α), lives for a time with rate μ ~ Gamma(s, β). The challenger.

    References
    ----------
    Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science 33(1), 1–24;
    Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", eqs. 14, 30 and 41.
    """

    symbols = ("r", "alpha", "s", "beta")

    def _objective(self, rows: GroupedRows) -> Objective:
        return kernel.ParetoObjective(rows)

    def _start(self, mean_frequency: float, scale: float) -> Floats:
        # Half of the contacts leave within the mean observation time; their rate is that of the BG/NBD's start.
        rate = 2.0 * max(mean_frequency, 0.01) / scale
        return np.log((1.0, 1.0 / rate, 1.0, scale))

    def _centre(self, scale: float) -> Floats:
        return np.log((1.0, scale, 1.0, scale))

    def _alive(self, theta: Floats, rows: Purchases) -> Floats:
        return kernel.probability_alive(theta, rows.frequency, rows.recency, rows.T_obs)

    def _log_likelihood(self, theta: Floats, rows: Purchases) -> Floats:
        return kernel.log_likelihood(theta, rows.frequency, rows.recency, rows.T_obs)

    def _purchases_alive(self, theta: Floats, living: Living, horizon: Floats, rate: float) -> Floats:
        """Given alive, λ ~ Gamma(r+x, α+T) and μ ~ Gamma(s, β+T), independent: E[λ] · E[∫ e^(−μτ) dτ]."""
        r, alpha, s, beta = np.exp(theta)
        clock = beta + living.end
        folds = np.log1p(horizon / clock)
        # ∫₀ᵗ (1 + τ/c)^−s dτ = c·(1 − (1 + t/c)^(1−s))/(s−1), written so that s = 1 is no special case.
        lifetime: Floats = clock * folds * exprel((1.0 - s) * folds)
        if rate > 0.0:
            fastest = (s + 1.0) / clock
            order = order_for(float(np.log1p(fastest.max() * horizon.max())))
            times, log_weights = log_time_rule(horizon, fastest, order)
            inner = np.log1p(times / clock[:, None])
            curve = clock[:, None] * inner * exprel((1.0 - s) * inner)
            lifetime = discounted(lifetime, curve, times, log_weights, horizon=horizon, rate=rate)
        lifetime *= (r + living.x_levels[living.ix]) / (alpha + living.end)
        return lifetime
