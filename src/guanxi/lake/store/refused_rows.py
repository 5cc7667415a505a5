"""Refused rows that still stand: of each source file, those of the latest import that read it."""

from __future__ import annotations

import pyarrow as pa

from guanxi.lake.staged import QUARANTINE
from guanxi.lake.store.catalogue import Catalogue
from guanxi.lake.store.duck import empty, parquet
from guanxi.lake.store.session import Session

REFUSED = """
-- Grain: one row per refused source row, once, however often its file was imported. A file is known by the label of
-- its import and its own name; rows that publication itself refused belong to no file and stand as they are.
CREATE OR REPLACE TEMP VIEW refused AS
SELECT {columns}, q.import_id FROM (SELECT *, filename AS path FROM {rows}) r
JOIN quarantine_paths q ON q.path = r.path
LEFT JOIN latest_readings l ON l.label = q.label AND l.source_file = r.source_file
WHERE l.import_id IS NULL OR l.import_id = q.import_id
"""

NOTHING = "CREATE OR REPLACE TEMP VIEW refused AS FROM {rows}"


def make_refused_view(session: Session) -> None:
    """Give the session a view ``refused``: the columns of the quarantine, and ``import_id``."""
    catalogue = session.catalogue
    entries = catalogue.files_of("quarantine")
    if not entries:
        session.con.execute(NOTHING.format(rows=empty(QUARANTINE | {"import_id": "VARCHAR"})))
        return
    labels = {entry.import_id: entry.label for entry in catalogue.imports}
    paths = [
        {"path": str(session.home / entry.path), "import_id": entry.imports[0], "label": labels[entry.imports[0]]}
        for entry in entries
        if entry.imports[0] in labels
    ]
    _make_table(session, "quarantine_paths", pa.Table.from_pylist(paths))
    _make_table(session, "latest_readings", _latest_readings(catalogue))
    rows = parquet((session.home / entry.path for entry in entries), filename=True)
    columns = ", ".join(f"r.{name}" for name in QUARANTINE)
    session.con.execute(REFUSED.format(columns=columns, rows=rows))


def _latest_readings(catalogue: Catalogue) -> pa.Table:
    latest = {
        (entry.label, str(file["name"])): entry.import_id for entry in catalogue.imports for file in entry.source_files
    }
    rows = [{"label": label, "source_file": name, "import_id": at} for (label, name), at in latest.items()]
    schema = pa.schema([(name, pa.string()) for name in ("label", "source_file", "import_id")])
    return pa.Table.from_pylist(rows, schema=schema)


def _make_table(session: Session, name: str, rows: pa.Table) -> None:
    session.con.register("refused_arrow", rows)
    session.con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM refused_arrow")
    session.con.unregister("refused_arrow")
