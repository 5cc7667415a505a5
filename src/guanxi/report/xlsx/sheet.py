"""One sheet as a value: what its columns hold, and its rows. Money stands in fen here and in yuan in the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What a column holds; decides the number format."""

    TEXT = "text"
    MONEY = "money"
    CAPITAL = "capital"  # money only where the statement says so
    NUMBER = "number"
    SHARE = "share"
    WHOLE = "whole"


Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A value whose kind differs from its column's, as in a statement whose lines mix money and index."""

    value: Value
    holds: Holds


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading and what stands under it."""

    title: str
    holds: Holds
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its tab, the line above the table, the columns, the rows."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value | Entry, ...], ...]
