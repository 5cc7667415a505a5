"""The read-out of a program without a holdout."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import ObservationalReadout
from guanxi.book.troi.extremes import extremes_notice, extremes_of
from guanxi.book.troi.imbalance import unlike_notice
from guanxi.book.troi.money import margins, spend
from guanxi.book.troi.notices import observational_basics
from guanxi.book.troi.observed import observational_notices, pre_trend_p, returns_observed, trend_of
from guanxi.book.troi.outcomes import PERIODS
from guanxi.book.troi.overlap import overlap_notice, read_overlaps
from guanxi.book.troi.panel import panel_of
from guanxi.book.troi.ratios import told_ratios
from guanxi.book.troi.task import Task, arm_rows
from guanxi.kit.clock import DAY_MS


def read_observational(task: Task, said: tuple[Notice, ...]) -> ObservationalReadout:
    """Difference in differences on contacts whose days before and after lie within the data."""
    dealt, asked, settings = task.dealt, task.asked, task.settings
    overlaps = read_overlaps(task.session, dealt, asked.days)
    pools = task.pools()
    outcomes = task.measure()
    money = margins(outcomes, settings)
    inside = (dealt.matured_ms(asked.days) <= asked.as_of_ms) & (
        dealt.assigned_ms - asked.days * DAY_MS >= task.earliest_ms
    )
    seen, reached = dealt.take(inside), outcomes.take(inside)
    treated = seen.is_treated
    n_treated = int(treated.sum())
    spent = spend(reached, pools, n_treated_matured=n_treated, n_treated=int(dealt.is_treated.sum()))
    change_before = (reached.asset_before - reached.asset_early).astype(np.float64)
    change_after = (reached.asset_after - reached.asset_before).astype(np.float64)
    before, after = money.before[inside] + change_before, money.after[inside] + change_after
    arms = arm_rows(dealt, inside, outcomes, money)
    returns = returns_observed(
        before,
        after,
        change_after - change_before,
        is_treated=treated,
        spend_fen=spent.total,
        asked=asked,
    )
    extremes = extremes_of(after - before, treated, asked.winsor_quantile)
    by_period = money.by_period[inside]
    p_value = None if returns is None else pre_trend_p(by_period, treated)
    return ObservationalReadout(
        scope=task.scope(),
        arms=arms,
        spend=spent,
        returns=told_ratios(returns),
        trend=() if returns is None else trend_of(by_period, treated, asked.level),
        period_days=asked.days // PERIODS,
        pre_trend_p=p_value,
        overlaps=overlaps,
        panel=panel_of(reached, treated, has_bonds=task.has_bonds()),
        notices=(
            *observational_notices(p_value),
            *unlike_notice(money.before[inside], treated, asked.days),
            *extremes_notice(extremes),
            *said,
            *observational_basics(task, returns, spent),
            *overlap_notice(overlaps),
        ),
        extremes=extremes,
    )
