"""ΣK_h against the margin that came: may trust capital be called money? (trust-economics §4)"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import CapitalBacktest, Interval, MoneyTest, Notice
from guanxi.book.groups import hash_groups
from guanxi.book.learning.learn import Model
from guanxi.book.learning.snapshot import Snapshot
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.sheet import passes_money_test
from guanxi.book.trust.model import compute_trust
from guanxi.book.value import value_contacts
from guanxi.kit.clock import DAY_MS
from guanxi.lake.schema import N_BUCKETS
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance

Floats = NDArray[np.float64]

N_DECILES = 10


def backtest_capital(model: Model, window: Snapshot, settings: AuditSettings) -> CapitalBacktest:
    """K_h of every contact at the window's start against its realised margin, in total and by decile of K_h."""
    facts, days = window.facts, window.window_days
    trust = compute_trust(facts, model.trust, settings)
    values = value_contacts(model.value, facts, settings, days, channel=facts.channel)
    held = ~facts.is_broken
    capital = values.potential * trust.trust
    clv = values.clv
    realised = np.asarray(window.outcomes.net_fen * settings.margin_rate * held, dtype=np.float64)
    deciles = _deciles(capital, held)
    return CapitalBacktest(
        as_of_ms=window.at_ms,
        window_days=days,
        trust_capital=round(float(capital.sum())),
        clv=round(float(clv.sum())),
        realised=round(float(realised.sum())),
        ratio=_ratio(capital, realised, hash_groups(facts.contact_id)),
        decile_predicted=tuple(round(float(capital[d].sum())) for d in deciles),
        decile_realised=tuple(round(float(realised[d].sum())) for d in deciles),
    )


def money_test(last: CapitalBacktest) -> MoneyTest:
    """K is money if the ratio lies in [.9, 1.1] and its 90 % interval inside [.8, 1.25]."""
    ratio = last.ratio
    closed_ms = last.as_of_ms + last.window_days * DAY_MS
    return MoneyTest(last.window_days, last.as_of_ms, closed_ms, ratio, passes_money_test(ratio))


def fallback_notices(windows: tuple[CapitalBacktest, ...]) -> tuple[Notice, ...]:
    """How clv did where K failed its test: what the statement then stands on must not go untested."""
    if not windows or windows[-1].realised <= 0 or money_test(windows[-1]).passed:
        return ()
    last = windows[-1]
    ratios = [window.clv / window.realised for window in windows if window.realised > 0]
    capital_ratio, clv_ratio = last.trust_capital / last.realised, last.clv / last.realised
    span, n = f"{min(ratios):.2f}–{max(ratios):.2f}", len(ratios)
    return (
        Notice(
            "backtest.clv_instead",
            f"Trust capital missed its test on the last closed window ({capital_ratio:.2f} times what came), so the "
            f"statement stands on lifetime value, which came to {clv_ratio:.2f} times there ({span} over {n} windows). "
            "The printed intervals cover chance alone, not such misses.",
            f"信任资本未通过最近一个已关闭窗口的检验（为实际的 {capital_ratio:.2f} 倍），报表因此改用客户终身价值；"
            f"客户终身价值在该窗口为实际的 {clv_ratio:.2f} 倍（{n} 个窗口为 {span}）。"
            "报告中的区间只含偶然误差，不含这类偏差。",
            severe=True,
        ),
    )


def _ratio(capital: Floats, realised: Floats, groups: NDArray[np.int64]) -> Interval:
    total = float(realised.sum())
    if total <= 0:
        return Interval(float("nan"), float("-inf"), float("inf"), 0.90)
    value = float(capital.sum()) / total
    parts = (group_sums(capital, groups, N_BUCKETS), group_sums(realised, groups, N_BUCKETS))
    low, high = normal_interval(value, ratio_variance(*parts), 0.90)
    return Interval(value, low, high, 0.90)


def _deciles(capital: Floats, held: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Indices of the contacts by decile of K_h, the largest first; ties keep the order of ids."""
    index = np.flatnonzero(held)
    order = index[np.argsort(-capital[index], kind="stable")]
    return list(np.array_split(order, N_DECILES))
