"""A reader that stays: one session per process, kept between uses and opened anew when the lake has changed.

For pages, which ask often and little. Between uses no lease is held: a process that reads all day would keep every
file that was ever replaced. What the live catalogue names is never swept, so a session may be used again whenever its
catalogue is still the live one, under a lease of that moment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from guanxi.lake.store.catalogue import NAME, read_catalogue
from guanxi.lake.store.columns import FOREVER_MS
from guanxi.lake.store.duck import connect
from guanxi.lake.store.locks import reader_lease
from guanxi.lake.store.session import Session, open_session

MEMORY_LIMIT = "512MB"
Stamp = tuple[str, int, int, int]


@dataclass(slots=True)
class _Kept:
    session: Session
    scratch: Path
    stamp: Stamp
    n_readers: int = 0
    is_left: bool = False

    def close_if_left(self) -> None:
        if self.is_left and not self.n_readers:
            self.session.con.close()
            shutil.rmtree(self.scratch, ignore_errors=True)


class StandingReader:
    """Gives the lake as it is now, without an ``as_of``: everything that is live, each contact as its source keys it.

    Threads share the session through cursors of their own (``Session.history`` and ``Session.buckets`` make them).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    @contextmanager
    def session(self, home: Path) -> Iterator[Session]:
        """The lake at ``home``.

        Raises
        ------
        LakeMissing
            when nothing was ever imported.
        LakeDamaged
            when the catalogue or a file is not what was written.
        """
        home = home.resolve()
        if not (home / NAME).exists():
            read_catalogue(home)  # says what is missing
        lease = reader_lease(home)
        try:
            kept = self._take(home)
            try:
                yield kept.session
            finally:
                with self._lock:
                    kept.n_readers -= 1
                    kept.close_if_left()
        finally:
            os.close(lease)

    def close(self) -> None:
        """Let go of the lake, before it is moved or removed."""
        with self._lock:
            self._leave()

    def _take(self, home: Path) -> _Kept:
        with self._lock:
            stamp = _stamp(home)
            if self._kept is None or self._kept.stamp != stamp:
                self._leave()
                self._kept = _open(home, stamp)
            self._kept.n_readers += 1
            return self._kept

    def _leave(self) -> None:
        if self._kept is not None:
            self._kept.is_left = True
            self._kept.close_if_left()
            self._kept = None


def _open(home: Path, stamp: Stamp) -> _Kept:
    # Not in the lake: its scratch is swept when nobody holds a lease.
    scratch = Path(tempfile.mkdtemp(prefix="guanxi-reader-"))
    con = connect(scratch, threads=1, memory_limit=MEMORY_LIMIT)
    try:
        session = open_session(
            con, home, read_catalogue(home), as_of_ms=FOREVER_MS, known_ms=None, contacts=None, apply_aliases=False
        )
    except BaseException:
        with suppress(Exception):
            con.close()
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return _Kept(session, scratch, stamp)


def _stamp(home: Path) -> Stamp:
    """Publication replaces the catalogue's file: another inode, time or size is another generation."""
    state = (home / NAME).stat()
    return str(home), state.st_ino, state.st_mtime_ns, state.st_size
