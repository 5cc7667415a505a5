"""What a reader must know before believing a value: in words, in both languages."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Notice
from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value.contracts import ValueStatus
from guanxi.book.value.purchases import PurchaseFit
from guanxi.book.value.spend import SpendFit

SHORT_WEEKS = 26
LEAST_CORRELATION = 0.3
"""Correlation of ln orders and ln order value beyond which Gamma-Gamma's independence is not believable."""

STATUS_NOTICES: dict[ValueStatus, Notice] = {
    ValueStatus.NO_BUYERS: Notice(
        "value.no_buyers",
        "Nobody has bought yet, so no contact has a value. Import orders to see one.",
        "还没有任何人购买，因此客户暂无价值可估。请导入订单。",
        severe=True,
    ),
    ValueStatus.TOO_FEW_BUYERS: Notice(
        "value.too_few_buyers",
        "Fewer than 30 contacts have bought: values rest on average order rates, and nobody is assumed to have left.",
        "购买过的客户不足 30 位：估值只用平均下单频率，并假定无人流失。",
        severe=True,
    ),
    ValueStatus.NOBODY_REPEATS: Notice(
        "value.nobody_repeats",
        "Nobody has bought twice: silence cannot be told from loss, so values rest on a cautious average order rate.",
        "还没有人复购：无法区分沉默与流失，估值只用保守的平均下单频率。",
        severe=True,
    ),
}

CONDITIONS = ("value.margin_assumed", "value.horizon_beyond_data", "value.short_window", "value.unknown_age")


def condition_notices(facts: Facts, settings: AuditSettings, horizon_days: int | None = None) -> tuple[Notice, ...]:
    """What the facts and the settings at hand leave open (codes: :data:`CONDITIONS`)."""
    days = settings.horizon_days if horizon_days is None else horizon_days
    found = [
        _margin_assumed(settings),
        _horizon_beyond_data(facts, days),
        _short_window(facts),
        _unknown_age(facts),
    ]
    return tuple(notice for notice in found if notice is not None)


def fit_notices(status: ValueStatus, purchases: PurchaseFit, spend: SpendFit) -> tuple[Notice, ...]:
    """What the fit itself leaves open."""
    found = [STATUS_NOTICES.get(status)]
    if purchases.prior_used:
        found.append(
            Notice(
                "value.prior_used",
                "The purchases alone do not determine every parameter of the model; a weak prior settled the rest.",
                "仅凭购买记录无法确定模型的全部参数，其余由弱先验决定。",
            )
        )
    if spend.correlation is not None and abs(spend.correlation) > LEAST_CORRELATION:
        found.append(_correlated(spend.correlation))
    if status is not ValueStatus.NO_BUYERS and not spend.gamma_gamma:
        found.append(
            Notice(
                "value.plain_spend",
                "The spend model could not be learnt (too few repeat buyers, or spends all equal or too unequal): "
                "order values are averages shrunk towards the brand's mean.",
                "客单价模型无法拟合（复购客户太少，或消费全部相同、过于悬殊）：客单价取向品牌均值收缩的平均数。",
            )
        )
    return tuple(notice for notice in found if notice is not None)


def _correlated(correlation: float) -> Notice:
    return Notice(
        "value.spend_depends_on_frequency",
        f"Order value and order frequency are correlated ({correlation:+.2f}); the spend model assumes they are not, "
        "so values of frequent and of rare buyers are biased in opposite directions.",
        f"客单价与购买频率相关（{correlation:+.2f}），而客单价模型假定二者无关：高频与低频客户的估值会有方向相反的偏差。",
    )


def _margin_assumed(settings: AuditSettings) -> Notice | None:
    if not settings.margin_assumed:
        return None
    return Notice(
        "value.margin_assumed",
        f"Contribution margin is assumed to be {settings.margin_rate:.0%} of revenue. Set `margin_rate` in "
        "guanxi.yaml.",
        f"毛利率按假定的 {settings.margin_rate:.0%} 计算。请在 guanxi.yaml 中设置 margin_rate。",
    )


def _horizon_beyond_data(facts: Facts, days: int) -> Notice | None:
    length = int(facts.known_age.max()) + 1 if facts.n else 0
    if days <= length:
        return None
    return Notice(
        "value.horizon_beyond_data",
        f"The horizon of {days} days is longer than the data ({length} days): no closed window of that length can "
        "confirm these values.",
        f"估值期 {days} 天长于数据长度（{length} 天）：没有同样长度的已结束窗口可以验证这些数值。",
    )


def _short_window(facts: Facts) -> Notice | None:
    observed = facts.first_order_age[facts.is_buyer]
    if not len(observed) or observed.max() >= 7 * SHORT_WEEKS:
        return None
    weeks = int(observed.max()) // 7
    return Notice(
        "value.short_window",
        f"Purchases have been observed for {weeks} weeks at most: a season cannot be told from a trend.",
        f"购买记录最长只有 {weeks} 周：无法区分季节与趋势。",
    )


def _unknown_age(facts: Facts) -> Notice | None:
    n = int(np.count_nonzero(facts.age_is_known == 0))
    if n == 0:
        return None
    return Notice(
        "value.unknown_age",
        f"{n:,} of {facts.n:,} contacts have no acquisition on record: they count from their first event, and may be "
        "older than that.",
        f"{facts.n:,} 位客户中有 {n:,} 位没有获客记录：从其首个事件起算，实际可能更早。",
    )
