"""The quarantine as a CSV file for people: opened in a spreadsheet it cannot run anything.

Cells that begin with a character that a spreadsheet takes for a formula get a leading apostrophe (security rule S14).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from guanxi.lake.staged import QUARANTINE

HEADERS = {
    "source_file": "文件 file",
    "row_number": "行号 row",
    "code": "代码 code",
    "reason_zh": "原因",
    "reason_en": "reason",
    "raw": "原始内容 raw",
}
_DANGEROUS = re.compile(r"^[\s\u3000]*[=+\-@\t\r\n＝＋－＠﹢﹣]")


def safe_cell(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def quarantine_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a quarantine file as text, in order."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(QUARANTINE)):
            for row in batch.to_pylist():
                yield {name: str(value if value is not None else "") for name, value in row.items()}


def write_quarantine_csv(
    paths: Path | Sequence[Path], target: Path, told: Callable[[str], str] = lambda reason: reason
) -> int:
    """Write one or several quarantine files as one CSV (UTF-8 with BOM, both languages); returns the number of rows.

    Parameters
    ----------
    told : how a reason is said where the file is read.
    """
    n_rows = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS.values())
        for path in [paths] if isinstance(paths, Path) else paths:
            for row in quarantine_rows(path):
                said = row | {name: told(row[name]) for name in ("reason_zh", "reason_en")}
                writer.writerow([safe_cell(said[name]) for name in HEADERS])
                n_rows += 1
    return n_rows
