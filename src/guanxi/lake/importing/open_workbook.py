"""Opening an XLSX: the archive is checked before anything reads it, then a child process turns sheets into CSV."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from guanxi.kit.problems import Problem
from guanxi.lake.importing.limits import (
    MAX_COLUMNS,
    XLSX_CHILD_BYTES,
    XLSX_CHILD_SECONDS,
    XLSX_GLANCE_ROWS,
    XLSX_GLANCE_SECONDS,
    XLSX_MAX_DIRECTORY_BYTES,
    XLSX_MAX_ENTRIES,
    XLSX_MAX_RATIO,
    XLSX_MAX_UNPACKED_BYTES,
    XLSX_RATIO_FROM_BYTES,
)
from guanxi.lake.importing.open_separated import open_separated
from guanxi.lake.importing.problems import unsaved_formulas
from guanxi.lake.importing.settings import FileRule
from guanxi.lake.importing.source import Source

CHILD = Path(__file__).parent / "workbook_child.py"
_TAIL_BYTES = (1 << 16) + 22 + 20 + 56
"""Where an archive's end stands: its record, the longest comment, and the record of large archives before it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, as a CSV file in UTF-8."""

    name: str
    path: Path
    n_unsaved: int = 0
    """Formulas of which the file holds no result; they read as empty."""


def open_workbook(path: Path, name: str, folder: Path, *, is_glance: bool = False) -> tuple[list[Sheet], list[Problem]]:
    """The sheets of a workbook that hold anything, and what is wrong with it.

    Parameters
    ----------
    folder : empty, for the sheets' CSV files.
    is_glance : the first rows of each sheet will do.
    """
    problem = check_archive(path, name)
    if problem:
        return [], [problem]
    folder.mkdir(parents=True, exist_ok=True)
    # -P: modules beside the child's file do not take the place of the library's.
    command = [sys.executable, "-P", str(CHILD), str(path), str(folder)]
    command += map(str, (MAX_COLUMNS, XLSX_CHILD_BYTES, XLSX_CHILD_SECONDS))
    command += [str(XLSX_GLANCE_ROWS)] if is_glance else []
    seconds = XLSX_GLANCE_SECONDS if is_glance else XLSX_CHILD_SECONDS
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return [], [_unreadable(name)]
    sheets, problems = [], []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        told = json.loads(line)
        if told["too_wide"]:
            problems.append(_too_wide(f"{name}#{told['title']}"))
        elif told["n_rows"]:
            sheets.append(Sheet(f"{name}#{told['title']}", folder / told["file"], told["n_unsaved"]))
        elif told["n_unsaved"]:
            problems.append(unsaved_formulas(f"{name}#{told['title']}", told["n_unsaved"]))
    if done.returncode:
        problems.append(_unreadable(name))
    elif not sheets and not problems:
        problems.append(
            Problem("import.empty_file", name, "file", f"“{name}” holds no rows.", f"“{name}”中没有任何数据。")
        )
    return sheets, problems


def open_sheet(sheet: Sheet, rule: FileRule) -> Source:
    """The sheet as a source: its text is ours, so what ``rule`` says of encoding and separator is not heard."""
    source = open_separated(sheet.path, sheet.name, replace(rule, separator=",", encoding=""))
    return replace(source, n_unsaved=sheet.n_unsaved)


def check_archive(path: Path, name: str) -> Problem | None:
    """What makes an archive too dangerous or too broken to open; ``None``: nothing."""
    if _directory_bytes(path) > XLSX_MAX_DIRECTORY_BYTES:
        return _bomb(name)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return _unreadable(name)
    swollen = any(
        part.file_size > XLSX_RATIO_FROM_BYTES and part.file_size > XLSX_MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > XLSX_MAX_ENTRIES or sum(p.file_size for p in parts) > XLSX_MAX_UNPACKED_BYTES or swollen:
        return _bomb(name)
    return None


def _directory_bytes(path: Path) -> int:
    """How long the archive says its list of parts is; 0 when it is no archive."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    told = int.from_bytes(tail[at + 12 : at + 16], "little")
    wide_at = at - 20 - 56
    if wide_at >= 0 and tail[wide_at : wide_at + 4] == b"PK\x06\x06":
        told = int.from_bytes(tail[wide_at + 40 : wide_at + 48], "little")
    return told


def _bomb(name: str) -> Problem:
    return Problem(
        "import.archive_bomb",
        name,
        "file",
        f"“{name}” would unpack to far more than it should; it was not opened. Export the data as CSV.",
        f"“{name}”解压后的体积异常，未打开。请将数据导出为 CSV。",
    )


def _unreadable(name: str) -> Problem:
    return Problem(
        "import.unreadable_file",
        name,
        "file",
        f"“{name}” is damaged, truncated, protected or too large to read. Export it again, if possible as CSV.",
        f"“{name}”已损坏、不完整、受保护或过大，无法读取。请重新导出，最好导出为 CSV。",
    )


def _too_wide(name: str) -> Problem:
    return Problem(
        "import.too_many_columns",
        name,
        "file",
        f"“{name}” has more columns than an import takes. Remove what is not needed and export again.",
        f"“{name}”的列数超过导入上限。请删去不需要的列后重新导出。",
    )
