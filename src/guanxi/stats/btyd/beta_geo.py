"""BG/NBD and MBG/NBD: buyers who may leave after each purchase."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import expit

from guanxi.stats.btyd import beta_geo_kernel as kernel
from guanxi.stats.btyd.beta_mean import BetaMean
from guanxi.stats.btyd.grouping import GroupedRows
from guanxi.stats.btyd.inputs import Floats, Purchases
from guanxi.stats.btyd.newton import Objective
from guanxi.stats.btyd.purchase_model import Living, PurchaseModel
from guanxi.stats.btyd.time_rule import discounted, log_time_rule, order_for

BLOCK = 4_096


class _BetaGeo(PurchaseModel):
    """What both models share; they differ in the chances to leave before the first repeat purchase."""

    symbols = ("r", "alpha", "a", "b")
    _m: ClassVar[int]

    def _objective(self, rows: GroupedRows) -> Objective:
        return kernel.BetaGeoObjective(rows, self._m)

    def _start(self, mean_frequency: float, scale: float) -> Floats:
        # A mean rate of 2·x̄/T̄ leaves room for those who left early; a/(a+b) = 1/3 leave after a purchase.
        rate = 2.0 * max(mean_frequency, 0.01) / scale
        return np.log((1.0, 1.0 / rate, 1.0, 2.0))

    def _centre(self, scale: float) -> Floats:
        return np.log((1.0, scale, 1.0, 1.0))

    def _alive(self, theta: Floats, rows: Purchases) -> Floats:
        return np.asarray(expit(-kernel.log_odds_dead(theta, rows, self._m)))

    def _log_likelihood(self, theta: Floats, rows: Purchases) -> Floats:
        return kernel.log_likelihood(theta, rows, self._m)

    def _purchases_alive(self, theta: Floats, living: Living, horizon: Floats, rate: float) -> Floats:
        """Given alive, λ ~ Gamma(r+x, α+T) and p ~ Beta(a, b+x+m): the mean over p by quadrature."""
        r, alpha, a, b = np.exp(theta)
        exponent = r + living.x_levels
        mean = BetaMean(float(a), b + living.x_levels + self._m, exponent)
        clock = alpha + living.end
        lump, orders = mean.at(living.ix, horizon / clock)
        if rate == 0.0:
            return lump
        # Fastest relative change of the purchase intensity: everybody leaves after the next purchase (p = 1).
        fastest = (exponent[living.ix] + 1.0) / clock
        values = np.empty_like(lump)
        order = order_for(float(np.log1p(fastest.max() * horizon.max())))
        for start in range(0, lump.size, BLOCK):
            cut = slice(start, start + BLOCK)
            times, log_weights = log_time_rule(horizon[cut], fastest[cut], order)
            repeated = np.repeat(orders[cut], order), np.repeat(living.ix[cut], order)
            curve = mean.at_order(*repeated, (times / clock[cut, None]).ravel()).reshape(times.shape)
            values[cut] = discounted(lump[cut], curve, times, log_weights, horizon=horizon[cut], rate=rate)
        return values


class BetaGeoNBD(_BetaGeo):
    """BG/NBD: buys at rate λ ~ Gamma(r, α), leaves after each *repeat* purchase with probability p ~ Beta(a, b).

    Whoever bought once only is alive with probability 1: shown beside the others, never chosen to value contacts.

    References
    ----------
    Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), 275–284: likelihood
    eq. 6, expected purchases eq. 10 (here before it is written as a hypergeometric function).
    """

    _m = 0


class ModifiedBetaGeoNBD(_BetaGeo):
    """MBG/NBD: as BG/NBD, but with a chance to leave after the first purchase too. The default.

    References
    ----------
    Batislam, Denizel & Filiztekin (2007), "Empirical validation and comparison of models for customer base
    analysis", International Journal of Research in Marketing 24(3), 201–209.
    """

    _m = 1
