"""What every reader gives: rows as Arrow columns with the row numbers a person sees, and rows that are no rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ROW_NUMBER = "row_number"


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be cut into the header's cells."""

    row_number: int
    code: str
    raw: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, in order.

    Parameters
    ----------
    rows : columns ``c0``, ``c1`` … in the order of the header, and ``row_number`` (int64, ascending, 1-based; the
        header is a row).
    broken : rows beside those.
    share_done : of the file, 0–1.
    """

    rows: pa.Table
    broken: list[BrokenRow] = field(default_factory=list)
    share_done: float = 0.0
