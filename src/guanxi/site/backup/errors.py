"""What backing up and restoring refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guanxi.kit.errors import GuanxiError
from guanxi.kit.full_disk import is_disk_full


class BackupError(GuanxiError):
    """Base of these refusals."""

    code = "backup.error"


class BackupRefused(BackupError):
    """The copy cannot be made; nothing that looks like one was left."""

    code = "backup.refused"


class NotABackup(BackupError):
    """The file was not made by ``guanxi backup``."""

    code = "backup.none"


class BackupDamaged(BackupError):
    """The file is not whole, or a byte of it is not what was written."""

    code = "backup.damaged"


class BackupTooNew(BackupError):
    """A later version made it: what its tables and figures mean is not known here."""

    code = "backup.too_new"


class PlaceTaken(BackupError):
    """What is restored is only put where nothing is."""

    code = "backup.place_taken"


class NoRoom(BackupError):
    """The disk cannot hold it."""

    code = "backup.no_room"


def no_room(place: Path, needed: int | None = None) -> NoRoom:
    """The disk under ``place`` is too small; ``needed`` in bytes, where that is known beforehand."""
    en = "" if needed is None else f" About {needed / 2**30:,.1f} GB are needed."
    zh = "" if needed is None else f"大约需要 {needed / 2**30:,.1f} GB。"
    return NoRoom(
        f"The disk that holds “{place}” has no room for it.{en} Nothing was kept. Free some space, or name another"
        " place.",
        f"“{place}”所在磁盘空间不足。{zh}没有保留任何内容。请清理空间，或另选位置。",
    )


@contextmanager
def refusals_of(place: Path) -> Iterator[None]:
    """Say what the system refuses at ``place`` as a sentence.

    Raises
    ------
    NoRoom
        when the disk is full.
    BackupRefused
        when the place may not be written.
    """
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise no_room(place) from error
        raise BackupRefused(
            f"“{error.filename or place}” cannot be used ({error.strerror or type(error).__name__}). Give this account"
            " the right to it, or name another place.",
            f"无法使用“{error.filename or place}”（{error.strerror or type(error).__name__}）。"
            "请授予当前账户权限，或另选位置。",
        ) from error
