"""How much of an estimate hangs on single contacts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import Extremes
from guanxi.stats.experiments import winsorise

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HEAVY_VARIANCE = 0.25
"""Share of the variance that one contact carries: the normal approximation then rests on it."""
ENOUGH = 100
"""Among fewer contacts one of them carries much by nature, and there is no interval yet."""
HEAVY_EFFECT, LIGHT_VARIANCE = 0.5, 0.1
"""Half of the raw difference, where the contact carries a tenth of the variance: small differences hang on anybody."""


def extremes_of(outcome: Floats, is_treated: Bools, quantile: float) -> Extremes | None:
    """Clipped outcomes, and the weight of the weightiest contact; ``None`` where an arm holds fewer than two.

    A contact's deviation from its arm's mean, divided by the arm's size, is its share in the raw difference; the
    squares of these add up to the difference's variance (Neyman 1923), up to n/(n − 1).
    """
    counts = int(is_treated.sum()), int((~is_treated).sum())
    if min(counts) < 2:
        return None
    bounded, low, high = winsorise(outcome, quantile)
    means = float(bounded[is_treated].mean()), float(bounded[~is_treated].mean())
    pull = np.where(is_treated, (bounded - means[0]) / counts[0], (bounded - means[1]) / counts[1])
    squares = pull**2
    whole, gap = float(squares.sum()), abs(means[0] - means[1])
    of_variance = float(squares.max()) / whole if whole > 0 else 0.0
    of_effect = float(np.abs(pull).max()) / gap if gap > 0 else 0.0
    heavy = of_variance >= HEAVY_VARIANCE or (of_variance >= LIGHT_VARIANCE and of_effect >= HEAVY_EFFECT)
    clipped = int(np.count_nonzero((outcome < low) | (outcome > high)))
    return Extremes(len(outcome), clipped, of_variance, of_effect, heavy and len(outcome) >= ENOUGH)


def extremes_notice(found: Extremes | None) -> tuple[Notice, ...]:
    """A warning where one contact carries the estimate."""
    if found is None or not found.is_heavy:
        return ()
    share = f"{found.of_variance:.0%}"
    effect = f"{found.of_effect:.0%}" if found.of_effect < 10 else f"{found.of_effect:,.0f}×"
    return (
        Notice(
            "troi.one_contact",
            f"One contact carries {share} of the variance and {effect} of the raw difference; winsorising moved "
            f"{found.n_clipped:,} of {found.n_contacts:,} outcomes. Look at its orders: is there a wholesale order or "
            "a mistyped amount?",
            f"仅一位客户就占了方差的 {share}、两组原始差异的 {effect}；"
            f"截尾调整了 {found.n_contacts:,} 个结果中的 {found.n_clipped:,} 个。"
            "请核对其订单：是否为批发单，或金额录入有误？",
            severe=True,
        ),
    )
