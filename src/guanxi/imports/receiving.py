"""Files on their way in: written down only for who may import, within the caps, and only where the disk has room.

Django reads a form before any view runs, to find its token. What stands here therefore decides while the bytes arrive:
nothing of a stranger's file touches the disk, and what is too much is not stored and then refused, but not stored.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from guanxi.accounts.contracts import Permission
from guanxi.accounts.queries import access_of
from guanxi.accounts.routes import needs_of
from guanxi.accounts.rules import grant_of
from guanxi.imports import uploads
from guanxi.imports.errors import UploadRefused
from guanxi.imports.operations import Upload
from guanxi.kit.full_disk import is_disk_full

FIELD, END = "files", "end"
"""Names in the form: its files, and the hidden field behind them, which arrives only with all that stands before it."""
ROOM_EVERY_BYTES = 32 << 20
"""So often the room on the disk is looked at."""
ABANDONED_S = 86_400
"""Files of a process that was killed are removed after a day."""


class Receiving(FileUploadHandler):
    """Django's handler of uploads: a file of its own in the home for each, gone when the request ends."""

    chunk_size = 1 << 18

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._input: IO[bytes] = io.BytesIO()
        self._file: ReceivedFile | None = None
        self._n_files = self._n_bytes = self._looked_at = self._expected = 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note how much is coming; the parsing stays Django's."""
        self._input, self._expected = input_data, content_length

    def new_file(self, *given: Any, **more: Any) -> None:  # Any: Django hands on what the part says of itself
        """A file begins: is it wanted, and is there room?"""
        super().new_file(*given, **more)
        if not self._may_upload():
            raise StopUpload(connection_reset=True)
        self._n_files += 1
        if self._n_files > uploads.MAX_FILES:
            self._refuse(uploads.too_many())
        if self._expected > uploads.MAX_TOTAL_BYTES:
            self._refuse(uploads.too_much())
        folder = receiving_folder()
        if not uploads.has_room(folder, self._expected):
            self._refuse(uploads.no_room())
        self._file = ReceivedFile(self.file_name or "", folder)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, unless the file or all of them together have become too large."""
        assert self._file is not None, "Django announces a file before its bytes"
        self._n_bytes += len(raw_data)
        if start + len(raw_data) > uploads.MAX_BYTES:
            self._refuse(uploads.too_large(self._file.shown))
        if self._n_bytes - self._looked_at > ROOM_EVERY_BYTES:
            self._looked_at = self._n_bytes
            if not uploads.has_room(self._file.path, 0):
                self._refuse(uploads.no_room())
        self._write(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        """The file has arrived wholly."""
        assert self._file is not None, "Django announces a file before its end"
        self._write(None)
        self._file.size = file_size
        done, self._file = self._file, None
        return done

    def upload_interrupted(self) -> None:
        """The sender went away: nothing is left of the file."""
        self._drop()

    def _write(self, data: bytes | None) -> None:
        """``None`` brings what is buffered to the disk."""
        assert self._file is not None and self._file.file is not None, "only an open file is written"
        try:
            if data is None:
                self._file.file.flush()
                self._file.file.seek(0)
            else:
                self._file.file.write(data)
        except OSError as error:
            if not is_disk_full(error):
                raise
            self._refuse(uploads.no_room())

    def _refuse(self, refusal: UploadRefused) -> None:
        """Keep nothing, read the rest away unseen, and let the view say why; a flood is not even read.

        Raises
        ------
        StopUpload
            which Django understands.
        """
        self._drop()
        setattr(self.request, ATTRIBUTE, refusal)
        if self._expected <= 2 * uploads.MAX_TOTAL_BYTES:
            # A browser shows the answer once it was heard out. Piece by piece: Django would read a line at a time,
            # which may be all of it.
            while self._input.read(self.chunk_size):
                pass
        raise StopUpload(connection_reset=True)

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _may_upload(self) -> bool:
        """Whether the route takes files, and from this person."""
        request = self.request
        match = None if request is None else request.resolver_match
        if request is None or match is None:
            return False
        needs, least = needs_of(match.func)
        return needs is Permission.IMPORT_DATA and grant_of(access_of(request), needs) >= least


ATTRIBUTE = "upload_refusal"


class ReceivedFile(UploadedFile):
    """A file that arrived, under a random name; closing it removes it, what was kept is another name of the same."""

    def __init__(self, name: str, folder: Path) -> None:
        handle = tempfile.NamedTemporaryFile(dir=folder, prefix="", suffix=".part")  # noqa: SIM115
        super().__init__(handle, name, size=0)
        self.path = Path(handle.name)

    @property
    def shown(self) -> str:
        """Its name as a sentence may hold it."""
        return "".join(char for char in self.name or "" if char.isprintable())[:60]

    def close(self) -> None:
        """Remove it; a disk that is full says so once more here, where nobody can do anything about it."""
        with contextlib.suppress(OSError):
            super().close()


def received(request: HttpRequest) -> Iterator[Upload]:
    """The files of the form.

    Raises
    ------
    UploadRefused
        when one was refused on its way in, or the form ends before its end: who sends files half sends none.
    """
    posted, files = request.POST, request.FILES.getlist(FIELD)
    refusal = getattr(request, ATTRIBUTE, None)
    if refusal is not None:
        raise refusal
    if END not in posted:
        raise uploads.not_whole()
    for file in files:
        yield Upload(file.name or "", file.chunks(), getattr(file, "path", None))


def receiving_folder() -> Path:
    """Where files lie while they arrive: on the disk where they will stay; sweeps what a killed process left."""
    root: Path = settings.HOME.uploads
    folder = root / ".receiving"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - each.stat().st_mtime > ABANDONED_S:
                each.unlink()
    return folder
