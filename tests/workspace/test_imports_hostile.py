"""Hostile contents of uploads: archives, shapes and texts; a sentence each time, and nothing half-kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from made_uploads import (
    BIDI,
    HEADER,
    NEW,
    ORDERS,
    a_file,
    draft_page,
    home,
    imported,
    nothing_is_kept,
    nothing_stays_open,
    sent,
)

from guanxi.imports import uploads
from guanxi.imports.contracts import ImportState
from guanxi.imports.models import FileImport
from guanxi.lake.engine import Lake
from guanxi.site.home import Home

__all__ = ["home", "nothing_stays_open"]


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
@pytest.mark.either_store
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

        assert response.status_code == 422
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
@pytest.mark.either_store
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
        page = response if response.status_code == 422 else operator_client.get(response.headers["Location"])

        assert page.status_code in {200, 422}
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

    @pytest.mark.either_store
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
