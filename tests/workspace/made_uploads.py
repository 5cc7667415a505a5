"""Files handed in through the browser's own door, and a home in which nothing of them may stay."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from guanxi.imports import uploads
from guanxi.imports.models import FileImport
from guanxi.site.home import Home

NEW = "/imports/new/"
ORDERS = "会员卡号,订单号,付款时间,实付金额\nA1,1,2025-03-01 10:00,88.50\nA2,2,2025-03-02,12\n"
HEADER = "会员卡号,订单号,付款时间,实付金额"
BIDI = "\u202e\u2066\u200f"


@pytest.fixture(autouse=True)
def home(empty_home: Home) -> Home:
    return empty_home


@pytest.fixture
def small_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte a file, two together."""
    monkeypatch.setattr(uploads, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(uploads, "MAX_TOTAL_BYTES", 2 << 20)


def a_file(content: str | bytes = ORDERS, name: str = "订单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def sent(client: Client, *files: SimpleUploadedFile, lang: str = "zh") -> Any:  # Any: the test client's answer
    client.post("/language/", {"lang": lang, "next": "/"})
    return client.post(NEW, {"files": list(files), "end": "1"})


def bytes_kept(home: Home) -> int:
    return sum(path.stat().st_size for path in home.uploads.rglob("*") if path.is_file())


def nothing_is_kept(home: Home) -> bool:
    return not bytes_kept(home) and not FileImport.objects.exists()


def draft_page(client: Client, *files: SimpleUploadedFile) -> str:
    """The page on which the files are looked at."""
    response = sent(client, *files)
    assert response.status_code == 302, response.content.decode()
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    return page.content.decode()


def imported(client: Client, run_jobs: Callable[[], int], *files: SimpleUploadedFile) -> FileImport:
    public_id = sent(client, *files).headers["Location"].split("/")[2]
    assert client.post(f"/imports/{public_id}/confirm/").status_code == 302
    run_jobs()
    assert client.get(f"/imports/{public_id}/").status_code == 200
    return FileImport.objects.get(public_id=public_id)


class Stream(io.RawIOBase):
    """A body that is made while it is read, and what lay on the disk meanwhile."""

    def __init__(self, home: Home, n_bytes: int, cut_at: int | None = None) -> None:
        whole = encode_multipart(BOUNDARY, {"files": a_file("X"), "end": "1"})
        self._head, _, self._tail = whole.partition(b"X")
        self.expected = len(whole) - 1 + n_bytes
        self._ends_at = self.expected if cut_at is None else cut_at
        self._body_ends = self.expected - len(self._tail)
        self._home, self.n_read, self.most_kept = home, 0, 0

    def read(self, size: int = -1, /) -> bytes:
        self.most_kept = max(self.most_kept, bytes_kept(self._home) if self._home.uploads.exists() else 0)
        at, size = self.n_read, min(size if size >= 0 else 1 << 16, self._ends_at - self.n_read)
        if at < len(self._head):
            made = self._head[at : at + size]
        elif at < self._body_ends:
            made = b"1" * min(size, self._body_ends - at)
        else:
            made = self._tail[at - self._body_ends :][:size]
        self.n_read += len(made)
        return made


def streamed(client: Client, stream: Stream, lang: str = "zh") -> Any:  # Any: the test client's answer
    client.post("/language/", {"lang": lang, "next": "/"})
    told = {"wsgi.input": stream, "CONTENT_LENGTH": str(stream.expected)}
    return client.generic("POST", NEW, b"-", content_type=MULTIPART_CONTENT, **told)


@pytest.fixture(autouse=True)
def nothing_stays_open(home: Home) -> Iterator[None]:
    """Whatever a test sent, no file lies where files arrive afterwards."""
    yield
    folder = home.uploads / ".receiving"
    assert not folder.exists() or not [path for path in folder.rglob("*") if path.is_file()]
