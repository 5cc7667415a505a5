"""Staged files made from rows written in a test's own text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.lake.kinds import Kind
from guanxi.lake.staged import QUARANTINE, Staged, staged_columns

ARROW = {
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "SMALLINT": pa.int16(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
}
DEFAULTS: dict[str, Any] = {"source_id": "shop", "kind_id": 10, "currency": "CNY", "quantity": 1.0}
TEXT_DEFAULT = {"VARCHAR": ""}

Row = Mapping[str, Any]


def event(key: str, contact: str, occurred_ms: int, **more: Any) -> Row:
    """An order of ``contact``; ``more`` overrides any column."""
    return {"source_event_id": key, "contact_key": contact, "occurred_ms": occurred_ms, **more}


@dataclass
class StagedFolder:
    """Writes staged files below ``path``, each under a new name."""

    path: Path
    n: int = field(default=0)

    def staged(
        self,
        label: str = "test",
        *,
        kinds: tuple[Kind, ...] = (),
        quarantine: Sequence[Row] = (),
        **tables: Sequence[Row],
    ) -> Staged:
        """``tables``: table name → rows; columns left out are empty."""
        files = {table: [self._write(staged_columns(table), rows)] for table, rows in tables.items()}
        refused = self._write(QUARANTINE, quarantine) if quarantine else None
        return Staged(files, refused, (), sum(map(len, tables.values())) + len(quarantine), label, kinds)

    def _write(self, columns: Mapping[str, str], rows: Sequence[Row]) -> Path:
        self.n += 1
        path = self.path / f"staged-{self.n:04d}.parquet"
        arrays = {
            name: pa.array([row.get(name, DEFAULTS.get(name, _default(name, kind))) for row in rows], ARROW[kind])
            for name, kind in columns.items()
        }
        pq.write_table(pa.table(arrays), path)
        return path


def _default(name: str, kind: str) -> Any:
    if name.endswith("_ms"):
        return None
    return {"VARCHAR": "", "BOOLEAN": False}.get(kind, 0)
