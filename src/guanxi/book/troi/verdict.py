"""Stop, continue, or undecided until when: the rule of trust-economics §5.

Only a sequence over randomised units comes in here; an observational read-out has no such thing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import Assigned, Returns, SampleRatioRow, Spend, TroiCode, TroiVerdict
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS, TroiInput
from guanxi.book.troi.dealt import Dealt
from guanxi.book.troi.effect import Sequence
from guanxi.kit.clock import local_day
from guanxi.kit.money import currency_sign, show_yuan
from guanxi.stats.experiments import units_needed
from guanxi.stats.experiments.confidence_sequence import SMALLEST_ARM

MINUS = "\N{MINUS SIGN}"
LEAST_MATCHED = 0.8
"""Share of the assigned contacts that must be known from elsewhere: else what is missing passes for zero."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rule looks at.

    Parameters
    ----------
    returns : ``None`` before both arms have matured far enough, and where nothing varies.
    to_clear : effect per contact that pays the spend and the risk-free rate; ``None`` without spend.
    n_straddling : clusters with contacts in both arms.
    """

    dealt: Dealt
    sequence: Sequence
    returns: Returns | None
    to_clear: float | None
    spend: Spend
    sample_ratio: SampleRatioRow | None
    n_straddling: int
    assigned: Assigned | None
    asked: TroiInput
    settings: AuditSettings


def rule(case: Case) -> TroiVerdict:
    """The verdict of one randomised program."""
    barred = _barred(case)
    if barred is not None:
        return barred
    if case.returns is None or case.returns.annual is None or case.to_clear is None:
        return _too_few(case)
    return _compare(case, case.returns.annual, case.to_clear)


def _barred(case: Case) -> TroiVerdict | None:
    """What no amount of waiting mends."""
    days, ratio = case.asked.days, case.sample_ratio
    known = case.assigned
    if known is not None and known.n_matched < LEAST_MATCHED * known.n_contacts:
        share = _percent(known.n_matched / known.n_contacts)
        return _none(
            f"Only {share} of the assigned contacts occur in the contacts or events, so most outcomes may be missing "
            "rather than zero. Use the same contact numbers in the assignments as in the orders, or add the list of "
            "contacts.",
            f"已分组的客户中，只有 {share} 出现在客户表或事件中，其余的结果可能是缺失而不是零。"
            "请在分组表中使用与订单相同的客户编号，或补充客户表。",
        )
    if case.n_straddling:
        n = case.n_straddling
        return _none(
            f"{n:,} clusters hold contacts of both arms, so it was not the cluster that was randomised. Correct "
            "cluster_id in the assignments.",
            f"有 {n:,} 个整群同时含两组客户，说明随机化单位不是整群。请更正分组表中的 cluster_id。",
        )
    if ratio is not None and not ratio.is_sound:
        return _none(
            f"The arms came out {ratio.n_treated:,} to {ratio.n_control:,} where {_percent(ratio.designed_treated)} "
            f"were to be treated (p = {ratio.p_value:.1g}): the randomisation or its record is broken. Find out who is "
            "missing before reading anything else.",
            f"实际分组为 {ratio.n_treated:,} 比 {ratio.n_control:,}，"
            f"而设计的处理比例是 {_percent(ratio.designed_treated)}（p = {ratio.p_value:.1g}）："
            "随机化或其记录有误。请先查明缺了谁，再看其他数字。",
        )
    if days < SHORTEST_ANNUAL_DAYS:
        return _none(
            f"{days} days are too short for an annual figure, and the rule is about one. Read out with --days "
            f"{SHORTEST_ANNUAL_DAYS} or more.",
            f"{days} 天太短，无法给出年化值，而判定规则以年化值为准。请用 --days {SHORTEST_ANNUAL_DAYS} 或更长。",
        )
    if case.sequence.is_flat:
        return _flat(case)
    return None if case.to_clear is not None else _no_spend(case.spend, case.settings)


def _flat(case: Case) -> TroiVerdict:
    """Sameness is not certainty: it means that nothing was measured."""
    if case.settings.margin_rate == 0:
        return _none(
            "The margin rate is 0, so every outcome is 0. State margin_rate in guanxi.yaml.",
            "毛利率为 0，所有结果都是 0。请在 guanxi.yaml 中填写 margin_rate。",
        )
    return _none(
        "Every contact has the same outcome, so nothing can be told from it. Check that the orders carry amounts, and "
        "that they name contacts by the same numbers as the assignments.",
        "所有客户的结果完全相同，无法据此得出任何结论。请检查订单是否有金额，以及订单与分组表是否使用相同的客户编号。",
    )


def _no_spend(spend: Spend, settings: AuditSettings) -> TroiVerdict:
    """Why there is nothing to set the effect against: nothing on record, of another time, zero, or below zero."""
    sign = currency_sign(settings.currency)
    if spend.total < 0:
        en, zh = (_amount(spend.total, sign, lang) for lang in ("en", "zh"))
        return _none(
            f"The recorded spend is negative ({en}), and a cost is written as a positive amount. Correct it.",
            f"记录的支出为负数（{zh}），而费用应写为正数。请更正。",
        )
    if spend.is_recorded:
        return _none(
            "The recorded spend is zero, so there is no return on it. If it cost something, correct the amounts.",
            "记录的支出为零，无法计算回报。若项目确有花费，请更正金额。",
        )
    if spend.outside:
        en, zh = (_amount(spend.outside, sign, lang) for lang in ("en", "zh"))
        return _none(
            f"The costs of this program ({en}) lie wholly outside the days from its launch to the last maturity, so "
            "none counts. Correct their period.",
            f"该项目的费用（{zh}）的期间完全不在启动至最后成熟日之间，因此不计入。请更正费用期间。",
        )
    return _none(
        "No spend of this program is recorded, so there is nothing to set the effect against. Give its events a "
        "cost, or add rows to the costs table that name the program.",
        "没有该项目的支出记录，效果无从比较。请为其事件填写成本，或在费用表中添加注明该项目的行。",
    )


def _too_few(case: Case) -> TroiVerdict:
    dealt = case.dealt
    _, first = np.unique(dealt.unit, return_index=True)
    ripe, treated = dealt.matured_ms(case.asked.days)[first], dealt.is_treated[first]
    arms = [np.sort(ripe[treated]), np.sort(ripe[~treated])]
    matured = [int((arm <= case.asked.as_of_ms).sum()) for arm in arms]
    en = (
        f"Only {matured[0]:,} treated and {matured[1]:,} held-out units have matured; "
        f"{SMALLEST_ARM} of each are needed."
    )
    zh = f"已成熟的单位仅有处理组 {matured[0]:,} 个、留出组 {matured[1]:,} 个，各需 {SMALLEST_ARM} 个。"
    if min(len(arm) for arm in arms) < SMALLEST_ARM:
        return TroiVerdict(
            TroiCode.UNDECIDED,
            f"{en} It cannot be known with this many contacts: assign more.",
            f"{zh}以目前的客户数无法得知：请扩大分组。",
        )
    when = int(max(arm[SMALLEST_ARM - 1] for arm in arms))
    day = local_day(when, case.settings.zone)
    return TroiVerdict(
        TroiCode.UNDECIDED, f"{en} A first reading is possible on {day}.", f"{zh}最早可在 {day} 读数。", when
    )


def _compare(case: Case, annual: Interval, to_clear: float) -> TroiVerdict:
    """The rule is about the annual net return; the sentence says the same in money per contact."""
    rate = case.settings.risk_free
    (range_en, line_en), (range_zh, line_zh) = (_against_line(case, to_clear, lang) for lang in ("en", "zh"))
    rate_en = rate_zh = _percent(rate)
    if annual.high < rate:
        return TroiVerdict(
            TroiCode.STOP,
            f"Stop: the program changed each contact by {range_en}, less than the {line_en} that pays its cost and the "
            f"{rate_en} a year that money earns without risk.",
            f"应停止：项目使每位客户改变 {range_zh}，低于收回花费与无风险利率（年 {rate_zh}）所需的 {line_zh}。",
        )
    if annual.low > rate:
        return TroiVerdict(
            TroiCode.CONTINUE,
            f"Continue: the program changed each contact by {range_en}, more than the {line_en} that pays its cost and "
            f"the {rate_en} a year that money earns without risk.",
            f"可继续：项目使每位客户改变 {range_zh}，高于收回花费与无风险利率（年 {rate_zh}）所需的 {line_zh}。",
        )
    return _undecided(
        case,
        to_clear,
        f"Undecided: the program changed each contact by {range_en}, and the {line_en} that pays its cost and the "
        f"{rate_en} a year that money earns without risk lies inside.",
        f"尚无定论：项目使每位客户改变 {range_zh}，收回花费与无风险利率（年 {rate_zh}）所需的 {line_zh} 落在区间内。",
    )


def _against_line(case: Case, to_clear: float, lang: str) -> tuple[str, str]:
    """The interval per contact, and what it must clear, as a person reads them."""
    sign = currency_sign(case.settings.currency)
    effect = case.sequence.interval(case.asked.level)
    low, high = (_amount(round(end), sign, lang) for end in (effect.low, effect.high))
    return (f"{low} to {high}" if lang == "en" else f"{low} 至 {high}"), _amount(round(to_clear), sign, lang)


def _amount(fen: int, sign: str, lang: str) -> str:
    return show_yuan(fen, lang, sign).replace("-", MINUS)


def _undecided(case: Case, to_clear: float, en: str, zh: str) -> TroiVerdict:
    path, n = case.sequence.path, case.sequence.n_units
    deviation = float(path.standard_error[-1]) * np.sqrt(n)
    needed = units_needed(float(path.estimate[-1]) - to_clear, deviation, case.sequence.boundary)
    _, first = np.unique(case.dealt.unit, return_index=True)
    ripe = np.sort(case.dealt.matured_ms(case.asked.days)[first])
    if np.isinf(needed):
        return TroiVerdict(TroiCode.UNDECIDED, f"{en} Not with this many contacts.", f"{zh}以目前的客户数无法得知。")
    # The grid of sizes is coarse: what is needed is more than there is now, since now it is undecided.
    needed_units = max(int(needed), n + 1)
    if needed_units <= len(ripe):
        when = int(ripe[needed_units - 1])
        day = local_day(when, case.settings.zone)
        return TroiVerdict(
            TroiCode.UNDECIDED,
            f"{en} If the effect stays as it looks now, it will be known on {day}.",
            f"{zh}若效果保持目前的水平，{day} 可知。",
            when,
            needed_units,
        )
    return TroiVerdict(
        TroiCode.UNDECIDED,
        f"{en} Not with this many contacts: taking today's estimate as the truth, about {needed_units:,} units would "
        f"be needed, and {len(ripe):,} are assigned.",
        f"{zh}以目前的客户数无法得知：若以今天的估计为真值，约需 {needed_units:,} 个单位，"
        f"而已分组的只有 {len(ripe):,} 个。",
        n_needed=needed_units,
    )


def _none(en: str, zh: str) -> TroiVerdict:
    return TroiVerdict(TroiCode.NO_VERDICT, f"No verdict: {en}", f"不作判定：{zh}")


def _percent(share: float) -> str:
    return f"{100 * share:,.0f}%" if abs(share) >= 0.1 else f"{100 * share:.1f}%"
