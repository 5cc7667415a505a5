"""The file of a backup: a plain tar that begins by saying what it is and ends by listing all that it holds.

Who is killed while writing leaves a file without its end, and under another name. Any tar opens it, but only what the
list at its end proves byte by byte is put back.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from guanxi.kit.progress import Progress
from guanxi.site.backup.errors import BackupDamaged, BackupTooNew, NotABackup

FORMAT = 1
HEADER, MANIFEST = "backup.json", "manifest.json"
SQLITE_FILE, POSTGRESQL_FILE = "guanxi.db", "guanxi.dump"
FILES = frozenset({SQLITE_FILE, POSTGRESQL_FILE, "guanxi.yaml", "demo.json"})
FOLDERS = frozenset({"lake", "books", "uploads"})
CHUNK = 1 << 20
LONGEST_TEXT = 1 << 30
"""Of the list at the end, in bytes: what is more was not written by us."""
_BEGINS = re.compile(rb"backup\.json\0")


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup is of.

    Parameters
    ----------
    at_ms : the moment that it shows.
    version, definition : of the program that made it.
    store : ``"sqlite"`` or ``"postgresql"``.
    n_bytes : of everything that it holds.
    """

    at_ms: int
    version: str
    definition: str
    store: str
    n_bytes: int
    format: int = FORMAT


@dataclass(slots=True)
class Manifest:
    """All that a backup holds.

    Parameters
    ----------
    rows : of each table of the store.
    steps : migrations that the store had taken, as ``package.name``.
    files : name → bytes and SHA-256.
    """

    rows: dict[str, int] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


class ArchiveWriter:
    """Writes one backup to an open file.

    Parameters
    ----------
    file : where to; on the disk once :meth:`finish` has returned.
    """

    def __init__(self, file: IO[bytes], header: Header, progress: Progress) -> None:
        self._file, self._header, self._progress = file, header, progress
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._n_done = 0
        self.manifest = Manifest()
        self.add_text(HEADER, _as_json(asdict(header)))

    def add(self, name: str, path: Path) -> str:
        """Add a file under ``name``; gives its SHA-256. Raises :class:`OSError` where it is gone or was cut."""
        with path.open("rb") as file:
            return self._add(name, file, os.fstat(file.fileno()).st_size)

    def add_text(self, name: str, text: bytes) -> None:
        """Add bytes under ``name``."""
        self._add(name, io.BytesIO(text), len(text))

    def finish(self) -> None:
        """Write the list of everything, and wait for the disk."""
        body = _as_json({"rows": self.manifest.rows, "steps": self.manifest.steps, "files": self.manifest.files})
        checksum = hashlib.sha256(body).hexdigest().encode("ascii")
        self._add(MANIFEST, io.BytesIO(checksum + b"\n" + body), len(checksum) + 1 + len(body))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _add(self, name: str, file: IO[bytes], size: int) -> str:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, self._header.at_ms // 1000
        read = _Read(file, self._draw)
        self._tar.addfile(entry, read)
        self._n_done += size
        self._draw(0)
        self.manifest.files[name] = (size, read.digest.hexdigest())
        return read.digest.hexdigest()

    def _draw(self, n: int) -> None:
        self._progress.step("Copying", "正在复制", done=self._n_done + n, total=max(self._header.n_bytes, 1))


class _Read:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], draw: Callable[[int], None]) -> None:
        self._file, self._draw = file, draw
        self.digest, self.n, self._drawn = hashlib.sha256(), 0, 0

    def read(self, n: int = -1) -> bytes:
        data = self._file.read(n)
        self.digest.update(data)
        self.n += len(data)
        if self.n >= self._drawn + CHUNK:
            self._drawn = self.n
            self._draw(self.n)
        return data


def read_header(archive: Path) -> Header:
    """What ``archive`` says of itself.

    Raises
    ------
    NotABackup
        when it is no backup, or cannot be read.
    BackupTooNew
        when its form is of a later version.
    """
    try:
        with archive.open("rb") as file:
            if not _BEGINS.match(file.read(len(HEADER) + 1)):
                raise _no_backup(archive)
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:") as tar:
                first = tar.next()
                body = tar.extractfile(first) if first is not None and first.name == HEADER else None
                values = json.loads(body.read(CHUNK)) if body is not None else {}
        if int(values["format"]) > FORMAT:
            raise too_new(str(values["version"]))
        return Header(**values)
    except OSError as error:
        raise NotABackup(
            f"“{archive}” cannot be read ({error.strerror or type(error).__name__}). Name a file that `guanxi"
            " backup` made.",
            f"无法读取“{archive}”（{error.strerror or type(error).__name__}）。请指定 guanxi backup 生成的文件。",
        ) from error
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _damaged(archive) from error


