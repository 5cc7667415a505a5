"""A simulated brand on disk, with its tables as views of one connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from guanxi.simulator import Options, SimulatedBrand


@dataclass(frozen=True)
class World:
    """The brand on disk and a connection with its tables as views."""

    brand: SimulatedBrand
    options: Options
    con: duckdb.DuckDBPyConnection

    def one(self, sql: str) -> Any:
        """First value of the first row."""
        row = self.con.execute(sql).fetchone()
        assert row is not None
        return row[0]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.con.execute(sql).fetchall()
