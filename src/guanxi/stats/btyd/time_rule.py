"""Gauss-Legendre nodes in logarithmic time: few nodes for functions that change fast first and slowly later."""

from __future__ import annotations

from functools import cache

import numpy as np

from guanxi.stats.btyd.inputs import Floats

ORDERS = ((3.0, 16), (8.0, 32), (np.inf, 64))
"""Up to this many e-folds of time: this many nodes. Singularities lie π away from the path (see log_time_rule)."""


def order_for(folds: float) -> int:
    """Nodes that settle an integral over ``folds`` e-folds to about 1e-13."""
    return next(order for limit, order in ORDERS if folds <= limit)


@cache
def legendre(order: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    return (nodes + 1.0) / 2.0, weights / 2.0


def log_time_rule(length: Floats, rate: Floats, order: int) -> tuple[Floats, Floats]:
    """Nodes u in (0, length) and the logs of their weights, equally good at u ≪ 1/rate and at u ≫ 1/rate.

    With v = ln(1 + rate·u), a power law (1 + u/c)^−q with c ≥ 1/rate has its singularity at Im v = π, and an
    exponential is entire: Gauss-Legendre in v converges geometrically.

    Parameters
    ----------
    length : (n,) >= 0; where it is 0 all weights are 0 (their logs −inf).
    rate : (n,) > 0, at least the fastest relative rate of change.

    Returns
    -------
    nodes, log_weights : (n, order).
    """
    nodes, weights = legendre(order)
    folds = np.log1p(rate * length)[:, None]
    v = folds * nodes
    with np.errstate(divide="ignore"):
        log_weights = np.log(weights) + np.log(folds) + v - np.log(rate)[:, None]
    return np.minimum(np.expm1(v) / rate[:, None], length[:, None]), log_weights


def discounted(
    lump: Floats, curve: Floats, times: Floats, log_weights: Floats, *, horizon: Floats, rate: float
) -> Floats:
    """∫₀ᴴ e^(−rate·τ) dM(τ) from M(H) and M at the nodes, by parts: e^(−rate·H)·M(H) + rate·∫ e^(−rate·τ) M(τ) dτ.

    Parameters
    ----------
    lump, horizon : (n,) M(H), and H.
    curve, times, log_weights : (n, k) M at the nodes, the nodes, and the logs of their weights.
    """
    inside = np.einsum("ij,ij->i", curve, np.exp(log_weights - rate * times))
    value: Floats = np.exp(-rate * horizon) * lump + rate * inside
    return value
