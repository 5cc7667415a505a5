"""g: from the score to T, the share of the potential that comes true (trust-economics §3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.stats.calibration import Isotonic, fit_isotonic

Floats = NDArray[np.float64]

LEAST = 200
"""Buyers, and orders, in the closed windows below which g stays the identity."""

LEAST_POOL = 25.0
"""Expected orders behind each step of g: a standard error of a fifth. The lowest scores of today are lower than any in
the closed windows; they must not inherit T = 0 from three contacts who happened not to order."""

IDENTITY = Isotonic(np.array([0.0, 1.0]), np.array([0.0, 1.0]))


@dataclass(frozen=True, slots=True)
class Link:
    """g and what it was learnt from; ``is_learnt`` False means T is an uncalibrated index."""

    curve: Isotonic
    is_learnt: bool
    n_contacts: int
    n_orders: int


def learn_link(scores: Floats, realised: Floats, potential: Floats) -> Link:
    """Isotonic map of realised ÷ potential on the score, weighted by the potential, clipped to [0, 1].

    Parameters
    ----------
    scores, realised, potential : (n,) pooled over the closed windows; ``potential`` is E[Y(h) | alive] in orders (for
        contacts that never bought: their probability to convert), ``realised`` the orders (conversions) that came.
    """
    live = potential > 0
    n_contacts, n_orders = int(live.sum()), int(realised[live].sum())
    if n_contacts < LEAST or n_orders < LEAST:
        return Link(IDENTITY, False, n_contacts, n_orders)
    weight = potential[live]
    curve = fit_isotonic(scores[live], realised[live] / weight, weight, least_weight=LEAST_POOL)
    return Link(curve, True, n_contacts, n_orders)
