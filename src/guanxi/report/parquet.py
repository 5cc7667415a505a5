"""The book as Parquet tables: contacts as they are, summaries one table each. Money columns are int64 fen.

These are working tables: contacts' keys stand in them whole, unlike in the report, and each file says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.book.contracts import Book, CutRow, Overlap, RoiRow, RollForwardLine, TierRow, TouchpointRow
from guanxi.report.whole_file import whole_file

MONEY_UNIT = "fen: int64, 1/100 of the currency's unit"
KEYS = "whole, not masked: a working table, not to be passed on / 编号未遮盖：工作用表，请勿外传"
MONEY = frozenset(
    (
        *("potential", "trust_capital", "clv", "cost_to_serve", "maintenance", "promises", "net_fen", "amount"),
        *("referral_credit", "referral_given", "net_equity", "net_equity_low", "net_equity_high"),
        *("acquisition_cost", "margin_realised"),
    )
)
"""Columns whose own metadata says ``unit: fen``: read as yuan, they would be a hundred times too much."""
INTERVAL_PARTS = ("value", "low", "high", "level")


def write_parquet(book: Book, folder: Path) -> tuple[Path, ...]:
    """Write ``contacts.parquet`` and the summaries into ``folder``, each whole or not at all; gives the paths.

    Every file carries ``as_of_ms``, ``horizon_days``, ``definition_version``, ``currency``, the unit of its money and
    what its keys are in its metadata; each column of money carries its unit too.
    """
    tables = {
        "contacts": book.contacts,
        "tiers": _table(TierRow, book.tiers),
        "cuts": _table(CutRow, book.cuts),
        "roi": _table(RoiRow, book.roi),
        "touchpoints": _table(TouchpointRow, book.touchpoints),
        "overlaps": _table(Overlap, book.overlaps),
        "roll_forward": _table(RollForwardLine, book.roll_forward.lines if book.roll_forward else ()),
    }
    stamp = {
        "as_of_ms": str(book.as_of_ms),
        "horizon_days": str(book.horizon_days),
        "definition_version": book.definition_version,
        "currency": book.currency,
        "money_unit": MONEY_UNIT,
        "keys": KEYS,
    }
    return tuple(_write(table, folder / f"{name}.parquet", stamp) for name, table in tables.items())


def _write(table: pa.Table, path: Path, stamp: dict[str, str]) -> Path:
    metadata = {**(table.schema.metadata or {}), **{key.encode(): value.encode() for key, value in stamp.items()}}
    columns = [each.with_metadata({"unit": "fen"}) if each.name in MONEY else each for each in table.schema]
    with whole_file(path) as partial:
        pq.write_table(table.cast(pa.schema(columns, metadata)), partial, compression="zstd")
    return path


def _table(row: type[Any], rows: Sequence[object]) -> pa.Table:
    """One column per field of the contract, an interval as four; columns exist without rows too."""
    names = [name for field in fields(row) for name in _names(field.name, str(field.type))]
    records = [dict(_cells(each)) for each in rows]
    schema = pa.schema([(name, _type(row, name)) for name in names])
    return pa.Table.from_pylist(records, schema=schema)


def _names(name: str, kind: str) -> Iterable[str]:
    return (f"{name}_{part}" for part in INTERVAL_PARTS) if "Interval" in kind else (name,)


def _type(row: type[Any], name: str) -> pa.DataType:
    kinds = {field.name: str(field.type) for field in fields(row)}
    kind = kinds.get(name, "float")
    if kind.startswith("bool"):
        return pa.bool_()
    if kind.startswith("int"):
        return pa.int64()
    return pa.float64() if kind.startswith("float") else pa.string()


def _cells(each: Any) -> Iterable[tuple[str, object]]:
    for field in fields(each):
        value = getattr(each, field.name)
        if "Interval" in str(field.type):
            parts = (None,) * 4 if value is None else tuple(getattr(value, part) for part in INTERVAL_PARTS)
            yield from zip((f"{field.name}_{part}" for part in INTERVAL_PARTS), parts, strict=True)
        else:
            yield field.name, value.value if isinstance(value, Enum) else value
