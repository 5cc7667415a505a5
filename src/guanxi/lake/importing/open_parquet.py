"""Opening a Parquet file: its columns keep their types; what cannot be opened is a problem, not a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.lake.importing.batch import ROW_NUMBER, Batch
from guanxi.lake.importing.plan import TEXT
from guanxi.lake.importing.source import Source

BATCH_ROWS = 200_000
CHUNK_ROWS = 50_000


def open_parquet(path: Path, name: str) -> Source:
    """The file as a source; row numbers count from 1, for a Parquet file has no header row.

    Raises
    ------
    pyarrow.ArrowInvalid, OSError
        when the file is truncated or is no Parquet file.
    """
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        n_rows = file.metadata.num_rows
    classes = [_cell_class(column.type) for column in schema]
    names = [f"c{i}" for i in range(len(schema))]

    def read() -> Iterator[Batch]:
        done = 0
        with pq.ParquetFile(path) as file:
            for rows in file.iter_batches(BATCH_ROWS):
                table = pa.Table.from_arrays([_plain(column) for column in rows.columns], names=names)
                numbers = np.arange(done + 1, done + rows.num_rows + 1, dtype=np.int64)
                table = table.append_column(ROW_NUMBER, pa.array(numbers))
                done += rows.num_rows
                table = pa.Table.from_batches(table.to_batches(max_chunksize=CHUNK_ROWS), table.schema)
                yield Batch(table, share_done=done / max(n_rows, 1))

    return Source(name, path, list(schema.names), read, encoding="", cell_classes=classes)


def _plain(column: pa.Array) -> pa.Array:
    """Dictionaries of text stay (reading them is cheap), others become their values."""
    if pa.types.is_dictionary(column.type) and not pa.types.is_string(column.type.value_type):
        return column.dictionary_decode()
    return column


def _cell_class(kind: pa.DataType) -> str:
    """How :mod:`.plan` calls a column's type; nested values are read through their text."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        (pa.types.is_integer, "int"),
        (pa.types.is_floating, "float"),
        (pa.types.is_decimal, "decimal"),
        (pa.types.is_boolean, "flag"),
        (pa.types.is_date, "day"),
        (lambda t: pa.types.is_string(t) or pa.types.is_large_string(t), TEXT),
    )
    if pa.types.is_timestamp(kind):
        return "civil" if kind.tz is None else "instant"
    return next((name for test, name in tests if test(kind)), "other")
