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


def describe_drivers(facts: Facts, trust: Trust, rows: NDArray[np.int64], setting: Setting) -> list[tuple[Driver, ...]]:
    """The three largest drivers of the contacts in ``rows``, as sentences in both languages."""
    strengths = driver_strengths(facts.take(rows), trust.take(rows))
    chosen = largest_drivers(strengths)
    return [
        tuple(_driver(Teller(facts, trust, i, setting), int(j), float(strengths[place, j])) for j in chosen[place])
        for place, i in enumerate(rows.tolist())
    ]


def _driver(teller: Teller, j: int, strength: float) -> Driver:
    name = DRIVER_NAMES[j]
    en, zh = SENTENCES[name](teller)
    return Driver(name, strength, en, zh)


def _silence(t: Teller) -> Sentence:
    if t.fact("last_order_age") < NEVER and t.fact("last_order_age") == t.fact("last_act_age"):
        return _silent_buyer(t)
    if t.fact("last_act_age") >= NEVER:
        days = t.fact("known_age")
        return (f"never reacted in the {days} days since we know them", f"认识 {days} 天以来从未有过互动")
    days, day = t.fact("last_act_age"), t.day(t.fact("last_act_age"))
    return (f"last reacted {days} days ago, on {day}", f"最近一次互动在 {days} 天前（{day}）")


def _silent_buyer(t: Teller) -> Sentence:
    days, n = t.fact("last_order_age"), t.fact("n_orders")
    day = t.day(days)
    if n > 1:
        gap = round((t.fact("first_order_age") - days) / (n - 1))
        return (
            f"no order for {days} days (last on {day}); the usual gap is {max(gap, 1)}",
            f"已 {days} 天未下单（上次 {day}），平时间隔约 {max(gap, 1)} 天",
        )
    return (f"one order only, {days} days ago, on {day}", f"只下过一单，在 {days} 天前（{day}）")


def _frequency(t: Teller) -> Sentence:
    share = round(100 * t.score("frequency"))
    n, days = t.fact("n_orders"), t.fact("known_age")
    return (
        f"{n} orders in {days} days: recently more active than {share} % of contacts",
        f"{days} 天内 {n} 单，近期活跃度高于 {share}% 的客户",
    )


def _willingness(t: Teller) -> Sentence:
    weight = t.fact("order_w")
    if weight <= 0:
        return ("has not bought yet", "尚未购买")
    spend = show_yuan(round(t.fact("spend_w") / weight), "en", t.setting.currency_sign)
    spend_zh = show_yuan(round(t.fact("spend_w") / weight), "zh", t.setting.currency_sign)
    full = round(t.fact("full_price_w") / weight / 10)
    return (
        f"lately {spend} per order at {full} % of the full price",
        f"近期每单 {spend_zh}，实付占原价 {full}%",
    )


def _response(t: Teller) -> Sentence:
    asks, answered = t.fact("asks_w") / SCALE, t.fact("answered_w") / SCALE
    if asks <= 0:
        return ("was never asked for anything", "尚未收到过任何请求")
    share, usual = round(100 * answered / asks), round(100 * t.setting.reference.answer_rate)
    return (
        f"answered {share} % of what we asked; the brand's mean is {usual} %",
        f"对我们请求的响应率 {share}%，全店平均 {usual}%",
    )


def _latency(t: Teller) -> Sentence:
    if t.fact("answered_w") <= 0:
        return ("has not answered any ask yet", "尚未回应过任何请求")
    quick = t.score("latency") >= 0.5
    hours = round(t.setting.reference.latency_tau_hours)
    return (
        f"answers {'faster' if quick else 'more slowly'} than usual (the brand's median is {hours} hours)",
        f"回应{'快于' if quick else '慢于'}平均（全店中位数 {hours} 小时）",
    )


def _referral(t: Teller) -> Sentence:
    if t.fact("verified_w") <= 0:
        return ("has not brought anyone yet", "尚未带来新客户")
    return ("brought friends who bought", "带来了真实成交的朋友")


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
