"""One writer at a time, any number of readers, and a way to know that nobody reads any more.

Advisory locks of the system are used because the system lets go of them when a process dies, however it dies: a
stale lock cannot exist. What the file says (process id) is for people only.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guanxi.lake.store.errors import LakeBusy

WRITER = "writer.lock"
READERS = "readers.lock"


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the lake for writing; raises :class:`LakeBusy` at once when another process or thread holds it."""
    descriptor = os.open(home / WRITER, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(home, os.pread(descriptor, 64, 0).decode("ascii", "replace").strip()) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def _busy(home: Path, pid: str) -> LakeBusy:
    return LakeBusy(
        f"Another process ({pid or 'unknown'}) is writing to the lake at “{home}”. Wait until it ends, then repeat.",
        f"另一个进程（{pid or '未知'}）正在写入“{home}”的事件湖。请等它结束后重试。",
        home=str(home),
    )


def reader_lease(home: Path) -> int:
    """A descriptor that says "someone reads"; files that left the catalogue stay until it is closed.

    Take it *before* reading the catalogue: then no file that the catalogue names can be swept in between.
    """
    descriptor = os.open(home / READERS, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def no_readers(home: Path) -> Iterator[bool]:
    """Yield True while nobody reads and nobody can begin to; False at once when someone reads."""
    descriptor = os.open(home / READERS, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
