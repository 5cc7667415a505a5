"""Five looks at the same contacts, laid on one union of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guanxi.book.positions import Positions, PostingError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ABSENT = -1
"""Cut code of a contact that does not stand in a cut."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Positions at one moment under one model, as far as the roll-forward looks at them.

    Parameters
    ----------
    contact_id : (n,) sorted, unique. potential_fen, capital_fen : Λ and K. trust : T.
    is_broken : no relationship stands: broken, erased or released.
    keys : dimension → (n,) code into ``Standings.names[dimension]``, ≥ 0.
    """

    contact_id: Ints
    potential_fen: Ints
    trust: Floats
    capital_fen: Ints
    is_broken: Bools
    keys: Mapping[str, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a broken relationship that is worth something: the lines could not say where it went."""
        worth = self.is_broken & (self.capital_fen != 0)
        if worth.any():
            contact = int(self.contact_id[np.argmax(worth)])
            raise PostingError(
                f"Contact {contact} is broken and still carries trust capital. Post K = 0 after a break.",
                f"客户 {contact} 的关系已断，却仍有信任资本。关系断开后请将 K 记为 0。",
            )

    @classmethod
    def of(cls, positions: Positions, keys: Mapping[str, Ints] | None = None) -> Standing:
        """The standing that positions show."""
        return cls(
            positions.contact_id,
            positions.potential_fen,
            positions.trust,
            positions.capital_fen,
            positions.is_broken,
            keys or {},
        )

    @classmethod
    def empty(cls) -> Standing:
        """Nobody."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, np.zeros(0), none, np.zeros(0, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Standings:
    """What a roll-forward is made from.

    Parameters
    ----------
    published : the opening as it was published then; the same as ``restated`` when nothing was.
    restated : the opening date, all that is known now, the old model.
    opening : the opening date under the closing model: Λ0′, T0′, K0′.
    faded : the closing date, events ≤ opening only: its trust is T_c.
    closing : the closing date under the closing model.
    names : dimension → name of each code in the standings' ``keys``.
    """

    published: Standing
    restated: Standing
    opening: Standing
    faded: Standing
    closing: Standing
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aligned:
    """The five standings over the (m,) union of their contacts; what is absent is 0, and T is NaN.

    ``held_opening``, ``held_closing`` : a relationship stood then. ``in_…`` : the contact is there at all.
    """

    contact_id: Ints
    published_fen: Ints
    restated_fen: Ints
    opening_fen: Ints
    closing_fen: Ints
    opening_potential_fen: Ints
    closing_potential_fen: Ints
    trust_restated: Floats
    trust_opening: Floats
    trust_faded: Floats
    trust_closing: Floats
    in_published: Bools
    in_closing: Bools
    held_published: Bools
    held_opening: Bools
    held_closing: Bools


class _Spread:
    """Lays a standing's columns on the union of ids."""

    def __init__(self, union: Ints, standing: Standing) -> None:
        self.size = len(union)
        self.place = np.searchsorted(union, standing.contact_id)

    def ints(self, column: Ints, absent: int = 0) -> Ints:
        full = np.full(self.size, absent, dtype=np.int64)
        full[self.place] = column
        return full

    def floats(self, column: Floats) -> Floats:
        full = np.full(self.size, np.nan)
        full[self.place] = column
        return full

    def bools(self, column: Bools) -> Bools:
        full = np.zeros(self.size, dtype=np.bool_)
        full[self.place] = column
        return full

    def here(self) -> Bools:
        return self.bools(np.ones(len(self.place), dtype=np.bool_))


def union_of(standings: Standings) -> Ints:
    """Sorted ids of every contact that stands in any of the five."""
    each = (standings.published, standings.restated, standings.opening, standings.faded, standings.closing)
    ids = np.concatenate([standing.contact_id for standing in each])
    # Five sorted runs: a stable sort merges them, where np.unique would sort from scratch.
    ids.sort(kind="stable")
    return ids[np.concatenate(([True], ids[1:] != ids[:-1]))] if len(ids) else ids


def align(standings: Standings) -> Aligned:
    """The five standings on one union of ids."""
    union = union_of(standings)
    published, restated = (_Spread(union, side) for side in (standings.published, standings.restated))
    opening, faded, closing = (_Spread(union, side) for side in (standings.opening, standings.faded, standings.closing))
    return Aligned(
        contact_id=union,
        published_fen=published.ints(standings.published.capital_fen),
        restated_fen=restated.ints(standings.restated.capital_fen),
        opening_fen=opening.ints(standings.opening.capital_fen),
        closing_fen=closing.ints(standings.closing.capital_fen),
        opening_potential_fen=opening.ints(standings.opening.potential_fen),
        closing_potential_fen=closing.ints(standings.closing.potential_fen),
        trust_restated=restated.floats(standings.restated.trust),
        trust_opening=opening.floats(standings.opening.trust),
        trust_faded=faded.floats(standings.faded.trust),
        trust_closing=closing.floats(standings.closing.trust),
        in_published=published.here(),
        in_closing=closing.here(),
        held_published=published.bools(~standings.published.is_broken),
        held_opening=opening.bools(~standings.opening.is_broken),
        held_closing=closing.bools(~standings.closing.is_broken),
    )


def key_columns(standings: Standings, union: Ints, dimension: str) -> tuple[Ints, Ints]:
    """(first, last): (m,) codes of the cut that a contact was in at opening and is in at closing.

    At opening: as published then, else as the opening date looks now, else (acquired since) the closing cut. At
    closing: the closing cut, else (gone since) the opening one, so that nothing is transferred to nowhere.

    Raises
    ------
    PostingError
        when a contact stands in no cut of the dimension: its money would be in the total and in no cut.
    """
    sides = (standings.published, standings.restated, standings.opening, standings.closing)
    nowhere = np.full(len(union), ABSENT, dtype=np.int64)
    codes = [
        _Spread(union, side).ints(side.keys[dimension], ABSENT) if dimension in side.keys else nowhere for side in sides
    ]
    first = nowhere
    for each in codes:
        first = np.where(first == ABSENT, each, first)
    lost = np.isin(union, np.concatenate([side.contact_id for side in sides])) & (first == ABSENT)
    if lost.any():
        contact = int(union[np.argmax(lost)])
        raise PostingError(
            f"Contact {contact} stands in no cut of “{dimension}”. Give every contact a code, “unknown” included.",
            f"客户 {contact} 不属于“{dimension}”的任何一项。请为每位客户给出编码，包括“未知”。",
        )
    # Whoever stands only among the faded moves nothing: any code will do.
    first = np.maximum(first, 0)
    return first, np.where(codes[3] == ABSENT, first, codes[3])
