"""From counts to figures: intervals, floors of evidence, and the change against a quarter and a year before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import MirrorChange, MirrorFigure
from guanxi.book.mirror.periods import NOW, QUARTER, YEAR, Periods
from guanxi.book.mirror.tally import Counted, Tally
from guanxi.book.settings import MirrorSettings
from guanxi.kit.clock import DAY_MS
from guanxi.stats.jackknife import normal_interval, ratio_variance
from guanxi.stats.proportion import clustered_share, median_of_counts, wilson_interval

Ints = NDArray[np.int64]

LEVEL = 0.80
AGAINST = {QUARTER: "quarter", YEAR: "year"}
MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """How one figure is made.

    Parameters
    ----------
    days : length of its period, by name in the settings. closing : "wait" or "care": how long before its moment the
        period closes; "" for not at all.
    good : "high" or "low". of_contacts : every contact counts once, so Wilson's interval needs no clusters.
    thing_en, thing_zh : what the denominator counts, for the sentence on too little evidence.
    """

    code: str
    days: str
    closing: str
    good: str
    behind: str
    thing_en: str
    thing_zh: str
    of_contacts: bool = False
    reference: float | None = None
    unit: str = "share"


PLANS: dict[str, Plan] = {
    plan.code: plan
    for plan in (
        Plan(
            "repurchase",
            "year_days",
            "",
            "high",
            "mirror.not_again",
            "contacts that ordered in the year before the last",
            "前一年下过单的客户",
            of_contacts=True,
        ),
        Plan(
            "recommendation",
            "year_days",
            "",
            "high",
            "mirror.recommended",
            "contacts that ordered in two years",
            "两年内下过单的客户",
            of_contacts=True,
        ),
        Plan("promises", "year_days", "", "high", "mirror.promise_missed", "promises that fell due", "到期的承诺"),
        Plan(
            "listening", "quarter_days", "wait", "high", "mirror.unanswered", "messages from contacts", "客户发来的消息"
        ),
        Plan(
            "tool_worship",
            "quarter_days",
            "wait",
            "low",
            "mirror.tool_only",
            "sends whose writer is on record",
            "记录了由谁写成的触达",
        ),
        Plan("cashing_in", "quarter_days", "", "low", "layer.asked_too_often", "gives and asks", "给予与索取"),
        Plan(
            "billboard",
            "quarter_days",
            "",
            "low",
            "mirror.product_only",
            "pieces of content of a named kind",
            "标明种类的内容",
        ),
        Plan(
            "care",
            "quarter_days",
            "care",
            "high",
            "mirror.uncared",
            "new contacts",
            "新客户",
            of_contacts=True,
            unit="per_contact",
        ),
    )
}


def make_figure(code: str, tally: Tally, *, unmeasured: tuple[str, str] | None = None) -> MirrorFigure:
    """The figure called ``code`` with its two changes.

    ``unmeasured`` : why the data cannot speak of it at all, and then there is no value whatever was counted.
    """
    plan, counted, periods = PLANS[code], tally.counted[code], tally.periods
    mirror = periods.settings.mirror
    values = [None if unmeasured else _value(plan, counted, period, mirror) for period in range(3)]
    n, contacts = int(counted.n[NOW].sum()), int(counted.contacts[NOW].sum())
    missing = ("", "") if values[NOW] is not None else unmeasured or _missing(plan, n, contacts, mirror)
    first, last = _span(plan, periods)
    reference = 1 / (1 + periods.settings.lifecycle.gives_per_ask) if code == "cashing_in" else plan.reference
    return MirrorFigure(
        code=code,
        unit=plan.unit,
        value=values[NOW],
        numerator=int(counted.k[NOW].sum()),
        denominator=n,
        n_contacts=contacts,
        from_ms=first,
        until_ms=last,
        good=plan.good,
        changes=changes_of(values, clip=plan.unit == "share"),
        behind=plan.behind,
        reference=reference,
        n_unknown=int(counted.unknown[NOW]),
        missing_en=missing[0],
        missing_zh=missing[1],
    )


def make_wait(tally: Tally, unmeasured: tuple[str, str] | None) -> MirrorFigure:
    """The median wait for a person's answer, in hours, of messages that were answered."""
    counted, periods = tally.counted["listening"], tally.periods
    mirror = periods.settings.mirror
    contacts = counted.contacts.sum(axis=1)
    values = [_median(tally.waits[period], int(contacts[period]), mirror) for period in range(3)]
    n = int(tally.waits[NOW].sum())
    plan = Plan("wait", "quarter_days", "wait", "low", "mirror.unanswered", "answered messages", "得到回答的消息")
    missing = ("", "") if values[NOW] is not None else unmeasured or _missing(plan, n, int(contacts[NOW]), mirror)
    first, last = _span(plan, periods)
    return MirrorFigure(
        "wait", "hours", values[NOW], None, n, int(contacts[NOW]), first, last, "low",
        changes_of(values, clip=False), plan.behind, missing_en=missing[0], missing_zh=missing[1],
    )  # fmt: skip


