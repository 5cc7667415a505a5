"""A driver as a sentence with facts and dates: "no order for 142 days; the usual gap is 31".

Sentences are made for the few contacts that a page shows, never for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Driver
from guanxi.book.drivers.columns import BRAKE, BREAK, DRIVER_NAMES, driver_strengths, largest_drivers
from guanxi.book.facts.contracts import NEVER, SCALE, Facts
from guanxi.book.trust.model import Trust
from guanxi.book.trust.reference import Reference
from guanxi.kit.clock import DAY_MS, local_day
from guanxi.kit.money import show_yuan

Sentence = tuple[str, str]  # English, Chinese


@dataclass(frozen=True, slots=True)
class Setting:
    """What is usual at the brand, when it is, and how amounts are written."""

    reference: Reference
    at_ms: int
    zone: str
    currency_sign: str


@dataclass(frozen=True, slots=True)
class Teller:
    """What the sentences of one contact (row ``i``) are told from."""

    facts: Facts
    trust: Trust
    i: int
    setting: Setting

    def fact(self, name: str) -> int:
        """One integer fact of the contact."""
        return int(getattr(self.facts, name)[self.i])

    def day(self, age: int) -> date:
        """The calendar day that lies ``age`` whole days back."""
        return local_day(self.setting.at_ms - age * DAY_MS, self.setting.zone)

    def score(self, name: str) -> float:
        """A sub-score of the contact."""
        return float(self.trust.sub.scores[self.i, DRIVER_NAMES.index(name)])

    def pull(self, name: str) -> float:
        """What a sub-score adds to T, on the logit."""
        return float(self.trust.contributions[self.i, DRIVER_NAMES.index(name)])


def describe_drivers(facts: Facts, trust: Trust, rows: NDArray[np.int64], setting: Setting) -> list[tuple[Driver, ...]]:
    """The three largest drivers of the contacts in ``rows``, as sentences in both languages."""
    strengths = driver_strengths(facts.take(rows), trust.take(rows))
    return describe_chosen(facts, trust, rows, largest_drivers(strengths), setting)


def describe_chosen(
    facts: Facts, trust: Trust, rows: NDArray[np.int64], chosen: NDArray[np.int64], setting: Setting
) -> list[tuple[Driver, ...]]:
    """Drivers of the contacts in ``rows``, as sentences; ``chosen`` (r, k): which ones, by place in DRIVER_NAMES."""
    strengths = driver_strengths(facts.take(rows), trust.take(rows))
    return [
        tuple(_driver(Teller(facts, trust, i, setting), int(j), float(strengths[place, j])) for j in chosen[place])
        for place, i in enumerate(rows.tolist())
    ]


def _driver(teller: Teller, j: int, strength: float) -> Driver:
    name = DRIVER_NAMES[j]
    en, zh = SENTENCES[name](teller)
    return Driver(name, strength, en, zh)


def _n(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _ago(days: int) -> Sentence:
    return ("today", "今天") if days == 0 else (f"{_n(days, 'day')} ago", f" {days} 天前")


def _silence(t: Teller) -> Sentence:
    days = t.fact("last_act_age")
    if t.fact("last_order_age") < NEVER and t.fact("last_order_age") == days:
        return _silent_buyer(t)
    if days >= NEVER:
        known = t.fact("known_age")
        return (f"never reacted in the {_n(known, 'day')} since we know them", f"认识 {known} 天以来从未有过互动")
    (ago, ago_zh), day, gap = _ago(days), t.day(days), _usual_gap(t)
    if gap is not None and t.pull("silence") < 0 and days > gap:
        return (
            f"no reaction for {_n(days, 'day')} (last on {day}); usually one about every {_n(gap, 'day')}",
            f"已 {days} 天没有任何互动（上次 {day}），平时约每 {gap} 天一次",
        )
    return (f"last reacted {ago}, on {day}", f"最近一次互动在{ago_zh}（{day}）")


def _usual_gap(t: Teller) -> int | None:
    """Days between acts from the first to the last, a glance being a quarter of one; ``None`` without two of them."""
    gaps, span = t.fact("acts_milli") / 1000 - 1, t.fact("first_act_age") - t.fact("last_act_age")
    return max(round(span / gaps), 1) if gaps >= 1 and span > 0 else None


def _silent_buyer(t: Teller) -> Sentence:
    days, n = t.fact("last_order_age"), t.fact("n_orders")
    (ago, ago_zh), day = _ago(days), t.day(days)
    if n == 1:
        return (f"one order only, {ago}, on {day}", f"只下过一单，在{ago_zh}（{day}）")
    gap = max(round((t.fact("first_order_age") - days) / (n - 1)), 1)
    if days <= gap or t.pull("silence") > 0:
        return (
            f"last order {ago}, on {day}; the usual gap is {gap}",
            f"上次下单在{ago_zh}（{day}），平时间隔约 {gap} 天",
        )
    return (
        f"no order for {_n(days, 'day')} (last on {day}); the usual gap is {gap}",
        f"已 {days} 天未下单（上次 {day}），平时间隔约 {gap} 天",
    )


def _frequency(t: Teller) -> Sentence:
    n, days, is_busy = t.fact("n_orders"), t.fact("known_age"), t.score("frequency") >= 0.5
    if (t.pull("frequency") < 0) if is_busy else (t.pull("frequency") > 0):
        # A stand-in counts the orders of a year, whatever happened lately.
        few, few_zh = ("fewer", "少于") if is_busy else ("more", "多于")
        return (
            f"{_n(n, 'order') if n else 'no order'} in {_n(days, 'day')}, {few} a year than usual here",
            f"{days} 天内 {n} 单，一年的单数{few_zh}店内通常水平",
        )
    busy, busy_zh = ("more", "高于") if is_busy else ("less", "低于")
    return (
        f"{_n(n, 'order') if n else 'no order'} in {_n(days, 'day')}: lately {busy} active than usual here",
        f"{days} 天内 {n} 单，近期活跃度{busy_zh}店内通常水平",
    )


def _willingness(t: Teller) -> Sentence:
    weight, sign = t.fact("order_w"), t.setting.currency_sign
    if t.fact("n_orders") == 0:
        return ("has not bought yet", "尚未购买")
    if weight <= 0:
        (ago, ago_zh), day = _ago(t.fact("last_order_age")), t.day(t.fact("last_order_age"))
        return (
            f"last bought {ago}, on {day}: too long ago to say at what price",
            f"上次购买在{ago_zh}（{day}），已无从判断价格意愿",
        )
    spend, full = round(t.fact("spend_w") / weight), round(t.fact("full_price_w") / weight / 10)
    return (
        f"lately {show_yuan(spend, 'en', sign)} per order at {full} % of the full price",
        f"近期每单 {show_yuan(spend, 'zh', sign)}，实付占原价 {full}%",
    )


def _response(t: Teller) -> Sentence:
    asks, answered = t.fact("asks_w") / SCALE, t.fact("answered_w") / SCALE
    if asks <= 0:
        return ("nothing that we asked has been decided yet", "尚无已有结果的请求")
    share, usual = round(100 * answered / asks), round(100 * t.setting.reference.answer_rate)
    return (
        f"answered {share} % of what we asked; the brand's mean is {usual} %",
        f"对我们请求的响应率 {share}%，全店平均 {usual}%",
    )


def _latency(t: Teller) -> Sentence:
    if t.fact("answered_w") <= 0:
        return ("has not answered any ask yet", "尚未回应过任何请求")
    quick = t.score("latency") >= 0.5
    hours = _n(round(t.setting.reference.latency_tau_hours), "hour")
    return (
        f"answers {'faster' if quick else 'more slowly'} than usual (the brand's median is {hours})",
        f"回应{'快于' if quick else '慢于'}平均（全店中位数 {round(t.setting.reference.latency_tau_hours)} 小时）",
    )


def _referral(t: Teller) -> Sentence:
    if t.fact("verified_w") <= 0:
        return ("has not brought anyone yet", "尚未带来新客户")
    return ("brought or helped other contacts, and it is verified", "带来或帮助过其他客户（已核实）")


def _brake(t: Teller) -> Sentence:
    if t.fact("strain_w") <= 0:
        return ("no complaint or dispute", "没有投诉或纠纷")
    share = round(100 * (1 - float(t.trust.sub.brake[t.i])))
    return (
        f"complaints, disputes or muting take {share} % off the score",
        f"投诉、纠纷或免打扰使得分下降 {share}%",
    )


def _break(t: Teller) -> Sentence:
    if t.fact("broken") == 0:
        return ("the relationship stands", "关系仍在")
    day = t.day(t.fact("last_break_age"))
    return (f"ended the relationship on {day}", f"已于 {day} 断开关系")


SENTENCES: dict[str, Callable[[Teller], Sentence]] = {
    "frequency": _frequency,
    "silence": _silence,
    "willingness": _willingness,
    "response": _response,
    "latency": _latency,
    "referral": _referral,
    BRAKE: _brake,
    BREAK: _break,
}
