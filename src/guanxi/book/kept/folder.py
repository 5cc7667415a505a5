"""One kept book is one folder: ``book.json`` and its tables, which appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.book.kept.tree import TreeMismatch, from_tree, to_tree
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.kit.errors import BookError

DOCUMENT = "book.json"
FORMAT = 1
"""Raised when a document is laid out otherwise; definitions have a version of their own."""
T = TypeVar("T")


class BookNotKept(BookError):
    """There is no whole book in the folder."""

    code = "book.not_kept"


class KeptByAnotherVersion(BookError):
    """The book was written under other definitions: its figures may not be read as today's."""

    code = "book.other_version"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a kept book rests on.

    Parameters
    ----------
    kind : name of the contract. lake_generation : of the catalogue that was read: the input watermark.
    """

    kind: str
    as_of_ms: int
    lake_generation: int
    definition_version: str = DEFINITION_VERSION
    format: int = FORMAT


def keep(book: Any, folder: Path, stamp: Stamp) -> Path:
    """Write ``book`` as ``folder``, replacing what stood there; gives ``folder``.

    It is written beside and renamed, so that a reader (or a killed writer) never leaves half a book.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    for left in folder.parent.glob(f".{folder.name}.*.partial"):
        shutil.rmtree(left, ignore_errors=True)  # of a writer that was killed
    partial.mkdir()
    try:
        _write(book, partial, stamp)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
        _settle(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _write(book: Any, folder: Path, stamp: Stamp) -> None:
    tables: list[pa.Table] = []

    def put_table(table: pa.Table) -> str:
        name = f"table-{len(tables)}.parquet"
        tables.append(table)
        pq.write_table(table, folder / name, compression="zstd")
        _settle(folder / name)
        return name

    tree = {"stamp": asdict(stamp), "book": to_tree(book, put_table)}
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    (folder / DOCUMENT).write_text(text, encoding="utf-8", newline="\n")
    _settle(folder / DOCUMENT)
    _settle(folder)


def _settle(path: Path) -> None:
    """Wait until the disk holds it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kept_stamp(folder: Path) -> Stamp:
    """The stamp of the book in ``folder``; raises :class:`BookNotKept` when there is none."""
    return _stamp(_document(folder))


def take_out(kind: type[T], folder: Path, *, columns: Sequence[str] | None = None) -> T:
    """The book of contract ``kind`` that ``folder`` holds, equal to the one that was kept.

    Parameters
    ----------
    columns : of its tables to read, those of them that there are; ``None``: all. A page that needs one column of a
        million contacts reads that one.

    Raises
    ------
    BookNotKept
        when the folder holds no whole book of this kind.
    KeptByAnotherVersion
        when it was made under other definitions.
    """
    document = _document(folder)
    stamp = _stamp(document)
    if (stamp.definition_version, stamp.format) != (DEFINITION_VERSION, FORMAT):
        raise _other_version(stamp)

    def get_table(name: str) -> pa.Table:
        path = folder / Path(name).name
        known = pq.read_schema(path).names
        return pq.read_table(path, columns=None if columns is None else [each for each in columns if each in known])

    try:
        made: T = from_tree(kind, document["book"], get_table)
    except (TreeMismatch, KeyError, TypeError, ValueError, OSError, pa.ArrowException) as error:
        raise _not_kept(folder) from error
    return made


def _document(folder: Path) -> dict[str, Any]:  # Any: a JSON tree
    try:
        found: dict[str, Any] = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_kept(folder) from error
    return found


def _stamp(document: dict[str, Any]) -> Stamp:
    try:
        return Stamp(**document["stamp"])
    except (KeyError, TypeError) as error:
        raise _not_kept(Path()) from error


def _not_kept(folder: Path) -> BookNotKept:
    return BookNotKept(
        f"The kept book “{folder.name}” cannot be read: its files are missing or damaged. Run the audit of that date"
        " again, or restore the folder from a backup.",
        f"无法读取保存的账簿“{folder.name}”：文件缺失或已损坏。请重新运行该日期的审计，或从备份恢复该文件夹。",
    )


def _other_version(stamp: Stamp) -> KeptByAnotherVersion:
    return KeptByAnotherVersion(
        f"This book was kept under definition version {stamp.definition_version}, and this program computes version"
        f" {DEFINITION_VERSION}: figures of two definitions must not stand side by side. Run the"
        " audit of that date again.",
        f"这份账簿按定义版本 {stamp.definition_version} 保存，而当前程序使用版本 {DEFINITION_VERSION}："
        "两种定义的数字不能并列比较。请重新运行该日期的审计。",
        kept=stamp.definition_version,
    )
