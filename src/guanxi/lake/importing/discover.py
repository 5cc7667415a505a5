"""Which files of a folder are to be imported, and by which rule of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from guanxi.kit.errors import SettingsError
from guanxi.kit.problems import Problem
from guanxi.lake.importing import problems
from guanxi.lake.importing.limits import MAX_FILE_BYTES, MAX_FILES
from guanxi.lake.importing.settings import BrandSettings, FileRule

SEPARATED = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
PARQUET = frozenset({".parquet", ".pq"})
OTHER_TABLES = frozenset({".xls", ".ods", ".numbers", ".json", ".jsonl", ".zip", ".gz", ".7z", ".rar", ".et", ".sav"})
"""Formats that may hold data but are not read: said, not passed over."""

SIMULATED_TRUTH = "truth"


def find_files(data: Path, settings: BrandSettings) -> tuple[list[tuple[Path, str]], list[Problem]]:
    """(path, name) of every file to read, in the order of names, and what was not taken.

    Folders whose names begin with ``.`` or ``_`` are not entered, nor is ``truth`` (what a simulated brand was made
    of); links are not followed.

    Raises
    ------
    SettingsError
        when there is nothing at ``data``, or far too many files.
    """
    if not data.exists():
        raise SettingsError(
            f"There is no file or folder “{data}”. Check the path.", f"找不到文件或文件夹“{data}”。请检查路径。"
        )
    if data.is_file():
        return [(data, data.name)], []
    found, said = [], []
    for path in sorted(_walk(data)):
        name = path.relative_to(data).as_posix()
        suffix = path.suffix.lower()
        if rule_for(name, settings).ignore:
            continue
        if suffix in OTHER_TABLES:
            said.append(problems.unknown_format(name))
        elif suffix in SEPARATED | WORKBOOKS | PARQUET and path.stat().st_size > MAX_FILE_BYTES:
            said.append(problems.too_large(name))
        elif suffix in SEPARATED | WORKBOOKS | PARQUET:
            found.append((path, name))
    if len(found) > MAX_FILES:
        raise SettingsError(
            f"“{data}” holds {len(found):,} tables, more than an import takes. Name a folder with fewer.",
            f"“{data}”中有 {len(found):,} 个数据文件，超过导入上限。请指定文件较少的文件夹。",
        )
    return found, said


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith((".", "_", "~$")) or path.is_symlink():
            continue
        if path.is_dir() and path.name != SIMULATED_TRUTH:
            yield from _walk(path)
        elif path.is_file():
            yield path


def rule_for(name: str, settings: BrandSettings) -> FileRule:
    """The first rule that fits the file or sheet (``book.xlsx#Sheet``), or its book; else one without effect."""
    for rule in settings.files:
        if fnmatch(name, rule.pattern) or fnmatch(name.rsplit("/", 1)[-1], rule.pattern):
            return rule
    book, _, sheet = name.partition("#")
    return rule_for(book, settings) if sheet else FileRule(name)
