"""What a yuan goes with: contacts that advocates brought, that staff brought, and that came by each channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.network import SourceReturn
from guanxi.book.cost.acquisition import AcquisitionCosts, acquisition_costs
from guanxi.book.cost.reading import read_pools
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.network.rates import rate
from guanxi.book.network.reading import Rows, read
from guanxi.book.network.referrals import CONVERSION_DAYS, Referrals
from guanxi.book.statement.memberships import Membership
from guanxi.book.statement.session import HasConnection
from guanxi.kit.clock import DAY_MS
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.stats.jackknife import group_sums

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOW_DAYS = 365
LEAST_CONTACTS = 30
CHANNELS_NAMED = 12
OLDEST_DAYS = CONVERSION_DAYS + WINDOW_DAYS


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what brought some contacts: ``code`` as of :class:`SourceReturn`, the channel's name, and who."""

    code: str
    channel: str
    who: Bools


def source_returns(
    session: HasConnection, referrals: Referrals, facts: Facts, members: tuple[Membership, ...], at_ms: int
) -> tuple[SourceReturn, ...]:
    """Conversions per yuan of contacts acquired in the 365 days that ended 90 days ago: everybody had 90 days to buy.

    The cost is what acquisition cost (pools of the channel and direct), and for advocates also what their bonds cost
    the brand in that time. Sources differ in whom they reach: this is an association and no effect.
    """
    channel = next((each for each in members if each.dimension == "channel"), None)
    names = ("",) if channel is None else channel.names
    codes = np.zeros(facts.n, dtype=np.int64) if channel is None else channel.code_of_contact(facts.n)
    cost = acquisition_costs(session, facts, names, codes, at_ms)
    rewards = read(session, "bond_costs", at_ms=at_ms - CONVERSION_DAYS * DAY_MS, since_ms=at_ms - OLDEST_DAYS * DAY_MS)
    rows = Rows(facts.contact_id)
    rewarded = rows.spread(rewards["one"], rewards["cost_fen"], np.int64(0))
    paid = set(read_pools(session, "acquisition", at_ms=at_ms).channel.to_pylist()) - {""}
    pays = np.isin(codes, [code for code, name in enumerate(names) if name in paid])
    held = read(session, "own_codes")["one"]
    by_staff = (rows.spread(held, np.ones_like(held), np.int64(0)) > 0) & ~pays
    soon = _bought_soon(referrals, facts, at_ms)
    return tuple(
        _return(source, referrals.converted, cost, facts, more_fen=rewarded)
        if source.code == "advocates"
        else _return(source, soon, cost, facts)
        for source in _split(referrals, facts, by_staff, names, codes)
    )


def _bought_soon(referrals: Referrals, facts: Facts, at_ms: int) -> Bools:
    """(n,) True where the first order came at most 90 days after the acquisition."""
    acquired_ms = at_ms - (facts.known_age + 1) * DAY_MS
    bought = (referrals.first_order_ms < NEVER) & (facts.net_fen > 0)
    return np.asarray(bought & (referrals.first_order_ms - acquired_ms <= (CONVERSION_DAYS + 1) * DAY_MS))


def _split(
    referrals: Referrals, facts: Facts, by_staff: Bools, names: tuple[str, ...], codes: Ints
) -> tuple[Source, ...]:
    """Everybody acquired in the closed year, each in one source: brought by an advocate, by staff alone, else by the
    channel on record (the largest named, the others together), else not recorded."""
    closed = (facts.known_age >= CONVERSION_DAYS) & (facts.known_age < OLDEST_DAYS)
    brought, staffed = closed & referrals.is_invited, closed & by_staff & ~referrals.is_invited
    rest = closed & ~brought & ~staffed
    heads = np.bincount(codes[rest], minlength=len(names))
    largest = [code for code in np.argsort(-heads, kind="stable").tolist() if heads[code] and names[code]]
    named, others = largest[:CHANNELS_NAMED], largest[CHANNELS_NAMED:]
    unnamed = [code for code, name in enumerate(names) if not name]
    found = [Source("advocates", "", brought), Source("staff", "", staffed)]
    found += [Source("channel", names[code], rest & (codes == code)) for code in named]
    more = (
        Source("other_channels", "", rest & np.isin(codes, others)),
        Source("unrecorded", "", rest & np.isin(codes, unnamed)),
    )
    return (*found, *(each for each in more if each.who.any()))


def _return(
    source: Source, converted: Bools, cost: AcquisitionCosts, facts: Facts, *, more_fen: Ints | None = None
) -> SourceReturn:
    who = source.who
    cost_fen = cost.fen * who + (0 if more_fen is None else more_fen)
    n, n_converted, spent = int(who.sum()), int((who & converted).sum()), int(cost_fen.sum())
    known = bool(n) and float(np.mean(cost.is_known[who])) > 0.5
    missing_en, missing_zh = _missing(n, spent if known else 0)
    per_yuan = None
    if not missing_en:
        groups = hash_groups(facts.contact_id)
        came = group_sums((who & converted).astype(np.float64), groups, N_GROUPS)
        per_yuan = rate(came, group_sums(cost_fen / FEN_PER_YUAN, groups, N_GROUPS))
    return SourceReturn(
        source.code, n, n_converted, spent if known else None, per_yuan, missing_en, missing_zh, source.channel
    )


def _missing(n: int, spent_fen: int) -> tuple[str, str]:
    if n < LEAST_CONTACTS:
        return (
            f"{n} of the {LEAST_CONTACTS} contacts needed were acquired so in the closed year",
            f"在已满的一年里，由此而来的客户只有 {n} 位（需要 {LEAST_CONTACTS} 位）",
        )
    if spent_fen <= 0:
        return (
            "what acquiring these contacts cost is not known, or nothing was spent",
            "获得这些客户花了多少钱未知，或没有花费",
        )
    return "", ""
