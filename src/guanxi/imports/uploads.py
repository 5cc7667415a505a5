"""From a browser's upload to a file in the home: a plain name, a bounded size, whole on the disk or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from guanxi.imports.errors import FileRefused, NotWhole, UploadRefused
from guanxi.kit.full_disk import is_disk_full
from guanxi.lake.importing.discover import PARQUET, SEPARATED, WORKBOOKS

READ = SEPARATED | WORKBOOKS | PARQUET
MAX_FILES = 40
LONGEST_NAME, LONGEST_NAME_BYTES = 120, 200
"""Characters that are stored, and bytes: a file system takes 255 of them, with what is put around a name."""
MAX_BYTES = int(os.environ.get("GUANXI_MAX_UPLOAD_MB", "2048")) << 20
MAX_TOTAL_BYTES = 2 * MAX_BYTES
FREE_BYTES = 256 << 20
"""Room that an upload must leave on the disk: the operational store writes there too."""
UNFINISHED, ABANDONED_S = ".unfinished", 86_400
_PLAIN = re.compile(r"[^\w.()（）+\- ]", re.UNICODE)
_STARTS = {WORKBOOKS: b"PK", PARQUET: b"PAR1"}
_NO_TEXT = (b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
"""How archives, old workbooks and documents begin that were renamed to a table of text."""


def folder_of(public_id: str) -> Path:
    """Where the files of an import lie: below the home, named by 128 random bits, served by nothing."""
    uploads: Path = settings.HOME.uploads
    return uploads / public_id / "data"


def plain_name(given: str) -> str:
    """A file name of letters, digits and a few marks, without any folder, that every file system takes.

    A long one is cut and ends in eight characters made of all of it, so that two that begin alike stay two.

    Raises
    ------
    FileRefused
        when the suffix is none that is read.
    """
    name = _plain(given)
    stem, suffix = Path(name).stem, Path(name).suffix
    if suffix.lower() not in READ:
        raise FileRefused(
            f"“{name[:60]}” is not a table that guanxi reads. Hand in CSV, TSV, TXT, XLSX or Parquet; "
            "save .xls and .et files as XLSX, unpack archives first.",
            f"“{name[:60]}”不是可读取的表格。请上传 CSV、TSV、TXT、XLSX 或 Parquet；"
            ".xls、.et 请另存为 XLSX，压缩包请先解压。",
        )
    return f"{_short(stem.strip(' ._'), len(suffix)) or 'file'}{suffix.lower()}"


def name_before_cut(given: str) -> str:
    """What a file is called that :func:`plain_name` cuts, plain but whole; ``""`` for one that it does not cut."""
    name = _plain(given)
    stem, suffix = Path(name).stem.strip(" ._"), Path(name).suffix.lower()
    return "" if _short(stem, len(suffix)) == stem else f"{stem}{suffix}"


def _plain(given: str) -> str:
    last = unicodedata.normalize("NFKC", given).replace("\\", "/").rsplit("/", 1)[-1]
    return _PLAIN.sub("_", "".join(char for char in last if char.isprintable())).strip(" .")


def _short(stem: str, n_suffix: int) -> str:
    if len(stem) + n_suffix <= LONGEST_NAME and len(stem.encode()) + n_suffix <= LONGEST_NAME_BYTES:
        return stem
    mark = f"-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
    n_left = n_suffix + len(mark)
    cut = stem[: LONGEST_NAME - n_left].encode()[: LONGEST_NAME_BYTES - n_left].decode(errors="ignore")
    return cut.rstrip(" ._") + mark


def keep(folder: Path, name: str, chunks: Iterable[bytes], path: Path | None = None) -> int:
    """Write ``chunks`` as ``folder/name`` and wait for the disk; returns the bytes.

    Parameters
    ----------
    path : the same bytes in a file of the same disk, which then need not be copied.

    Raises
    ------
    FileRefused
        when the file is empty or not of its suffix's format; nothing is left.
    UploadRefused
        when it is too large, or the disk would be filled; nothing is left.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, part = folder / name, folder / f".{name}.part"
    try:
        if path is None or not _is_linked(path, part):
            _copy(chunks, part, name)
        n_bytes = part.stat().st_size
        if n_bytes > MAX_BYTES:
            raise too_large(name)
        if not has_room(folder, 0):
            raise no_room()
        with part.open("rb") as file:
            _check_format(name, file.read(8), n_bytes)
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise no_room() from error
    finally:
        part.unlink(missing_ok=True)
    return n_bytes


