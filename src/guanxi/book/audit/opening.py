"""Roll the book forward from its opening date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.looks import Looks
from guanxi.book.audit.standing import Stood, stand
from guanxi.book.contracts import RollForward
from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.learn import Model
from guanxi.book.network import Gathered
from guanxi.book.roll_forward.roll import roll_forward
from guanxi.book.roll_forward.standings import Standing, Standings
from guanxi.book.roll_forward.trust_change import TrustChange, trust_changes
from guanxi.book.statement.memberships import Membership, read_memberships, tier_membership

Ints = NDArray[np.int64]

CUT_DIMENSIONS = ("channel", "staff", "cohort", "tier")
"""Cuts in which every contact stands exactly once, so that the lines of a dimension add up to the book's."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """The roll-forward and every contact's change of T."""

    roll_forward: RollForward
    changes: TrustChange


def opening_stood(of: Engagement, looks: Looks, gathered: Gathered) -> Stood | None:
    """How the contacts stood at the opening under the closing model; ``None`` when nothing is compared."""
    opened_ms = of.asked.compare_to_ms
    if looks.opening is None or opened_ms is None:
        return None
    facts = looks.opening.opening
    inviter = gathered.inviters_of(facts.contact_id, opened_ms)
    return stand(facts, of.model, of.settings, capital_is_money=True, inviter=inviter)


def roll_looks(
    of: Engagement, looks: Looks, opened: Stood | None, closed: Stood, members: tuple[Membership, ...]
) -> Rolled | None:
    """Opening to closing, in total and in every cut; ``None`` when nothing is compared."""
    opened_ms = of.asked.compare_to_ms
    if looks.opening is None or opened is None or opened_ms is None:
        return None
    first, settings = looks.opening, of.settings
    with of.session_at(opened_ms) as then:
        found = read_memberships(then, first.opening.contact_id, first.opening.known_age, opened_ms, settings.zone)
    before, after = (*found, tier_membership(opened.positions)), (*members, tier_membership(closed.positions))
    names = _shared_names(before, after)
    keys = _keys(before, names, first.opening.n)

    def standing(facts: Facts, under: Model) -> Standing:
        positions = stand(facts, under, settings, capital_is_money=True).positions
        place = np.searchsorted(first.opening.contact_id, facts.contact_id)
        return Standing.of(positions, {dimension: codes[place] for dimension, codes in keys.items()})

    standings = Standings(
        published=standing(first.published, first.old),
        restated=standing(first.restated, first.old),
        opening=Standing.of(opened.positions, keys),
        faded=standing(first.faded, of.model),
        closing=Standing.of(closed.positions, _keys(after, names, closed.facts.n)),
        names=names,
    )
    return Rolled(roll_forward(standings, opened_ms, of.at_ms), trust_changes(standings))


def _shared_names(before: tuple[Membership, ...], after: tuple[Membership, ...]) -> dict[str, tuple[str, ...]]:
    """dimension → sorted names at either date, of the dimensions that both dates know."""
    dates = [{m.dimension: set(m.names) for m in date if m.dimension in CUT_DIMENSIONS} for date in (before, after)]
    return {
        dimension: tuple(sorted(dates[0][dimension] | dates[1][dimension]))
        for dimension in CUT_DIMENSIONS
        if dimension in dates[0] and dimension in dates[1]
    }


def _keys(members: tuple[Membership, ...], names: dict[str, tuple[str, ...]], n: int) -> dict[str, Ints]:
    """dimension → (n,) code into ``names``."""
    keys: dict[str, Ints] = {}
    for member in members:
        if member.dimension in names:
            place = np.array([names[member.dimension].index(name) for name in member.names], dtype=np.int64)
            keys[member.dimension] = place[member.code_of_contact(n)]
    return keys
