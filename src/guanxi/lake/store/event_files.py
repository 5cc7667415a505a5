"""Second pass: each group of buckets is sorted, numbered and written once, as it will be read for ever."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from guanxi.kit.progress import Progress
from guanxi.lake.schema import EVENTS
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import EVENT_HIDDEN
from guanxi.lake.store.duck import copy_to, literal, parquet, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_shuffle import Shuffled
from guanxi.lake.store.lake import Writer

GROUP_ROWS = """
-- Grain: one row per event of the group that the lake keeps, sorted as it is stored. The last sort keys make the
-- order total: by key for what happens at the same moment, then in the order of the file (a later row, a later id).
SELECT {columns} FROM (
  SELECT r.* EXCLUDE (received_ms),
    coalesce({decided} r.received_ms, r.occurred_ms) AS received_ms, {import_id} AS import_id
  FROM {rows} r {decisions}
  ORDER BY r.bucket, r.contact_id, r.occurred_ms, r.key_hash, r.ordinal
)
"""

KEEP = """LEFT JOIN (FROM decisions WHERE grp = {group}) d ON d.ordinal = r.ordinal
  WHERE d.ordinal IS NULL OR d.received_ms IS NOT NULL"""


def write_events(
    writer: Writer, shuffled: Shuffled, import_id: str, *, is_decided: bool, progress: Progress
) -> list[FileEntry]:
    """Write the kept rows of every group; ids ascend in the stored order.

    Parameters
    ----------
    is_decided : False when table ``decisions`` is empty, so that it need not be joined.
    """
    entries: list[Future[FileEntry | None]] = []
    next_id = writer.catalogue.next_event_id
    # One thread syncs and checksums a finished file while the engine sorts the next.
    with ThreadPoolExecutor(max_workers=1) as sealing:
        for group in shuffled.groups():
            progress.step("Writing events", "写入事件", done=group, total=shuffled.n_groups)
            low, high = shuffled.buckets(group)
            path = writer.new_path("events", f"b{low:02d}")
            copy_to(writer.con, _group_query(shuffled, group, import_id, next_id, is_decided), path)
            reached(f"events.{group}")
            n_rows = scalar(writer.con, f"SELECT count(*) FROM {parquet([path])}")
            next_id += n_rows
            entries.append(sealing.submit(_seal, writer, path, n_rows, import_id, (low, high)))
    return [entry for future in entries if (entry := future.result())]


def _group_query(shuffled: Shuffled, group: int, import_id: str, next_id: int, is_decided: bool) -> str:
    columns = ", ".join(
        f"{next_id} - 1 + row_number() OVER () AS event_id" if name == "event_id" else name
        for name in EVENTS | EVENT_HIDDEN
    )
    return GROUP_ROWS.format(
        columns=columns,
        decided="d.received_ms," if is_decided else "",
        import_id=literal(import_id),
        rows=shuffled.sql(group),
        decisions=KEEP.format(group=group) if is_decided else "",
    )


def _seal(writer: Writer, path: Path, n_rows: int, import_id: str, buckets: tuple[int, int]) -> FileEntry | None:
    if not n_rows:
        path.unlink()
        return None
    low_ms, high_ms = span_of(writer, [path])
    return writer.seal(
        path,
        "events",
        n_rows,
        (import_id,),
        bucket_from=buckets[0],
        bucket_until=buckets[1],
        min_ms=low_ms,
        max_ms=high_ms,
    )


def span_of(writer: Writer, paths: Iterable[Path]) -> tuple[int, int]:
    """Earliest and latest ``occurred_ms`` in event files, from their footers."""
    row = writer.con.cursor().execute(f"SELECT min(occurred_ms), max(occurred_ms) FROM {parquet(paths)}").fetchone()
    return (int(row[0]), int(row[1])) if row and row[0] is not None else (0, 0)
