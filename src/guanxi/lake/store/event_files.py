"""Second pass: each group of buckets is sorted, numbered and written once, as it will be read for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from guanxi.kit.progress import Progress
from guanxi.lake.schema import EVENTS
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import EVENT_HIDDEN
from guanxi.lake.store.duck import copy_to, literal, parquet, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_shuffle import Shuffled
from guanxi.lake.store.lake import Writer

SORTED = """
-- Grain: one row per event of the group that the lake keeps, sorted as it is stored. The last sort keys make the
-- order total: by key for what happens at the same moment, then in the order of the file (a later row, a later id).
CREATE OR REPLACE TEMP TABLE sorted_events AS
SELECT {columns} FROM (
  SELECT r.* EXCLUDE (received_ms),
    coalesce({decided} r.received_ms, r.occurred_ms) AS received_ms, {import_id} AS import_id
  FROM {rows} r {decisions}
) ORDER BY bucket, contact_id, occurred_ms, key_hash, ordinal
"""

KEEP = """LEFT JOIN (FROM decisions WHERE grp = {group}) d ON d.ordinal = r.ordinal
  WHERE d.ordinal IS NULL OR d.received_ms IS NOT NULL"""

KEPT = """
-- Grain: one row per group: how many of its rows are left out.
SELECT grp, count(*) FROM decisions WHERE received_ms IS NULL GROUP BY grp
"""

COLUMNS = EVENTS | EVENT_HIDDEN


def write_events(
    writer: Writer, shuffled: Shuffled, import_id: str, *, is_decided: bool, progress: Progress
) -> list[FileEntry]:
    """Write the kept rows of every group; ids ascend in the stored order.

    Parameters
    ----------
    is_decided : False when table ``decisions`` is empty, so that it need not be joined.
    """
    left_out = dict(writer.con.execute(KEPT).fetchall())
    next_id, tasks = writer.catalogue.next_event_id, []
    for group in shuffled.groups():
        n_rows = scalar(writer.con, f"SELECT count(*) FROM {shuffled.sql(group)}") - left_out.get(group, 0)
        if n_rows:
            path = writer.new_path("events", f"b{shuffled.buckets(group)[0]:02d}")
            tasks.append(_Task(group, path, next_id, n_rows))
            next_id += n_rows
    done: list[FileEntry] = []
    # Two at a time: while one group is compressed, synced or checksummed, the next is read and sorted.
    with ThreadPoolExecutor(max_workers=2) as pool:
        work = partial(_write_group, writer, shuffled, import_id, is_decided)
        try:
            for entry in pool.map(work, tasks):
                done.append(entry)
                reached(f"events.{len(done)}")
                progress.step("Writing events", "写入事件", done=len(done), total=len(tasks))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return done


@dataclass(frozen=True, slots=True)
class _Task:
    group: int
    path: Path
    first_id: int
    n_rows: int


def _write_group(writer: Writer, shuffled: Shuffled, import_id: str, is_decided: bool, task: _Task) -> FileEntry:
    with writer.con.cursor() as con:
        con.execute(
            SORTED.format(
                columns=", ".join(name for name in COLUMNS if name != "event_id"),
                decided="d.received_ms," if is_decided else "",
                import_id=literal(import_id),
                rows=shuffled.sql(task.group),
                decisions=KEEP.format(group=task.group) if is_decided else "",
            )
        )
        # Numbering by the row's place in the sorted table; a window function over everything runs on one core.
        numbered = ", ".join(f"{task.first_id} + rowid AS event_id" if name == "event_id" else name for name in COLUMNS)
        copy_to(con, f"SELECT {numbered} FROM sorted_events", task.path)
        con.execute("DROP TABLE sorted_events")
        low_ms, high_ms = span_of(con, task.path)
    low, high = shuffled.buckets(task.group)
    return writer.seal(task.path, "events", task.n_rows, (import_id,), bucket_from=low, bucket_until=high,
                       min_ms=low_ms, max_ms=high_ms)  # fmt: skip


def span_of(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Earliest and latest ``occurred_ms`` in an event file that holds rows."""
    row = con.execute(f"SELECT min(occurred_ms), max(occurred_ms) FROM {parquet([path])}").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
