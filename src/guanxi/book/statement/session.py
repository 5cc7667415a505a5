"""What the statement needs of a lake session: its connection, and statements kept as files."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

HERE = Path(__file__).parent


class HasConnection(Protocol):
    """A lake session, as far as the statement needs it."""

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """Connection with the lake's views."""


def read_table(session: HasConnection, name: str, **parameters: object) -> pa.Table:
    """Result of the statement in ``{name}.sql``."""
    return session.con.execute(_text(name), parameters).to_arrow_table()


def run_statement(session: HasConnection, name: str, **parameters: object) -> None:
    """Execute the statement in ``{name}.sql``, which makes a temporary table."""
    session.con.execute(_text(name), parameters)


def _text(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
