"""Why a return has no ratio or no verdict, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts import Interval, Notice
from guanxi.book.roi.bands import MOST_BANDS, bands_spanned
from guanxi.kit.money import show_yuan


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence in both languages; empty when there is nothing to say."""

    en: str = ""
    zh: str = ""


NOTHING = Reason()

COST_UNKNOWN = Reason(
    "No acquisition cost is on record, so there is no ratio. Add it to the costs table.",
    "没有获客成本记录，因此不计算比率。请在成本表中补充。",
)
COST_ZERO = Reason(
    "The acquisition cost on record is 0, so there is no ratio.",
    "记录的获客成本为 0，因此不计算比率。",
)
NOBODY = Reason(
    "Money was spent here, but nobody was acquired in its period.",
    "这里花了钱，但在其期间没有获得任何客户。",
)


def not_enough(missing_en: str, missing_zh: str) -> Reason:
    """The evidence floor is not reached."""
    return Reason(f"Not enough evidence: {missing_en}.", f"证据不足：{missing_zh}。")


def too_wide(roi: Interval) -> Reason:
    """The interval spans too many bands."""
    n = bands_spanned(roi)
    return Reason(
        f"The 80% interval from {roi.low:.2f} to {roi.high:.2f} spans {n} bands; a verdict needs at most {MOST_BANDS}.",
        f"80% 区间 {roi.low:.2f} 至 {roi.high:.2f} 跨越 {n} 个档位；不超过 {MOST_BANDS} 个才下结论。",
    )


def stranded(names: tuple[str, ...], amount_fen: int, sign: str) -> Notice:
    """Acquisition money in whose period nobody was acquired; ``sign`` stands before the amount."""
    shown_en = ", ".join(f"“{name}”" if name else "no channel" for name in names)
    shown_zh = "、".join(f"“{name}”" if name else "未指定渠道" for name in names)
    return Notice(
        "roi.stranded_cost",
        f"{show_yuan(amount_fen, 'en', sign)} of acquisition cost ({shown_en}) lies in periods in which nobody was "
        "acquired there. It counts against the whole channel and the whole book, but against no cohort. A period of "
        "costs that runs on after the closing date counts up to it, by days.",
        f"有 {show_yuan(amount_fen, 'zh', sign)} 获客成本（{shown_zh}）所在期间没有获得客户：计入渠道合计与全局，"
        "不计入任何批次。截至日尚未结束的费用期间，按已过天数折算。",
    )
