"""The embedded engine as the store uses it: bounded memory, UTC, nothing fetched, paths written safely into SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

COMPRESSION = "FORMAT parquet, COMPRESSION zstd"
ROW_GROUP_ROWS = 122_880
"""Rows per row group: measured in docs/benchmarks.md; halving it makes one history faster and every scan slower."""

FEW_ROWS = 100_000
"""Below so many rows one thread is as fast as several, and leaves the other cores to whoever else asks."""


def threads_for(n_rows: int, most: int) -> int:
    """How many of ``most`` threads to wake for ``n_rows`` rows."""
    return 1 if n_rows < FEW_ROWS else most


def connect(scratch: Path, *, threads: int, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A connection to an empty in-memory database that spills into ``scratch``."""
    con = duckdb.connect(
        config={
            "threads": str(threads),
            "memory_limit": memory_limit,
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",  # no network, ever
            "autoload_known_extensions": "false",
        }
    )
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")  # faces draw progress, the engine does not
    return con


def literal(text: object) -> str:
    """``text`` as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet(paths: Iterable[Path], **options: bool) -> str:
    """``read_parquet([...])`` over exactly these files: characters that would be patterns are made plain."""
    names = ", ".join(literal(_plain(str(path))) for path in paths)
    extra = "".join(f", {name} = {str(value).lower()}" for name, value in options.items())
    return f"read_parquet([{names}], hive_partitioning = false{extra})"


def _plain(path: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)


def empty(columns: Mapping[str, str]) -> str:
    """A relation without rows that has ``columns``."""
    return f"(SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in columns.items())} WHERE false)"


def relation(paths: Iterable[Path], columns: Mapping[str, str]) -> str:
    """The rows of ``paths``, or an empty relation of ``columns`` when there are none."""
    listed = list(paths)
    return parquet(listed) if listed else empty(columns)


def copy_to(con: duckdb.DuckDBPyConnection, query: str, target: Path, *options: str) -> None:
    """Write the rows of ``query`` into one compressed Parquet file, in their order."""
    target.parent.mkdir(parents=True, exist_ok=True)
    more = "".join(f", {option}" for option in options)
    con.execute(f"COPY ({query}) TO {literal(target)} ({COMPRESSION}, ROW_GROUP_SIZE {ROW_GROUP_ROWS}{more})")


def scalar(con: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one integer that ``query`` returns; NULL counts as 0."""
    row = con.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
