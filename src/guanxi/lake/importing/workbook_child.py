"""The child process that reads a workbook: its sheets as CSV files, under limits that the parent cannot be harmed by.

Run as ``python workbook_child.py BOOK FOLDER COLUMNS BYTES SECONDS [ROWS]``: as a file of its own that imports nothing
of guanxi, because a person waits for the preview and the engine alone takes half a second to start. Prints one JSON
line per sheet, of which it reads the first ``ROWS`` or all. Cells are what the file says they were last time: formulas
are not evaluated, and those of which the file holds no result are counted. A number that a float cannot carry exactly
(an id of 16 digits or more) is written in scientific notation, so that the reader sees that digits are lost.
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

LARGEST_EXACT = 10**15


def main(book: Path, folder: Path, most_columns: int, most_rows: int | None) -> None:
    """Write every visible or hidden sheet that holds cells to ``folder``."""
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, for numbers that no file holds
    import openpyxl
    from openpyxl.worksheet import _reader

    unsaved = Unsaved()
    unsaved.listen(_reader)
    workbook = openpyxl.load_workbook(book, read_only=True, data_only=True, keep_links=False)
    for number, sheet in enumerate(workbook.worksheets):
        sheet.reset_dimensions()  # what the file claims of its size is not believed
        target = folder / f"{number}.csv"
        n_before = unsaved.n_cells
        n_rows, too_wide = _write(sheet.iter_rows(max_row=most_rows, values_only=True), target, most_columns)
        told = {"title": sheet.title, "file": target.name, "n_rows": n_rows, "too_wide": too_wide}
        print(json.dumps(told | {"n_unsaved": unsaved.n_cells - n_before}))


class Unsaved:
    """Counts formulas whose result the file does not hold: programs that write workbooks leave it to a spreadsheet.

    The reader gives such a cell as empty and does not say that a formula stands in it, so it is asked cell by cell,
    in this process only, which ends with the workbook (openpyxl 3.1 has no public way, and reading twice takes twice).
    """

    def __init__(self) -> None:
        self.n_cells = 0

    def listen(self, reader: Any) -> None:  # Any: a module of openpyxl, which has no types
        """Look at each cell that ``reader`` parses from now on."""
        parse = reader.WorkSheetParser.parse_cell

        def parse_cell(parser: object, element: Any) -> Any:
            cell = parse(parser, element)
            # A text that is empty is a result: ="" .
            if cell["value"] is None and element.get("t") != "str" and element.find(reader.FORMULA_TAG) is not None:
                self.n_cells += 1
            return cell

        reader.WorkSheetParser.parse_cell = parse_cell


def limit(n_bytes: int, seconds: int) -> None:
    """Let this process have so much memory and so much time of the processor, and no more."""
    try:
        import resource
    except ImportError:  # no such limits on this system; the parent's clock remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _write(rows: object, target: Path, most_columns: int) -> tuple[int, bool]:
    """The sheet's rows as CSV, all as wide as the widest of the first rows; (rows that hold something, too wide)."""
    n_rows = width = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:  # type: ignore[attr-defined]
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > most_columns:
                return n_rows, True
            width = max(width, len(cells)) if n_rows < 12 else width
            n_rows += bool(cells)
            writer.writerow(cells + [""] * (width - len(cells)) if cells else [])
    return n_rows, False


def _text(cell: object) -> str:
    """A cell as a person would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def _number(cell: int | float) -> str:
    if abs(cell) >= LARGEST_EXACT:
        return f"{float(cell):.5E}"
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


if __name__ == "__main__":
    book, folder, *numbers = sys.argv[1:]
    columns, n_bytes, seconds, *rows = map(int, numbers)
    limit(n_bytes, seconds)
    main(Path(book), Path(folder), columns, rows[0] if rows else None)
