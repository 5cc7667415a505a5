"""Gamma and Beta ratios over a whole number of steps, as sums that lose no digits at extreme parameters.

``ln Γ(r+n) − ln Γ(r) = Σ_{i<n} ln(r+i)``: the sum is exact to rounding where the difference of two log-gammas
cancels (r = 10⁶ costs it six digits), and its derivatives are sums of reciprocals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from guanxi.stats.btyd.inputs import Floats

STIRLING_FROM = 16.0
"""From here the Stirling correction to 1/z⁷ is exact to 1e-14."""


@dataclass(frozen=True, slots=True)
class RisingGamma:
    """ln Γ(r+n) − ln Γ(r) with its first and second derivative in ln r, for each n."""

    value: Floats
    d: Floats
    dd: Floats


@dataclass(frozen=True, slots=True)
class RisingBeta:
    """ln B(a, b+n) − ln B(a, b) with its derivatives in ln a and ln b, for each n."""

    value: Floats
    d_a: Floats
    d_b: Floats
    d_aa: Floats
    d_ab: Floats
    d_bb: Floats


def rising_gamma(r: float, n: Floats) -> RisingGamma:
    """Terms of the purchase count.

    Parameters
    ----------
    r : > 0.
    n : (k,) whole numbers >= 0.
    """
    steps: Floats = r + np.arange(_length(n), dtype=np.float64)
    share = r / steps
    return RisingGamma(_sums(np.log(steps), n), _sums(share, n), _sums(share * (1.0 - share), n))


def rising_beta(a: float, b: float, n: Floats) -> RisingBeta:
    """Terms of having survived n chances to leave: Σ_{i<n} −ln(1 + a/(b+i)).

    Parameters
    ----------
    a, b : > 0.
    n : (k,) whole numbers >= 0.
    """
    base: Floats = b + np.arange(_length(n), dtype=np.float64)
    whole = a + base
    lost, b_step, b_whole = a / whole, b / base, b / whole
    # d/db ln(base/whole) = a/(base·whole): written without the difference of two nearly equal reciprocals.
    d_b = b_step * lost
    return RisingBeta(
        value=_sums(-np.log1p(a / base), n),
        d_a=_sums(-lost, n),
        d_b=_sums(d_b, n),
        d_aa=_sums(-lost * (1.0 - lost), n),
        d_ab=_sums(lost * b_whole, n),
        d_bb=_sums(d_b * (1.0 - b_step - b_whole), n),
    )


def log_gamma_ratio(z: Floats, a: Floats) -> Floats:
    """ln Γ(z+a) − ln Γ(z) for real a > 0, without the cancellation of two large log-gammas.

    Parameters
    ----------
    z, a : > 0, any shapes that broadcast.

    References
    ----------
    Stirling's series, DLMF 5.11.1, taken at z + a and at z and subtracted term by term.
    """
    z, a = np.broadcast_arrays(np.asarray(z, dtype=np.float64), np.asarray(a, dtype=np.float64))
    large = np.maximum(z, STIRLING_FROM)
    stirling = (
        a * np.log(large)
        + (large + a - 0.5) * np.log1p(a / large)
        - a
        + _stirling_correction(large + a)
        - _stirling_correction(large)
    )
    small = np.minimum(z, STIRLING_FROM)
    return np.where(z >= STIRLING_FROM, stirling, gammaln(small + a) - gammaln(small))


def log_beta(a: Floats, b: Floats) -> Floats:
    """ln B(a, b), accurate when one argument is far larger than the other."""
    small, large = np.minimum(a, b), np.maximum(a, b)
    value: Floats = gammaln(small) - log_gamma_ratio(large, small)
    return value


def _stirling_correction(z: Floats) -> Floats:
    square = z * z
    correction: Floats = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / z
    return correction


def _length(n: Floats) -> int:
    return int(n.max()) if n.size else 0


def _sums(terms: Floats, n: Floats) -> Floats:
    """Σ of the first n terms, for each n."""
    up_to: Floats = np.concatenate(([0.0], np.cumsum(terms)))
    return up_to[n.astype(np.int64)]
