"""First pass over staged events: ids resolved, hashes computed, rows spread over groups of buckets.

One reading of the staged files, whatever their size; every later step works on one group at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guanxi.lake.schema import EVENTS, N_BUCKETS, bucket_sql
from guanxi.lake.store.columns import hashed
from guanxi.lake.store.contact_ids import contact_id_of
from guanxi.lake.store.duck import literal, parquet, scalar
from guanxi.lake.store.lake import Writer
from guanxi.lake.store.staged_rows import StagedRows

CONTENT = tuple(name for name in EVENTS if name not in ("event_id", "import_id", "received_ms"))
"""What makes two rows of one key the same: everything but the lake's own ids and the time of receipt."""

SHUFFLE = """
-- Grain: one row per staged event that names a contact and a time.
SELECT *, {content_hash} AS content_hash, CAST(bucket // {per_group} AS SMALLINT) AS grp
FROM (
  SELECT s.* EXCLUDE (contact_key, peer_key, kind_id), {kind} AS kind_id,
    {contact} AS contact_id, {peer} AS peer_id,
    CAST({bucket} AS SMALLINT) AS bucket, {key_hash} AS key_hash
  FROM {staged} s {joins}
  WHERE s.contact_key <> '' AND s.occurred_ms IS NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Shuffled:
    """Resolved events, aside, in ``n_groups`` groups of neighbouring buckets."""

    folder: Path
    n_groups: int
    n: int

    def group_paths(self, group: int) -> list[Path]:
        """Files of one group; empty when no row fell into it."""
        return sorted((self.folder / f"grp={group}").glob("*.parquet"))

    def sql(self, group: int | None = None) -> str:
        """Relation of one group, or of all."""
        if group is not None:
            return parquet(self.group_paths(group))
        return parquet(sorted(self.folder.glob("*/*.parquet")))

    def groups(self) -> Iterator[int]:
        """Groups that hold rows, ascending."""
        return (group for group in range(self.n_groups) if self.group_paths(group))

    def buckets(self, group: int) -> tuple[int, int]:
        """Half-open range of buckets of a group."""
        width = N_BUCKETS // self.n_groups
        return group * width, (group + 1) * width


def groups_for(n_rows: int) -> int:
    """How many files ``n_rows`` events are spread over: one per bucket when large, fewer when files would be tiny."""
    return 1 if n_rows < 500_000 else 8 if n_rows < 4_000_000 else N_BUCKETS


def shuffle_events(writer: Writer, rows: StagedRows, kind_map: dict[int, int]) -> Shuffled:
    """Write the resolved events aside; ``kind_map`` turns the importer's own kind ids into the lake's."""
    n_groups = groups_for(rows.n)
    folder = writer.work / "shuffle"
    contact, contact_join = contact_id_of("contact_key", "c")
    peer, peer_join = contact_id_of("peer_key", "p")
    query = SHUFFLE.format(
        content_hash=hashed(*CONTENT),
        per_group=N_BUCKETS // n_groups,
        kind=_kind_sql(kind_map),
        contact=contact,
        peer=peer,
        bucket=bucket_sql(contact),
        key_hash=hashed("s.source_id", "s.source_event_id"),
        staged=rows.sql,
        joins=f"{contact_join} {peer_join}",
    )
    if n_groups == 1:
        (folder / "grp=0").mkdir(parents=True)
        writer.con.execute(f"COPY ({query}) TO {literal(folder / 'grp=0' / 'all.parquet')} (FORMAT parquet)")
    else:
        writer.con.execute(f"COPY ({query}) TO {literal(folder)} (FORMAT parquet, PARTITION_BY (grp))")
    written = sorted(folder.glob("*/*.parquet"))
    n = scalar(writer.con, f"SELECT count(*) FROM {parquet(written)}") if written else 0
    return Shuffled(folder, n_groups, n)


def _kind_sql(kind_map: dict[int, int]) -> str:
    changed = {old: new for old, new in kind_map.items() if old != new}
    cases = " ".join(f"WHEN {old} THEN {new}" for old, new in changed.items())
    return f"CAST(CASE s.kind_id {cases} ELSE s.kind_id END AS SMALLINT)" if cases else "s.kind_id"
