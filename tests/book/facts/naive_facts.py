"""The facts of one contact by plain lists, from the words of trust-economics §1–§3: the oracle of the engine."""

from __future__ import annotations

import math

from worlds import AT_MS, Happening, Known

from guanxi.book.facts.contracts import NEVER
from guanxi.book.facts.gather import Moment, channel_code
from guanxi.kit.clock import DAY_MS, HOUR_MS
from guanxi.lake.kinds import BY_CODE

OFFER_DAYS, CHAT_HOURS, LATE_DAYS = 21, 72, 75
ANSWERS = {"reply", "link_clicked", "survey_answered", "nps_answered", "benefit_redeemed", "task_completed"}
ANSWERS |= {"referral_made"}
FAMILIES = {
    "pays_w": {"order_paid"},
    "talks_w": {"message_from_contact", "reply", "suggestion_made"},
    "answers_w": {"survey_answered", "nps_answered", "task_completed", "benefit_redeemed"},
    "creates_w": {"ugc_posted", "review_posted", "event_attended", "group_joined"},
}
STRAIN = {"refund_disputed": 500, "message_muted": 700, "group_left": 400, "review_negative": 500}
BOND_QUALITY = {"referral_converted": 1000, "helped_peer": 500, "group_buy_joined": 500}


def weight(age: int, half_life: float) -> int:
    """round(2²⁰ · 2^(−age ÷ half-life))."""
    return round(2**20 * 2 ** (-age / half_life))


def asks_of(mine: list[Happening]) -> list[dict]:
    """Every ask with its window and its first answer."""
    asks = []
    for it in mine:
        if BY_CODE[it.kind].role.value == "ask":
            chat = it.kind in ("survey_sent", "referral_asked")
            length = CHAT_HOURS * HOUR_MS if chat else OFFER_DAYS * DAY_MS
            told = it.properties.removeprefix('{"until_ms": ').removesuffix("}")
            if told.lstrip("-").isdigit():
                length = min(max(int(told) - it.at_ms, 0), LATE_DAYS * DAY_MS)
            asks.append({"it": it, "at": it.at_ms, "until": it.at_ms + length, "answers": []})
    for it in mine:
        named = it.program != ""
        if it.automated or not (it.kind in ANSWERS or (it.kind == "order_paid" and named)):
            continue
        before = [ask for ask in asks if ask["at"] <= it.at_ms]
        late = [a for a in before if a["it"].program == it.program and it.at_ms - a["at"] <= LATE_DAYS * DAY_MS]
        reached = late if named else [ask for ask in before if it.at_ms <= ask["until"]]
        for ask in sorted(reached, key=lambda a: (-a["at"], -a["until"], a["it"].program))[:1]:
            ask["answers"].append(it.at_ms)
    return asks


def is_on_record(known: Known, moment: Moment) -> bool:
    """Whether the list of contacts had the contact by then."""
    age = known.valid_from_age_ms if known.acquired_age_ms is None else known.acquired_age_ms
    return AT_MS - age <= moment.until_ms


