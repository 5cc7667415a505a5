"""Files that survive a power cut: write aside, fsync, rename, fsync the directory; and their checksums."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 20


def _ignore(_step: str) -> None:
    return None


_at_step: Callable[[str], None] = _ignore


def on_step(hook: Callable[[str], None] | None) -> None:
    """Call ``hook`` with the name of each step of a publication (tests kill it at every one); ``None`` ends it."""
    global _at_step  # noqa: PLW0603 - one hook per process, set by tests only
    _at_step = hook or _ignore


def reached(step: str) -> None:
    """Mark a point between two effects on the disk, so that a test can stop the process exactly there."""
    _at_step(step)


def sync_file(path: Path) -> None:
    """Wait until the bytes of ``path`` are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_dir(path: Path) -> None:
    """Wait until the names in directory ``path`` are on the disk."""
    sync_file(path)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of the bytes of ``path``; about 1 GB a second on one core."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def switch_file(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` so that a reader, also after a power cut, sees all of the old or all of the new."""
    aside = path.with_name(path.name + ".next")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    reached("catalogue.written")
    aside.replace(path)
    reached("catalogue.renamed")
    sync_dir(path.parent)
