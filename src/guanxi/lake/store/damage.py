"""Broken files as a reader meets them: which file, which imports, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from guanxi.lake.store.catalogue import Catalogue, FileEntry
from guanxi.lake.store.durable import sha256_of
from guanxi.lake.store.errors import LakeDamaged

_ABOUT_THE_QUERY = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.ConversionException,
    duckdb.OutOfMemoryException,
    duckdb.InterruptException,
)
"""Errors that say nothing about files."""


def check_files(home: Path, catalogue: Catalogue) -> None:
    """Raise :class:`LakeDamaged` for a missing or cut file, before any figure is computed; looks at sizes only."""
    for entry in catalogue.files:
        path = home / entry.path
        size = path.stat().st_size if path.exists() else -1
        if size != entry.size_bytes:
            raise _damaged(
                entry, "is missing" if size < 0 else "was cut or changed", "缺失" if size < 0 else "被截断或改动"
            )


@contextmanager
def damage_is_named(home: Path, catalogue: Catalogue) -> Iterator[None]:
    """Turn an engine's failure over a broken file into :class:`LakeDamaged`; other errors pass through.

    The engine's own words seldom name the file. So the checksums are compared, which takes seconds, once.
    """
    try:
        yield
    except _ABOUT_THE_QUERY:
        raise
    except duckdb.Error as error:
        for entry in catalogue.files:
            path = home / entry.path
            if not path.exists() or sha256_of(path) != entry.sha256:
                raise _damaged(entry, "cannot be read", "无法读取") from error
        raise


def _damaged(entry: FileEntry, en: str, zh: str) -> LakeDamaged:
    imports = ", ".join(entry.imports)
    advice_en, advice_zh = advice(entry)
    return LakeDamaged(
        f"The lake's file “{entry.path}”{f' (from {imports})' if imports else ''} {en}. {advice_en}",
        f"事件湖文件“{entry.path}”{f'（来自 {imports}）' if imports else ''}{zh}。{advice_zh}",
        path=entry.path,
    )


def advice(entry: FileEntry) -> tuple[str, str]:
    """(English, Chinese) of what to do about a broken file."""
    imports = ", ".join(entry.imports)
    if not imports:
        return (
            "Restore it from a backup; or audit once in the workspace, which writes its merges of contacts anew.",
            "请从备份恢复；或在工作台运行一次审计，它会重新写入客户合并记录。",
        )
    return (
        f"Restore it from a backup; or undo {imports} and import the source files again.",
        f"请从备份恢复；或撤销 {imports} 后重新导入源文件。",
    )
