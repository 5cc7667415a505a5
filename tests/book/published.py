"""A world published into a real lake, as an import would bring it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from worlds import AT_MS, KIND_ID, Happening, Known

from guanxi.lake.engine import FOREVER_MS, ImportResult, Lake, publish
from guanxi.lake.staged import Staged, staged_columns

_TYPES = {"BIGINT": pa.int64(), "SMALLINT": pa.int16(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_()}


def publish_world(
    lake: Lake, folder: Path, happenings: Sequence[Happening], contacts: Sequence[Known], clock_ms: int = AT_MS
) -> ImportResult:
    """Publish rows in their order; a contact's key is its number."""
    tables = {"events": [_event(each) for each in happenings], "contacts": [_contact(each) for each in contacts]}
    paths = {name: [_write(folder / f"{name}-{clock_ms}.parquet", name, rows)] for name, rows in tables.items() if rows}
    return publish(lake, Staged(paths, None, (), len(happenings), "world"), clock_ms)


def _write(path: Path, table: str, rows: list[dict[str, object]]) -> Path:
    columns = staged_columns(table)
    arrays = {name: pa.array([row[name] for row in rows], _TYPES[kind]) for name, kind in columns.items()}
    pq.write_table(pa.table(arrays), path)
    return path


def _event(it: Happening) -> dict[str, object]:
    return dict.fromkeys(("point_id", "channel", "staff_id", "group_id"), "") | {
        "source_id": "world",
        "source_event_id": it.key,
        "occurred_ms": it.at_ms,
        "received_ms": None,
        "contact_key": str(it.contact),
        "kind_id": KIND_ID[it.kind],
        "automated": it.automated,
        "program_id": it.program,
        "peer_key": str(it.peer) if it.peer else "",
        "amount_fen": it.amount,
        "cost_fen": it.cost,
        "value_hint_fen": it.hint,
        "currency": "CNY",
        "properties": it.properties,
    }


def _contact(it: Known) -> dict[str, object]:
    return dict.fromkeys(("campaign", "inviter_key", "staff_id", "properties"), "") | {
        "contact_key": str(it.contact),
        "source_id": "world",
        "source_key": str(it.contact),
        "acquired_ms": None if it.acquired_age_ms is None else AT_MS - it.acquired_age_ms,
        "channel": it.channel,
        "valid_from_ms": AT_MS - (it.valid_from_age_ms if it.acquired_age_ms is None else it.acquired_age_ms),
        "valid_until_ms": FOREVER_MS,
    }
