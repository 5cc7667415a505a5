"""Nobody can be called with what the report prints: phone and identity numbers show only their ends."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tea_brand import tea_book

from guanxi.book.contracts import Book
from guanxi.report import audit_json, island, render_html, write_parquet, write_xlsx
from guanxi.report.inert import inert
from guanxi.report.masked import masked, masked_key

PHONE, IDENTITY = "13800002641", "11010519491231002X"
ANY_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class TestMasked:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (PHONE, "138****2641"),
            ("+8613800002641", "+86138****2641"),
            ("138-0000-2641", "138-****-2641"),
            ("138 0000 2641", "138 **** 2641"),
            ("wx13800002641", "wx138****2641"),
            ("王女士13800002641，13900000000", "王女士138****2641，139****0000"),
            (IDENTITY, "110***********002X"),
            ("身份证110105194912310021", "身份证110***********0021"),
        ],
    )
    def test_keeps_the_ends_only(self, text: str, shown: str) -> None:
        assert masked(text) == shown

    @pytest.mark.parametrize(
        "text",
        ["C00000721", "12345678901", "138000026411", "1700000000000", "¥13,800,002,641", "2025-12-31", "", "林婉清"],
    )
    def test_leaves_other_figures_alone(self, text: str) -> None:
        assert masked(text) == text

    def test_a_key_of_eleven_digits_is_a_number_of_some_country(self) -> None:
        assert masked_key("07700900123") == "077****0123"
        assert masked_key("M0770090012") == "M0770090012"

    @given(st.text(max_size=20), st.integers(0, 10**9 - 1), st.integers(13, 19), st.text(max_size=20))
    def test_no_phone_number_survives_in_any_text(self, before: str, rest: int, start: int, after: str) -> None:
        text = f"{before.rstrip('0123456789.')}{start}{rest:09d}{after.lstrip('0123456789')}"

        assert not ANY_PHONE.search(masked(text))
        assert masked(masked(text)) == masked(text)

    def test_is_done_before_a_text_is_cut(self) -> None:
        assert "0000" not in inert(f"{'茶' * 10}{PHONE}", 20)


def _book_of_phones() -> Book:
    """The tea brand with phone numbers for keys, in cards and in the table of contacts."""
    tea = tea_book()
    keys = [f"138{i:08d}" for i in range(tea.contacts.num_rows)]
    place = tea.contacts.column_names.index("source_key")
    return replace(
        tea,
        contacts=tea.contacts.set_column(place, "source_key", pa.array(keys)),
        core_examples=tuple(replace(each, source_key=PHONE) for each in tea.core_examples),
        doubtful_examples=tuple(replace(each, source_key=IDENTITY) for each in tea.doubtful_examples),
    )


class TestWhatIsPassedOn:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_page_shows_no_number_and_says_so(self, lang: str) -> None:
        if not (island.files("guanxi.report") / "assets" / "echarts.min.js").is_file():
            pytest.skip("the chart library is made by `make assets`")
        html = render_html(_book_of_phones(), lang)

        assert PHONE not in html and IDENTITY not in html
        assert "138****2641" in html and "110***********002X" in html
        assert ("请勿外传" if lang == "zh" else "do not pass these two on") in html

    def test_the_workbook_shows_no_number(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        book = openpyxl.load_workbook(write_xlsx(_book_of_phones(), tmp_path / "a.xlsx"))

        texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert not [text for text in texts if ANY_PHONE.search(text)]
        assert sum(text.startswith("138****") for text in texts) > 100

    def test_the_examples_of_the_document_show_no_number(self) -> None:
        text = json.dumps(audit_json(_book_of_phones()), ensure_ascii=False)

        assert PHONE not in text and IDENTITY not in text
        assert '"138****2641"' in text

    def test_advocates_and_circles_of_the_document_show_no_number(self) -> None:
        tea = tea_book()
        assert tea.network is not None
        network = replace(
            tea.network,
            advocates=tuple(replace(each, source_key=PHONE) for each in tea.network.advocates),
            circles=tuple(replace(each, members=(PHONE,) * len(each.members)) for each in tea.network.circles),
        )

        assert PHONE not in json.dumps(audit_json(replace(tea, network=network))["network"], ensure_ascii=False)

    def test_the_working_tables_keep_the_keys_and_say_so(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        write_parquet(_book_of_phones(), tmp_path)

        table = pq.read_table(tmp_path / "contacts.parquet")
        assert table["source_key"][0].as_py() == "13800000000"
        assert "not masked" in table.schema.metadata[b"keys"].decode()
        assert "请勿外传" in table.schema.metadata[b"keys"].decode()
        assert "fen" in table.schema.metadata[b"money_unit"].decode()
