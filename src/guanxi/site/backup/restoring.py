"""``guanxi restore``: a backup into an empty place. Files first, aside, every byte proved; moved into place last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guanxi import __version__
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.kit.progress import Progress
from guanxi.site.backup.archive import SQLITE_FILE, Header, Manifest, read_header, too_new, unpack
from guanxi.site.backup.errors import BackupRefused, PlaceTaken, no_room, refusals_of
from guanxi.site.holding import LOCK, check_whole, held_home
from guanxi.site.home import Home

SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup whose files lie aside, proved byte by byte.

    Parameters
    ----------
    home : where they lie for now; a home like any other.
    """

    home: Home
    header: Header
    manifest: Manifest


@contextmanager
def unpacked(
    archive: Path, home: Home, store: str, progress: Progress
) -> Iterator[tuple[Unpacked, Callable[[], None]]]:
    """Unpack ``archive`` inside ``home`` and hold it; the function that is given along puts everything into place.

    Without that call, and whenever the block is left by an exception, nothing of it stays. Who is killed leaves a
    folder that every command refuses (:func:`~guanxi.site.holding.check_whole`).

    Parameters
    ----------
    store : ``"sqlite"`` or ``"postgresql"``: what ``DATABASE_URL`` asks for.

    Raises
    ------
    NotABackup, BackupTooNew, BackupDamaged
    PlaceTaken
        when ``home`` is not empty.
    NoRoom
    BackupRefused
        when the backup is of the other kind of store.
    """
    archive = archive.expanduser().resolve()
    header = read_header(archive)
    _check_version(header)
    _check_store(header, store)
    _check_empty(home)
    was_there = home.path.exists()
    with refusals_of(home.path), held_home(home):
        aside = Home(home.restoring)
        try:
            aside.path.mkdir(mode=0o700)
            _check_room(home, header)
            manifest = unpack(archive, aside.path, progress)
            yield Unpacked(aside, header, manifest), lambda: _put_into_place(aside, home)
        finally:
            is_done = not aside.path.exists()
            shutil.rmtree(aside.path, ignore_errors=True)
            if not is_done:
                (home.path / LOCK).unlink(missing_ok=True)
                if not was_there:
                    home.path.rmdir()


def _check_version(header: Header) -> None:
    if _numbers(header.version) > _numbers(__version__) or _numbers(header.definition) > _numbers(DEFINITION_VERSION):
        raise too_new(header.version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _check_store(header: Header, store: str) -> None:
    if header.store == store:
        return
    if header.store == "postgresql":
        raise BackupRefused(
            "This backup holds a PostgreSQL database. Make an empty one, name it in DATABASE_URL, and run the command"
            " again (docs/operating.md shows how).",
            "这份备份含有 PostgreSQL 数据库。请创建一个空库，写入 DATABASE_URL，再重新运行（见 docs/operating.md）。",
        )
    raise BackupRefused(
        "This backup holds an SQLite database, and DATABASE_URL names another store. Run the command again with"
        " DATABASE_URL empty.",
        "这份备份含有 SQLite 数据库，而 DATABASE_URL 指定了别的数据库。请将 DATABASE_URL 留空后重新运行。",
    )


def _check_empty(home: Home) -> None:
    check_whole(home)
    try:
        found = sorted(path.name for path in home.path.iterdir() if path.name != LOCK)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _taken(home, str(error.strerror)) from error
    if found:
        raise _taken(home, found[0])


def _taken(home: Home, found: str) -> PlaceTaken:
    return PlaceTaken(
        f"“{home.path}” is not empty ({found}); a backup is never put over something. Name another folder with --home;"
        " to replace a home, stop guanxi and move the old one aside first.",
        f"“{home.path}”不是空目录（{found}）；恢复不会覆盖任何内容。请用 --home 另选目录；"
        "要替换原有数据目录，请先停止 guanxi 并把旧目录移开。",
    )


def _check_room(home: Home, header: Header) -> None:
    if shutil.disk_usage(home.path).free < header.n_bytes + SPARE_BYTES:
        raise no_room(home.path, header.n_bytes + SPARE_BYTES)


def _put_into_place(aside: Home, home: Home) -> None:
    """Move what lies aside; the folder goes last, so that a kill in between is seen."""
    os.sync()
    for path in sorted(aside.path.iterdir(), key=lambda path: path.name == SQLITE_FILE):
        path.rename(home.path / path.name)
    aside.path.rmdir()
    os.sync()
