"""The lake as a place: opening, what is in it, and the one way to write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from guanxi.lake.kinds import Kind
from guanxi.lake.store.catalogue import (
    NAME,
    Catalogue,
    FileEntry,
    ImportEntry,
    read_catalogue,
    switch_catalogue,
)
from guanxi.lake.store.columns import HASH_PROBE
from guanxi.lake.store.duck import connect, scalar, threads_for
from guanxi.lake.store.durable import reached, sha256_of, sync_dir, sync_file
from guanxi.lake.store.errors import disk_full_is_refused
from guanxi.lake.store.locks import no_readers, reader_lease, writer_lock
from guanxi.lake.store.session import Session, open_session

WORK = "work"
DATA = "data"


@dataclass(frozen=True, slots=True)
class Lake:
    """One brand's events and books of reference, in immutable files under ``home``."""

    home: Path

    @classmethod
    def create(cls, home: Path) -> Lake:
        """The lake at ``home``, made if there is none."""
        home = home.resolve()
        with disk_full_is_refused(home):
            home.mkdir(parents=True, exist_ok=True)
            if not (home / NAME).exists():
                with writer_lock(home):
                    if not (home / NAME).exists():
                        switch_catalogue(home, Catalogue())
            (home / "readers.lock").touch()
        return cls(home)

    @classmethod
    def open(cls, home: Path) -> Lake:
        """The lake at ``home``; raises :class:`~guanxi.lake.store.errors.LakeMissing` when there is none."""
        read_catalogue(home.resolve())
        return cls(home.resolve())

    def catalogue(self) -> Catalogue:
        """What is live now."""
        return read_catalogue(self.home)

    def imports(self) -> tuple[ImportEntry, ...]:
        """Published imports, earliest first."""
        return self.catalogue().imports

    def quarantine_files(self) -> tuple[Path, ...]:
        """Parquet files of the refused rows, one row each with its reason; none when nothing was refused."""
        return tuple(self.home / entry.path for entry in self.catalogue().files_of("quarantine"))

    def kinds(self) -> tuple[Kind, ...]:
        """The event registry of this lake."""
        return self.catalogue().kinds()

    def latest_event_ms(self) -> int | None:
        """The latest ``occurred_ms`` of a live event; ``None`` when there is none."""
        catalogue = self.catalogue()
        events = catalogue.files_of("events")
        if not catalogue.files_of("event_versions"):
            return max((entry.max_ms for entry in events), default=None)
        # A corrected date leaves the wrong one in a file: ask the rows that are live.
        top = max(entry.max_ms for entry in events)
        with self.session(as_of_ms=top) as session:
            return scalar(session.con, "SELECT max(occurred_ms) FROM events")

    @contextmanager
    def session(
        self,
        *,
        as_of_ms: int,
        known_ms: int | None = None,
        threads: int = 2,
        memory_limit: str = "4GB",
        contacts: NDArray[np.int64] | int | None = None,
        without_import: str = "",
        apply_aliases: bool = True,
    ) -> Iterator[Session]:
        """Read the lake as it was at a moment; see :class:`~guanxi.lake.store.session.Session`.

        Parameters
        ----------
        as_of_ms : events that occurred later are not there.
        known_ms : rows that were received later are not there; ``None``: everything known now.
        threads : at most; a small lake is read with one.
        contacts : ids to restrict to, or m ≥ 1 to keep a fixed pseudo-random one in m; ``None``: all.
        without_import : an import of which nothing is shown: what the lake would say after its undo.
        apply_aliases : contacts that count as parts of others show as those; else each as its source keys it.
        """
        lease = reader_lease(self.home)
        try:
            catalogue = self.catalogue()
            threads = threads_for(catalogue.n_rows, threads)
            with scratch_dir(self.home) as scratch, connect(scratch, threads=threads, memory_limit=memory_limit) as con:
                yield open_session(
                    con,
                    self.home,
                    catalogue,
                    as_of_ms=as_of_ms,
                    known_ms=known_ms,
                    contacts=contacts,
                    without_import=without_import,
                    apply_aliases=apply_aliases,
                )
        finally:
            os.close(lease)

    @contextmanager
    def holding_files(self) -> Iterator[None]:
        """While the block lasts no file is removed that the catalogue names at any moment of it; writers go on."""
        lease = reader_lease(self.home)
        try:
            yield
        finally:
            os.close(lease)

    @contextmanager
    def writing(self, *, n_rows: int = 0, threads: int = 2, memory_limit: str = "3GB") -> Iterator[Writer]:
        """Hold the lake for writing; what was not published when the block ends is removed.

        Parameters
        ----------
        n_rows : rows that are to come.
        threads : at most; a small lake is written with one.

        Raises
        ------
        LakeBusy
            when another writer holds it.
        DiskFull
            when the disk is exhausted inside the block; nothing of it is published.
        """
        with disk_full_is_refused(self.home), writer_lock(self.home):
            reached("locked")
            catalogue = read_catalogue(self.home)
            sweep(self.home, catalogue)
            reached("swept")
            threads = threads_for(catalogue.n_rows + n_rows, threads)
            try:
                with scratch_dir(self.home) as work, connect(work, threads=threads, memory_limit=memory_limit) as con:
                    yield Writer(self.home, catalogue, work, con)
            finally:
                sweep(self.home, read_catalogue(self.home))


