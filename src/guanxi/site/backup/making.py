"""``guanxi backup``: the home as it is now, in one file that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guanxi import __version__
from guanxi.accounts import audit
from guanxi.book.settings import DEFINITION_VERSION
from guanxi.imports.uploads import UNFINISHED
from guanxi.kit.clock import moment
from guanxi.kit.progress import Progress
from guanxi.lake.engine import FileEntry, Lake, LakeDamaged
from guanxi.site.backup.archive import ArchiveWriter, Header
from guanxi.site.backup.errors import PlaceTaken, no_room, refusals_of
from guanxi.site.backup.moment import CATALOGUE, Moment, pinned
from guanxi.site.home import Home
from guanxi.site.starting import check_store, open_steps, taken_steps

LEARNT = "lake/book"
"""Models that audits have learnt: a book goes on from them."""
SUFFIX = ".tar"
SPARE_BYTES = 64 << 20
HALF = (".partial", ".part")
PARTIAL, ABANDONED_S = ".guanxi-backup-", 86_400


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that stands."""

    path: Path
    n_bytes: int
    n_files: int
    n_rows: int
    n_lake_files: int


def make_backup(home: Home, target: Path, progress: Progress, *, now_ms: int) -> Made:
    """Write the backup of ``home`` to ``target``, a ``.tar``; in a folder, made if need be, the moment names it.

    Whoever works in the workspace meanwhile notices nothing. What is on its way (an upload, a book that is being
    written, an import) is in it as far as it was finished.

    Raises
    ------
    PlaceTaken
        when ``target`` exists.
    BackupRefused, NoRoom, LakeDamaged
        nothing of this name was left.
    """
    check_store()
    target = _place(target.expanduser().resolve(), now_ms)
    with refusals_of(target.parent), _scratch(target) as work, pinned(home) as then:
        rows = _copy_store(then, work, progress)
        lake = _lake_files(then, work)
        others = dict(_other_files(home))
        n_bytes = sum(entry.size_bytes for entry in lake) + sum(_size(path) for path in others.values())
        n_bytes += _size(work / then.store.file)
        _check_room(target.parent, n_bytes)
        header = Header(now_ms, __version__, DEFINITION_VERSION, then.store.kind, n_bytes)
        with os.fdopen(os.open(work / "archive", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = ArchiveWriter(file, header, progress)
            writer.manifest.rows, writer.manifest.steps = rows, taken_steps()
            writer.add(then.store.file, work / then.store.file)
            for name, text in then.texts.items():
                writer.add_text(name, text)
            for entry in lake:
                _add_lake_file(writer, home, entry)
            for name, path in others.items():
                _add_if_there(writer, name, path)
            writer.finish()
        if target.exists():
            raise _taken(target)
        (work / "archive").rename(target)
        _settle(target.parent)
    n_written = target.stat().st_size
    if not open_steps():  # a backup before an upgrade may be made by the version that comes
        audit.record("backup.made", at_ms=now_ms, actor_id=None, after={"n_bytes": n_written})
    return Made(target, n_written, len(writer.manifest.files), sum(rows.values()), len(lake))


def _place(target: Path, now_ms: int) -> Path:
    """``X.tar`` is the file; anything else is a folder, made if need be, in which the moment names the file."""
    if target.is_dir() or (target.suffix != SUFFIX and not target.exists()):
        return target / f"guanxi-{moment(now_ms):%Y%m%d-%H%M%S}{SUFFIX}"
    if target.exists():
        raise _taken(target)
    return target


def _taken(target: Path) -> PlaceTaken:
    return PlaceTaken(
        f"“{target}” exists already; a backup never replaces one. Name another file, or a folder: the file in it is"
        " named by the moment.",
        f"“{target}”已存在；备份不会覆盖已有文件。请换一个文件名，或指定一个文件夹（其中的文件按时间命名）。",
    )


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A folder beside ``target``, gone afterwards; what killed runs left there goes after a day."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in target.parent.glob(f"{PARTIAL}*"):
        if time.time() - left.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=target.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _copy_store(then: Moment, work: Path, progress: Progress) -> dict[str, int]:
    # The copy of the store lies there twice for a while: beside the archive, and in it.
    _check_room(work, 2 * then.store.size_bytes())
    return then.store.copy(work / then.store.file, progress)


def _check_room(folder: Path, n_bytes: int) -> None:
    if shutil.disk_usage(folder).free < n_bytes + SPARE_BYTES:
        raise no_room(folder, n_bytes + SPARE_BYTES)


def _lake_files(then: Moment, work: Path) -> tuple[FileEntry, ...]:
    """What the catalogue of that moment names; it is proved by its own checksum first."""
    if CATALOGUE not in then.texts:
        return ()
    (work / CATALOGUE).parent.mkdir()
    (work / CATALOGUE).write_bytes(then.texts[CATALOGUE])
    return Lake.open((work / CATALOGUE).parent).catalogue().files


def _other_files(home: Home) -> Iterator[tuple[str, Path]]:
    """Kept books, uploads, learnt models: what was finished. Each is written once, before the store names it."""
    for root, folder in (("books", home.books), ("uploads", home.uploads), (LEARNT, home.path / LEARNT)):
        for place, folders, names in os.walk(folder):
            if UNFINISHED in names:
                folders.clear()
                continue
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in sorted(names):
                path = Path(place) / name
                if not name.startswith(".") and not name.endswith(HALF) and path.is_file():
                    yield f"{root}/{path.relative_to(folder).as_posix()}", path


def _add_lake_file(writer: ArchiveWriter, home: Home, entry: FileEntry) -> None:
    try:
        is_right = writer.add(f"lake/{entry.path}", home.lake / entry.path) == entry.sha256
    except FileNotFoundError:
        is_right = False
    if not is_right:
        raise LakeDamaged(
            f"The lake's file “{entry.path}” is missing or not what was written, so no backup was made: it would not be"
            " whole. Keep the backups that there are; `guanxi lake verify` names every such file and what to do.",
            f"事件湖的文件“{entry.path}”缺失或与写入时不同，没有生成备份，因为它不会完整。"
            "请保留现有备份；guanxi lake verify 会列出所有这样的文件和处理办法。",
        )


def _add_if_there(writer: ArchiveWriter, name: str, path: Path) -> None:
    """A draft that is thrown away while it would be copied is what its owner wanted to be rid of."""
    try:
        writer.add(name, path)
    except FileNotFoundError:
        return


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