def changes_of(values: list[Interval | None], *, clip: bool) -> tuple[MirrorChange, ...]:
    """The figure now against both earlier readings; ``clip``: a difference of shares lies within ±1."""
    return tuple(
        MirrorChange(name, values[period], _difference(values[NOW], values[period], clip))
        for period, name in AGAINST.items()
    )


def _difference(now: Interval | None, before: Interval | None, clip: bool) -> Interval | None:
    """Newcombe (1998, method 10): the distances of each to its own bounds, squared and added."""
    if now is None or before is None:
        return None
    value = now.value - before.value
    low = value - float(np.hypot(now.value - now.low, before.high - before.value))
    high = value + float(np.hypot(now.high - now.value, before.value - before.low))
    return Interval(value, max(low, -1.0) if clip else low, min(high, 1.0) if clip else high, now.level)


def _value(plan: Plan, counted: Counted, period: int, mirror: MirrorSettings) -> Interval | None:
    n, k = counted.n[period].astype(np.float64), counted.k[period].astype(np.float64)
    contacts = int(counted.contacts[period].sum())
    if n.sum() < mirror.least or contacts < mirror.least_contacts:
        return None
    if plan.unit == "per_contact":
        mean, variance = float(k.sum() / n.sum()), ratio_variance(k, n)
        low, high = normal_interval(mean, variance if np.isfinite(variance) else mean**2, LEVEL)
        return Interval(mean, max(low, 0.0), high, LEVEL)
    if plan.of_contacts:
        share = float(k.sum() / n.sum())
        return Interval(share, *wilson_interval(share, float(n.sum()), LEVEL), LEVEL)
    return Interval(*clustered_share(k, n, contacts, LEVEL), LEVEL)


def _median(counts: Ints, n_contacts: int, mirror: MirrorSettings) -> Interval | None:
    if counts.sum() < mirror.least or n_contacts < mirror.least_contacts:
        return None
    middle, low, high = median_of_counts(counts, n_contacts, LEVEL)
    return Interval(middle / MINUTES_PER_HOUR, low / MINUTES_PER_HOUR, high / MINUTES_PER_HOUR, LEVEL)


def _missing(plan: Plan, n: int, n_contacts: int, mirror: MirrorSettings) -> tuple[str, str]:
    if n >= mirror.least:
        return (
            f"Not enough evidence: all of it comes from {n_contacts:,} contact{'' if n_contacts == 1 else 's'};"
            f" {mirror.least_contacts} are needed.",
            f"证据不足：全部来自 {n_contacts:,} 位客户，至少需要 {mirror.least_contacts} 位。",
        )
    return (
        f"Not enough evidence: {n:,} {plan.thing_en}; {mirror.least} are needed.",
        f"证据不足：{plan.thing_zh}只有 {n:,}，至少需要 {mirror.least}。",
    )


def _span(plan: Plan, periods: Periods) -> tuple[int, int]:
    closing = {"wait": periods.wait_ms, "care": periods.settings.mirror.care_days * DAY_MS}.get(plan.closing, 0)
    return periods.span(getattr(periods.settings.mirror, plan.days), closed_after_ms=closing)
