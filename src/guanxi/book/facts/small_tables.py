"""Small tables that a connection needs beside the lake's: made from columns at once (row by row takes 100 ms)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def make_table(
    con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[object] | NDArray[np.int64] | pa.Array]
) -> None:
    """Create or replace the temp table ``name``; ints become BIGINT, text VARCHAR, truth values BOOLEAN."""
    con.register("small_table_columns", pa.table(dict(columns)))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM small_table_columns")
    con.unregister("small_table_columns")
