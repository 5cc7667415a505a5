"""A batch as a staged file of the lake: the same batch always makes the same rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.intake.registry import Registry
from guanxi.lake.engine import disk_full_is_refused
from guanxi.lake.importing.writing import staged_schema
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import Staged, staged_columns

COLUMNS = ("source_id", "source_event_id", "kind", "occurred_ms", "received_ms", "contact_key", "payload")
"""Of a row that is handed over, in order."""

Row = tuple[str, str, str, int, int, str, str]

STAGED_ROWS = """
-- Grain: one row per event of the batch, in its order; what the payload does not say is '' or 0.
SELECT e.source_id, e.source_event_id, e.occurred_ms, greatest(e.received_ms, e.occurred_ms) AS received_ms,
  e.contact_key, coalesce(e.payload ->> '$.point_id', '') AS point_id, k.kind_id,
  coalesce((e.payload ->> '$.automated') = 'true', false) AS automated,
  coalesce(e.payload ->> '$.channel', '') AS channel, coalesce(e.payload ->> '$.staff_id', '') AS staff_id,
  coalesce(e.payload ->> '$.group_id', '') AS group_id, coalesce(e.payload ->> '$.program_id', '') AS program_id,
  coalesce(e.payload ->> '$.peer', '') AS peer_key,
  coalesce((e.payload ->> '$.amount_fen')::BIGINT, 0) AS amount_fen,
  coalesce((e.payload ->> '$.cost_fen')::BIGINT, 0) AS cost_fen,
  coalesce((e.payload ->> '$.value_hint_fen')::BIGINT, 0) AS value_hint_fen,
  $currency AS currency, coalesce(json_extract(e.payload, '$.properties')::VARCHAR, '') AS properties
FROM events e JOIN kinds k ON k.code = e.kind ORDER BY e.ordinal
"""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """The file of a batch: its place, rows and hash."""

    path: Path
    n: int
    sha256: str


def write_batch(folder: Path, name: str, rows: Sequence[Row], registry: Registry) -> BatchFile:
    """Write the staged file of batch ``name``; a file that a kill left half-written is replaced.

    Raises
    ------
    DiskFull
        when the disk is exhausted; no file of this name is left.
    """
    with disk_full_is_refused(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside, path = folder / f"{name}.part", folder / f"{name}.parquet"
        try:
            _write(aside, rows, registry)
            with aside.open("rb") as file:
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return BatchFile(path, len(rows), hashlib.sha256(path.read_bytes()).hexdigest())


def _write(path: Path, rows: Sequence[Row], registry: Registry) -> None:
    import pyarrow.parquet as pq

    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    events = pa.Table.from_arrays([*columns, pa.array(range(len(rows)))], names=[*COLUMNS, "ordinal"])
    kinds = {**BY_CODE, **registry.own}
    with duckdb.connect(config={"threads": "1", "autoinstall_known_extensions": "false"}) as con:
        con.execute("SET enable_progress_bar = false")
        con.register("events", events)
        con.register("kinds", pa.table({"code": list(kinds), "kind_id": [kind.kind_id for kind in kinds.values()]}))
        staged = con.execute(STAGED_ROWS, {"currency": registry.currency}).to_arrow_table()
    names = list(staged_columns("events"))
    pq.write_table(staged.select(names).cast(staged_schema("events")), path, compression="zstd", compression_level=1)


def staged_of(file: BatchFile, name: str, registry: Registry) -> Staged:
    """What the lake publishes; ``name`` becomes the import's label, by which a restart finds it."""
    return Staged(
        tables={"events": [file.path]},
        quarantine=None,
        files=(),
        n_rows=file.n,
        import_label=name,
        kinds=tuple(registry.own.values()),
        # Moments and minor units mean the same in every zone; only the currency has to be the lake's.
        zone="",
        currency=registry.currency,
    )
