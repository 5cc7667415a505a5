"""Staged files as relations: every column of the contract present, missing text '' and missing numbers 0."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from guanxi.lake.staged import Staged, staged_columns
from guanxi.lake.store.duck import parquet, scalar
from guanxi.lake.store.errors import StagedUnreadable

_NULL_MEANS_SOMETHING = frozenset(
    {"received_ms", "occurred_ms", "acquired_ms", "valid_from_ms", "valid_until_ms", "due_ms", "kept_ms", "promised_ms"}
)


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The staged rows of one table.

    Parameters
    ----------
    sql : relation with the contract's columns and ``ordinal``, the place of a row in the order of files and rows.
    n : how many rows.
    """

    table: str
    sql: str
    n: int


def staged_rows(con: duckdb.DuckDBPyConnection, staged: Staged) -> dict[str, StagedRows]:
    """Relations over the non-empty tables of ``staged``; raises :class:`StagedUnreadable` naming a broken file."""
    found = {}
    for table, paths in staged.tables.items():
        if paths:
            rows = _staged_table(con, table, paths)
            if rows.n:
                found[table] = rows
    return found


def _staged_table(con: duckdb.DuckDBPyConnection, table: str, paths: list[Path]) -> StagedRows:
    source = parquet(paths, union_by_name=True)
    try:
        present = {row[0] for row in con.execute(f"DESCRIBE FROM {source}").fetchall()}
        n = scalar(con, f"SELECT count(*) FROM {source}")
    except duckdb.Error as error:
        raise StagedUnreadable(
            f"A prepared file of table “{table}” cannot be read: {error}. Nothing was published; run the import again.",
            f"表“{table}”的中间文件无法读取：{error}。没有发布任何内容；请重新运行导入。",
        ) from error
    columns = ", ".join(_column(name, kind, present) for name, kind in staged_columns(table).items())
    # The engine's virtual columns give the order of files and rows without anybody writing it down.
    sql = f"(SELECT {columns}, (file_index::BIGINT << 40) + file_row_number AS ordinal FROM {source})"
    return StagedRows(table, sql, n)


def _column(name: str, kind: str, present: set[str]) -> str:
    """SQL of one column of the contract, whether or not the file has it."""
    default = {"VARCHAR": "''", "BOOLEAN": "false"}.get(kind, "0")
    nothing = f"NULL::{kind}" if name in _NULL_MEANS_SOMETHING else f"{default}::{kind}"
    value = f"coalesce({name}::{kind}, {nothing})" if name in present else nothing
    return f"{value} AS {name}"
