"""One table to import: a separated file, a sheet, or a Parquet file, opened just far enough to be recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from guanxi.lake.importing.batch import Batch
from guanxi.lake.importing.plan import TEXT


class BatchReader(Protocol):
    """Reads the rows below the header, once."""

    def __call__(self) -> Iterator[Batch]:
        """The rows, in order."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table with its header.

    Parameters
    ----------
    name : path below the data folder; a sheet is ``book.xlsx#Sheet``.
    headers : as they stand in the file.
    cell_classes : of each column; see :mod:`.plan`.
    separator : that joins the raw cells of a quarantined row.
    shown_separator : for people; ``""`` where a file has none.
    title_rows : rows above the header.
    n_unsaved : formulas of a sheet of which the workbook holds no result; they read as empty.
    """

    name: str
    path: Path
    headers: list[str]
    read: BatchReader
    encoding: str = ""
    separator: str = ","
    shown_separator: str = ""
    cell_classes: list[str] = field(default_factory=list)
    title_rows: int = 0
    n_unsaved: int = 0

    def classes(self) -> list[str]:
        """The class of each column: text unless the file is typed."""
        return self.cell_classes or [TEXT] * len(self.headers)
