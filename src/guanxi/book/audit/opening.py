"""Roll the book forward from its opening date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.looks import Looks, OpeningLooks
from guanxi.book.audit.standing import Stood, stand
from guanxi.book.contracts import RollForward
from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.learn import Model
from guanxi.book.network import Gathered
from guanxi.book.positions import Positions
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
    published = stand(first.published, first.old, settings, capital_is_money=True).positions
    gone = _gone_since(of, first, published, opened_ms)
    before, after = (*found, tier_membership(opened.positions)), (*members, tier_membership(closed.positions))
    names = _shared_names(before, after, gone)
    keys = _keys(before, names, first.opening.n)

    def keys_of(facts: Facts) -> dict[str, Ints]:
        place = np.minimum(np.searchsorted(first.opening.contact_id, facts.contact_id), max(first.opening.n - 1, 0))
        none = np.zeros(facts.n, dtype=np.int64)
        return {dimension: codes[place] if len(codes) else none for dimension, codes in keys.items()}

    def standing(facts: Facts, under: Model) -> Standing:
        return Standing.of(stand(facts, under, settings, capital_is_money=True).positions, keys_of(facts))

    standings = Standings(
        published=Standing.of(published, gone.keys(keys_of(first.published), names)),
        restated=standing(first.restated, first.old),
        opening=Standing.of(opened.positions, keys),
        faded=standing(first.faded, of.model),
        closing=Standing.of(closed.positions, _keys(after, names, closed.facts.n)),
        names=names,
    )
    return Rolled(roll_forward(standings, opened_ms, of.at_ms), trust_changes(standings))


@dataclass(frozen=True, slots=True)
class _Gone:
    """Contacts of the published opening that the opening as known now does not have.

    They were merged into others since, or what they were known by was corrected since.

    Parameters
    ----------
    row : (k,) their rows in the published positions. names : dimension → (k,) name of the cut that each stood in then.
    """

    row: Ints
    names: dict[str, list[str]]

    def of(self, dimension: str) -> list[str]:
        """(k,) names; "" where the dimension was not known then."""
        return self.names.get(dimension, [""] * len(self.row))

    def keys(self, codes: dict[str, Ints], names: dict[str, tuple[str, ...]]) -> dict[str, Ints]:
        """``codes`` of everybody, with those of the contacts that are gone put right."""
        for dimension, each in codes.items():
            each[self.row] = [names[dimension].index(name) for name in self.of(dimension)]
        return codes


def _gone_since(of: Engagement, first: OpeningLooks, published: Positions, opened_ms: int) -> _Gone:
    """Their cuts as known then: as of now they stand in none."""
    row = np.flatnonzero(~np.isin(published.contact_id, first.opening.contact_id))
    if not len(row):
        return _Gone(row, {})
    with of.session_at(opened_ms, known_ms=opened_ms) as known:
        facts = first.published
        found = read_memberships(known, facts.contact_id, facts.known_age, opened_ms, of.settings.zone)
    members = (*found, tier_membership(published))
    return _Gone(row, {m.dimension: [m.names[code] for code in m.code_of_contact(published.n)[row]] for m in members})


def _shared_names(
    before: tuple[Membership, ...], after: tuple[Membership, ...], gone: _Gone
) -> dict[str, tuple[str, ...]]:
    """dimension → sorted names at either date, of the dimensions that both dates know."""
    dates = [{m.dimension: set(m.names) for m in date if m.dimension in CUT_DIMENSIONS} for date in (before, after)]
    return {
        dimension: tuple(sorted(dates[0][dimension] | dates[1][dimension] | set(gone.of(dimension))))
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
