"""Hostile and oversized uploads through the browser's own door: a sentence each time, and nothing half-kept."""

from __future__ import annotations

import errno
import io
import os
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from brand_people import World, sign_in_now
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from guanxi.accounts.contracts import Role
from guanxi.imports import receiving, uploads
from guanxi.imports.contracts import ImportState
from guanxi.imports.models import FileImport
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

NEW = "/imports/new/"
ORDERS = "会员卡号,订单号,付款时间,实付金额\nA1,1,2025-03-01 10:00,88.50\nA2,2,2025-03-02,12\n"
HEADER = "会员卡号,订单号,付款时间,实付金额"
BIDI = "\u202e\u2066\u200f"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Home:
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.path.mkdir()
    return settings.HOME


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


@pytest.mark.django_db
@pytest.mark.usefixtures("small_caps")
class TestTooMuch:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "超过 1 MB"), ("en", "larger than 1 MB")])
    def test_a_file_beyond_its_cap_is_not_stored_while_it_arrives(
        self, operator_client: Client, home: Home, lang: str, said: str
    ) -> None:
        body = Stream(home, (1 << 20) + 300_000)

        response = streamed(operator_client, body, lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert body.most_kept <= 1 << 20
        assert body.n_read == body.expected, "the sentence reaches a browser that was heard out"
        assert nothing_is_kept(home)

    @pytest.mark.parametrize(("lang", "said"), [("zh", "合计超过 2 MB"), ("en", "larger than 2 MB together")])
    def test_a_form_that_announces_too_much_is_not_begun(
        self, operator_client: Client, home: Home, lang: str, said: str
    ) -> None:
        body = Stream(home, 3 << 20)

        response = streamed(operator_client, body, lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert body.most_kept == 0
        assert nothing_is_kept(home)

    def test_a_flood_is_not_even_read(self, operator_client: Client, home: Home) -> None:
        body = Stream(home, 300 << 20)

        assert streamed(operator_client, body).status_code == 413

        assert body.n_read < 1 << 20
        assert nothing_is_kept(home)

    def test_of_a_stranger_nothing_is_stored(self, client: Client, home: Home, world: World) -> None:
        body = Stream(home, 500_000)

        response = streamed(client, body)

        assert response.headers["Location"].startswith("/login/")
        assert (body.most_kept, bytes_kept(home)) == (0, 0)
        assert body.n_read < 300_000

    @pytest.mark.parametrize("role", [Role.STAFF, Role.ANALYST, Role.ADMIN])
    def test_nor_of_who_may_not_import(self, world: World, home: Home, role: Role) -> None:
        body = Stream(home, 500_000)

        assert streamed(world.client(role), body).status_code == 403

        assert (body.most_kept, bytes_kept(home)) == (0, 0)

    def test_nor_where_no_files_are_taken(self, operator_client: Client, home: Home) -> None:
        operator_client.post("/account/name/", {"name": "陈小满", "files": a_file()})

        assert bytes_kept(home) == 0

    @pytest.mark.parametrize(("lang", "said"), [("zh", "最多上传 3 个"), ("en", "More than 3 files")])
    def test_too_many_files(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
    ) -> None:
        monkeypatch.setattr(uploads, "MAX_FILES", 3)

        response = sent(operator_client, *[a_file(name=f"{i}.csv") for i in range(150)], lang=lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert nothing_is_kept(home)

    def test_a_forged_form_without_its_token_leaves_nothing(self, world: World, home: Home) -> None:
        client = Client(enforce_csrf_checks=True)
        sign_in_now(client, world.user(Role.OPERATOR))

        assert sent(client, a_file()).status_code == 403

        assert nothing_is_kept(home)


@pytest.mark.django_db
class TestTheSenderGoesAway:
    @pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8])
    def test_half_a_form_is_no_form(self, operator_client: Client, home: Home, share: float) -> None:
        whole = encode_multipart(BOUNDARY, {"files": [a_file(), a_file(name="b.csv")], "end": "1"})

        response = operator_client.generic(
            "POST", NEW, b"-", content_type=MULTIPART_CONTENT,
            **{"wsgi.input": io.BytesIO(whole[: int(len(whole) * share)]), "CONTENT_LENGTH": str(len(whole))},
        )  # fmt: skip

        assert response.status_code in {400, 413}
        assert nothing_is_kept(home)

    def test_between_two_files_none_is_kept(self, operator_client: Client, home: Home) -> None:
        whole = encode_multipart(BOUNDARY, {"files": [a_file(), a_file(name="b.csv")], "end": "1"})
        cut = whole.rindex(f"--{BOUNDARY}".encode(), 0, whole.rindex(b'name="end"')) + len(BOUNDARY) + 4

        response = operator_client.generic(
            "POST", NEW, b"-", content_type=MULTIPART_CONTENT,
            **{"wsgi.input": io.BytesIO(whole[:cut]), "CONTENT_LENGTH": str(len(whole))},
        )  # fmt: skip

        assert response.status_code == 413
        assert "没有传完" in response.content.decode()
        assert nothing_is_kept(home)

    def test_what_a_killed_process_left_goes_after_a_day(self, operator_client: Client, home: Home) -> None:
        old, young = (home.uploads / name for name in ("killed-long-ago", "being-received"))
        for folder in (old, young, home.uploads / ".receiving"):
            (folder / "data").mkdir(parents=True)
            (folder / "data" / "a.csv").write_text(ORDERS)
            (folder / uploads.UNFINISHED).touch()
        (home.uploads / ".receiving" / "data" / "a.csv").unlink()
        (home.uploads / ".receiving" / "data").rmdir()
        (home.uploads / ".receiving" / uploads.UNFINISHED).unlink()
        part = home.uploads / ".receiving" / "x.part"
        part.touch()
        long_ago = time.time() - receiving.ABANDONED_S - 60
        for path in (old / uploads.UNFINISHED, part):
            os.utime(path, (long_ago, long_ago))

        assert sent(operator_client, a_file()).status_code == 302

        assert not old.exists()
        assert not part.exists()
        assert young.exists()
        assert len(list(home.uploads.glob("*/data/*.csv"))) == 2

    @pytest.mark.django_db(transaction=True)
    def test_a_broken_connection_leaves_nothing(self, live_server: Any, world: World, home: Home) -> None:
        client = world.client(Role.OPERATOR)
        whole = encode_multipart(BOUNDARY, {"files": a_file("1" * 400_000), "end": "1"})
        host, _, port = live_server.url.removeprefix("http://").partition(":")
        head = (
            f"POST {NEW} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: sessionid={client.cookies['sessionid'].value}\r\n"
            f"Content-Type: {MULTIPART_CONTENT}\r\nContent-Length: {len(whole)}\r\n\r\n"
        )
        with socket.create_connection((host, int(port))) as browser:
            browser.sendall(head.encode() + whole[:300_000])
            time.sleep(0.3)

        until = time.monotonic() + 10
        while bytes_kept(home) and time.monotonic() < until:
            time.sleep(0.05)
        assert nothing_is_kept(home)


@pytest.mark.django_db
class TestAFullDisk:
    @pytest.fixture(params=["arriving", "brought to the disk", "linked", "synced"])
    def full(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """No space left, at each of the writes of an upload."""

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        class Full(io.BytesIO):
            name = "nowhere"
            write = refuse if request.param == "arriving" else io.BytesIO.write
            flush = refuse if request.param == "brought to the disk" else io.BytesIO.flush

        if request.param in ("arriving", "brought to the disk"):
            monkeypatch.setattr("guanxi.imports.receiving.tempfile.NamedTemporaryFile", lambda **_: Full())
        elif request.param == "linked":
            monkeypatch.setattr(Path, "hardlink_to", refuse)
        else:
            monkeypatch.setattr("guanxi.imports.uploads.os.fsync", refuse)

    @pytest.mark.usefixtures("full")
    @pytest.mark.parametrize(("lang", "said"), [("zh", "磁盘空间不足"), ("en", "no room for these files")])
    def test_is_said_and_nothing_is_kept(self, operator_client: Client, home: Home, lang: str, said: str) -> None:
        response = sent(operator_client, a_file(), lang=lang)

        assert response.status_code == 413
        assert said in response.content.decode()
        assert nothing_is_kept(home)

    def test_a_file_system_without_links_copies(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(Path, "hardlink_to", refuse)

        assert sent(operator_client, a_file()).status_code == 302

        assert [path.read_text() for path in home.uploads.glob("*/data/*.csv")] == [ORDERS]
        assert not list((home.uploads / ".receiving").iterdir())

    def test_room_is_asked_for_before_it_is_taken(
        self, operator_client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "FREE_BYTES", 1 << 60)
        body = Stream(home, 200_000)

        response = streamed(operator_client, body)

        assert response.status_code == 413
        assert "磁盘空间不足" in response.content.decode()
        assert body.most_kept == 0


def a_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(32):
                part.write(bytes(1 << 20))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


def a_list_of_parts() -> bytes:
    """An archive whose list of parts alone would fill the memory of who reads it."""
    return b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + bytes(8) + (900 << 20).to_bytes(4, "little") + bytes(6)


def an_archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def a_workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.django_db
class TestArchives:
    @pytest.mark.parametrize(
        ("content", "said"),
        [(a_bomb(), "解压后的体积异常"), (a_list_of_parts(), "解压后的体积异常"), (an_archive(a="x"), "无法读取")],
        ids=["bomb", "list of parts", "no workbook"],
    )
    def test_a_bomb_is_not_opened(self, operator_client: Client, content: bytes, said: str) -> None:
        assert said in draft_page(operator_client, a_file(content, "book.xlsx"))

    @pytest.mark.parametrize(
        "content",
        [an_archive(a="x"), a_bomb(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", b"%PDF-1.7", b"\x1f\x8b\x08", b"PAR1xx"],
        ids=["zip", "bomb", "xls", "pdf", "gzip", "parquet"],
    )
    @pytest.mark.parametrize("name", ["a.csv", "a.txt"])
    def test_a_renamed_one_is_refused(self, operator_client: Client, home: Home, name: str, content: bytes) -> None:
        response = sent(operator_client, a_file(content, name))

        assert response.status_code == 413
        assert "后缀不符" in response.content.decode()
        assert nothing_is_kept(home)

    def test_a_large_workbook_is_looked_at_by_its_first_rows(
        self, operator_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        header: list[object] = [*HEADER.split(",")]
        rows = [["A1", str(i), "2025-03-01", 1] for i in range(1_500)]
        read: list[int] = []
        from guanxi.lake.importing import open_workbook

        opened = open_workbook.subprocess.run
        monkeypatch.setattr(
            open_workbook.subprocess, "run", lambda *a, **k: read.append(k["timeout"]) or opened(*a, **k)
        )

        page = draft_page(operator_client, a_file(a_workbook([header, *rows]), "book.xlsx"))

        assert "识别为“订单”" in page
        assert set(read) == {60}


@pytest.mark.django_db
class TestShapes:
    def test_too_many_columns_are_said_and_not_listed(self, operator_client: Client) -> None:
        header = HEADER + "," + ",".join(f"c{i}" for i in range(20_000))

        page = draft_page(operator_client, a_file(f"{header}\n" + "," * 20_003 + "\n"))

        assert "c19999" not in page
        assert len(page) < 200_000

    def test_too_many_columns_of_a_workbook_too(self, operator_client: Client) -> None:
        wide: list[object] = [f"c{i}" for i in range(2_000)]

        assert "列数超过" in draft_page(operator_client, a_file(a_workbook([wide]), "book.xlsx"))

    @pytest.mark.parametrize("n_bytes", [200_000, 40 << 20])
    @pytest.mark.parametrize("quote", ["", '"'])
    def test_an_endless_cell_breaks_nothing(self, operator_client: Client, n_bytes: int, quote: str) -> None:
        row = f"A1,{quote}{'x' * n_bytes}{quote},2025-03-01,1\n"

        page = draft_page(operator_client, a_file(f"{HEADER}\n{row}A2,2,2025-03-02,12\n"))

        assert len(page) < 200_000

    def test_an_endless_header_breaks_nothing(self, operator_client: Client) -> None:
        page = draft_page(operator_client, a_file(f"{HEADER},{'x' * 300_000}\nA1,1,2025-03-01,1,y\n"))

        assert len(page) < 300_000

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "空文件"),
            ("\ufeff", "是空文件"),
            ("\n\n\n", "是空文件"),
            (HEADER + "\n", "识别为"),
            ("会员卡号,付款时间,实付金额,实付金额\nA1,2025-03-01,1,2\n", "实付金额"),
            ("会员卡号,订单号,付款时间,实付金额,备注,备注\nA1,1,2025-03-01,1,x,y\n", "识别为“订单”"),
            ('会员卡号,订单号,付款时间,实付金额\n"A1,1,2025-03-01,1\n', "识别为“订单”"),
        ],
    )
    def test_odd_tables_are_said(self, operator_client: Client, content: str, said: str) -> None:
        response = sent(operator_client, a_file(content))
        page = response if response.status_code == 413 else operator_client.get(response.headers["Location"])

        assert page.status_code in {200, 413}
        assert said in page.content.decode()


@pytest.mark.django_db(transaction=True)
class TestWhatGoesIn:
    def keys(self, home: Home) -> list[str]:
        with Lake.open(home.lake).session(as_of_ms=10**13) as session:
            sql = "SELECT DISTINCT source_key FROM events JOIN contact_keys USING (contact_id) ORDER BY 1"
            return [row[0] for row in session.con.execute(sql).fetchall()]

    def test_mixed_encodings_keep_every_line_that_is_text(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        lines = [
            HEADER.encode(),
            "茶客,1,2025-03-01,1".encode(),
            "茶友,2,2025-03-01,1".encode("gb18030"),
            b"\xff\xfe\xff,3,2025-03-01,1",
        ]

        row = imported(operator_client, run_jobs, a_file(b"\n".join(lines) + b"\n"))

        assert row.state == ImportState.DONE
        assert self.keys(home) == ["茶友", "茶客"]
        assert row.result["n_quarantined"] == 1

    def test_nul_and_bidi_characters_are_inert(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int]
    ) -> None:
        rows = (f"A\x001,1,2025-03-01,1,{BIDI}gnp.exe", "A2,2,2025-03-01,1,x", f"A{BIDI}3,3,2025-03-01,1,\x00")
        text = "\n".join((f"{HEADER},备{BIDI}注\x00", *rows, ""))
        name = f"订{BIDI}单\x00.csv"
        page = draft_page(operator_client, a_file(text, name))

        row = imported(operator_client, run_jobs, a_file(text, name))

        assert row.state == ImportState.DONE
        assert not set(page) & set(BIDI + "\x00")
        assert "A2" in self.keys(home)
        for public_id in FileImport.objects.values_list("public_id", flat=True):
            shown = operator_client.get(f"/imports/{public_id}/").content.decode()
            assert not set(shown) & set(BIDI + "\x00")

    @pytest.mark.parametrize(
        "name",
        [
            "../../../../etc/cron.d/x.csv", "..\\..\\x.csv", "/etc/passwd.csv", "C:\\x.csv", "....//x.csv",
            "%2e%2e%2fx.csv", "..%c0%afx.csv", "x.csv/../../y.csv", "\uff0e\uff0e\uff0fx.csv", ".csv.csv", "-rf.csv",
            "~root.csv", "$(id).csv", "a\nb.csv", "CON.csv",
        ],
    )  # fmt: skip
    def test_a_name_leads_nowhere(
        self, operator_client: Client, home: Home, run_jobs: Callable[[], int], name: str
    ) -> None:
        before = set(home.path.parent.rglob("*"))
        body = encode_multipart(BOUNDARY, {"files": a_file(ORDERS, "NAME"), "end": "1"})
        body = body.replace(b'filename="NAME"', b'filename="' + name.encode() + b'"')

        response = operator_client.generic("POST", NEW, body, content_type=MULTIPART_CONTENT)

        if response.status_code == 302:
            (path,) = home.uploads.glob("*/data/*")
            assert path.resolve().is_relative_to(home.uploads)
            assert path.name == uploads.plain_name(path.name)
            public_id = response.headers["Location"].split("/")[2]
            operator_client.post(f"/imports/{public_id}/confirm/")
            run_jobs()
            assert FileImport.objects.get().state == ImportState.DONE
        else:
            assert response.status_code in {400, 413}
            assert nothing_is_kept(home)
        made = set(home.path.parent.rglob("*")) - before
        assert all(path.is_relative_to(home.path) for path in made)


@pytest.fixture(autouse=True)
def nothing_stays_open(home: Home) -> Iterator[None]:
    """Whatever a test sent, no file lies where files arrive afterwards."""
    yield
    folder = home.uploads / ".receiving"
    assert not folder.exists() or not [path for path in folder.rglob("*") if path.is_file()]
