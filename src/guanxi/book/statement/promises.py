"""Promises outstanding: what was promised by the moment and not kept by then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.statement.session import HasConnection, read_table

Ints = NDArray[np.int64]


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
    table = read_table(session, "promises", at_ms=at_ms)
    if table.num_rows == 0:
        return Owed.unknown(len(contact_id))
    owner, amount, outstanding = (table[name].to_numpy() for name in ("contact_id", "owed_fen", "n_outstanding"))
    place = np.minimum(np.searchsorted(contact_id, owner), max(len(contact_id) - 1, 0))
    found = contact_id[place] == owner if len(contact_id) else np.zeros(len(owner), dtype=np.bool_)
    owed = np.zeros(len(contact_id), dtype=np.int64)
    owed[place[found]] = amount[found]
    return Owed(owed, int(outstanding.sum()), int(amount[~found].sum()))
