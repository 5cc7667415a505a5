"""XLSX: read in a child process, checked before it is opened, never evaluated."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from brand_folder import Import

GOOD = "客户编号,付款时间,金额\nC1,2025-01-03,1\n"


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class TestSheets:
    def test_become_tables_of_their_own_with_typed_cells(self, importing: Import) -> None:
        book = workbook({
            "订单": [
                ["客户编号", "付款时间", "金额", "备注"],
                [13800000000, datetime(2025, 1, 3, 14, 5), 12.5, "多行\n备注"],
                [],
                ["C2", 45660, "¥1,234.50", None],  # a day number without a date format
                [1.2345678901234567e17, datetime(2025, 1, 3), 1, None],  # digits that a float cannot carry
            ],
            "说明": [["hello"]],
            "空": [],
            "客户": [["客户编号", "添加时间"], ["C2", datetime(2025, 1, 1)]],
        })  # fmt: skip

        got = importing({"book.xlsx": book})

        assert got.rows("events", "contact_key, amount_fen") == [("13800000000", 1250), ("C2", 123450)]
        assert got.quarantine("source_file, row_number, code") == [("book.xlsx#订单", 5, "import.precision_lost")]
        assert [(info.name, info.recognised_as) for info in got.staged.files] == [
            ("book.xlsx#订单", "orders"),
            ("book.xlsx#说明", ""),
            ("book.xlsx#客户", "contacts"),
        ]

    def test_formulas_are_not_evaluated(self, importing: Import) -> None:
        got = importing({"b.xlsx": workbook({"s": [["客户编号", "付款时间", "金额"], ["C1", "2025-01-03", "=1+1"]]})})

        assert got.rows("events") == []
        assert got.quarantine() == [(2, "import.missing")]


class TestHostileArchives:
    def test_a_bomb_is_not_opened(self, importing: Import) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            with archive.open("xl/worksheets/sheet1.xml", "w") as part:
                for _ in range(32):
                    part.write(bytes(1 << 20))
            archive.writestr("[Content_Types].xml", "<Types/>")

        got = importing({"bomb.xlsx": buffer.getvalue(), "a.csv": GOOD})

        assert got.problems() == ["import.archive_bomb"]
        assert len(got.rows("events")) == 1

    def test_what_is_no_workbook_is_said(self, importing: Import) -> None:
        whole = workbook({"s": [["客户编号", "付款时间", "金额"], ["C1", "2025-01-03", 1]]})
        empty_zip = io.BytesIO()
        zipfile.ZipFile(empty_zip, "w").close()

        got = importing({"x.xlsx": b"not a zip", "y.xlsx": whole[:-200], "z.xlsx": empty_zip.getvalue(), "a.csv": GOOD})

        assert got.problems() == ["import.unreadable_file"] * 3
        assert len(got.rows("events")) == 1

    @pytest.mark.slow  # a million empty rows are walked over
    def test_a_cell_at_the_far_corner_does_not_fill_the_disk(self, importing: Import) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for column, text in enumerate(["客户编号", "付款时间", "金额"], start=1):
            sheet.cell(1, column, text)
        sheet.cell(1_048_576, 16_384, "x")
        buffer = io.BytesIO()
        book.save(buffer)

        got = importing({"far.xlsx": buffer.getvalue(), "a.csv": GOOD})

        assert got.problems() == ["import.too_many_columns"]
        assert len(got.rows("events")) == 1
