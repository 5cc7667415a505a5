"""What the value part of the book says: the learnt model, the value of every contact, totals with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval

Floats = NDArray[np.float64]


class ValueStatus(StrEnum):
    """How far the data carry a purchase model."""

    FITTED = "fitted"
    TOO_FEW_BUYERS = "too_few_buyers"  # fewer than 30: plain rates, nobody assumed to have left
    NOBODY_REPEATS = "nobody_repeats"  # silence cannot be told from loss: plain rates
    NO_BUYERS = "no_buyers"  # nothing has a value yet


@dataclass(frozen=True, slots=True)
class ContactValues:
    """One row per contact, in the order of the facts.

    Parameters
    ----------
    clv : (n,) fen >= 0, E[discounted margin over the horizon]; 0 after a break.
    potential : (n,) fen, the same given that the relationship holds; ``clv <= potential``.
    p_alive : (n,) P(the contact still buys); NaN where nothing was bought yet (there is no buying that could have
        ended: clv = potential), 0 after a break.
    expected_orders : (n,) orders over the horizon, undiscounted; first orders of never-bought contacts included.
    mean_order_fen : (n,) revenue per order; the population's mean where nothing was bought.
    """

    clv: Floats
    potential: Floats
    p_alive: Floats
    expected_orders: Floats
    mean_order_fen: Floats


@dataclass(frozen=True, slots=True)
class ValueTotals:
    """Σ over contacts with intervals, fen.

    Parameters
    ----------
    clv_model_share, potential_model_share : variance of the total that comes from the parameters alone ÷ the total².
    """

    clv: Interval
    potential: Interval
    clv_model_share: float
    potential_model_share: float
