"""The statements of the mirror, each in a file of its own, given what they mention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

HERE = Path(__file__).parent


@cache
def sql(name: str) -> str:
    """The text of a statement of this package."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def run(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
    """Execute ``{name}.sql`` with those of ``parameters`` that it mentions (DuckDB refuses others)."""
    return execute(con, sql(name), parameters)


def execute(con: duckdb.DuckDBPyConnection, text: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
    """As :func:`run`, of a statement's text."""
    mentioned = set(re.findall(r"\$([a-z_]+)", re.sub(r"--[^\n]*", "", text)))
    return con.execute(text, {name: value for name, value in parameters.items() if name in mentioned})
