"""Second pass: each group of buckets is sorted, numbered and written once, as it will be read for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guanxi.kit.progress import Progress
from guanxi.lake.schema import EVENTS
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import EVENT_HIDDEN
from guanxi.lake.store.duck import ROW_GROUP_ROWS, parquet, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_order import stored_order
from guanxi.lake.store.event_shuffle import Shuffled
from guanxi.lake.store.lake import Writer

DECISIONS = """
-- Grain: one row per row of the group that is left out (received_ms 0) or has another time of receipt.
SELECT ordinal, received_ms IS NULL AS is_left_out, coalesce(received_ms, 0) AS received_ms
FROM decisions WHERE grp = {group} ORDER BY ordinal
"""

KEPT = """
-- Grain: one row per group: how many of its rows are left out.
SELECT grp, count(*) FROM decisions WHERE received_ms IS NULL GROUP BY grp
"""

COLUMNS = EVENTS | EVENT_HIDDEN
FEW_VALUES = ["source_id", "point_id", "channel", "staff_id", "group_id", "program_id", "currency"]
"""Text columns that are read and written as dictionaries."""
SORTED_BY = ("bucket", "contact_id", "occurred_ms", "key_hash", "ordinal")
LONG_TEXT = ("source_event_id", "properties")
"""Text columns that may exceed the 2 GB which 32-bit offsets reach."""
_RARELY_EQUAL = (*LONG_TEXT, "key_hash", "content_hash")
ENCODED = dict.fromkeys(("event_id", "occurred_ms", "received_ms"), "DELTA_BINARY_PACKED")
BIG_GROUP_ROWS = 4_000_000
"""Groups above this size are written one at a time, to bound the memory."""


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
    # Two at a time: while one group is compressed, synced or checksummed, the next is read and sorted.
    n_workers = 1 if max((task.n_rows for task in tasks), default=0) > BIG_GROUP_ROWS else 2
    done: list[FileEntry] = []
    with ThreadPoolExecutor(max_workers=n_workers) as pool:
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
    # PyArrow keeps text of few values as dictionaries from reading to writing, which halves the work of the engine.
    paths = [str(path) for path in shuffled.group_paths(task.group)]
    rows = pa.concat_tables(pq.read_table(path, read_dictionary=FEW_VALUES, use_threads=False) for path in paths)
    rows = rows.unify_dictionaries().combine_chunks()
    rows = _received(rows, pc.coalesce(rows["received_ms"], rows["occurred_ms"]))
    if is_decided:
        rows = _apply_decisions(writer, rows, task.group)
    rows = _numbered(rows, task, import_id)
    pq.write_table(
        rows,
        task.path,
        compression="zstd",
        row_group_size=ROW_GROUP_ROWS,
        use_dictionary=[name for name in COLUMNS if name not in ENCODED and name not in _RARELY_EQUAL],
        column_encoding=ENCODED,
        store_schema=False,
    )
    span_ms = pc.min_max(rows["occurred_ms"]).as_py()
    low, high = shuffled.buckets(task.group)
    return writer.seal(task.path, "events", task.n_rows, (import_id,), bucket_from=low, bucket_until=high,
                       min_ms=span_ms["min"], max_ms=span_ms["max"])  # fmt: skip


def _numbered(rows: pa.Table, task: _Task, import_id: str) -> pa.Table:
    """The rows in their stored order, with ids, and the columns of the lake."""
    order = stored_order(**{name: rows[name].to_numpy() for name in SORTED_BY})
    if len(order) != task.n_rows:
        raise AssertionError(f"group {task.group} has {len(order)} rows, {task.n_rows} were counted")
    for name in LONG_TEXT:
        rows = rows.set_column(rows.schema.get_field_index(name), name, rows[name].cast(pa.large_string()))
    rows = rows.take(pa.array(order))
    ids = pa.array(np.arange(task.first_id, task.first_id + len(order), dtype=np.int64))
    source = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(order), dtype=np.int32)), pa.array([import_id]))
    return rows.append_column("event_id", ids).append_column("import_id", source).select(list(COLUMNS))


def _apply_decisions(writer: Writer, rows: pa.Table, group: int) -> pa.Table:
    """Leave out what brings nothing and set the times of receipt that were decided."""
    with writer.con.cursor() as con:
        decided = con.execute(DECISIONS.format(group=group)).fetchnumpy()
    if not len(decided["ordinal"]):
        return rows
    ordinal = rows["ordinal"].to_numpy()
    place = np.minimum(np.searchsorted(decided["ordinal"], ordinal), len(decided["ordinal"]) - 1)
    is_decided = decided["ordinal"][place] == ordinal
    received = np.where(is_decided, decided["received_ms"][place], rows["received_ms"].to_numpy())
    is_kept = ~(is_decided & decided["is_left_out"][place])
    return _received(rows, pa.chunked_array([pa.array(received)])).filter(pa.array(is_kept))


def _received(rows: pa.Table, received_ms: pa.ChunkedArray) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index("received_ms"), "received_ms", received_ms)


def span_of(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Earliest and latest ``occurred_ms`` in an event file that holds rows."""
    row = con.execute(f"SELECT min(occurred_ms), max(occurred_ms) FROM {parquet([path])}").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