def unpack(archive: Path, folder: Path, progress: Progress) -> Manifest:
    """Put all files of ``archive`` into the empty ``folder`` and prove every byte; gives what it holds.

    Raises
    ------
    BackupDamaged
        when the end is missing, a file is missing, or a byte is not what was written. What was unpacked is the
        caller's to remove.
    """
    found: dict[str, tuple[int, str]] = {}
    text, total = b"", archive.stat().st_size
    try:
        with tarfile.open(archive, mode="r:") as tar:
            for entry in tar:
                progress.step("Unpacking and proving every byte", "解包并逐字节核对", done=entry.offset, total=total)
                if not entry.isreg() or entry.name in found or not _is_ours(entry.name):
                    raise _damaged(archive, entry.name)
                body = tar.extractfile(entry)
                assert body is not None, "a regular file has a body"
                if entry.name == MANIFEST:
                    text = body.read(LONGEST_TEXT)
                elif entry.name == HEADER:
                    data = body.read(CHUNK)
                    found[HEADER] = (len(data), hashlib.sha256(data).hexdigest())
                else:
                    found[entry.name] = _write(body, folder / entry.name)
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(archive) from error
    manifest = _manifest_of(text, archive)
    for name, proof in manifest.files.items():
        if found.get(name) != proof:
            raise _damaged(archive, name)
    if extra := sorted(set(found) - set(manifest.files)):
        raise _damaged(archive, extra[0])
    return manifest


def _manifest_of(text: bytes, archive: Path) -> Manifest:
    checksum, _, body = text.partition(b"\n")
    if not body or hashlib.sha256(body).hexdigest().encode("ascii") != checksum:
        raise _damaged(archive)
    values = json.loads(body)
    files = {name: (int(size), str(sha256)) for name, (size, sha256) in values["files"].items()}
    return Manifest(dict(values["rows"]), tuple(values["steps"]), files)


def _write(body: IO[bytes], target: Path) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, n = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in _chunks(body):
            digest.update(chunk)
            n += file.write(chunk)
    return n, digest.hexdigest()


def _chunks(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(CHUNK):
        yield chunk


def _is_ours(name: str) -> bool:
    """A backup from elsewhere can be wrong, never write outside of the folder that it is given."""
    parts = name.split("/")
    if name in (HEADER, MANIFEST) or name in FILES:
        return True
    return len(parts) > 1 and parts[0] in FOLDERS and not any(part in ("", ".", "..") or "\0" in part for part in parts)


def _as_json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def too_new(version: str) -> BackupTooNew:
    """``version`` made it, and is later than this one."""
    return BackupTooNew(
        f"This backup was made by a newer version of guanxi ({version[:40]}). Restore it with that version or a"
        " later one.",
        f"这份备份由更新版本的 guanxi（{version[:40]}）生成。请用那个版本或更新的版本恢复。",
    )


def _no_backup(archive: Path) -> NotABackup:
    return NotABackup(
        f"“{archive}” is no backup of guanxi. Name a file that `guanxi backup` made; one that was encrypted is"
        " decrypted first.",
        f"“{archive}”不是 guanxi 的备份。请指定 guanxi backup 生成的文件；加密过的须先解密。",
    )


def _damaged(archive: Path, name: str = "") -> BackupDamaged:
    en = f" (at “{name[:120]}”)" if name else ""
    zh = f"（“{name[:120]}”处）" if name else ""
    return BackupDamaged(
        f"The backup “{archive}” is damaged or was cut off{en}: it does not hold what was written. Nothing was"
        " restored. Copy it anew from where it is kept, or take the one before.",
        f"备份“{archive}”已损坏或不完整{zh}，与写入时不符。没有恢复任何内容。请从存放处重新复制，或改用上一份备份。",
    )
