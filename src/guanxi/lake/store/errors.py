"""What the store refuses, and the sentences that say why and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from guanxi.kit.errors import LakeError
from guanxi.kit.full_disk import is_disk_full


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


class OnlyCopy(LakeError):
    """The import's rows exist nowhere else: an undo would destroy them."""

    code = "lake.only_copy"


class BadAliases(LakeError):
    """Contacts were declared one in a way that leaves open which of them stays; nothing was published."""

    code = "lake.bad_aliases"


class DiskFull(LakeError):
    """The disk (or the quota, or the largest file allowed) was exhausted while writing; nothing was published."""

    code = "lake.disk_full"
    transient = True


class StagedUnreadable(LakeError):
    """A staged file cannot be read back; nothing was published."""

    code = "lake.staged_unreadable"


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
