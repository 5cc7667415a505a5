"""Which file has stated which cost pool: a file of costs that is imported again replaces what it said before.

A cost has no id, so a corrected row (another channel, another month) is another pool. What its file no longer says gets
a version without rows: readers hide it, ``undo`` brings it back, and nothing is rewritten. It is received when the pool
was, as the pool that stands for it now is: whatever was known when, only one of the two counts. Pools that a file
outside of the import has stated too are left alone.
"""

from __future__ import annotations

from guanxi.lake.store.columns import ORDER, STORED
from guanxi.lake.store.duck import literal, relation, scalar
from guanxi.lake.store.lake import Writer

EMPTIED = """
-- Grain: one row per cost pool whose latest version has no rows.
CREATE OR REPLACE TABLE emptied AS
SELECT group_hash FROM (
  SELECT group_hash, import_id FROM {versions} WHERE table_name = 'costs'
  QUALIFY row_number() OVER (PARTITION BY group_hash ORDER BY received_ms DESC, import_id DESC) = 1
) latest WHERE NOT EXISTS (
  FROM {stored} s WHERE s.group_hash = latest.group_hash AND s.import_id = latest.import_id)
"""

NOTHING_EMPTIED = "CREATE OR REPLACE TABLE emptied (group_hash BIGINT)"

DROPPED = """
-- Grain: one row per pool that only files of this import have stated, and of which they say nothing any more.
CREATE OR REPLACE TABLE dropped AS
WITH brought AS (SELECT DISTINCT {source} AS source FROM set_rows)
SELECT group_hash FROM {sources}
WHERE group_hash NOT IN (SELECT group_hash FROM set_rows)
  AND group_hash NOT IN (SELECT group_hash FROM emptied)
  AND group_hash IN (SELECT group_hash FROM {stored})
GROUP BY group_hash HAVING bool_and(source IN (SELECT source FROM brought))
"""

EMPTY_VERSIONS = """
-- Grain: one row per version of a dropped pool: those on file, and the one without rows.
INSERT INTO set_versions
SELECT DISTINCT 'costs', group_hash, received_ms, 0, import_id FROM {stored}
WHERE group_hash IN (SELECT group_hash FROM dropped)
UNION ALL
SELECT 'costs', group_hash, max(received_ms), 0, {import_id} FROM {stored}
WHERE group_hash IN (SELECT group_hash FROM dropped) GROUP BY group_hash
"""

NEW_SOURCES = """
-- Grain: one row per pool and file of this import that has not stated it before.
SELECT DISTINCT {source} AS source, group_hash, {import_id} AS import_id FROM set_rows r
WHERE source_file <> '' AND NOT EXISTS (
  FROM {sources} s WHERE s.group_hash = r.group_hash AND s.source = {source})
ORDER BY {order}
"""


def find_emptied(writer: Writer, table: str) -> None:
    """Fill table ``emptied``: groups that count as unknown, because nothing is stated of them now."""
    if table != "costs":
        writer.con.execute(NOTHING_EMPTIED)
        return
    stored = relation(writer.paths_of("costs"), STORED["costs"])
    versions = relation(writer.paths_of("set_versions"), STORED["set_versions"])
    writer.con.execute(EMPTIED.format(stored=stored, versions=versions))


def drop_unstated(writer: Writer, label: str, import_id: str) -> int:
    """Give the pools that their files no longer state a version without rows; returns how many there are.

    Needs tables ``set_rows`` (of the costs) and ``emptied``; adds to ``set_versions``.
    """
    stored = relation(writer.paths_of("costs"), STORED["costs"])
    writer.con.execute(DROPPED.format(stored=stored, sources=_sources(writer), source=_source(label)))
    writer.con.execute(EMPTY_VERSIONS.format(stored=stored, import_id=literal(import_id)))
    return scalar(writer.con, "SELECT count(*) FROM dropped")


def new_sources(writer: Writer, label: str, import_id: str) -> str:
    """SQL of the rows to keep in ``cost_sources``; needs table ``set_rows`` (of the costs)."""
    return NEW_SOURCES.format(
        sources=_sources(writer), source=_source(label), import_id=literal(import_id), order=ORDER["cost_sources"]
    )


def _sources(writer: Writer) -> str:
    return relation(writer.paths_of("cost_sources"), STORED["cost_sources"])


def _source(label: str) -> str:
    """A file is known by its folder's name and its own: January's costs.csv is not February's."""
    return f"{literal(label + '/')} || source_file"
