"""One likelihood for BG/NBD (m = 0) and MBG/NBD (m = 1), with gradient and Hessian in log-parameters.

For a contact with x repeat purchases, the last at t_x, observed until T:

    ln L = [ln Γ(r+x) − ln Γ(r)] + [ln B(a, b+x+m) − ln B(a, b)]
           − r·ln(1 + T/α) − x·ln(α + T) + softplus(z)
    z    = ln a − ln(b+x−1+m) + (r+x)·[ln(α+T) − ln(α+t_x)]        (BG: no z when x = 0)

and σ(z) is the probability that the contact has left. The first line depends on x alone and is evaluated on the
histogram of x; the second line's first two terms on T alone; the logarithms inside z on the levels of T and of t_x.
Only one exponential and one logarithm per distinct history remain.

References
----------
Fader, Hardie & Lee (2005), Marketing Science 24(2), eq. 6, in the log form of Fader & Hardie (2013), note 27;
Batislam, Denizel & Filiztekin (2007), Int. J. of Research in Marketing 24(3), for m = 1.
"""

from __future__ import annotations

import numpy as np

from guanxi.stats.btyd.grouping import GroupedRows, Indices
from guanxi.stats.btyd.inputs import Floats, Purchases
from guanxi.stats.btyd.series import rising_beta, rising_gamma

BLOCK = 16_384
"""Rows at a time: the work arrays of a block stay in the processor's second-level cache."""

R, ALPHA, A, B = range(4)


