"""From a browser's upload to a file in the home: a plain name, a bounded size, whole on the disk or not at all."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from guanxi.imports.errors import UploadRefused
from guanxi.lake.engine import disk_full_is_refused
from guanxi.lake.importing.discover import PARQUET, SEPARATED, WORKBOOKS

READ = SEPARATED | WORKBOOKS | PARQUET
MAX_FILES = 40
LONGEST_NAME = 120
MAX_BYTES = int(os.environ.get("GUANXI_MAX_UPLOAD_MB", "2048")) << 20
FREE_BYTES = 256 << 20
"""Room that an upload must leave on the disk: the operational store writes there too."""
_PLAIN = re.compile(r"[^\w.()（）+\- ]", re.UNICODE)
_STARTS = {WORKBOOKS: b"PK", PARQUET: b"PAR1"}


def folder_of(public_id: str) -> Path:
    """Where the files of an import lie: below the home, named by 128 random bits, served by nothing."""
    uploads: Path = settings.HOME.uploads
    return uploads / public_id / "data"


def plain_name(given: str) -> str:
    """A file name of letters, digits and a few marks, without any folder.

    Raises
    ------
    UploadRefused
        when the suffix is none that is read.
    """
    last = unicodedata.normalize("NFKC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = _PLAIN.sub("_", "".join(char for char in last if char.isprintable())).strip(" .")
    stem, suffix = Path(name).stem, Path(name).suffix
    if suffix.lower() not in READ:
        raise UploadRefused(
            f"“{name[:60]}” is not a table that guanxi reads. Hand in CSV, TSV, TXT, XLSX or Parquet; "
            "save .xls and .et files as XLSX, unpack archives first.",
            f"“{name[:60]}”不是可读取的表格。请上传 CSV、TSV、TXT、XLSX 或 Parquet；"
            ".xls、.et 请另存为 XLSX，压缩包请先解压。",
        )
    return f"{stem.strip(' ._')[: LONGEST_NAME - len(suffix)] or 'file'}{suffix.lower()}"


def keep(folder: Path, name: str, chunks: Iterable[bytes]) -> int:
    """Write ``chunks`` as ``folder/name`` and wait for the disk; returns the bytes.

    Raises
    ------
    UploadRefused
        when the file is too large, empty, not of its suffix's format, or the disk would be filled; nothing is left.
    DiskFull
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, part = folder / name, folder / f".{name}.part"
    n_bytes, head = 0, b""
    try:
        with disk_full_is_refused(folder), part.open("wb") as file:
            for chunk in chunks:
                n_bytes += len(chunk)
                if n_bytes > MAX_BYTES:
                    raise _too_large(name)
                head = head or chunk[:8]
                file.write(chunk)
            _check_room(folder, name)
            _check_format(name, head, n_bytes)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return n_bytes


def discard(public_id: str) -> None:
    """Remove the files of an import."""
    shutil.rmtree(folder_of(public_id).parent, ignore_errors=True)


def _too_large(name: str) -> UploadRefused:
    megabytes = MAX_BYTES >> 20
    return UploadRefused(
        f"“{name}” is larger than {megabytes:,} MB. Split it, hand in Parquet, or import it on the server with "
        "`guanxi audit`, which has no such limit.",
        f"“{name}”超过 {megabytes:,} MB。请拆分、改用 Parquet，或在服务器上用 `guanxi audit` 导入（没有此限制）。",
    )


def _check_room(folder: Path, name: str) -> None:
    if shutil.disk_usage(folder).free < FREE_BYTES:
        raise UploadRefused(
            f"The disk has no room for “{name}”. Nothing was kept; free some space on the server and try again.",
            f"服务器磁盘空间不足，无法保存“{name}”。没有保留任何内容；请清理空间后重试。",
        )


def _check_format(name: str, head: bytes, n_bytes: int) -> None:
    suffix = Path(name).suffix
    start = next((start for suffixes, start in _STARTS.items() if suffix in suffixes), b"")
    if not n_bytes:
        raise UploadRefused(f"“{name}” is empty. Export it again.", f"“{name}”是空文件。请重新导出。")
    if not head.startswith(start):
        raise UploadRefused(
            f"“{name}” is not what its suffix says. Open it, save it anew as CSV or XLSX, and hand that in.",
            f"“{name}”的内容与后缀不符。请打开后另存为 CSV 或 XLSX 再上传。",
        )
