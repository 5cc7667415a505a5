"""Files of one import that state the same order, or the same event, differently: one of them must be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from guanxi.kit.money import yuan
from guanxi.kit.problems import Problem
from guanxi.lake.importing import problems
from guanxi.lake.importing.engine import spilling_early
from guanxi.lake.importing.shown import shown

MOST_PAIRS = 5
NUMBERED_BY = {"orders": "order", "order_lines": "order", "events": "event"}
"""Preset → what its ids number: only files of the same kind of number can meet."""

_STATED = """
-- Grain: one row per staged row with an id of its own; ids made of the row itself cannot disagree.
-- The row that is received last counts; without a time of receipt, that of the last file.
WITH stated AS (
  SELECT hash(source_id, source_event_id) AS key, file_index AS place, received_ms,
    hash(contact_key, occurred_ms, kind_id, amount_fen) AS content
  FROM read_parquet($paths)
  WHERE NOT regexp_matches(source_event_id, '^((order|refund):)?row:')
)
"""

APART = (
    _STATED
    + """
-- Grain: one row per pair of files: how many keys they state differently, and one of these.
, apart AS (
  SELECT key, min(place) AS low, max(place) AS high, arg_max(place, (received_ms IS NULL, received_ms, place)) AS counts
  FROM stated GROUP BY key HAVING min(place) <> max(place) AND min(content) <> max(content)
)
SELECT CASE WHEN counts = low THEN high ELSE low END AS other, counts, count(*) AS n, min(key) AS example
FROM apart GROUP BY ALL ORDER BY n DESC, other LIMIT $most
"""
)

EXAMPLE = """
-- Grain: one row per file: what it says last of one key.
SELECT file_index AS place, any_value(source_event_id), arg_max(amount_fen, file_row_number)
FROM read_parquet($paths) WHERE hash(source_id, source_event_id) = $key GROUP BY place
"""


@dataclass(frozen=True, slots=True)
class StagedEvents:
    """The staged events of one source file."""

    name: str
    preset: str
    path: Path


def disagreements(con: duckdb.DuckDBPyConnection, files: Sequence[StagedEvents]) -> list[Problem]:
    """One problem per pair of files that state the same keys with another contact, time, kind or amount."""
    found: list[Problem] = []
    for numbered in dict.fromkeys(NUMBERED_BY.values()):
        alike = [file for file in files if NUMBERED_BY.get(file.preset) == numbered]
        if len(alike) > 1:
            with spilling_early(con):
                found += _between(con, alike)
    return found


def _between(con: duckdb.DuckDBPyConnection, files: Sequence[StagedEvents]) -> list[Problem]:
    paths = [str(file.path) for file in files]
    pairs = con.execute(APART, {"paths": paths, "most": MOST_PAIRS}).fetchall()
    return [
        problems.files_disagree(files[other].name, files[counts].name, n, _example(con, paths, key, (other, counts)))
        for other, counts, n, key in pairs
    ]


def _example(
    con: duckdb.DuckDBPyConnection, paths: list[str], key: int, places: tuple[int, int]
) -> tuple[str, str, str]:
    """(the key as people know it, the amount in the first file, the amount in the one that counts)."""
    rows = {place: (name, fen) for place, name, fen in con.execute(EXAMPLE, {"paths": paths, "key": key}).fetchall()}
    name, _ = rows[places[0]]
    was, counts = (yuan(rows[place][1]) for place in places)
    return shown(str(name).partition(":")[2] or str(name)), was, counts
