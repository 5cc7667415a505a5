"""What serving each contact costs over the horizon: activity, pools and a fixed part, each yuan once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guanxi.book.contracts import Notice
from guanxi.book.cost.allocation import NOBODY, allocate
from guanxi.book.cost.notices import RATES_SUPERSEDED, annualised
from guanxi.book.cost.reading import Pools, read_amounts, read_pools
from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.statement.session import HasConnection, read_table
from guanxi.kit.clock import DAY_MS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Owners = tuple[pa.Array, pa.Array]

YEAR_DAYS = 365
LEAST_AGE_DAYS = 90
"""A contact's own costs are carried to a year from at least a quarter: its first week (welcome, gift) is no year."""

MICRO = 1_000_000
MILLI = 1_000


@dataclass(frozen=True, slots=True)
class ServingCosts:
    """Cost to serve, one row per contact in the order of the facts; 0 after a break.

    Parameters
    ----------
    per_contact_fen : (n,) S, present value over the horizon of the yearly costs below, at the discount rate.
    activity_fen : (n,) a year: messages, direct costs of gives, recorded staff minutes.
    pool_fen : (n,) a year: whole fen of the maintenance pools; sums to ``pool_total_fen`` exactly.
    fixed_fen : (n,) a year.
    pool_total_fen : the pools of the last 365 days, carried to a year where they cover less.
    """

    per_contact_fen: Floats
    activity_fen: Floats
    pool_fen: Ints
    fixed_fen: Floats
    pool_total_fen: int
    notices: tuple[Notice, ...]


def cost_to_serve(
    session: HasConnection, facts: Facts, settings: AuditSettings, at_ms: int, owners: Owners | None = None
) -> ServingCosts | None:
    """S of every contact, or ``None`` when the data and the settings know no cost at all: missing is not zero.

    A contact costs whether or not it answers, so S assumes that the relationship stands for the whole horizon.
    Where maintenance pools are on record they contain the staff and the fixed costs: the stated rates for minutes and
    for a contact's year are then not added, and recorded minutes only divide a staff member's pool.

    Parameters
    ----------
    owners : (n,) channel of acquisition and staff member of each contact, where the caller has read them already.
    """
    times = {"at_ms": at_ms, "since_ms": at_ms - YEAR_DAYS * DAY_MS}
    rates = settings.rates
    pools = read_pools(session, "maintenance", **times)
    direct = read_amounts(session, "direct_costs", facts.contact_id, **times)
    stated = [rates.message_fen, rates.staff_minute_fen, rates.fixed_fen_per_year]
    if pools.n == 0 and not direct.any() and all(rate is None for rate in stated):
        return None
    held = ~facts.is_broken
    activity, minutes = direct.astype(np.float64), np.zeros(facts.n, dtype=np.int64)
    if rates.message_fen is not None:
        activity += read_amounts(session, "messages", facts.contact_id, **times) / MICRO * rates.message_fen
    if rates.staff_minute_fen is not None or pools.n:
        minutes = read_amounts(session, "minutes", facts.contact_id, **times)
    if rates.staff_minute_fen is not None and not pools.n:
        activity += minutes / MILLI * rates.staff_minute_fen
    activity *= held * YEAR_DAYS / np.clip(facts.known_age + 1, LEAST_AGE_DAYS, YEAR_DAYS)
    fixed = np.where(held, 0.0 if pools.n or rates.fixed_fen_per_year is None else rates.fixed_fen_per_year, 0.0)
    pool_fen, total, notices = _shares(pools, facts, minutes, owners or read_owners(session, facts, at_ms), at_ms)
    if pools.n and (rates.staff_minute_fen is not None or rates.fixed_fen_per_year is not None):
        notices = (*notices, RATES_SUPERSEDED)
    yearly = activity + pool_fen + fixed
    return ServingCosts(yearly * annuity_years(settings), activity, pool_fen, fixed, total, notices)


def annuity_years(settings: AuditSettings) -> float:
    """Years that a yuan a year over the horizon is worth today: (1 − e^(−δH)) ÷ δ."""
    years = settings.horizon_days / YEAR_DAYS
    delta = float(np.log1p(settings.discount_rate))
    return -float(np.expm1(-delta * years)) / delta if delta > 0 else years


