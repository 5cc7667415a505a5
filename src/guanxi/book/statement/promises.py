"""Promises outstanding: what was promised by the moment and not kept by then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
SQL = Path(__file__).with_name("promises.sql")


class HasConnection(Protocol):
    """A lake session, as far as the statement needs it."""

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """Connection with the lake's views."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What the brand owes at one moment.

    Parameters
    ----------
    by_contact_fen : (n,) fen, aligned with the contacts asked for.
    n_outstanding : promises not kept; ``None`` when the data has no promises at all.
    unassigned_fen : owed, but to nobody among the contacts; in the total, in no cut.
    """

    by_contact_fen: Ints
    n_outstanding: int | None
    unassigned_fen: int = 0

    @classmethod
    def unknown(cls, n_contacts: int) -> Owed:
        """Of a brand that records no promises."""
        return cls(np.zeros(n_contacts, dtype=np.int64), None)


def read_promises(session: HasConnection, contact_id: Ints, at_ms: int) -> Owed:
    """Promises outstanding at ``at_ms``; ``contact_id`` sorted."""
    columns = session.con.execute(SQL.read_text(encoding="utf-8"), {"at_ms": at_ms}).fetchnumpy()
    if len(columns["contact_id"]) == 0:
        return Owed.unknown(len(contact_id))
    owner = np.asarray(columns["contact_id"], dtype=np.int64)
    amount = np.asarray(columns["owed_fen"], dtype=np.int64)
    place = np.minimum(np.searchsorted(contact_id, owner), max(len(contact_id) - 1, 0))
    found = contact_id[place] == owner if len(contact_id) else np.zeros(len(owner), dtype=np.bool_)
    owed = np.zeros(len(contact_id), dtype=np.int64)
    owed[place[found]] = amount[found]
    return Owed(owed, int(np.sum(columns["n_outstanding"])), int(amount[~found].sum()))
