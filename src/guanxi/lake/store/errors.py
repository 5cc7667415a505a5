"""What the store refuses, and the sentences that say why and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from guanxi.kit.errors import LakeError


class LakeMissing(LakeError):
    """There is no lake at this place."""

    code = "lake.missing"


class LakeBusy(LakeError):
    """Another process is writing to the lake."""

    code = "lake.busy"
    transient = True


class LakeDamaged(LakeError):
    """A file of the lake is missing, truncated or changed."""

    code = "lake.damaged"


class OtherBasis(LakeError):
    """The import reads days or amounts otherwise than what the lake holds."""

    code = "lake.other_basis"


class UnknownImport(LakeError):
    """There is no import of this id to undo."""

    code = "lake.unknown_import"


class DiskFull(LakeError):
    """The disk (or the quota, or the largest file allowed) was exhausted while writing; nothing was published."""

    code = "lake.disk_full"
    transient = True


class StagedUnreadable(LakeError):
    """A staged file cannot be read back; nothing was published."""

    code = "lake.staged_unreadable"


_FULL_ERRNO = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = ("no space left", "file too large", "disk quota", "could not write all bytes", "max_temp_directory_size")


def is_disk_full(error: BaseException) -> bool:
    """True when ``error`` says that nothing more can be written; the engine says it in words, the system by number."""
    if isinstance(error, OSError) and error.errno in _FULL_ERRNO:
        return True
    return isinstance(error, OSError | duckdb.Error) and any(word in str(error).lower() for word in _FULL_WORDS)


@contextmanager
def disk_full_is_refused(home: Path) -> Iterator[None]:
    """Turn an exhausted disk into :class:`DiskFull`; other errors pass through."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if not is_disk_full(error):
            raise
        raise DiskFull(
            f"The disk that holds “{home}” is full. Nothing half-done was kept and the lake is as it was before. "
            "Free some space (about three times the size of the files to import), then run it again.",
            f"“{home}”所在磁盘已满。没有留下任何半成品，事件湖保持原状。"
            "请腾出空间（约为待导入文件的三倍），然后重新运行。",
            home=str(home),
        ) from error
