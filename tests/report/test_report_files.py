"""The workbook and the Parquet tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hostile_book import hostile_book
from hypothesis import given
from hypothesis import strategies as st
from sparse_books import barely_anything, index_only, without_costs

from guanxi.book.contracts import Book
from guanxi.report import write_parquet, write_xlsx
from guanxi.report.xlsx.safe import CELL_LIMIT, STARTS, safe_text

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x")


def _open(book: Book, folder: Path, lang: str = "zh") -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_xlsx(book, folder / "audit.xlsx", lang))


class TestSafeText:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_a_formula_becomes_text(self, text: str) -> None:
        assert safe_text(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["林婉清", "5 = 5", "a-b", "", "'=1"])
    def test_plain_text_stays(self, text: str) -> None:
        assert safe_text(text) == text

    @given(st.text(max_size=200))
    def test_never_starts_like_a_formula(self, text: str) -> None:
        assert not safe_text(text).startswith(STARTS)

    def test_what_xml_refuses_is_replaced_and_what_is_too_long_is_cut(self) -> None:
        assert safe_text("a\x00b") == "a\ufffdb"
        assert len(safe_text("x" * 40_000)) == CELL_LIMIT


class TestWorkbook:
    def test_holds_the_sheets(self, tea: Book, tmp_path: Path) -> None:
        assert _open(tea, tmp_path).sheetnames == [
            "报表",
            "变动",
            "层级",
            "渠道回报",
            "分布",
            "核心客户",
            "正在流失的价值",
            "入不敷出",
        ]
        assert _open(tea, tmp_path, "en").sheetnames[0] == "Statement"

    def test_money_is_a_number_with_a_format(self, tea: Book, tmp_path: Path) -> None:
        equity = next(row for row in _open(tea, tmp_path)["报表"].iter_rows() if row[0].value == "净信任权益")

        assert equity[1].value == pytest.approx(tea.statement.net_equity.value / 100, abs=0.005)
        assert equity[1].number_format == '"¥"#,##0.00'

    def test_negative_amounts_stay_numbers(self, tea: Book, tmp_path: Path) -> None:
        lines = {row[0].value: row[1].value for row in _open(tea, tmp_path)["变动"].iter_rows(min_row=4)}

        assert lines["沉默折旧"] == -49_050

    def test_index_capital_carries_no_sign(self, tmp_path: Path) -> None:
        page = _open(index_only(), tmp_path)["报表"]
        rows = {row[0].value: row[1] for row in page.iter_rows(min_row=4)}

        assert rows["信任资本 K"].number_format == "#,##0.00"
        assert rows["潜在价值 Λ"].number_format == '"$"#,##0.00'
        assert "不是金额" in page["A1"].value

    def test_unknown_is_empty_and_never_zero(self, tmp_path: Path) -> None:
        rows = {row[0].value: row[1].value for row in _open(without_costs(), tmp_path)["报表"].iter_rows(min_row=4)}

        assert rows["维护成本现值"] is None
        assert rows["净信任权益（未扣维护成本）"] > 0

    def test_lists_are_ordered_and_short(self, tea: Book, tmp_path: Path) -> None:
        rows = list(_open(tea, tmp_path)["核心客户"].iter_rows(min_row=4, values_only=True))
        capital = [row[8] for row in rows]

        assert len(rows) == 200
        assert capital == sorted(capital, reverse=True)
        assert {row[1] for row in rows} == {"核心"}
        assert rows[0][-1] == "沉默 −1.32 · 响应 0.40"

    def test_hostile_text_is_text(self, tmp_path: Path) -> None:
        workbook = _open(hostile_book(), tmp_path)

        cells = [cell for page in workbook for row in page.iter_rows() for cell in row if cell.value is not None]
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert any("HYPERLINK" in text for text in texts)
        assert not [text for text in texts if text.startswith(STARTS)]
        with zipfile.ZipFile(tmp_path / "audit.xlsx") as archive:
            sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
        assert all(b"<f>" not in sheet and b"<f " not in sheet for sheet in sheets)

    def test_an_empty_book_makes_a_workbook(self, tmp_path: Path) -> None:
        assert _open(barely_anything(), tmp_path).sheetnames == ["报表", "层级", "渠道回报", "分布"]


class TestParquet:
    def test_contacts_come_back_as_they_were(self, tea: Book, tmp_path: Path) -> None:
        write_parquet(tea, tmp_path)

        table = pq.read_table(tmp_path / "contacts.parquet")
        assert table.equals(tea.contacts)
        assert table.schema.metadata[b"as_of_ms"] == str(tea.as_of_ms).encode()

    def test_every_amount_says_that_it_is_in_fen(self, tea: Book, tmp_path: Path) -> None:
        for path in write_parquet(tea, tmp_path):
            for field in pq.read_schema(path):
                is_count = field.name == "n" or field.name.startswith("n_") or field.name.endswith("_id")
                is_amount = str(field.type) == "int64" and not is_count
                assert ((field.metadata or {}).get(b"unit") == b"fen") == is_amount, (path.name, field.name)

    def test_summaries_keep_their_columns_without_rows(self, tea: Book, tmp_path: Path) -> None:
        write_parquet(tea, tmp_path / "full")
        write_parquet(barely_anything(), tmp_path / "empty")

        for path in sorted((tmp_path / "full").iterdir()):
            full, empty = pq.read_table(path), pq.read_table(tmp_path / "empty" / path.name)
            assert full.schema.names == empty.schema.names, path.name
            assert full.schema.types == empty.schema.types, path.name

    def test_intervals_become_four_columns(self, tea: Book, tmp_path: Path) -> None:
        write_parquet(tea, tmp_path)

        roi = pq.read_table(tmp_path / "roi.parquet").to_pylist()
        assert roi[0]["roi_value"] == 4.1 and roi[0]["roi_level"] == 0.8
        assert next(row for row in roi if row["channel"] == "展会扫码")["roi_value"] is None

    def test_roll_forward_sums_in_the_file(self, tea: Book, tmp_path: Path) -> None:
        write_parquet(tea, tmp_path)

        amounts = pq.read_table(tmp_path / "roll_forward.parquet")["amount"].to_pylist()
        assert sum(amounts[:-1]) == amounts[-1]