@contextmanager
def scratch_dir(home: Path) -> Iterator[Path]:
    """A folder for spilling, gone afterwards: inside the lake, so that a sweep finds what a kill left of it.

    A lake on a read-only disk can still be read: then the scratch is the system's.
    """
    work = home / WORK if os.access(home, os.W_OK) else Path(tempfile.gettempdir())
    work.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="guanxi-", dir=work))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Path, catalogue: Catalogue) -> int:
    """Remove what the catalogue does not name and nobody reads any more; returns how many files went."""
    live = {entry.path for entry in catalogue.files}
    with no_readers(home) as free:
        if not free:
            return 0
        gone = [path for path in (home / DATA).rglob("*") if path.is_file() and _below(home, path) not in live]
        for path in gone:
            path.unlink()
        (home / (NAME + ".next")).unlink(missing_ok=True)
        shutil.rmtree(home / WORK, ignore_errors=True)
    return len(gone)


def _below(home: Path, path: Path) -> str:
    return path.relative_to(home).as_posix()


@dataclass(slots=True)
class Writer:
    """The lake held for writing: new files are made aside and become live with one :meth:`publish`."""

    home: Path
    catalogue: Catalogue
    work: Path
    con: duckdb.DuckDBPyConnection
    _serial: int = field(default=0)

    def new_path(self, table: str, label: str = "") -> Path:
        """A path for a new file of ``table`` that no live file has."""
        self._serial += 1
        name = f"g{self.catalogue.generation + 1:06d}-{label}{'-' if label else ''}{self._serial:04d}.parquet"
        path = self.home / DATA / table / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def seal(self, path: Path, table: str, rows: int, imports: tuple[str, ...], **more: int) -> FileEntry:
        """The entry of a finished file, once its bytes are on the disk."""
        sync_file(path)
        reached(f"sealed.{table}")
        return FileEntry(
            path=_below(self.home, path),
            table=table,
            rows=rows,
            size_bytes=path.stat().st_size,
            sha256=sha256_of(path),
            imports=imports,
            **more,
        )

    def paths_of(self, table: str) -> list[Path]:
        """Paths of the live files of ``table``."""
        return [self.home / entry.path for entry in self.catalogue.files_of(table)]

    def probe(self) -> str:
        """What this engine's hash makes of a fixed row."""
        return str(scalar(self.con, HASH_PROBE))

    def publish(self, change: Callable[[Catalogue], Catalogue]) -> Catalogue:
        """Make the changed catalogue the live one: the only moment at which readers see anything new."""
        for folder in (self.home / DATA).glob("*"):
            sync_dir(folder)
        if (self.home / DATA).exists():
            sync_dir(self.home / DATA)
        reached("before.switch")
        self.catalogue = switch_catalogue(self.home, replace(change(self.catalogue), hash_probe=self.probe()))
        reached("after.switch")
        return self.catalogue
