"""The fallback: a difference in differences, labelled as observational."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, Notice
from guanxi.book.contracts.troi import Returns, TrendPoint
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS, TroiInput
from guanxi.book.troi.outcomes import PERIODS
from guanxi.stats.experiments import (
    Difference,
    difference_in_differences,
    differences_by_period,
    pre_trend,
    winsorise,
)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SMALLEST_GROUP = 30
SUSPECT = 0.05


def returns_observed(
    before: Floats, after: Floats, capital: Floats, *, is_treated: Bools, spend_fen: int, asked: TroiInput
) -> Returns | None:
    """Δ and returns from changes of (n,) outcomes; ``None`` with fewer than 30 contacts in a group.

    Parameters
    ----------
    before, after : y over the D days before and after. capital : change of the asset after less that before.
    """
    n_treated = int(is_treated.sum())
    if min(n_treated, len(is_treated) - n_treated) < SMALLEST_GROUP:
        return None
    change, _, _ = winsorise(after - before, asked.winsor_quantile)
    raw = float((after - before)[is_treated].mean() - (after - before)[~is_treated].mean())
    bounded, _, _ = winsorise(capital, asked.winsor_quantile)
    zero = np.zeros(len(change))
    effect = difference_in_differences(zero, change, is_treated, level=asked.level)
    asset = difference_in_differences(zero, bounded, is_treated, level=asked.level)
    if not effect.standard_error > 0:
        return None  # where nothing varies nothing is known
    year, paid = 365 / asked.days, spend_fen > 0
    scale = n_treated / spend_fen if paid else 0.0
    annual = paid and asked.days >= SHORTEST_ANNUAL_DAYS
    return Returns(
        effect=_interval(effect, asked.level, n_treated),
        effect_per_contact=_interval(effect, asked.level),
        capital_effect=_interval(asset, asked.level, n_treated),
        gross=_interval(asset, asked.level, scale) if paid else None,
        net=_interval(effect, asked.level, scale, -1.0) if paid else None,
        annual=_interval(effect, asked.level, scale * year, -year) if annual else None,
        raw_per_contact=raw,
    )


def trend_of(margin_by_period: Floats, is_treated: Bools, level: float) -> tuple[TrendPoint, ...]:
    """Margin per contact of both groups by period, and the difference less that of the last period before."""
    differences = differences_by_period(margin_by_period, is_treated, PERIODS - 1)
    means = margin_by_period[is_treated].mean(axis=0), margin_by_period[~is_treated].mean(axis=0)
    return tuple(
        TrendPoint(
            j - PERIODS if j < PERIODS else j - PERIODS + 1, float(means[0][j]), float(means[1][j]), _interval(d, level)
        )
        for j, d in enumerate(differences)
    )


def pre_trend_p(margin_by_period: Floats, is_treated: Bools) -> float:
    """p of no difference between the trends of the periods before."""
    return pre_trend(margin_by_period[:, :PERIODS], is_treated).p_value


def observational_notices(p_value: float | None) -> tuple[Notice, ...]:
    """What an observational figure is worth."""
    label = Notice(
        "troi.observational",
        "Observational: nobody was held out at random. The estimate compares contacts that the program reached with "
        "those it had not reached yet, before and after; whoever was chosen may differ in ways that no data shows. It "
        "triggers no verdict.",
        "观察性估计：没有随机留出。此处比较已触达与尚未触达的客户在前后的变化；被选中的人可能有数据看不到的差异，"
        "因此不触发任何判定。",
        severe=True,
    )
    if p_value is None or p_value >= SUSPECT:
        return (label,)
    return (
        label,
        Notice(
            "troi.pre_trend",
            f"The two groups parted before the program came (p = {p_value:.2g}): the difference after it is not the "
            "program's alone.",
            f"两组在项目开始之前走势已不同（p = {p_value:.2g}）：之后的差异不能都归于项目。",
            severe=True,
        ),
    )


def _interval(found: Difference, level: float, scale: float = 1.0, shift: float = 0.0) -> Interval:
    return Interval(found.estimate * scale + shift, found.low * scale + shift, found.high * scale + shift, level)
