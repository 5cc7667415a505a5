"""Rows that agree in all that identifies them are told apart by their ordinal within the file.

The first keeps its key, the second gets ``-2`` …: the same file, or a grown one, gives the same keys again.
Needs no memory per row: the engine groups hashes of the made keys and spills what does not fit.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_REPEATED = """
-- Grain: one row per hash of a made key that occurs more than once in the file.
CREATE OR REPLACE TEMP TABLE repeated AS
SELECT hash(source_event_id) AS key_hash FROM read_parquet($path)
WHERE regexp_full_match(source_event_id, '((order|refund):)?row:[0-9a-f]{32}')
GROUP BY key_hash HAVING count(*) > 1
"""

_NUMBERED = """
-- Grain: as the file, in its order; made keys that repeat carry their ordinal from the second on.
WITH file_rows AS (
  SELECT *, file_row_number AS place FROM read_parquet($path, file_row_number = true)
), ordinals AS (
  SELECT place, row_number() OVER (PARTITION BY source_event_id ORDER BY place) AS ordinal
  FROM file_rows WHERE hash(source_event_id) IN (SELECT key_hash FROM repeated)
)
SELECT file_rows.* EXCLUDE (place, file_row_number)
  REPLACE (source_event_id || CASE WHEN ordinal > 1 THEN '-' || ordinal ELSE '' END AS source_event_id)
FROM file_rows LEFT JOIN ordinals USING (place)
ORDER BY place
"""


def number_repeated_rows(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Give the repeated made keys of a staged file their ordinals, in place; a file without any is left alone."""
    con.execute(_REPEATED, {"path": str(path)})
    (n_repeated,) = con.execute("SELECT count(*) FROM repeated").fetchall()[0]
    if n_repeated:
        numbered = path.with_suffix(".numbered")
        con.sql(_NUMBERED, params={"path": str(path)}).write_parquet(str(numbered), compression="zstd")
        numbered.replace(path)
