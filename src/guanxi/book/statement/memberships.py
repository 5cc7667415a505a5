"""Which contacts belong to which cut."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.positions import Positions
from guanxi.book.statement.session import HasConnection, read_table, run_statement
from guanxi.book.tiers.codes import NONE, TIER_NAMES
from guanxi.kit.clock import DAY_MS, local_day

Ints = NDArray[np.int64]

MOST_POINTS = 40
"""More accounts and places than this are told apart by channel only."""

PROGRAM_DAYS = 365


@dataclass(frozen=True, slots=True)
class Membership:
    """Contacts by cut of one dimension; a contact may be in several cuts, in one, or in none.

    Parameters
    ----------
    dimension : "channel", "staff", "cohort", "tier", "group", "program" or "touchpoint".
    names : (c,) sorted name of each cut; "" is "not recorded".
    row : (k,) row of the contact in the positions. code : (k,) cut, 0…c − 1. Each pair once.
    ended : (k,) pairs that are over: the contact is counted with the last of the staff who served it.
    """

    dimension: str
    names: tuple[str, ...]
    row: Ints
    code: Ints
    ended: NDArray[np.bool_] | None = None

    @property
    def is_empty(self) -> bool:
        """True when the data does not know the dimension: no cut, or nothing but "not recorded"."""
        return not any(self.names)

    def code_of_contact(self, n: int) -> Ints:
        """(n,) code of each contact, for a dimension in which everybody is in exactly one cut."""
        codes = np.zeros(n, dtype=np.int64)
        codes[self.row] = self.code
        return codes


def membership(dimension: str, keys: pa.ChunkedArray | pa.Array, row: Ints | None = None) -> Membership:
    """From one text key per pair; ``row`` None: one key per contact, in the order of the positions."""
    whole = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
    coded = whole.fill_null("").dictionary_encode()
    names = [str(name) for name in coded.dictionary.to_pylist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    code = place[np.asarray(coded.indices, dtype=np.int64)]
    return Membership(
        dimension, tuple(names[i] for i in order), np.arange(len(code), dtype=np.int64) if row is None else row, code
    )


def tier_membership(positions: Positions) -> Membership:
    """By tier; contacts without a tier are a cut of their own, so that the cuts add up to the book."""
    code = positions.tier.astype(np.int64)
    names = TIER_NAMES if (code == NONE).any() else TIER_NAMES[:NONE]
    return Membership("tier", names, np.arange(positions.n, dtype=np.int64), code)


def cohort_labels(known_age_days: Ints, at_ms: int, zone: str) -> pa.Array:
    """(n,) quarter in which a contact became known, as ``2025Q3``, by the brand's calendar."""
    today = np.datetime64(local_day(at_ms, zone), "D")
    months = (today - known_age_days.astype("timedelta64[D]")).astype("datetime64[M]").astype(np.int64)
    quarter = np.floor_divide(months, 3)
    kinds, index = np.unique(quarter, return_inverse=True)
    labels = pa.array([f"{1970 + int(q) // 4}Q{int(q) % 4 + 1}" for q in kinds], pa.string())
    return labels.take(pa.array(index.astype(np.int64)))


def owners_of(members: tuple[Membership, ...], n: int) -> tuple[pa.Array, pa.Array]:
    """(n,) channel of acquisition and staff member of each contact, "" where nobody knows."""
    found = {member.dimension: member for member in members}

    def names(dimension: str) -> pa.Array:
        if dimension not in found:
            return pa.array([""], pa.string()).take(pa.array(np.zeros(n, dtype=np.int64)))
        return pa.array(found[dimension].names, pa.string()).take(pa.array(found[dimension].code_of_contact(n)))

    return names("channel"), names("staff")


def read_memberships(
    session: HasConnection, contact_id: Ints, known_age_days: Ints, at_ms: int, zone: str
) -> tuple[Membership, ...]:
    """Channel, staff, cohort, group, program and touchpoint at ``at_ms``; what the data does not know is left out.

    Parameters
    ----------
    contact_id : (n,) sorted, the contacts of the positions. known_age_days : (n,) whole days since first known.
    """
    acquired = read_table(session, "acquisition", at_ms=at_ms)
    place = _rows(contact_id, acquired)
    found = [_partition(name, acquired, place, len(contact_id)) for name in ("channel", "staff")]
    found.append(membership("cohort", cohort_labels(known_age_days, at_ms, zone)))
    since_ms = at_ms - PROGRAM_DAYS * DAY_MS
    for dimension, table in (
        ("group", read_table(session, "groups", at_ms=at_ms)),
        ("program", read_table(session, "programs", at_ms=at_ms, since_ms=since_ms)),
        ("touchpoint", _touchpoints(session, at_ms)),
    ):
        row = _rows(contact_id, table)
        known = row >= 0
        found.append(membership(dimension, table["key"].filter(pa.array(known)), row[known]))
    return tuple(each for each in found if not each.is_empty)


def _partition(name: str, acquired: pa.Table, place: Ints, n: int) -> Membership:
    """One key for every contact, "" for those that no row speaks of."""
    index = np.full(n, -1, dtype=np.int64)
    known = place >= 0
    index[place[known]] = np.flatnonzero(known)
    found = membership(name, acquired[name].take(pa.array(index, mask=index < 0)))
    if name != "staff":
        return found
    ended = np.zeros(n, dtype=np.bool_)
    ended[place[known]] = acquired["has_ended"].to_numpy(zero_copy_only=False)[known]
    return replace(found, ended=ended)


def _rows(contact_id: Ints, table: pa.Table) -> Ints:
    """Row of each of the table's contacts in the positions, −1 where it has none."""
    wanted = table["contact_id"].to_numpy()
    if len(contact_id) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(contact_id, wanted), len(contact_id) - 1)
    return np.where(contact_id[place] == wanted, place, -1)


def _touchpoints(session: HasConnection, at_ms: int) -> pa.Table:
    """Pairs of contact and touchpoint; the events are read once, into table ``met``."""
    run_statement(session, "met", at_ms=at_ms)
    (n_points,) = session.con.execute("SELECT count(DISTINCT point) FROM met WHERE point <> ''").fetchall()[0]
    pairs = read_table(session, "touchpoints", by_point=0 < int(n_points) <= MOST_POINTS)
    session.con.execute("DROP TABLE met")
    return pairs
