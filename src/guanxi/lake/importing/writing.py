"""Staged files and quarantine as they are written, batch by batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.lake.staged import QUARANTINE, staged_columns

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "SMALLINT": pa.int16(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
}
QUARANTINE_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in QUARANTINE.items()])


def staged_schema(table: str) -> pa.Schema:
    """The Arrow schema of a staged file of ``table``."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in staged_columns(table).items()])


@dataclass(slots=True)
class ParquetFiles:
    """Parquet files that open with their first rows: an empty file is never written.

    Parameters
    ----------
    folder : where they go.
    prefix : of their names, so that files sort in the order of their sources.
    """

    folder: Path
    prefix: str
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def append(self, name: str, rows: pa.Table, schema: pa.Schema | None = None) -> None:
        """Rows to the file of ``name``, cast to ``schema`` where given."""
        if not rows.num_rows:
            return
        wanted = schema or rows.schema
        if name not in self._writers:
            self.paths[name] = self.folder / f"{self.prefix}-{name}.parquet"
            self._writers[name] = pq.ParquetWriter(self.paths[name], wanted, compression="zstd", compression_level=1)
        self._writers[name].write_table(rows.select(wanted.names).cast(wanted))

    def close(self) -> None:
        """Finish all files."""
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()


def quarantine_rows(columns: Iterable[Iterable[object]]) -> pa.Table:
    """A table of quarantined rows from its columns in the order of :data:`~guanxi.lake.staged.QUARANTINE`."""
    arrays = [pa.array(list(column), item.type) for column, item in zip(columns, QUARANTINE_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=QUARANTINE_SCHEMA)