def facts_of(contact: int, world: list[Happening], known: Known | None, moment: Moment) -> dict[str, int] | None:
    """Every field of ``Facts`` but the id; ``None`` while the contact does not exist. ``known``: if on record."""
    mine = [it for it in world if it.contact == contact and it.at_ms <= moment.until_ms]
    age = {id(it): (moment.at_ms - it.at_ms) // DAY_MS for it in mine}
    role = {id(it): BY_CODE[it.kind].role.value for it in mine}
    hits = [it for it in mine if not (it.automated and role[id(it)] in ("act", "bond"))]
    if not hits and known is None:
        return None
    milli = {id(it): round(1000 * BY_CODE[it.kind].weight) for it in hits if role[id(it)] == "act"}
    acts = [it for it in hits if id(it) in milli]

    def total(rows: list[Happening], half_life: float, worth=lambda it: 1) -> int:
        return sum(weight(age[id(it)], half_life) * worth(it) for it in rows)

    def ages(rows: list[Happening]) -> list[int]:
        return [age[id(it)] for it in rows]

    def sent(days: int, roles: tuple[str, ...]) -> int:
        return sum(role[id(it)] in roles and it.kind != "order_refunded" and age[id(it)] < days for it in hits)

    acquired = None if known is None or known.acquired_age_ms is None else AT_MS - known.acquired_age_ms
    first_seen = max(ages(hits), default=0)
    blocks: dict[int, list[Happening]] = {}
    for it in mine:
        if it.kind == "order_refunded" or (it.kind == "order_paid" and not it.automated):
            blocks.setdefault(age[id(it)], []).append(it)
    net = {a: sum(it.amount for it in rows) for a, rows in blocks.items()}
    bought = {a: fen for a, fen in net.items() if fen > 0}
    given = {a: sum(it.hint for it in rows if it.kind == "order_paid") for a, rows in blocks.items()}
    farms: dict[int, list[Happening]] = {}
    for it in mine:
        if it.kind in BOND_QUALITY and not it.automated and it.peer not in (0, contact):
            farms.setdefault(it.at_ms // (30 * DAY_MS), []).append(it)
    best = [it for rows in farms.values() for it in sorted(rows, key=lambda i: (-BOND_QUALITY[i.kind], i.at_ms))[:5]]
    filed, open_ones = [], []
    for it in sorted(mine, key=lambda i: (i.at_ms, i.kind)):
        if it.kind == "complaint_filed":
            filed.append(it)
            open_ones.append(it)
        elif it.kind == "complaint_resolved" and open_ones:
            open_ones.pop(0)
    strains = total([it for it in mine if it.kind in STRAIN], 180, lambda it: STRAIN[it.kind])
    strains += total(filed, 180, lambda it: 1000 if any(it is one for one in open_ones) else 200)
    asks_w = answered_w = latency_w = 0
    for ask in asks_of([it for it in world if it.contact == contact]):
        answered = [at for at in ask["answers"] if at <= moment.until_ms]
        if ask["at"] > moment.until_ms or not (answered or ask["until"] <= moment.at_ms):
            continue
        w = weight((moment.at_ms - ask["at"]) // DAY_MS, 180)
        asks_w += w
        if answered:
            hours = (min(answered) - ask["at"]) // HOUR_MS
            answered_w += w
            latency_w += w * round(1000 * math.exp(-hours / moment.latency_tau_hours))
    cuts = [it.at_ms for it in mine if role[id(it)] == "break"]
    joins = [it.at_ms for it in mine if role[id(it)] == "acquire"]
    return {
        "known_age": max(0 if acquired is None else (moment.at_ms - acquired) // DAY_MS, first_seen),
        "age_is_known": int(acquired is not None),
        "n_events": len(hits),
        "channel": channel_code(known.channel) if known else 0,
        "n_orders": len(bought),
        "n_orders_365": sum(a < 365 for a in bought),
        "n_orders_90": sum(a < 90 for a in bought),
        "first_order_age": max(bought, default=NEVER),
        "last_order_age": min(bought, default=NEVER),
        "net_fen": sum(net.values()),
        "net_365_fen": sum(fen for a, fen in net.items() if a < 365),
        "order_w": sum(weight(a, 45) for a in bought),
        "spend_w": sum(weight(a, 45) * fen for a, fen in bought.items()),
        "full_price_w": sum(weight(a, 45) * (1000 * fen // (fen + given[a])) for a, fen in bought.items()),
        "acts_milli": sum(milli.values()),
        "acts_w": total(acts, moment.frequency_half_life_days, lambda it: milli[id(it)]),
        "first_act_age": max(ages(acts), default=NEVER),
        "last_act_age": min(ages(acts), default=NEVER),
        "last_message_age": min(ages([i for i in hits if i.kind in ("message_from_contact", "reply")]), default=NEVER),
        **{name: total([it for it in hits if it.kind in kinds], 45) for name, kinds in FAMILIES.items()},
        "bonds_w": total([it for it in hits if role[id(it)] == "bond"], 365),
        "asks_w": asks_w,
        "answered_w": answered_w,
        "latency_w": latency_w,
        "verified_w": total(best, 365, lambda it: BOND_QUALITY[it.kind]),
        "strain_w": strains,
        "broken": int(bool(cuts) and (not joins or max(cuts) >= max(joins))),
        "last_break_age": (moment.at_ms - max(cuts)) // DAY_MS if cuts else NEVER,
        "last_acquire_age": (moment.at_ms - max(joins)) // DAY_MS if joins else NEVER,
        "n_give_180": sent(180, ("give",)),
        "n_ask_180": sent(180, ("ask",)),
        "n_sent_365": sent(365, ("give", "ask", "neutral")),
        "n_sent_28": sent(28, ("give", "ask", "neutral")),
        "direct_cost_365_fen": sum(it.cost for it in hits if age[id(it)] < 365),
        "direct_cost_fen": sum(it.cost for it in hits),
    }
