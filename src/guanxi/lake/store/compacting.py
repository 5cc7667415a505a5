"""Many small files become few, with the same rows: readers open less. Undo still works: every row names its import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guanxi.kit.progress import Progress, Silent
from guanxi.lake.schema import N_BUCKETS
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import ORDER, STORED, hashed
from guanxi.lake.store.duck import copy_to, parquet, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.event_files import span_of
from guanxi.lake.store.event_shuffle import CONTENT, groups_for
from guanxi.lake.store.lake import Lake, Writer

MANY_FILES = 24
"""Files over one bucket (or of one table) above which publication tidies up by itself."""

MERGED = ("contacts", "staff_edges", "order_items", "costs", "promises", "assignments", "contact_keys", "contact_seen",
          "event_versions", "set_versions", "cost_sources")  # fmt: skip
"""All but ``aliases``, which are one file always."""


def compact(lake: Lake, progress: Progress | None = None) -> int:
    """Merge the files of each table, events one file per group of buckets; returns how many files are gone.

    The rows, ids and figures stay the same; ``undo`` works as before. Nothing is written when nothing would change.
    """
    with lake.writing() as writer:
        before = len(writer.catalogue.files)
        compact_within(writer, progress or Silent())
        return before - len(writer.catalogue.files)


def compact_within(writer: Writer, progress: Progress) -> None:
    """:func:`compact` for a writer that holds the lake; computes stored hashes anew where the engine's changed."""
    rehash = writer.catalogue.hash_probe not in ("", writer.probe())
    tables = [table for table in MERGED if len(writer.catalogue.files_of(table)) > 1]
    events = writer.catalogue.files_of("events")
    total = sum(entry.rows for entry in events)
    _replace(writer, events if rehash or len(events) > groups_for(total) else (), tables, progress, rehash=rehash)


def keep_hashes_comparable(writer: Writer) -> None:
    """Compute stored hashes anew when this engine hashes otherwise than the one that wrote them.

    Before anything is published: the catalogue names one engine for all of its hashes.
    """
    if writer.catalogue.hash_probe not in ("", writer.probe()):
        compact_within(writer, Silent())


def compact_if_scattered(writer: Writer, progress: Progress) -> None:
    """Tidy up after many small imports. Small files are merged among themselves; large ones are left alone."""
    catalogue = writer.catalogue
    tables = [table for table in MERGED if len(catalogue.files_of(table)) > MANY_FILES]
    events = catalogue.files_of("events")
    scattered = max((sum(f.bucket_from <= b < f.bucket_until for f in events) for b in range(N_BUCKETS)), default=0)
    chosen: Sequence[FileEntry] = ()
    if scattered > MANY_FILES:
        densest = max(_density(entry) for entry in events)
        small = [entry for entry in events if _density(entry) * 8 < densest]
        chosen = small if len(small) > MANY_FILES // 2 else events
    if chosen or tables:
        _replace(writer, chosen, tables, progress, rehash=False)


def _merge_table(writer: Writer, table: str) -> FileEntry:
    path = writer.new_path(table)
    columns = ", ".join(STORED[table])
    copy_to(writer.con, f"SELECT {columns} FROM {parquet(writer.paths_of(table))} ORDER BY {ORDER[table]}", path)
    reached(f"merged.{table}")
    entries = writer.catalogue.files_of(table)
    imports = tuple(sorted({name for entry in entries for name in entry.imports}))
    return writer.seal(path, table, sum(entry.rows for entry in entries), imports)


def _density(entry: FileEntry) -> float:
    return entry.rows / (entry.bucket_until - entry.bucket_from)


def _replace(
    writer: Writer, events: Sequence[FileEntry], tables: Sequence[str], progress: Progress, *, rehash: bool
) -> None:
    """Write merged files aside, then switch the catalogue once."""
    if not events and not tables:
        return
    added = _merge_events(writer, events, progress, rehash=rehash) if events else []
    for table in tables:
        added.append(_merge_table(writer, table))
    reached("compacted")
    gone = [*events, *(entry for table in tables for entry in writer.catalogue.files_of(table))]
    writer.publish(lambda now: now.with_files(drop=gone, add=added))


def _merge_events(writer: Writer, events: Sequence[FileEntry], progress: Progress, *, rehash: bool) -> list[FileEntry]:
    n_groups = groups_for(sum(entry.rows for entry in events))
    width = N_BUCKETS // n_groups
    made = []
    for group in range(n_groups):
        progress.step("Merging files", "合并文件", done=group, total=n_groups)
        low, high = group * width, (group + 1) * width
        inside = [entry for entry in events if entry.bucket_from < high and entry.bucket_until > low]
        if inside and (entry := _merge_buckets(writer, inside, low, high, rehash=rehash)):
            made.append(entry)
    return made


def _merge_buckets(
    writer: Writer, entries: Sequence[FileEntry], low: int, high: int, *, rehash: bool
) -> FileEntry | None:
    paths = [writer.home / entry.path for entry in entries]
    fresh = {"key_hash": hashed("source_id", "source_event_id"), "content_hash": hashed(*CONTENT)} if rehash else {}
    columns = ", ".join(f"{fresh[name]} AS {name}" if name in fresh else name for name in STORED["events"])
    path = writer.new_path("events", f"b{low:02d}")
    query = (
        f"SELECT {columns} FROM {parquet(paths)} WHERE bucket BETWEEN {low} AND {high - 1} ORDER BY {ORDER['events']}"
    )
    return seal_events(writer, query, path, (low, high))


def seal_events(writer: Writer, query: str, path: Path, buckets: tuple[int, int]) -> FileEntry | None:
    """Write ``query`` as an event file; ``None`` (and no file) when it has no rows."""
    copy_to(writer.con, query, path)
    reached("events.rewritten")
    n_rows = scalar(writer.con, f"SELECT count(*) FROM {parquet([path])}")
    if not n_rows:
        path.unlink()
        return None
    low_ms, high_ms = span_of(writer.con, path)
    return writer.seal(path, "events", n_rows, imports_in(writer, path), bucket_from=buckets[0],
                       bucket_until=buckets[1], min_ms=low_ms, max_ms=high_ms)  # fmt: skip


def imports_in(writer: Writer, path: Path) -> tuple[str, ...]:
    """Imports whose rows stand in a file that has a column ``import_id``, sorted."""
    rows = writer.con.execute(f"SELECT DISTINCT import_id FROM {parquet([path])} ORDER BY 1").fetchall()
    return tuple(str(row[0]) for row in rows)
