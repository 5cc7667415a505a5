"""Workbooks with formulas: the preview shows what the import reads, and says where there is nothing to read."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_uploads import draft_page, home  # noqa: F401

from guanxi.kit.clock import parse_as_of
from guanxi.lake.importing import BrandSettings, Preview, preview, stage
from guanxi.lake.importing.settings import FileRule
from guanxi.lake.staged import Staged

CLOCK_MS = parse_as_of("2026-01-01", "Asia/Shanghai")
BOOK = "订单.xlsx"
ROWS = [
    ["会员卡号", "订单号", "付款时间", "实付金额"],
    ["A1", "1", "2025-03-01 10:00", "=80+8.5"],
    ["=A2", "2", "=DATE(2025,3,2)", "=SUM(D2,1.5)"],
]
SAVED = {"D2": "88.5", "A3": "A1", "C3": "45718", "D3": "90"}
UNSAVED = "import.unsaved_formulas"


def workbook(rows: list[list[str]], saved: dict[str, str] | None = None) -> bytes:
    """A workbook as a program writes it; with ``saved``, cell → result, as Excel writes it after computing."""
    book = openpyxl.Workbook()
    book.active.title = "订单"
    for row in rows:
        book.active.append(row)
    written, content = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(content, "w") as target:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("xl/worksheets/"):
                part = _with_results(part.decode(), saved or {}).encode()
            target.writestr(name, part)
    return content.getvalue()


def _with_results(sheet: str, saved: dict[str, str]) -> str:
    for cell, result in saved.items():
        is_number = result.replace(".", "").isdigit()
        kind = "" if is_number else ' t="str"'
        pattern = rf'<c r="{cell}"[^>]*>(<f>.*?</f>)<v ?(?:/>|></v>)'
        sheet, n = re.subn(pattern, rf'<c r="{cell}"{kind}>\1<v>{result}</v>', sheet)
        assert n == 1, cell
    return sheet


def looked_at_and_read(folder: Path, book: bytes, rule: FileRule | None = None) -> tuple[Preview, Staged]:
    """How the preview shows the book's one sheet, and what the import makes of it."""
    rule = rule or FileRule(BOOK)
    settings = replace(BrandSettings(), files=(rule,))
    path = folder / "data" / BOOK
    path.parent.mkdir()
    path.write_bytes(book)
    (seen,) = preview(path, BOOK, rule, settings, clock_ms=CLOCK_MS)
    return seen, stage(path.parent, folder / "work", settings, clock_ms=CLOCK_MS)


def amounts(read: Preview | Staged) -> list[object]:
    """In fen, of the rows that are taken."""
    if isinstance(read, Preview):
        return [row.values["amount"] for row in read.rows if not row.reason_en]
    return pq.read_table(read.tables["events"][0], columns=["amount_fen"]).column(0).to_pylist()


class TestFormulasWithSavedResults:
    def test_are_shown_and_read_as_their_results(self, tmp_path: Path) -> None:
        rows = [[*ROWS[0], "备注"], [*ROWS[1], '=""'], ROWS[2]]

        seen, staged = looked_at_and_read(tmp_path, workbook(rows, SAVED | {"E2": ""}))

        assert seen.samples[1] == ("A1", "2", "45718", "90", "")
        assert amounts(seen) == amounts(staged) == [8850, 9000]
        assert seen.notes == staged.problems == ()


class TestFormulasWithoutSavedResults:
    def test_are_said_before_and_with_the_import(self, tmp_path: Path) -> None:
        rows = [*ROWS, ["A3", "3", "2025-03-03", "7"]]

        seen, staged = looked_at_and_read(tmp_path, workbook(rows))

        assert amounts(seen) == amounts(staged) == [700]
        assert [(note.code, note.n) for note in seen.notes] == [(UNSAVED, 4)]
        assert staged.problems == seen.notes
        assert "没有保存计算结果" in staged.files[0].note_zh

    @pytest.mark.django_db
    def test_are_said_on_the_page_with_what_to_do(self, operator_client: Client) -> None:
        page = draft_page(operator_client, SimpleUploadedFile(BOOK, workbook(ROWS)))

        assert "有公式没有保存计算结果" in page
        assert "请用 Excel 或 WPS 打开并保存" in page
        assert "“实付金额”为空" in page

    def test_alone_on_a_sheet_are_not_taken_for_no_rows(self, tmp_path: Path) -> None:
        (tmp_path / BOOK).write_bytes(workbook([["=1+1", "=2+2"]]))

        (seen,) = preview(tmp_path / BOOK, BOOK, FileRule(BOOK), BrandSettings(), clock_ms=CLOCK_MS)

        assert seen.problem is not None
        assert (seen.problem.code, seen.problem.n) == (UNSAVED, 2)


class TestATitleAboveTheHeader:
    def test_is_looked_past_by_the_import_as_by_the_preview(self, tmp_path: Path) -> None:
        title, header = ["门店", "城市", "导出人", "导出日", "说明"], ["谁", "单", "何时", "多少"]
        columns = {"contact_key": "谁", "occurred_at": "何时", "amount": "多少"}
        rule = FileRule(BOOK, table="orders", columns=columns)

        seen, staged = looked_at_and_read(tmp_path, workbook([title, header, ["A1", "1", "2025-03-01", "8"]]), rule)

        assert seen.title_rows == 1
        assert amounts(seen) == amounts(staged) == [800]
