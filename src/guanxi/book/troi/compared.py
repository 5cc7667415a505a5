"""Treated and comparable contacts where nobody was held out: those a program reached, and those it had not reached yet.

A comparison contact gets a date as if it had been reached: by its hash bucket from the dates of those who were, so that
both groups stand in the same season. It counts only when it was on record by then and not reached in the D days after.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.troi.dealt import Dealt, name_programs
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import Session
from guanxi.stats.experiments import N_BUCKETS, compute_buckets

Ints = NDArray[np.int64]

REACHED_SQL = """
-- Grain: one row per contact on record, with the programs' first give, ask or assignment to it (NULL: none by as_of).
-- Inputs: contacts, events, kinds, assignments, own_programs, holdout_words.
WITH reached AS (
  SELECT contact_id, min(at_ms) AS at_ms FROM (
    SELECT e.contact_id, e.occurred_ms AS at_ms FROM events e JOIN kinds n USING (kind_id)
    WHERE e.program_id IN (SELECT program_id FROM own_programs) AND n.role IN ('give', 'ask')
    UNION ALL
    SELECT contact_id, assigned_ms FROM assignments
    WHERE program_id IN (SELECT program_id FROM own_programs)
      AND lower(trim(arm)) NOT IN (SELECT word FROM holdout_words)
  ) GROUP BY contact_id
), known AS (
  SELECT contact_id, min(coalesce(acquired_ms, valid_from_ms)) AS since_ms FROM contacts GROUP BY contact_id
)
SELECT k.contact_id, k.since_ms, r.at_ms FROM known k LEFT JOIN reached r USING (contact_id) ORDER BY k.contact_id
"""


def read_compared(session: Session, programs: tuple[str, ...], days: int, earliest_ms: int) -> Dealt:
    """Reached contacts as treated, not yet reached ones as control; empty when the programs reached nobody.

    Contacts reached less than ``days`` after ``earliest_ms``, where the data begins, are in neither group: nothing is
    known of the days before.
    """
    name_programs(session, programs)
    found = session.con.execute(REACHED_SQL).fetchnumpy()
    contact = np.asarray(found["contact_id"], dtype=np.int64)
    since = np.ma.filled(np.ma.asarray(found["since_ms"]), 0).astype(np.int64)
    reached = np.ma.asarray(found["at_ms"])
    is_reached = ~np.ma.getmaskarray(reached)
    at_ms = np.ma.filled(reached, 0).astype(np.int64)
    is_usable = is_reached & (at_ms - days * DAY_MS >= earliest_ms)
    dates = np.sort(at_ms[is_usable])
    if not len(dates):
        nothing = np.zeros(0, dtype=np.int64)
        return Dealt(nothing, nothing.astype(np.bool_), nothing, nothing, nothing)
    stand_in = dates[compute_buckets(contact, f"comparison of {programs[0]}") * len(dates) // N_BUCKETS]
    is_free = ~is_reached | (at_ms > stand_in + days * DAY_MS)
    # Whoever is reached later than D days after the stand-in date may stand in for the unreached, or count as reached,
    # but not both: half of the buckets each way.
    as_control = is_free & (since <= stand_in) & (~is_reached | (compute_buckets(contact, "later") % 2 == 0))
    kept = is_usable | as_control
    treated = is_usable & ~as_control
    return Dealt(
        contact[kept],
        treated[kept],
        np.where(treated, at_ms, stand_in)[kept],
        np.arange(int(kept.sum())),
        np.zeros(int(kept.sum()), dtype=np.int64),
    )
