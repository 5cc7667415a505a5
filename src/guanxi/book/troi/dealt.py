"""Who was assigned to what, and when: the arms of one read-out as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.contracts.troi import Assigned
from guanxi.book.facts.small_tables import make_table
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import ALWAYS_MS, Session

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HOLDOUT_WORDS = (
    "holdout", "hold_out", "hold-out", "control", "c", "0", "no_treatment", "untreated",
    "对照", "对照组", "留出", "留出组", "不打扰", "空白组", "控制组",
)  # fmt: skip
"""Names of the arm that is left alone; every other arm is treated."""

TREATED_WORDS = (
    "treated", "treatment", "test", "exposed", "experiment", "variant",
    "处理", "处理组", "实验组", "试验组", "干预组", "测试组",
)  # fmt: skip
"""Names of one and the same treated arm; any other word is a treated arm of its own."""

TOLD_SQL = """
-- Grain: one row per contact that the programs dealt an arm by as_of: what its first moment says, and what came later.
-- Tables own_programs, holdout_words and treated_words name them. arm: '' for those who are left alone.
CREATE OR REPLACE TEMP TABLE arms_told AS
WITH told AS (
  SELECT DISTINCT contact_id, assigned_ms, trim(arm) AS shown, cluster_id, share_bp,
    CASE WHEN lower(trim(arm)) IN (SELECT word FROM holdout_words) THEN ''
         WHEN lower(trim(arm)) IN (SELECT word FROM treated_words) THEN 'treated' ELSE lower(trim(arm)) END AS arm
  FROM assignments WHERE program_id IN (SELECT program_id FROM own_programs)
), dated AS (SELECT *, min(assigned_ms) OVER (PARTITION BY contact_id) AS first_ms FROM told)
SELECT contact_id, any_value(first_ms) AS assigned_ms,
  min(arm) FILTER (assigned_ms = first_ms) AS arm, min(shown) FILTER (assigned_ms = first_ms) AS shown,
  max(cluster_id) FILTER (assigned_ms = first_ms) AS cluster_id,
  max(share_bp) FILTER (assigned_ms = first_ms) AS share_bp,
  count(DISTINCT arm) FILTER (assigned_ms = first_ms) > 1 AS is_conflicting,
  count(*) FILTER (assigned_ms > first_ms) AS n_later, count(DISTINCT arm) > 1 AS has_other_arm
FROM dated GROUP BY contact_id
"""

ARMS_SQL = """
-- Grain: one row per contact of one arm, sorted by contact. A contact without a cluster is a unit of its own.
SELECT contact_id, arm, assigned_ms, share_bp,
  dense_rank() OVER (ORDER BY cluster_id, CASE WHEN cluster_id = '' THEN contact_id ELSE 0 END) - 1 AS unit
FROM arms_told WHERE NOT is_conflicting ORDER BY contact_id
"""

TALLY_SQL = """
-- Grain: one row: contacts, of them in two arms at once; rows after the first moment; contacts of which one of those
-- names another arm.
SELECT count(*), count(*) FILTER (is_conflicting), coalesce(sum(n_later), 0)::BIGINT,
  count(*) FILTER (has_other_arm AND NOT is_conflicting)
FROM arms_told
"""

NAMES_SQL = """
-- Grain: one row per arm: its word, and how the source writes it.
SELECT arm, min(shown) FROM arms_told WHERE NOT is_conflicting GROUP BY arm ORDER BY arm
"""

MATCHED_SQL = """
-- Grain: one number: contacts of arms_told that are known from a list, or from an event that is not the programs' own.
WITH listed AS (
  SELECT contact_id FROM contacts SEMI JOIN arms_told USING (contact_id)
  WHERE acquired_ms IS NOT NULL OR channel <> '' OR campaign <> '' OR staff_id <> '' OR inviter_id <> 0
    OR properties <> '' OR valid_from_ms <= $always
), seen AS (
  SELECT DISTINCT contact_id FROM events SEMI JOIN arms_told USING (contact_id)
  WHERE program_id NOT IN (SELECT program_id FROM own_programs)
)
SELECT count(*) FROM arms_told a
WHERE a.contact_id IN (SELECT contact_id FROM listed) OR a.contact_id IN (SELECT contact_id FROM seen)
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


@dataclass(frozen=True, slots=True)
class Dealing:
    """Every arm that the programs dealt.

    Parameters
    ----------
    arm : (n,) word of each contact's arm; "" for those who are left alone.
    names : arm → how the source writes it.
    """

    dealt: Dealt
    arm: NDArray[np.object_]
    names: dict[str, str]
    assigned: Assigned

    @property
    def treated(self) -> tuple[str, ...]:
        """Words of the treated arms."""
        return tuple(word for word in self.names if word)

    @property
    def has_both(self) -> bool:
        """True when somebody was treated and somebody left alone."""
        return bool(self.treated) and "" in self.names

    def against_holdout(self, word: str) -> Dealt:
        """One treated arm and those who are left alone; units are numbered anew."""
        pair = self.dealt.take((self.arm == word) | (self.arm == ""))
        return replace(pair, unit=np.unique(pair.unit, return_inverse=True)[1].astype(np.int64))


def name_programs(session: Session, programs: tuple[str, ...]) -> None:
    """Make the temp tables ``own_programs`` and ``holdout_words`` on a connection."""
    make_table(session.con, "own_programs", {"program_id": pa.array(programs, pa.string())})
    make_table(session.con, "holdout_words", {"word": pa.array(HOLDOUT_WORDS, pa.string())})


def read_dealt(session: Session, programs: tuple[str, ...]) -> Dealt:
    """The arms of ``programs`` by the session's moment, treated ones together; empty where nobody was assigned."""
    return read_dealing(session, programs).dealt


def read_dealing(session: Session, programs: tuple[str, ...]) -> Dealing:
    """The arms of ``programs`` one by one: each contact's first, those named in two at once left out."""
    name_programs(session, programs)
    con = session.con
    make_table(con, "treated_words", {"word": pa.array(TREATED_WORDS, pa.string())})
    con.execute(TOLD_SQL)
    found = con.execute(ARMS_SQL).fetchnumpy()
    contact, assigned_ms, unit, share = (
        np.asarray(found[name], dtype=np.int64) for name in ("contact_id", "assigned_ms", "unit", "share_bp")
    )
    arm = np.asarray(found["arm"], dtype=np.object_)
    names = {str(word): str(shown) for word, shown in con.execute(NAMES_SQL).fetchall()}
    n, conflicting, later, moved = (int(each) for each in con.execute(TALLY_SQL).fetchall()[0])
    matched = int(con.execute(MATCHED_SQL, {"always": ALWAYS_MS}).fetchall()[0][0]) if n else 0
    assigned = Assigned(n, matched, conflicting, later, moved, sum(bool(word) for word in names))
    return Dealing(
        Dealt(contact, np.asarray(arm != "", dtype=np.bool_), assigned_ms, unit, share), arm, names, assigned
    )


def straddling(dealt: Dealt) -> int:
    """Clusters that hold contacts of both arms: then it was not the cluster that was randomised."""
    n = np.bincount(dealt.unit)
    treated = np.bincount(dealt.unit, weights=dealt.is_treated)
    return int(((treated > 0) & (treated < n)).sum())
