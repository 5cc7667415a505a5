"""Which staged events are new, which are known, and which are another version of a known one.

The key of an event is (source_id, source_event_id). Versions of a key stand in the order of their time of receipt:
the file's own where it has one; else the first counts from its occurrence and a later one from the import's clock.
A row that says the same as the version just before it in that order (or, without a time of its own, as any stored
version) brings nothing and is left out: that is why importing twice changes nothing.

Most imports hold few keys that meet others. So pass one compares hashes only, one range of hashes at a time, and
only the keys that meet ("contested") are compared as text and ordered in pass two.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from guanxi.kit.progress import Progress
from guanxi.lake.schema import N_BUCKETS
from guanxi.lake.store.columns import STORED
from guanxi.lake.store.duck import relation, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_shuffle import Shuffled
from guanxi.lake.store.lake import Writer

RANGE_ROWS = 8_000_000
"""Keys compared with stored ones at a time: some 400 MB of working memory."""
FIRST_RANGE_ROWS = 32_000_000
"""Keys compared among themselves at a time, where nothing is stored yet: 8 bytes each."""

STAGED_KEYS = """
-- Grain: one row per staged event whose key hash falls into the range.
CREATE OR REPLACE TABLE staged_keys AS
SELECT key_hash, content_hash, received_ms, occurred_ms, ordinal, bucket
FROM {shuffled} WHERE key_hash % {n_ranges} = {part}
"""

STORED_KEYS = """
-- Grain: one row per stored event version whose key hash is among the staged ones. Reads two narrow columns first.
CREATE OR REPLACE TABLE stored_keys AS
SELECT key_hash, content_hash, received_ms, event_id
FROM {stored} WHERE key_hash % {n_ranges} = {part} AND key_hash IN (SELECT key_hash FROM staged_keys)
"""

DROP_KNOWN = """
-- Grain: one row per staged event that a stored version already says, word for word.
INSERT INTO decisions
SELECT ordinal, bucket // {per_group}, NULL, false FROM staged_keys s WHERE EXISTS ({said})
"""

SAID_BEFORE = """FROM stored_keys t WHERE t.key_hash = s.key_hash AND t.content_hash = s.content_hash
  AND (s.received_ms IS NULL OR s.received_ms = t.received_ms)"""

MET = "UNION ALL SELECT key_hash FROM stored_keys"

CONTEST = """
-- Grain: one row per staged event of the range that is not decided and whose key hash meets another one.
INSERT INTO contested
SELECT key_hash, content_hash, received_ms, occurred_ms, ordinal, bucket FROM {staged} s
WHERE key_hash IN (SELECT key_hash FROM repeated {met}) {undecided}
"""

NAME_CONTESTED = """
-- Grain: one row per version, stored or staged, of a contested key: now with the key as text, and with its place in
-- the order of arrival: by import, then in the order of its files.
CREATE OR REPLACE TABLE version_rows AS
SELECT s.source_id, s.source_event_id, c.key_hash, c.content_hash, c.received_ms, c.occurred_ms, c.ordinal,
  c.bucket // {per_group} AS grp, false AS is_stored, {after_stored} AS import_id
FROM {shuffled} s JOIN contested c ON s.ordinal = c.ordinal
UNION ALL
SELECT t.source_id, t.source_event_id, t.key_hash, t.content_hash, t.received_ms, t.occurred_ms, coalesce(v.seq, 0),
  0, true, t.import_id
FROM {stored} t LEFT JOIN {on_file} v ON v.event_id = t.event_id
WHERE t.key_hash IN (SELECT key_hash FROM contested)
"""

DECIDE = """
-- Grain: one row per contested staged event: its time of receipt, or NULL when it brings nothing.
INSERT INTO decisions
WITH said AS (  -- a row without a time of its own that repeats an earlier row of its key
  SELECT *, NOT is_stored AND received_ms IS NULL AND row_number() OVER (
      PARTITION BY source_id, source_event_id, content_hash ORDER BY import_id, ordinal) > 1 AS repeats
  FROM version_rows WHERE key_hash % {n_ranges} = {part}
), placed AS (  -- the first row of a key counts from its occurrence
  SELECT * EXCLUDE (received_ms), row_number() OVER by_file AS place,
    CASE WHEN row_number() OVER by_file = 1 THEN coalesce(received_ms, occurred_ms) ELSE received_ms END AS received_ms
  FROM said WHERE NOT repeats
  WINDOW by_file AS (PARTITION BY source_id, source_event_id ORDER BY import_id, ordinal)
), dated AS (  -- a correction counts from the import's clock, several of them a millisecond apart
  SELECT *, coalesce(received_ms, greatest({clock_ms}, 1 + max(received_ms) OVER of_key) - 1
      + sum((received_ms IS NULL)::BIGINT) OVER (of_key ORDER BY place))::BIGINT AS dated_ms
  FROM placed
  WINDOW of_key AS (PARTITION BY source_id, source_event_id)
), ordered AS (
  SELECT *, lag(content_hash) OVER by_receipt IS NOT DISTINCT FROM content_hash AS brings_nothing,
    row_number() OVER by_receipt > 1 OR bool_or(is_stored) OVER (PARTITION BY source_id, source_event_id) AS is_version
  FROM dated
  WINDOW by_receipt AS (PARTITION BY source_id, source_event_id ORDER BY dated_ms, import_id, ordinal)
)
SELECT ordinal, grp, CASE WHEN NOT brings_nothing THEN dated_ms END, is_version AND NOT brings_nothing
FROM ordered WHERE NOT is_stored
UNION ALL SELECT ordinal, grp, NULL, false FROM said WHERE repeats
"""

VERSION_FILE = """
-- Grain: one row per version of a key of which this import brought a further one; those on file already are left out.
WITH brought AS (
  SELECT v.source_id, v.source_event_id, v.key_hash, v.content_hash, v.ordinal, d.received_ms, d.is_version
  FROM version_rows v JOIN decisions d ON d.ordinal = v.ordinal AND NOT v.is_stored WHERE d.received_ms IS NOT NULL
), all_rows AS (
  SELECT source_id, source_event_id, event_id, received_ms, contact_id, import_id, key_hash, content_hash FROM {stored}
)
SELECT a.* EXCLUDE (key_hash, content_hash), coalesce(max(b.ordinal), 0) AS seq
FROM all_rows a
SEMI JOIN (FROM brought WHERE is_version) t
  ON a.key_hash = t.key_hash AND a.source_id = t.source_id AND a.source_event_id = t.source_event_id