class BetaGeoObjective:
    """Log-likelihood of grouped histories as a function of (ln r, ln α, ln a, ln b).

    Parameters
    ----------
    rows : distinct histories.
    m : chances to leave before the first repeat purchase: 0 for BG/NBD, 1 for MBG/NBD.
    """

    def __init__(self, rows: GroupedRows, m: int) -> None:
        self._rows, self._m = rows, m
        self._contacts_by_x = np.bincount(rows.ix, weights=rows.weight, minlength=rows.x_levels.size)
        self._contacts_by_end = np.bincount(rows.iend, weights=rows.weight, minlength=rows.end_levels.size)
        bought = rows.weight * rows.frequency
        self._purchases_by_end = np.bincount(rows.iend, weights=bought, minlength=rows.end_levels.size)
        # Without a chance to leave before the first repeat purchase, x = 0 has no second state.
        self._first = rows.starts_at(1.0 - m)

    def __call__(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient (4,) and Hessian (4, 4) at log-parameters ``theta``."""
        value, gradient, hessian = self._by_count(theta)
        self._add_by_end(theta, gradient, hessian)
        value += self._value_by_end(theta)
        value += self._add_by_row(theta, gradient, hessian)
        lower = np.tril_indices(4, -1)
        hessian[lower] = hessian.T[lower]
        return value, gradient, hessian

    def _by_count(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """What depends on x alone, on the histogram of x."""
        r, _, a, b = np.exp(theta)
        n, x = self._contacts_by_x, self._rows.x_levels
        bought, stayed = rising_gamma(r, x), rising_beta(a, b, x + self._m)
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        gradient[[R, A, B]] = n @ bought.d, n @ stayed.d_a, n @ stayed.d_b
        hessian[R, R], hessian[A, A] = n @ bought.dd, n @ stayed.d_aa
        hessian[A, B], hessian[B, B] = n @ stayed.d_ab, n @ stayed.d_bb
        return float(n @ (bought.value + stayed.value)), gradient, hessian

    def _value_by_end(self, theta: Floats) -> float:
        r, alpha = np.exp(theta[:2])
        end = self._rows.end_levels
        return -float(
            r * (self._contacts_by_end @ np.log1p(end / alpha)) + self._purchases_by_end @ np.log(alpha + end)
        )

    def _add_by_end(self, theta: Floats, gradient: Floats, hessian: Floats) -> None:
        """Derivatives of what depends on T alone."""
        r, alpha = np.exp(theta[:2])
        end = self._rows.end_levels
        gone = end / (alpha + end)
        n, bought = self._contacts_by_end, self._purchases_by_end
        exposure = r * (n @ np.log1p(end / alpha))
        gradient[R] -= exposure
        gradient[ALPHA] += r * (n @ gone) - bought @ (1.0 - gone)
        hessian[R, R] -= exposure
        hessian[R, ALPHA] += r * (n @ gone)
        hessian[ALPHA, ALPHA] -= (r * n + bought) @ (gone * (1.0 - gone))

    def _add_by_row(self, theta: Floats, gradient: Floats, hessian: Floats) -> float:
        """Value of Σ softplus(z), adding its derivatives, block by block."""
        rows = self._rows
        tables = _LevelTables(theta, rows, self._m)
        value = 0.0
        for start in range(self._first, rows.weight.size, BLOCK):
            cut = slice(start, start + BLOCK)
            value += tables.add(
                rows.ix[cut], rows.iend[cut], rows.ilast[cut], rows.weight[cut], gradient=gradient, hessian=hessian
            )
        return value


class _LevelTables:
    """The functions inside z, once per level of x, T and t_x."""

    def __init__(self, theta: Floats, rows: GroupedRows, m: int) -> None:
        r, alpha, a, b = np.exp(theta)
        self._r = r
        self._exponent = r + rows.x_levels
        chances = np.maximum(b + rows.x_levels - 1.0 + m, 1e-300)
        self._odds = np.log(a / chances)
        self._z_b = -b / chances
        self._end, self._last = _time_table(rows.end_levels, alpha), _time_table(rows.last_levels, alpha)

    def add(
        self, ix: Indices, iend: Indices, ilast: Indices, weight: Floats, *, gradient: Floats, hessian: Floats
    ) -> float:
        """Σ weight·softplus(z) over a block; adds its derivatives to the upper triangles."""
        gap, shift, bend = (end[iend] - last[ilast] for end, last in zip(self._end, self._last, strict=True))
        exponent, z_b = self._exponent[ix], self._z_b[ix]
        z = self._odds[ix] + exponent * gap
        small = np.exp(-np.abs(z))
        dead = np.where(z >= 0.0, 1.0, small) / (1.0 + small)
        z_first = np.stack((self._r * gap, -exponent * shift, np.ones_like(z), z_b))
        pull = dead * weight
        gradient += z_first @ pull
        hessian += (z_first * (pull * (1.0 - dead))) @ z_first.T
        hessian[R, R] += self._r * (gap @ pull)
        hessian[R, ALPHA] -= self._r * (shift @ pull)
        hessian[ALPHA, ALPHA] += (exponent * bend) @ pull
        hessian[B, B] += (z_b * (1.0 + z_b)) @ pull
        return float(weight @ (np.maximum(z, 0.0) + np.log1p(small)))


def _time_table(times: Floats, alpha: float) -> tuple[Floats, Floats, Floats]:
    """ln(1 + t/α), and with q = t/(α+t): q = −d/dlnα of it, and q(1 − q) = its second derivative."""
    share = times / (alpha + times)
    return np.log1p(times / alpha), share, share * (1.0 - share)


def log_odds_dead(theta: Floats, rows: Purchases, m: int) -> Floats:
    """(n,) z of each history; −inf where leaving was impossible (BG, x = 0)."""
    r, alpha, a, b = np.exp(theta)
    x = rows.frequency
    chances = b + x - 1.0 + m
    possible = x + m > 0
    odds = np.where(possible, np.log(a / np.where(possible, chances, 1.0)), -np.inf)
    z: Floats = odds + (r + x) * np.log1p((rows.T_obs - rows.recency) / (alpha + rows.recency))
    return z


def log_likelihood(theta: Floats, rows: Purchases, m: int) -> Floats:
    """(n,) log-likelihood of each history."""
    r, alpha, a, b = np.exp(theta)
    x = rows.frequency
    by_count = rising_gamma(r, x).value + rising_beta(a, b, x + m).value
    alive: Floats = by_count - r * np.log1p(rows.T_obs / alpha) - x * np.log(alpha + rows.T_obs)
    alive += np.logaddexp(0.0, log_odds_dead(theta, rows, m))
    return alive
