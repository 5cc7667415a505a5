"""Stop, continue, or undecided until when: the rule of trust-economics §5.

Only a sequence over randomised units comes in here; an observational read-out has no such thing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import Returns, SampleRatioRow, TroiCode, TroiVerdict
from guanxi.book.troi.asked import SHORTEST_ANNUAL_DAYS, TroiInput
from guanxi.book.troi.dealt import Dealt
from guanxi.book.troi.effect import Sequence
from guanxi.kit.clock import local_day
from guanxi.stats.experiments import units_needed
from guanxi.stats.experiments.confidence_sequence import SMALLEST_ARM

MULTIPLE = 10.0
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rule looks at.

    Parameters
    ----------
    returns : ``None`` before both arms have matured far enough.
    to_clear : effect per contact that pays the spend and the risk-free rate; ``None`` without spend.
    n_straddling : clusters with contacts in both arms.
    """

    dealt: Dealt
    sequence: Sequence
    returns: Returns | None
    to_clear: float | None
    sample_ratio: SampleRatioRow | None
    n_straddling: int
    asked: TroiInput
    risk_free: float
    zone: str


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
    if case.to_clear is None:
        return _none(
            "No spend of this program is recorded, so there is nothing to set the effect against. Give its events a "
            "cost, or add rows to the costs table that name the program.",
            "没有该项目的支出记录，效果无从比较。请为其事件填写成本，或在费用表中添加注明该项目的行。",
        )
    return None


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
    day = local_day(when, case.zone)
    return TroiVerdict(
        TroiCode.UNDECIDED, f"{en} A first reading is possible on {day}.", f"{zh}最早可在 {day} 读数。", when
    )


def _compare(case: Case, annual: Interval, to_clear: float) -> TroiVerdict:
    rate = case.risk_free
    span_en = f"{_signed(annual.low, '×')} to {_signed(annual.high, '×')} a year"
    span_zh = f"年化 {_signed(annual.low, ' 倍')} 至 {_signed(annual.high, ' 倍')}"
    if annual.high < rate:
        return TroiVerdict(
            TroiCode.STOP,
            f"Stop: the net return is {span_en}, below the {_percent(rate)} that money earns without risk.",
            f"应停止：净回报率{span_zh}，低于无风险利率 {_percent(rate)}。",
        )
    if annual.low > rate:
        return TroiVerdict(
            TroiCode.CONTINUE,
            f"Continue: the net return is {span_en}, above the {_percent(rate)} that money earns without risk.",
            f"可继续：净回报率{span_zh}，高于无风险利率 {_percent(rate)}。",
        )
    return _undecided(case, to_clear, span_en, span_zh)


def _undecided(case: Case, to_clear: float, span_en: str, span_zh: str) -> TroiVerdict:
    rate = _percent(case.risk_free)
    en = f"Undecided: the net return is {span_en}, and the risk-free {rate} lies inside."
    zh = f"尚无定论：净回报率{span_zh}，无风险利率 {rate} 落在区间内。"
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
        day = local_day(when, case.zone)
        return TroiVerdict(
            TroiCode.UNDECIDED,
            f"{en} If the effect stays as it looks now, it will be known on {day}.",
            f"{zh}若效果保持目前的水平，{day} 可知。",
            when,
            needed_units,
        )
    return TroiVerdict(
        TroiCode.UNDECIDED,
        f"{en} Not with this many contacts: of {len(ripe):,} units assigned, about {needed_units:,} would be needed.",
        f"{zh}以目前的客户数无法得知：已分组 {len(ripe):,} 个单位，约需 {needed_units:,} 个。",
        n_needed=needed_units,
    )


def _none(en: str, zh: str) -> TroiVerdict:
    return TroiVerdict(TroiCode.NO_VERDICT, f"No verdict: {en}", f"不作判定：{zh}")


def _percent(share: float) -> str:
    return f"{100 * share:,.0f}%" if abs(share) >= 0.1 else f"{100 * share:.1f}%"


def _signed(share: float, times: str) -> str:
    """``+12%``; from tenfold upwards a multiple, since nobody reads 184,767%."""
    size = abs(share)
    shown = f"{size:,.0f}{times}" if size >= MULTIPLE else _percent(size)
    return f"{'+' if share >= 0 else MINUS}{shown}"
