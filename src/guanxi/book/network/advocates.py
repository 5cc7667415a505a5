"""Advocates ranked by what the people whom they brought are expected to bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.network import Advocate
from guanxi.book.facts.contracts import Facts
from guanxi.book.network.credit import Credit
from guanxi.book.network.referrals import Referrals
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS
from guanxi.kit.money import show_yuan
from guanxi.stats.graph import damped_values, within_caps

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHOWN = 20
BLOCK_MS = 30 * DAY_MS
"""Caps count per inviter and fixed block of 30 days of the calendar, as for verified bonds (facts/bond_facts.sql)."""
VERIFIED_ORDERS = 2
VERIFIED_AGE_DAYS = 60
MANY = 10
LEAST_VERIFIED = 5
"""With fewer verified invitees a rank is one or two people's luck: shown, but nobody is named the strongest by it."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """(n,) columns by row of the facts; fen are floats here, a ranking is no posting.

    Parameters
    ----------
    value : expected referral value. own : the part of it that comes from whom the contact brought itself, the rest from
        later generations. is_verified : a seed. counted : verified and within its inviter's cap.
    n_invited, n_converted, n_verified, n_counted : of whom the contact brought.
    """

    value: Floats
    own: Floats
    is_verified: Bools
    n_invited: Ints
    n_converted: Ints
    n_verified: Ints
    n_counted: Ints

    @property
    def is_enough(self) -> Bools:
        """(n,) True where a rank rests on enough verified invitees."""
        return np.asarray(self.n_verified >= LEAST_VERIFIED)

    @property
    def order(self) -> Ints:
        """Rows with any value: those with enough evidence first, of each the best first; ties by row."""
        worth = np.flatnonzero(self.value > 0)
        return worth[np.lexsort((worth, -self.value[worth], ~self.is_enough[worth]))]

    @property
    def n_unverified_inviters(self) -> int:
        """Contacts that brought many, none of them verified."""
        return int(np.sum((self.n_invited >= MANY) & (self.n_verified == 0)))


def verified_seeds(facts: Facts) -> Bools:
    """(n,) True for contacts whose own orders vouch for them, whoever brought them.

    Orders on two days, not paid back, known for 60 days, relationship stands: what a made-up invitee does not do, and
    what costs a farm more than a reward brings.
    """
    bought = (facts.n_orders >= VERIFIED_ORDERS) & (facts.net_fen > 0)
    return np.asarray(bought & (facts.known_age >= VERIFIED_AGE_DAYS) & ~facts.is_broken)


def rank_advocates(referrals: Referrals, facts: Facts, clv_fen: Ints, settings: AuditSettings) -> Ranking:
    """Expected referral value of everybody: σ·clv of verified invitees within caps, fading by generation.

    A farm's invitees are no seeds and worth nothing; a ring or clique has one inviter per member at most; a burst of
    real ones counts ``bond_cap`` per 30 days. Broken inviters have no value: nobody can thank them.
    """
    inviter, n = referrals.inviter, facts.n
    seed = verified_seeds(facts)
    worth = np.where(seed, clv_fen * settings.referral_share, 0.0)
    block = np.where(referrals.is_invited, referrals.invited_ms, 0) // BLOCK_MS
    capped = within_caps(inviter, block, worth, settings.bond_cap)
    value = damped_values(inviter, worth, capped, settings.referral_damping)
    brought = referrals.is_invited

    def tally(which: Bools) -> Ints:
        return np.bincount(inviter[which & brought], minlength=n).astype(np.int64)

    return Ranking(
        value=np.where(facts.is_broken, 0.0, value),
        own=damped_values(inviter, worth, capped, 0.0),
        is_verified=seed,
        n_invited=tally(brought),
        n_converted=tally(referrals.converted),
        n_verified=tally(seed),
        n_counted=tally(seed & capped),
    )


def advocate_rows(
    ranking: Ranking, credit: Credit, contact_id: Ints, names: dict[int, str], sign: str
) -> tuple[Advocate, ...]:
    """The first :data:`SHOWN`, each with its reasons in words."""
    chosen = ranking.order[:SHOWN].tolist()
    return tuple(_row(ranking, credit, row, contact_id=int(contact_id[row]), names=names, sign=sign) for row in chosen)


def _row(ranking: Ranking, credit: Credit, row: int, *, contact_id: int, names: dict[int, str], sign: str) -> Advocate:
    invited, converted, verified, counted = (
        int(column[row]) for column in (ranking.n_invited, ranking.n_converted, ranking.n_verified, ranking.n_counted)
    )
    value, enough = round(float(ranking.value[row])), bool(ranking.is_enough[row])
    over, later = verified - counted, value - round(float(ranking.own[row]))
    later_en = f", {show_yuan(later, 'en', sign)} of it through those whom they brought in turn" if later > 0 else ""
    later_zh = f"，其中 {show_yuan(later, 'zh', sign)} 来自他们再带来的人" if later > 0 else ""
    en = (
        f"Brought {invited}: {converted} bought within 90 days; to date, however late, {verified}"
        f" {'has' if verified == 1 else 'have'} ordered on two days or more."
        f" Their expected value credits {show_yuan(value, 'en', sign)}{later_en}"
        f"{f'; {over} beyond the cap of a month do not count' if over else ''}."
        f"{'' if enough else f' Not enough evidence for a rank: {LEAST_VERIFIED} verified are needed.'}"
    )
    zh = (
        f"带来 {invited} 人：{converted} 人在 90 天内下单；至今（不限 90 天）共有 {verified} 人至少在两天下过单。"
        f"他们的预期价值计入 {show_yuan(value, 'zh', sign)}{later_zh}"
        f"{f'；超出每月上限的 {over} 人不计' if over else ''}。"
        f"{'' if enough else f'已验证的不足 {LEAST_VERIFIED} 人，证据不足以排名。'}"
    )
    return Advocate(
        contact_id,
        names.get(contact_id, str(contact_id)),
        value,
        int(credit.received[row]),
        invited,
        converted,
        verified,
        counted,
        en,
        zh,
        enough,
    )
