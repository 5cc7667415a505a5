"""A session's connection over rows that a test wrote, with the lake's own columns."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from guanxi.lake.kinds import STANDARD
from guanxi.lake.schema import TABLES


@dataclass(frozen=True)
class Views:
    """Looks like a lake session to whoever only reads."""

    con: duckdb.DuckDBPyConnection


EVENT_DEFAULTS: dict[str, object] = {
    "event_id": 0,
    "received_ms": 0,
    "automated": False,
    "peer_id": 0,
    "amount_fen": 0,
    "cost_fen": 0,
    "value_hint_fen": 0,
    "currency": "CNY",
    "properties": "",
}


def views(**rows: list[tuple[object, ...]]) -> Views:
    """Every table of the lake, filled with full ``rows`` where given."""
    con = duckdb.connect()
    for table, columns in TABLES.items():
        con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        if rows.get(table):
            con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows[table])
    con.execute("CREATE TABLE kinds (kind_id SMALLINT, kind VARCHAR, role VARCHAR)")
    con.executemany("INSERT INTO kinds VALUES (?, ?, ?)", [(kind.kind_id, kind.code, kind.role) for kind in STANDARD])
    return Views(con)


def event(**values: object) -> tuple[object, ...]:
    """One row of ``events``: what a test does not say is empty."""
    given = {"kind_id": 10, "contact_id": 1, "occurred_ms": 0} | values
    return tuple(given.get(name, EVENT_DEFAULTS.get(name, "")) for name in TABLES["events"])
