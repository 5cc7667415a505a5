"""What a yuan brings when an advocate brings the contact, and when staff do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.contracts.network import SourceReturn
from guanxi.book.cost.acquisition import acquisition_costs
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.network.reading import Rows, read
from guanxi.book.network.referrals import CONVERSION_DAYS, Referrals
from guanxi.book.statement.memberships import Membership
from guanxi.book.statement.session import HasConnection
from guanxi.kit.clock import DAY_MS
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOW_DAYS = 365
LEAST_CONTACTS = 30
LEVEL = 0.80


def source_returns(
    session: HasConnection, referrals: Referrals, facts: Facts, members: tuple[Membership, ...], at_ms: int
) -> tuple[SourceReturn, ...]:
    """Conversions per yuan of contacts acquired in the 365 days that ended 90 days ago: everybody had 90 days to buy.

    The cost is what acquisition cost (pools of the channel and direct), and for advocates also what their bonds cost
    the brand in that time.
    """
    oldest = CONVERSION_DAYS + WINDOW_DAYS
    closed = (facts.known_age >= CONVERSION_DAYS) & (facts.known_age < oldest)
    channel = next((each for each in members if each.dimension == "channel"), None)
    names = ("",) if channel is None else channel.names
    codes = np.zeros(facts.n, dtype=np.int64) if channel is None else channel.code_of_contact(facts.n)
    cost = acquisition_costs(session, facts, names, codes, at_ms)
    rewards = read(session, "bond_costs", at_ms=at_ms - CONVERSION_DAYS * DAY_MS, since_ms=at_ms - oldest * DAY_MS)
    rows = Rows(facts.contact_id)
    rewarded = rows.spread(rewards["one"], rewards["cost_fen"], np.int64(0))
    by_staff = rows.spread(held := read(session, "held_by_staff")["one"], np.ones_like(held), np.int64(0)) > 0
    acquired_ms = at_ms - (facts.known_age + 1) * DAY_MS
    bought = (referrals.first_order_ms < NEVER) & (facts.net_fen > 0)
    soon = bought & (referrals.first_order_ms - acquired_ms <= (CONVERSION_DAYS + 1) * DAY_MS)
    brought = closed & referrals.is_invited
    staffed = closed & by_staff & ~referrals.is_invited
    groups = hash_groups(facts.contact_id)
    return (
        _return(
            "advocates",
            brought,
            referrals.converted,
            cost_fen=cost.fen * brought + rewarded,
            is_known=cost.is_known,
            groups=groups,
        ),
        _return("staff", staffed, soon, cost_fen=cost.fen * staffed, is_known=cost.is_known, groups=groups),
    )


def _return(
    source: str, who: Bools, converted: Bools, *, cost_fen: Ints, is_known: Bools, groups: Ints
) -> SourceReturn:
    n, n_converted = int(who.sum()), int((who & converted).sum())
    spent = int(cost_fen.sum())
    known = bool(n) and float(np.mean(is_known[who])) > 0.5
    missing_en, missing_zh = _missing(source, n, spent if known else 0)
    if missing_en:
        return SourceReturn(source, n, n_converted, spent if known else None, None, missing_en, missing_zh)
    yuan = group_sums(cost_fen / FEN_PER_YUAN, groups, N_GROUPS)
    came = group_sums((who & converted).astype(np.float64), groups, N_GROUPS)
    value = float(came.sum() / yuan.sum())
    variance = ratio_variance(came, yuan)
    low, high = normal_interval(value, variance if np.isfinite(variance) else value**2, LEVEL)
    return SourceReturn(source, n, n_converted, spent, Interval(value, max(low, 0.0), high, LEVEL))


def _missing(source: str, n: int, spent_fen: int) -> tuple[str, str]:
    who_en, who_zh = ("advocates", "推荐人") if source == "advocates" else ("staff", "员工")
    if n < LEAST_CONTACTS:
        return (
            f"{who_en} brought {n} of the {LEAST_CONTACTS} contacts needed in the closed year",
            f"在已满的一年里，{who_zh}带来的客户只有 {n} 位（需要 {LEAST_CONTACTS} 位）",
        )
    if spent_fen <= 0:
        return (
            f"what the contacts that {who_en} brought cost is not known, or nothing was spent",
            f"{who_zh}带来的客户花了多少钱未知，或没有花费",
        )
    return "", ""
