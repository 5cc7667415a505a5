"""What a preview shows of a file is what its import makes of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from guanxi.kit.clock import moment, ms
from guanxi.lake.importing import BrandSettings, preview, stage
from guanxi.lake.importing.settings import FileRule

CLOCK_MS = 1_767_225_600_000  # 2026-01-01
ORDERS = "会员卡号,付款时间,实付金额,备注\nA1,2025-03-01 10:00:00,88.50,好\nA2,2025-13-40,12,\nA1,2025-03-02,1.2万,x\n"


def look(path: Path, **rule: object) -> tuple:
    return preview(path, path.name, FileRule(path.name, **rule), BrandSettings(), clock_ms=CLOCK_MS)


class TestASeparatedFile:
    def test_is_shown_as_it_would_be_understood(self, tmp_path: Path) -> None:
        path = tmp_path / "订单.csv"
        path.write_bytes(ORDERS.encode("gb18030"))

        (seen,) = look(path)

        assert (seen.table, seen.is_complete, seen.encoding, seen.separator) == ("orders", True, "gb18030", ",")
        assert seen.headers[seen.columns["amount"]] == "实付金额"
        assert seen.samples[0] == ("A1", "2025-03-01 10:00:00", "88.50", "好")
        assert [row.values["amount"] for row in seen.rows] == [8850, 1200, 1_200_000]
        assert moment(seen.rows[0].values["occurred_at"]).isoformat() == "2025-03-01T02:00:00+00:00"
        assert (seen.n_sampled, seen.n_refused) == (3, 1)
        assert "付款时间" in seen.rows[1].reason_zh

    def test_agrees_with_the_import(self, tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        path = data / "orders.csv"
        path.write_text(ORDERS, encoding="utf-8")

        (seen,) = look(path)
        staged = stage(data, tmp_path / "work", BrandSettings(), clock_ms=CLOCK_MS)

        events = pq.read_table(staged.tables["events"][0]).to_pylist()
        assert [event["amount_fen"] for event in events] == [
            row.values["amount"] for row in seen.rows if not row.reason_en
        ]
        assert staged.files[0].n_quarantined == seen.n_refused

    def test_that_is_not_recognised_says_what_is_missing(self, tmp_path: Path) -> None:
        path = tmp_path / "odd.csv"
        path.write_text("谁,何时的付款,多少\nA1,2025-03-01,8\n", encoding="utf-8")

        (seen,) = look(path)

        assert not seen.is_complete
        assert seen.problem is not None
        assert seen.samples == (("A1", "2025-03-01", "8"),)

    def test_is_read_by_the_columns_that_a_person_names(self, tmp_path: Path) -> None:
        path = tmp_path / "odd.csv"
        path.write_text("谁;何时;多少\nA1;2025-03-01;8\n", encoding="utf-8")
        columns = {"contact_key": "谁", "occurred_at": "何时", "amount": "多少"}

        (seen,) = look(path, table="orders", columns=columns, separator=";")

        assert seen.is_complete
        assert (seen.rows[0].values["contact_key"], seen.rows[0].values["amount"]) == ("A1", 800)
        assert ms(moment(seen.rows[0].values["occurred_at"])) == 1_740_758_400_000

    def test_without_a_row_is_a_problem_not_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.csv"
        path.write_bytes(b"")

        (seen,) = look(path)

        assert seen.problem is not None
        assert seen.problem.code == "import.empty_file"


class TestAWorkbook:
    def test_is_shown_sheet_by_sheet(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "订单"
        for line in ORDERS.splitlines():
            book.active.append(line.split(","))
        book.create_sheet("说明").append(["这是说明"])
        path = tmp_path / "book.xlsx"
        book.save(path)

        orders, notes = look(path)

        assert (orders.name, orders.table, orders.n_sampled, orders.n_refused) == ("book.xlsx#订单", "orders", 3, 1)
        assert notes.problem is not None

    def test_that_is_damaged_is_a_problem(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.xlsx"
        path.write_bytes(b"PK\x03\x04 no archive")

        (seen,) = look(path)

        assert seen.problem is not None
        assert seen.problem.code == "import.unreadable_file"