def _shares(
    pools: Pools, facts: Facts, minutes: Ints, owners: Owners, at_ms: int
) -> tuple[Ints, int, tuple[Notice, ...]]:
    """(n,) fen a year, their sum, and what to say about them.

    A pool goes to the contacts of its staff member and channel; what finds nobody there goes to all contacts whose
    relationship stands, and with none of those, nowhere (a brand without contacts has no cost per contact).
    """
    shared = np.zeros(facts.n, dtype=np.int64)
    if pools.n == 0 or facts.n == 0 or facts.is_broken.all():
        return shared, 0, ()
    covered_days = min((at_ms + 1 - int(pools.from_ms.min())) / DAY_MS, float(YEAR_DAYS))
    factor = YEAR_DAYS / covered_days
    keys, amounts = _by_owner(pools, factor)
    channel, staff = owners
    left = 0
    for named in ((True, True), (False, True), (True, False)):
        chosen, code = _codes(keys, (channel, staff), named)
        weight = _weights(code, minutes, held=~facts.is_broken, by_minutes=named[1])
        part, nobody = allocate(amounts[chosen], code, weight)
        shared, left = shared + part, left + nobody
    unnamed = np.array([key == ("", "") for key in keys])
    everybody = np.where(facts.is_broken, NOBODY, 0)
    rest = np.array([left + int(amounts[unnamed].sum())], dtype=np.int64)
    part, _ = allocate(rest, everybody, np.ones(facts.n, dtype=np.int64))
    return shared + part, int(amounts.sum()), (annualised(covered_days),) if covered_days < YEAR_DAYS - 1 else ()


def _by_owner(pools: Pools, factor: float) -> tuple[list[tuple[str, str]], Ints]:
    """Distinct (channel, staff), sorted, and the fen a year of each."""
    owners = list(zip(pools.channel.to_pylist(), pools.staff.to_pylist(), strict=True))
    keys = sorted(set(owners))
    place = {key: i for i, key in enumerate(keys)}
    index = np.array([place[owner] for owner in owners], dtype=np.int64)
    sums = np.bincount(index, weights=pools.fen * factor, minlength=len(keys))
    return keys, np.rint(sums).astype(np.int64)


def read_owners(session: HasConnection, facts: Facts, at_ms: int) -> Owners:
    """(n,) channel of acquisition and staff member of each contact at the moment, '' where nobody knows."""
    table = read_table(session, "acquisition", at_ms=at_ms)
    index = pc.index_in(pa.array(facts.contact_id), value_set=table["contact_id"].combine_chunks())
    channel, staff = (pc.fill_null(table[name].combine_chunks().take(index), "") for name in ("channel", "staff"))
    return channel, staff


def _codes(
    keys: list[tuple[str, str]], owners: tuple[pa.Array, pa.Array], named: tuple[bool, bool]
) -> tuple[NDArray[np.bool_], Ints]:
    """Which pools name exactly (channel?, staff?), and (n,) which of these each contact belongs to."""
    chosen = np.array([(bool(channel), bool(staff)) == named for channel, staff in keys])
    wanted = [key for key, pick in zip(keys, chosen.tolist(), strict=True) if pick]
    parts = [owner for owner, use in zip(owners, named, strict=True) if use]
    values = pa.array([_joined(key, named) for key in wanted], pa.string())
    held = parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, SEPARATOR)
    code = pc.fill_null(pc.index_in(held, value_set=values), NOBODY)
    return chosen, np.asarray(code, dtype=np.int64)


SEPARATOR = "\x1f"
"""Unit separator: in no channel and no staff id that an import lets through."""


def _joined(key: tuple[str, str], named: tuple[bool, bool]) -> str:
    return SEPARATOR.join(part for part, use in zip(key, named, strict=True) if use)


def _weights(code: Ints, minutes: Ints, *, held: NDArray[np.bool_], by_minutes: bool) -> Ints:
    """(n,) recorded minutes where the contact's pool has any, else one each; nothing after a break."""
    even = held.astype(np.int64)
    if not by_minutes or not minutes.any():
        return even
    spent = np.where(held, minutes, 0)
    timed = np.zeros(int(code.max(initial=-1)) + 2, dtype=bool)
    timed[code[spent > 0]] = True
    timed[NOBODY] = False
    return np.where(timed[code], spent, even)