LEFT JOIN brought b ON a.import_id = {import_id} AND a.key_hash = b.key_hash AND a.source_id = b.source_id
  AND a.source_event_id = b.source_event_id AND a.content_hash = b.content_hash AND a.received_ms = b.received_ms
WHERE a.event_id NOT IN (SELECT event_id FROM {on_file})
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the staged events; the rows are in table ``decisions`` (ordinal, grp, received_ms, is_version)."""

    n_dropped: int
    n_versions: int


def decide_versions(writer: Writer, shuffled: Shuffled, clock_ms: int, progress: Progress) -> Decided:
    """Fill table ``decisions``: only rows that are left out or get another time of receipt stand in it."""
    con, per_group = writer.con, N_BUCKETS // shuffled.n_groups
    con.execute(
        "CREATE OR REPLACE TABLE decisions (ordinal BIGINT, grp INTEGER, received_ms BIGINT, is_version BOOLEAN)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE contested (key_hash BIGINT, content_hash BIGINT, received_ms BIGINT, "
        "occurred_ms BIGINT, ordinal BIGINT, bucket SMALLINT)"
    )
    stored_paths = writer.paths_of("events")
    stored = relation(stored_paths, STORED["events"])
    n_ranges = 1 + shuffled.n // (RANGE_ROWS if stored_paths else FIRST_RANGE_ROWS)
    for part in range(n_ranges):
        progress.step("Looking for known events", "查找已知事件", done=part, total=n_ranges)
        where = {"n_ranges": n_ranges, "part": part, "per_group": per_group}
        in_range = f"(FROM {shuffled.sql()} WHERE key_hash % {n_ranges} = {part})"
        n_repeated = _find_repeated(con, in_range)
        if stored_paths:
            n_staged = scalar(con, STAGED_KEYS.format(shuffled=shuffled.sql(), **where))
            con.execute(STORED_KEYS.format(stored=stored, **where))
            n_known = scalar(con, DROP_KNOWN.format(said=SAID_BEFORE, **where))
            if n_known == n_staged:  # the same export once more, the commonest case of all
                continue
            con.execute(CONTEST.format(staged="staged_keys", met=MET, undecided=f"AND NOT EXISTS ({SAID_BEFORE})"))
        elif n_repeated:
            con.execute(CONTEST.format(staged=in_range, met="", undecided=""))
    con.execute("DROP TABLE IF EXISTS staged_keys; DROP TABLE IF EXISTS stored_keys")
    reached("compared")
    _decide_contested(writer, shuffled, clock_ms, per_group)
    n_dropped = scalar(con, "SELECT count(*) FROM decisions WHERE received_ms IS NULL")
    return Decided(n_dropped, scalar(con, "SELECT count(*) FROM decisions WHERE is_version"))


def _find_repeated(con: duckdb.DuckDBPyConnection, in_range: str) -> int:
    """Fill table ``repeated`` with hashes that occur more than once; sorting an array is eight times a GROUP BY."""
    hashes = con.execute(f"SELECT key_hash FROM {in_range}").fetchnumpy()["key_hash"]
    hashes.sort()
    twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    con.register("twice", pa.table({"key_hash": pa.array(twice, pa.int64())}))
    con.execute("CREATE OR REPLACE TABLE repeated AS SELECT key_hash FROM twice")
    con.unregister("twice")
    return len(twice)


def _decide_contested(writer: Writer, shuffled: Shuffled, clock_ms: int, per_group: int) -> None:
    con = writer.con
    n_contested = scalar(con, "SELECT count(*) FROM contested")
    if not n_contested:
        return
    con.execute(
        NAME_CONTESTED.format(
            shuffled=shuffled.sql(),
            per_group=per_group,
            stored=relation(writer.paths_of("events"), STORED["events"]),
            on_file=relation(writer.paths_of("event_versions"), STORED["event_versions"]),
            after_stored="'~'",  # sorts after every import id
        )
    )
    n_ranges = 1 + n_contested // RANGE_ROWS
    for part in range(n_ranges):
        con.execute(DECIDE.format(clock_ms=clock_ms, n_ranges=n_ranges, part=part))
