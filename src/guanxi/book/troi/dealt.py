"""Who was assigned to what, and when: the arms of one read-out as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.facts.small_tables import make_table
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import Session

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HOLDOUT_WORDS = (
    "holdout", "hold_out", "hold-out", "control", "c", "0", "no_treatment", "untreated",
    "对照", "对照组", "留出", "留出组", "不打扰", "空白组", "控制组",
)  # fmt: skip
"""Names of the arm that is left alone; every other arm is treated."""

ARMS_SQL = """
-- Grain: one row per contact that the programs dealt an arm by as_of, sorted by contact. Table own_programs names them.
-- A contact that several of them dealt an arm counts with its first. A contact without a cluster is a unit of its own.
WITH first_arm AS (
  SELECT * FROM assignments WHERE program_id IN (SELECT program_id FROM own_programs)
  QUALIFY row_number() OVER (PARTITION BY contact_id ORDER BY assigned_ms, program_id, arm) = 1
)
SELECT contact_id, lower(trim(arm)) IN (SELECT word FROM holdout_words) AS is_control, assigned_ms, share_bp,
  dense_rank() OVER (ORDER BY cluster_id, CASE WHEN cluster_id = '' THEN contact_id ELSE 0 END) - 1 AS unit
FROM first_arm ORDER BY contact_id
"""


@dataclass(frozen=True, slots=True)
class Dealt:
    """One row per contact, sorted by ``contact_id``; every column is an (n,) array.

    Parameters
    ----------
    unit : number of what was randomised: the contact itself, or its cluster.
    share_bp : designed share of the contact's arm; 0 when not stated.
    """

    contact_id: Ints
    is_treated: Bools
    assigned_ms: Ints
    unit: Ints
    share_bp: Ints

    @property
    def n(self) -> int:
        """Number of contacts."""
        return len(self.contact_id)

    @property
    def is_clustered(self) -> bool:
        """True when something larger than a contact was randomised."""
        return int(self.unit.max(initial=-1)) + 1 < self.n

    def matured_ms(self, days: int) -> Ints:
        """(n,) when each contact's unit has matured: D days after the last assignment in it."""
        latest = np.full(int(self.unit.max(initial=-1)) + 1, np.iinfo(np.int64).min)
        np.maximum.at(latest, self.unit, self.assigned_ms)
        return np.asarray(latest[self.unit] + days * DAY_MS, dtype=np.int64)

    def take(self, rows: Bools) -> Dealt:
        """The arms of some contacts."""
        return Dealt(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def name_programs(session: Session, programs: tuple[str, ...]) -> None:
    """Make the temp tables ``own_programs`` and ``holdout_words`` on a connection."""
    make_table(session.con, "own_programs", {"program_id": pa.array(programs, pa.string())})
    make_table(session.con, "holdout_words", {"word": pa.array(HOLDOUT_WORDS, pa.string())})


def read_dealt(session: Session, programs: tuple[str, ...]) -> Dealt:
    """The arms of ``programs`` by the session's moment; empty where nobody was assigned."""
    name_programs(session, programs)
    found = session.con.execute(ARMS_SQL).fetchnumpy()
    contact, assigned, unit, share = (
        np.asarray(found[name], dtype=np.int64) for name in ("contact_id", "assigned_ms", "unit", "share_bp")
    )
    return Dealt(contact, ~np.asarray(found["is_control"], dtype=np.bool_), assigned, unit, share)


def straddling(dealt: Dealt) -> int:
    """Clusters that hold contacts of both arms: then it was not the cluster that was randomised."""
    n = np.bincount(dealt.unit)
    treated = np.bincount(dealt.unit, weights=dealt.is_treated)
    return int(((treated > 0) & (treated < n)).sum())
