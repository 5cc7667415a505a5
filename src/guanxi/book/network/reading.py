"""Read bonds from a lake session by a fixed number of statements, as arrays over the rows of the facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import NEVER
from guanxi.book.statement.session import HasConnection

Ints = NDArray[np.int64]
HERE = Path(__file__).parent
TIE_COLUMNS = ("first_ms", "latest_ms", "n_events", "one_began")


@dataclass(frozen=True, slots=True)
class Ties:
    """Bound pairs by row of the facts, each once, ``one`` ≠ ``other``; times are :data:`NEVER` where unknown.

    ``one_began`` : 1 where ``one`` did the earliest bond of the pair, 0 where ``other`` did.
    """

    one: Ints
    other: Ints
    first_ms: Ints
    latest_ms: Ints
    n_events: Ints
    one_began: Ints

    @property
    def n(self) -> int:
        """Number of pairs."""
        return len(self.one)

    @property
    def beginner(self) -> Ints:
        """(m,) the end that began."""
        return np.where(self.one_began > 0, self.one, self.other)


@dataclass(frozen=True, slots=True)
class Invitations:
    """Inviter and invitee by row, when (:data:`NEVER`: unknown); and invitations that bind nobody.

    ``n_by_nobody_known`` : the key of the inviter got an id when it was imported, but no list of contacts and no event
    knows it: most often the column of inviters holds another kind of key than that of contacts.
    """

    inviter: Ints
    invitee: Ints
    invited_ms: Ints
    n_to_oneself: int
    n_to_nobody_known: int
    n_by_nobody_known: int = 0


@dataclass(frozen=True, slots=True)
class Bonds:
    """Everything of bonds that a network is made from.

    Parameters
    ----------
    first_order_ms : (n,) first payment by row of the facts, :data:`NEVER` for who never paid.
    """

    ties: Ties
    invitations: Invitations
    first_order_ms: Ints


def read_bonds(session: HasConnection, contact_id: Ints, at_ms: int) -> Bonds:
    """Bonds among ``contact_id`` (sorted) at or before ``at_ms``."""
    rows = Rows(contact_id)
    session.con.execute(sql("bonds_seen"), {"at_ms": at_ms})
    session.con.execute(sql("bonds"), {"at_ms": at_ms})
    tied = read(session, "ties")
    one, other = rows.of(tied["one"]), rows.of(tied["other"])
    known = (one >= 0) & (other >= 0)
    ties = Ties(one[known], other[known], *(tied[name][known] for name in TIE_COLUMNS))
    asked = read(session, "invitations")
    inviter, invitee = rows.of(asked["one"]), rows.of(asked["other"])
    known = (inviter >= 0) & (invitee >= 0)
    nowhere = read(session, "not_bonds", at_ms=at_ms)
    session.con.execute("DROP TABLE network_bonds")
    session.con.execute("DROP TABLE network_seen")
    # Nobody is bound: nobody's first order is asked for, and an audit without bonds pays for none of this.
    nobody = {"one": np.zeros(0, dtype=np.int64), "first_ms": np.zeros(0, dtype=np.int64)}
    paid = read(session, "first_orders", at_ms=at_ms) if ties.n else nobody
    return Bonds(
        ties,
        Invitations(
            inviter[known],
            invitee[known],
            asked["invited_ms"][known],
            int(nowhere["to_oneself"][0]),
            int(nowhere["to_nobody_known"][0]) + int(np.sum((inviter >= 0) & (invitee < 0))),
            int(np.sum(inviter < 0)),
        ),
        rows.spread(paid["one"], paid["first_ms"], NEVER),
    )


class Rows:
    """From the lake's ids to rows of the facts; ids are dense, so a table is quicker than a search."""

    def __init__(self, contact_id: Ints) -> None:
        self.n = len(contact_id)
        self._row = np.full(int(contact_id[-1]) + 1 if self.n else 0, -1, dtype=np.int64)
        self._row[contact_id] = np.arange(self.n)

    def of(self, ids: Ints) -> Ints:
        """Row of each id, −1 for the unknown."""
        inside = ids < len(self._row)
        return np.where(inside, self._row[np.where(inside, ids, 0)] if len(self._row) else -1, -1)

    def spread(self, ids: Ints, values: Ints, absent: np.int64) -> Ints:
        """(n,) values by row, ``absent`` where there is none."""
        row = self.of(ids)
        full = np.full(self.n, absent, dtype=np.int64)
        full[row[row >= 0]] = values[row >= 0]
        return full


def read(session: HasConnection, name: str, **parameters: int) -> dict[str, Ints]:
    """Columns of ``{name}.sql`` as int64; a missing time is :data:`NEVER`."""
    fetched = session.con.execute(sql(name), parameters or None).fetchnumpy()
    return {
        column: np.asarray(values.filled(NEVER) if isinstance(values, np.ma.MaskedArray) else values).astype(np.int64)
        for column, values in fetched.items()
    }


def sql(name: str) -> str:
    """The text of a statement of this package."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