def _is_linked(path: Path, part: Path) -> bool:
    """Give the file a second name; False where the file system has no such thing."""
    try:
        part.hardlink_to(path)
    except OSError as error:
        if is_disk_full(error):
            raise
        return False
    return True


def _copy(chunks: Iterable[bytes], part: Path, name: str) -> None:
    n_bytes = 0
    with part.open("wb") as file:
        for chunk in chunks:
            n_bytes += len(chunk)
            if n_bytes > MAX_BYTES:
                raise too_large(name)
            file.write(chunk)


def begin(public_id: str) -> None:
    """Mark the folder of an import as unfinished, and remove those that a killed process left so a day ago."""
    folder = folder_of(public_id).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / UNFINISHED).touch()
    for mark in folder.parent.glob(f"*/{UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - mark.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(mark.parent, ignore_errors=True)


def finish(public_id: str) -> None:
    """The import is in the store: its files stay."""
    (folder_of(public_id).parent / UNFINISHED).unlink(missing_ok=True)


def discard(public_id: str) -> None:
    """Remove the files of an import."""
    shutil.rmtree(folder_of(public_id).parent, ignore_errors=True)


def has_room(folder: Path, n_bytes: int) -> bool:
    """Whether ``n_bytes`` more leave room on the disk for everything else that writes there."""
    return shutil.disk_usage(folder).free - n_bytes >= FREE_BYTES


def too_large(name: str) -> UploadRefused:
    """One file is beyond its limit."""
    megabytes = MAX_BYTES >> 20
    return UploadRefused(
        f"“{name}” is larger than {megabytes:,} MB. Split it, hand in Parquet, or import it on the server with "
        "`guanxi audit`, which has no such limit.",
        f"“{name}”超过 {megabytes:,} MB。请拆分、改用 Parquet，或在服务器上用 `guanxi audit` 导入（没有此限制）。",
    )


def too_much() -> UploadRefused:
    """All files together are."""
    megabytes = MAX_TOTAL_BYTES >> 20
    return UploadRefused(
        f"These files are larger than {megabytes:,} MB together. Hand them in in parts.",
        f"这些文件合计超过 {megabytes:,} MB。请分批上传。",
    )


def too_many() -> UploadRefused:
    """There are too many."""
    return UploadRefused(
        f"More than {MAX_FILES} files at once are not taken. Hand them in in parts.",
        f"一次最多上传 {MAX_FILES} 个文件。请分批上传。",
    )


def no_room() -> UploadRefused:
    """The disk would be filled."""
    return UploadRefused(
        "The server's disk has no room for these files. Nothing was kept; free some space on the server and hand them "
        "in again.",
        "服务器磁盘空间不足，放不下这些文件。没有保留任何内容；请在服务器上清理空间后重新上传。",
    )


def not_whole() -> NotWhole:
    """The sender went away in the middle."""
    return NotWhole(
        "The connection broke before the files were through. Nothing was kept; hand them in again.",
        "连接中断，文件没有传完。没有保留任何内容；请重新上传。",
    )


def _check_format(name: str, head: bytes, n_bytes: int) -> None:
    suffix = Path(name).suffix
    start = next((start for suffixes, start in _STARTS.items() if suffix in suffixes), b"")
    is_other = not start and head.startswith(_NO_TEXT)
    if not n_bytes:
        raise FileRefused(f"“{name}” is empty. Export it again.", f"“{name}”是空文件。请重新导出。")
    if is_other or not head.startswith(start):
        raise FileRefused(
            f"“{name}” is not what its suffix says. Open it, save it anew as CSV or XLSX, and hand that in.",
            f"“{name}”的内容与后缀不符。请打开后另存为 CSV 或 XLSX 再上传。",
        )
