"""What an order is worth: personal level, a heavy tail, coupons and refunds; sampled, and in expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.people import Traits

SPREAD = 0.45
"""Standard deviation of log spend within a person."""
TAIL_SHARE = 0.02
TAIL_INDEX = 2.2
TAIL_CAP = 60.0
"""One order in fifty is a gift for a company: multiplied by a Pareto draw, capped."""
DISCOUNTS = (0.05, 0.10, 0.15, 0.20, 0.30)
REFUND_SHARE = 0.03
WHOLE_REFUND_SHARE = 0.7
"""Of the refunds; the others give back half."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """Drawn orders, (m,) each, in fen.

    Parameters
    ----------
    amount : paid, net of discount, before refunds.
    discount : given.
    refund : given back later; 0 mostly, never above the amount.
    """

    amount: IntArray
    discount: IntArray
    refund: IntArray


def draw_receipts(traits: Traits, who: IntArray, lifted: BoolArray, rng: np.random.Generator) -> Receipts:
    """Receipts of orders by ``who``; more of those placed under a promotion use a coupon."""
    m = who.size
    full = np.exp(traits.spend_log[who] + SPREAD * rng.standard_normal(m))
    tail = np.minimum(rng.random(m) ** (-1 / TAIL_INDEX), TAIL_CAP)
    full *= np.where(rng.random(m) < TAIL_SHARE, tail, 1.0)
    price = np.maximum(np.rint(full / 100) * 100, 100).astype(np.int64)
    coupon = rng.random(m) < coupon_chance(traits.coupon_share[who], lifted)
    off = np.where(coupon, rng.choice(DISCOUNTS, m), 0.0)
    discount = np.rint(price * off).astype(np.int64)
    amount = price - discount
    whole = rng.random(m) < WHOLE_REFUND_SHARE
    refund = np.where(rng.random(m) < REFUND_SHARE, np.where(whole, amount, amount // 2), 0)
    return Receipts(amount, discount, refund)


def expected_receipt(traits: Traits, who: IntArray, lifted: BoolArray) -> FloatArray:
    """Expected fen of such an order after discount and refund: the mean of :func:`draw_receipts`."""
    mean = np.exp(traits.spend_log[who] + SPREAD**2 / 2) * (1 + TAIL_SHARE * (_tail_mean() - 1))
    coupon = coupon_chance(traits.coupon_share[who], lifted)
    kept = 1 - REFUND_SHARE * (WHOLE_REFUND_SHARE + (1 - WHOLE_REFUND_SHARE) / 2)
    return np.asarray(mean * (1 - coupon * float(np.mean(DISCOUNTS))) * kept)


def coupon_chance(coupon_share: FloatArray, lifted: BoolArray) -> FloatArray:
    """Chance that an order uses a coupon: the personal share, and half of the rest under a promotion."""
    return np.where(lifted, coupon_share + 0.5 * (1 - coupon_share), coupon_share)


def _tail_mean() -> float:
    """Mean of a Pareto(1, index) draw capped at ``TAIL_CAP``: 1 + ∫₁^cap x^−index dx."""
    return 1.0 + (1.0 - float(TAIL_CAP ** (1 - TAIL_INDEX))) / (TAIL_INDEX - 1)
