"""A session's views as plain tables in memory, written row by row in the test's own text."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from guanxi.lake.kinds import BY_CODE, STANDARD
from guanxi.lake.schema import TABLES

DAY = 86_400_000
AT = 1_000 * DAY
"""The moment: day 1,000 of the epoch."""


@dataclass
class TinyLake:
    """What the cost code needs of a session."""

    con: duckdb.DuckDBPyConnection

    def add(self, table: str, **row: object) -> None:
        """One row; columns that are not named get the schema's empty value."""
        filled = {
            column: row.get(column, "" if kind == "VARCHAR" else False if kind == "BOOLEAN" else 0)
            for column, kind in TABLES[table].items()
        }
        self.con.execute(
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(filled))})", [row.get(c, v) for c, v in filled.items()]
        )

    def event(self, contact_id: int, kind: str, days_ago: float, **row: object) -> None:
        """One event of ``contact_id`` so many days before the moment."""
        row = {"event_id": self.con.execute("SELECT count(*) FROM events").fetchall()[0][0]} | row
        self.add("events", contact_id=contact_id, kind_id=BY_CODE[kind].kind_id,
                 occurred_ms=int(AT - days_ago * DAY), **row)  # fmt: skip

    def pool(self, category: str, days_ago: float, until_days_ago: float, amount_fen: int, **row: object) -> None:
        """One pool of money over a period before the moment."""
        self.add("costs", category=category, period_from_ms=int(AT + 1 - days_ago * DAY),
                 period_until_ms=int(AT + 1 - until_days_ago * DAY), amount_fen=amount_fen, **row)  # fmt: skip

    def contact(self, contact_id: int, channel: str = "", staff_id: str = "") -> None:
        """One contact on record."""
        self.add("contacts", contact_id=contact_id, channel=channel, staff_id=staff_id)


def tiny_lake() -> TinyLake:
    """An empty lake."""
    con = duckdb.connect(config={"threads": 1})
    for table, columns in TABLES.items():
        con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    con.execute("CREATE TABLE kinds (kind_id SMALLINT, kind VARCHAR, role VARCHAR)")
    con.executemany("INSERT INTO kinds VALUES (?, ?, ?)", [(k.kind_id, k.code, k.role.value) for k in STANDARD])
    return TinyLake(con)
