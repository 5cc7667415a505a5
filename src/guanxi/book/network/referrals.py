"""Who was brought by whom: of every invited contact the first valid inviter, and whether it converted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.network import NotCounted
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.network.reading import Bonds
from guanxi.kit.clock import DAY_MS
from guanxi.stats.graph import break_cycles

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CONVERSION_DAYS = 90
GRACE_DAYS = 1
"""A log may write the arrival, or the order, down some hours before the invitation that led to it."""


@dataclass(frozen=True, slots=True)
class Referrals:
    """(n,) columns by row of the facts.

    Parameters
    ----------
    inviter : row of the first valid inviter, −1 for none; a forest. invited_ms : :data:`NEVER` where none.
    first_order_ms : first order that stands, :data:`NEVER` for those who are no buyers.
    converted : first paid order at most 90 days after the invitation.
    """

    inviter: Ints
    invited_ms: Ints
    first_order_ms: Ints
    converted: Bools
    not_counted: NotCounted

    @property
    def is_invited(self) -> Bools:
        """(n,) True where somebody brought the contact."""
        return np.asarray(self.inviter >= 0)

    @property
    def has_any(self) -> bool:
        """True when the data knows of any valid referral."""
        return bool((self.inviter >= 0).any())

    def at(self, at_ms: int) -> Ints:
        """(n,) the inviters of those who had been invited by an earlier moment."""
        return np.where(self.invited_ms <= at_ms, self.inviter, -1)


def find_referrals(bonds: Bonds, facts: Facts, at_ms: int) -> Referrals:
    """Judge every invitation.

    Valid: by somebody who was there already (known at most a day shorter than the invitation is old), of another
    contact that was not there yet (known at most a day longer than invited) and had not bought yet.
    Of several valid ones the earliest counts; of a cycle the latest is dropped. A conversion needs orders that were
    not paid back: a net above 0.
    """
    asked = bonds.invitations
    first_order = _standing_first_order(bonds.first_order_ms, facts, at_ms)
    known_age = facts.known_age[asked.invitee]
    invited = np.where(asked.invited_ms == NEVER, at_ms - known_age * DAY_MS, asked.invited_ms)
    is_new = known_age <= (at_ms - invited) // DAY_MS + GRACE_DAYS
    is_new &= invited - GRACE_DAYS * DAY_MS <= first_order[asked.invitee]
    was_there = _was_there(asked.inviter, (at_ms - invited) // DAY_MS, facts)
    valid = np.flatnonzero(is_new & was_there)
    order = valid[np.lexsort((asked.inviter[valid], invited[valid], asked.invitee[valid]))]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = asked.invitee[order[1:]] != asked.invitee[order[:-1]]
    chosen = order[first]
    inviter, moment = np.full(facts.n, -1, dtype=np.int64), np.full(facts.n, NEVER, dtype=np.int64)
    inviter[asked.invitee[chosen]], moment[asked.invitee[chosen]] = asked.inviter[chosen], invited[chosen]
    kept = break_cycles(inviter, moment)
    n_cycles = int(np.sum(kept != inviter))
    moment = np.where(kept >= 0, moment, NEVER)
    bought = (first_order < NEVER) & (facts.net_fen > 0) & (kept >= 0)
    converted = bought & (first_order - np.where(bought, moment, 0) <= CONVERSION_DAYS * DAY_MS)
    return Referrals(
        kept,
        moment,
        first_order,
        np.asarray(converted),
        NotCounted(
            to_oneself=asked.n_to_oneself,
            already_there=int(np.sum(~is_new)),
            later_inviter=len(valid) - len(chosen),
            in_a_cycle=n_cycles,
            to_nobody_known=asked.n_to_nobody_known,
            by_nobody_known=asked.n_by_nobody_known,
            before_inviter=int(np.sum(is_new & ~was_there)),
        ),
    )


def _was_there(inviter: Ints, invited_age: Ints, facts: Facts) -> Bools:
    """(k,) True where the inviter had been acquired, or had done anything, when it invited so many days ago.

    Nobody can invite before it is there itself. Of an inviter without any date nothing can be said, so it stands.
    """
    is_dated = (facts.age_is_known[inviter] > 0) | (facts.n_events[inviter] > 0)
    return np.asarray(~is_dated | (facts.known_age[inviter] + GRACE_DAYS >= invited_age))


def _standing_first_order(first_paid_ms: Ints, facts: Facts, at_ms: int) -> Ints:
    """First order that was not netted away on its own day: the facts know the day, the lake the hour."""
    day_ms = at_ms - (np.where(facts.is_buyer, facts.first_order_age, 0) + 1) * DAY_MS + 1
    return np.where(facts.is_buyer, np.maximum(np.where(first_paid_ms == NEVER, day_ms, first_paid_ms), day_ms), NEVER)
