"""The growth option: what future referrals of today's buyers are expected to bring. It enters no total."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval, Notice
from guanxi.book.facts.contracts import Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.network.flywheel import LEVEL, Flywheel
from guanxi.stats.jackknife import group_sums, ratio_variance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NEW_BUYER_DAYS = 90
LEAST_NEW_BUYERS = 30
WIDEST_SHARE = 0.5


def growth_option(
    flywheel: Flywheel, facts: Facts, clv_fen: Ints, horizon_days: int, rng: np.random.Generator
) -> tuple[Interval | None, Notice | None]:
    """Expected conversions of today's standing buyers over H × the clv of a new buyer, fen; else why there is none.

    R is followed only to the last age week that has been observed: a buyer older than that is expected to bring
    nobody, which errs on the low side. A new buyer is worth the mean clv of those who first bought in the last 90
    days. The interval joins the bootstrap of R with the jackknife of that mean.
    """
    if flywheel.whole.value is None:
        return None, _no(flywheel.whole.missing_en, flywheel.whole.missing_zh)
    fresh = facts.is_buyer & (facts.first_order_age < NEW_BUYER_DAYS) & ~facts.is_broken
    if int(fresh.sum()) < LEAST_NEW_BUYERS:
        return None, _no(
            f"{int(fresh.sum())} of the {LEAST_NEW_BUYERS} new buyers of {NEW_BUYER_DAYS} days that it takes to value"
            " one",
            f"最近 {NEW_BUYER_DAYS} 天的新买家只有 {int(fresh.sum())} 位，不足以估计一位新买家的价值"
            f"（需要 {LEAST_NEW_BUYERS} 位）",
        )
    groups = hash_groups(facts.contact_id)
    sums = group_sums(np.where(fresh, clv_fen, 0).astype(np.float64), groups, N_GROUPS)
    heads = group_sums(fresh.astype(np.float64), groups, N_GROUPS)
    worth, variance = float(sums.sum() / heads.sum()), ratio_variance(sums, heads)
    rate, horizon = flywheel.rate, horizon_days // 7
    expected = float(_to_come(rate.value[None], flywheel.age_weeks, horizon)[0])
    drawn = _to_come(rate.draws, flywheel.age_weeks, horizon)
    error = np.sqrt(variance) if np.isfinite(variance) else worth
    money = drawn * np.maximum(worth + error * rng.standard_normal(len(drawn)), 0.0)
    low, high = np.quantile(money, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    value = expected * worth
    if value <= 0 or high - low > 2 * WIDEST_SHARE * value:
        return None, _no("its 80% interval is wider than ± 50%", "80% 区间的半宽超过 50%")
    return Interval(value, float(low), float(high), LEVEL), None


def _to_come(cumulative: Floats, age_weeks: Ints, horizon_weeks: int) -> Floats:
    """(b,) Σ over buyers of R(age + H) − R(age), R flat beyond its last week."""
    known = cumulative.shape[1]
    at_age = np.concatenate([np.zeros((len(cumulative), 1)), cumulative], axis=1)
    ages = np.bincount(np.minimum(age_weeks, known), minlength=known + 1)
    later = np.minimum(np.arange(known + 1) + horizon_weeks, known)
    return np.asarray((at_age[:, later] - at_age) @ ages, dtype=np.float64)


def _no(en: str, zh: str) -> Notice:
    return Notice("network.growth", f"No growth option is stated: {en}.", f"不列增长期权：{zh}。")
