"""A small brand's folder, written by each test, and what importing makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from guanxi.kit.clock import parse_as_of
from guanxi.lake.staged import Staged

CLOCK_MS = parse_as_of("2025-06-30T12:00", "Asia/Shanghai")


@dataclass(frozen=True)
class Imported:
    """One import and questions to it."""

    staged: Staged

    def rows(self, table: str, columns: str = "*") -> list[tuple[object, ...]]:
        """Rows of a staged table, in order."""
        paths = [str(path) for path in self.staged.tables.get(table, [])]
        if not paths:
            return []
        with duckdb.connect() as con:
            found: list[tuple[object, ...]] = con.read_parquet(paths).project(columns).fetchall()
            return found

    def quarantine(self, columns: str = "row_number, code") -> list[tuple[object, ...]]:
        """Quarantined rows, in order."""
        if self.staged.quarantine is None:
            return []
        with duckdb.connect() as con:
            found: list[tuple[object, ...]] = con.read_parquet(str(self.staged.quarantine)).project(columns).fetchall()
            return found

    def problems(self) -> list[str]:
        """Codes of what is wrong with files."""
        return [problem.code for problem in self.staged.problems]


Import = Callable[..., Imported]
