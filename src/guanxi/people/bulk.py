"""Many rows at once, on both databases: COPY on PostgreSQL, big prepared statements on SQLite."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection

Value = bool | int | float | str | None
Values = Sequence[Value] | Mapping[str, Value]
CHUNK = 20_000
"""Rows of one transaction: the writer's lock of SQLite is held for a fraction of a second."""


def load(table: str, columns: pa.Table) -> None:
    """Append ``columns`` to ``table``, by their names, in the caller's transaction."""
    names = ", ".join(_identifier(name) for name in columns.column_names)
    if connection.vendor == "postgresql":
        buffer = io.BytesIO()
        pa_csv.write_csv(columns, buffer, pa_csv.WriteOptions(include_header=False))
        with connection.cursor() as cursor, cursor.copy(f"COPY {_identifier(table)} ({names}) FROM STDIN CSV") as copy:
            copy.write(buffer.getvalue())
        return
    marks = ", ".join(["%s"] * columns.num_columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_identifier(table)} ({names}) VALUES ({marks})",
            list(zip(*(column.to_pylist() for column in columns.columns), strict=True)),
        )


def stage(table: str, kinds: dict[str, str], columns: pa.Table) -> None:
    """Fill the temporary ``table`` (made once a connection) with exactly ``columns``; of this transaction only."""
    name = _identifier(table)
    defined = ", ".join(f"{_identifier(column)} {kind}" for column, kind in kinds.items())
    execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({defined})")
    is_postgresql = connection.vendor == "postgresql"
    # Nothing vacuums a temporary table of PostgreSQL: deleted rows would be read again by every later batch.
    execute(f"TRUNCATE {name}" if is_postgresql else f"DELETE FROM {name}")
    load(table, columns)
    if is_postgresql:
        # A planner that believes in an empty table chooses loops over the whole batch.
        execute(f"ANALYZE {name}")


def execute(sql: str, params: Values = ()) -> int:
    """Run one statement; gives the number of rows that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return max(int(cursor.rowcount), 0)


def fetch(sql: str, params: Values = ()) -> list[tuple[Any, ...]]:
    """All rows of one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall())


def analyze(*tables: str) -> None:
    """Tell the planner what the tables hold now; after bulk loads only. Outside of a transaction PostgreSQL also
    learns what is visible to all, without which its indexes alone do not answer."""
    for table in tables:
        vacuum = (
            "VACUUM (ANALYZE)" if connection.vendor == "postgresql" and not connection.in_atomic_block else "ANALYZE"
        )
        execute(f"{vacuum} {_identifier(table)}")


def in_chunks(n: int, work: Callable[[int, int], None], size: int = CHUNK) -> None:
    """Call ``work(from, until)`` for consecutive shares of ``n`` rows."""
    for begin in range(0, n, size):
        work(begin, min(begin + size, n))


def _identifier(name: str) -> str:
    """``name`` when it is a plain identifier of ours; names come from this package, never from a request."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise ValueError(name)
    return name
