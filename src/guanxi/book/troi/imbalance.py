"""Whether the groups were alike before: what no adjustment of means can promise to mend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Notice
from guanxi.book.troi.outcomes import Outcomes
from guanxi.stats.experiments import difference_in_means

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CHANCE = 0.001
"""Randomised arms differ so much once in a thousand; the same threshold as the sample ratio's."""
FAR = 0.25
"""Difference of means in standard deviations beyond which adjusting by regression depends on its form (Rubin 2001)."""
TIMES = 2.0


def imbalance_notice(outcomes: Outcomes, margin_before: Floats, is_treated: Bools) -> tuple[Notice, ...]:
    """A warning where randomised arms differ before the assignment by more than chance."""
    columns = {"margin": margin_before, "asset": outcomes.asset_before.astype(np.float64)}
    p = {name: difference_in_means(values, is_treated).p_value for name, values in columns.items()}
    name = min(p, key=lambda each: p[each])
    # An arm of fewer than two contacts has no difference, and so no p.
    if not p[name] < CHANCE:
        return ()
    en = {"margin": "the margin of the days before", "asset": "the asset at assignment"}[name]
    zh = {"margin": "分组前的毛利", "asset": "分组时的资产"}[name]
    return (
        Notice(
            "troi.imbalance",
            f"The arms differ in {en} by more than chance (p = {p[name]:.1g}): they may not have been dealt at random. "
            "Find out how the arms were dealt.",
            f"两组在{zh}上的差异超出偶然（p = {p[name]:.1g}）：分组可能并非随机。请查明分组方式。",
            severe=True,
        ),
    )


def unlike_notice(margin_before: Floats, is_treated: Bools, days: int) -> tuple[Notice, ...]:
    """A warning where the groups of an observational read-out had quite different margins before."""
    groups = margin_before[is_treated], margin_before[~is_treated]
    if min(len(each) for each in groups) < 2:
        return ()
    means = [float(each.mean()) for each in groups]
    deviation = float(np.sqrt(sum(each.var(ddof=1) for each in groups) / 2))
    small, large = sorted(abs(each) for each in means)
    is_far = deviation > 0 and abs(means[0] - means[1]) / deviation > FAR
    if not (is_far or large > TIMES * small):
        return ()
    ratio_en = f" ({large / small:.1f} times as much in one group)" if small > 0 else ""
    ratio_zh = f"（一组为另一组的 {large / small:.1f} 倍）" if small > 0 else ""
    return (
        Notice(
            "troi.unlike_groups",
            f"The two groups had quite different margins in the {days} days before{ratio_en}: who buys more also "
            "changes more by itself, so the difference is not to be put down to the program alone.",
            f"两组在此前 {days} 天的毛利相差悬殊{ratio_zh}：买得多的客户自身波动也大，差异不能都归于项目。",
            severe=True,
        ),
    )
