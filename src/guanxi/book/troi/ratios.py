"""Whether a return per unit spent says anything: not where the spend is tiny beside what is known of the effect."""

from __future__ import annotations

import math
from dataclasses import replace

from guanxi.book.contracts.troi import Returns

FARTHEST = 100.0
"""A net return whose interval reaches so far, in units per one spent, says that the spend is tiny and no more."""
WIDEST = 10.0
"""Half-width of the net return from which it says nothing either, where even the sign of the effect is open."""
REASON_EN = (
    "The spend is so small beside the effect and what is not known of it that a return per unit spent would say "
    "nothing. Read the whole effect, and the spend beside it."
)
REASON_ZH = "花费相对于增量及其不确定性太小，“每花 1 元”的回报说明不了什么。请直接看增量总额与花费。"


def told_ratios(returns: Returns | None) -> Returns | None:
    """``returns``, without its ratios and with the reason where the spend carries none.

    The verdict does not need them: it asks whether the effect per contact clears a line.
    """
    if returns is None or returns.net is None:
        return returns
    net, effect = returns.net, returns.effect
    reach, half_width = max(abs(net.low), abs(net.high)), (net.high - net.low) / 2
    is_open = effect.low <= 0 <= effect.high
    if math.isfinite(reach) and reach < FARTHEST and not (is_open and half_width > WIDEST):
        return returns
    return replace(returns, gross=None, net=None, annual=None, why_no_ratio_en=REASON_EN, why_no_ratio_zh=REASON_ZH)
