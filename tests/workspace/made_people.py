"""Small worlds of contacts: a lake of a few, a book's table over them, or contacts made in the store alone."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from guanxi.lake.engine import Lake, publish
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import Staged, staged_columns
from guanxi.people.models import Contact, ContactPoint, PointOwner, PositionBook, Staff, StaffEdge
from guanxi.people.operations import take_contacts, take_positions
from guanxi.people.projection.rows import Some, refresh_current
from guanxi.people.rules import folded

AT_MS = 1_767_225_600_000
DAY_MS = 86_400_000
TEXT, NUMBERS = "VARCHAR", ("BIGINT", "SMALLINT", "DOUBLE", "BOOLEAN")


def make_lake(home: Path, work: Path, **tables: list[dict[str, Any]]) -> Lake:
    """A lake with these rows of ``contacts``, ``staff_edges`` and ``events`` (``kind`` by its code).

    One that begins with the same rows as another test's is a copy of it: most tests of a file ask for the same.
    """
    if (home / "catalogue.json").exists():
        return _published(home, work, tables)
    rows = repr(tables)
    if rows not in _made:
        folder = Path(_FOLDER.name) / str(len(_made))
        _published(folder / "lake", folder / "work", tables)
        _made[rows] = folder / "lake"
    shutil.copytree(_made[rows], home, dirs_exist_ok=True)
    return Lake.open(home)


_FOLDER = tempfile.TemporaryDirectory(prefix="guanxi-made-lakes-")
_made: dict[str, Path] = {}


def _published(home: Path, work: Path, tables: dict[str, list[dict[str, Any]]]) -> Lake:
    work.mkdir(parents=True, exist_ok=True)
    paths = {table: [_write(work / f"{table}-{len(rows)}.parquet", table, rows)] for table, rows in tables.items()}
    lake = Lake.create(home)
    publish(lake, Staged(paths, None, (), 0, "made"), AT_MS)
    return lake


def _write(path: Path, table: str, rows: list[dict[str, Any]]) -> Path:
    columns = {}
    for name, kind in staged_columns(table).items():
        given = [row.get(name, _usual(name, kind, row, i)) for i, row in enumerate(rows)]
        columns[name] = given
    casts = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in staged_columns(table).items())
    with duckdb.connect() as con:
        con.register("given", pa.table(columns))
        con.execute(f"COPY (SELECT {casts} FROM given) TO '{path}' (FORMAT parquet)")
    return path


def _usual(name: str, kind: str, row: dict[str, Any], place: int) -> Any:
    if name == "kind_id":
        return BY_CODE[row["kind"]].kind_id
    if name in ("source_event_id", "source_id"):
        return f"E{place}" if name == "source_event_id" else "tea"
    if name == "source_key":
        return row["contact_key"]
    if name == "automated":
        return False
    if kind == TEXT:
        return ""
    return None if name.endswith("_ms") else 0


def contact_row(key: str, **more: Any) -> dict[str, Any]:
    """One row of a contact list."""
    return {"contact_key": key, "acquired_ms": AT_MS - 90 * DAY_MS, "channel": "门店扫码", **more}


def book_table(lake: Lake, **columns: list[Any]) -> pa.Table:
    """What a book says of every contact of the lake; columns may be replaced, in the order of ids."""
    with lake.session(as_of_ms=AT_MS) as session:
        ids = session.fetch("SELECT contact_id FROM contacts ORDER BY contact_id")["contact_id"].tolist()
    n = len(ids)
    usual: dict[str, list[Any]] = {
        "contact_id": ids,
        "potential": [10_000 * (i + 1) for i in range(n)],
        "clv": [8_000 * (i + 1) for i in range(n)],
        "trust_capital": [5_000 * (i + 1) for i in range(n)],
        "trust": [round(0.1 + 0.8 * i / max(n - 1, 1), 3) for i in range(n)],
        "trust_low": [0.05] * n,
        "trust_high": [0.95] * n,
        "tier": ["core" if i % 3 == 0 else "ordinary" if i % 3 == 1 else "doubtful" for i in range(n)],
        "lifecycle_stage": [("new", "active", "cooling", "dormant", "lost")[i % 5] for i in range(n)],
        "layers": [i % 16 for i in range(n)],
        "n_eff": [6.5] * n,
        "n_orders": list(range(n)),
        "is_liability": [False] * n,
        "is_new": [False] * n,
        "has_evidence": [True] * n,
        "latest_order_ms": [AT_MS - i * DAY_MS for i in range(n)],
        "drivers": [[{"driver": "silence", "strength": -0.4}]] * n,
    }
    return pa.table(usual | columns)


def make_contact(key: str, *, staff: str = "", lake_id: int | None = None, name: str = "") -> Contact:
    """A contact with one point, in the list, and with an open edge to ``staff`` if one is named."""
    PositionBook.objects.get_or_create(state="current", defaults={"as_of_ms": 0, "started_ms": AT_MS})
    contact = Contact.objects.create(key=key, name=name, created_ms=AT_MS - DAY_MS, touched_ms=AT_MS)
    point = ContactPoint.objects.create(
        kind="key", value_key=key, folded_key=folded(key), contact=contact, lake_id=lake_id, created_ms=AT_MS
    )
    PointOwner.objects.create(point=point, contact=contact, from_ms=AT_MS - DAY_MS, reason="lake")
    if staff:
        employee, _ = Staff.objects.get_or_create(key=staff)
        StaffEdge.objects.create(staff=employee, point=point, contact=contact, from_ms=AT_MS - DAY_MS)
    refresh_current(Some.of((contact.pk,)))
    return contact


def take(lake: Lake, *, book: bool = True) -> None:
    """Bring the lake into the tables, with a book over it."""
    take_contacts(lake, now_ms=AT_MS)
    if book:
        take_positions(book_table(lake), AT_MS, now_ms=AT_MS)
