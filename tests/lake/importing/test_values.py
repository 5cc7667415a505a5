"""Cells as people write them: what they mean, and which are refused for which reason."""

from __future__ import annotations

import pytest
from brand_folder import Import

from guanxi.kit.clock import moment

TIMES = {  # cell → UTC; the brand is in Shanghai
    "2025-01-03": "2025-01-02T16:00:00",
    "2025/1/3": "2025-01-02T16:00:00",
    "2025.1.3": "2025-01-02T16:00:00",
    "20250103": "2025-01-02T16:00:00",
    "２０２５－０１－０３": "2025-01-02T16:00:00",
    "2025年1月3日": "2025-01-02T16:00:00",
    "2025年1月3日 14:05": "2025-01-03T06:05:00",
    "2025年1月3日14时05分30秒": "2025-01-03T06:05:30",
    "2025/1/3 下午2:05": "2025-01-03T06:05:00",
    "2025-1-3 2:05 PM": "2025-01-03T06:05:00",
    "2025-01-03 12:00 AM": "2025-01-02T16:00:00",
    "2025-01-03 14:05:06": "2025-01-03T06:05:06",
    "2025-01-03T14:05:06": "2025-01-03T06:05:06",
    "2025-01-03T14:05:06Z": "2025-01-03T14:05:06",
    "2025-01-03 14:05:06 +0900": "2025-01-03T05:05:06",
    "202501031405": "2025-01-03T06:05:00",
    "20250103140506": "2025-01-03T06:05:06",
    "1735884300": "2025-01-03T06:05:00",  # epoch seconds
    "1735884300000": "2025-01-03T06:05:00",  # epoch milliseconds
    "45660": "2025-01-02T16:00:00",  # a spreadsheet's day number
    "45660.5": "2025-01-03T04:00:00",
}
NOT_TIMES = ("soon", "2025-02-30", "2025-13-01", "2025-01-03 25:00", "03/01/2025", "2025", "昨天", "20251340", "-1")

AMOUNTS = {  # cell → fen
    "12": 1200,
    "12.3": 1230,
    "¥1,234.50": 123450,
    "￥１，２３４．５０": 123450,
    "1,234.5元": 123450,
    "（12.00）": -1200,
    "(12.00)": -1200,
    "(¥12.00)": -1200,
    "¥(12.00)": -1200,
    "-¥3": -300,
    "12.00-": -1200,
    "−5": -500,
    "+5": 500,
    ".5": 50,
    "RMB 12": 1200,
    "1.005": 100,  # half a fen goes to the even one
    "1.015": 102,
    "0": 0,
}
NOT_AMOUNTS = ("free", "12元34", "1234,50", "1,23", "(5", "--5", "1e5", "12千", "¥", "NaN", "1.2.3", "٣")
OTHER_CURRENCIES = ("$12", "12 USD", "€5", "12美元", "HK$8")


def order_file(column: str, cells: list[str]) -> str:
    other = {"客户编号": "C1", "付款时间": "2025-01-03", "金额": "1"}
    lines = [",".join(f'"{value}"' for value in {**other, column: cell}.values()) for cell in cells]
    return "\n".join([",".join(other), *lines]) + "\n"


class TestTimes:
    def test_reads_every_way_of_writing(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("付款时间", list(TIMES))}).rows("events", "occurred_ms")

        read = {
            cell: moment(int(str(row[0]))).strftime("%Y-%m-%dT%H:%M:%S") for cell, row in zip(TIMES, got, strict=True)
        }
        assert read == TIMES

    def test_quarantines_what_is_no_time(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("付款时间", list(NOT_TIMES))})

        assert got.rows("events") == []
        assert got.quarantine() == [(row, "import.bad_time") for row in range(2, len(NOT_TIMES) + 2)]

    def test_quarantines_what_lies_in_the_future_or_too_long_ago(self, importing: Import) -> None:
        cells = ["2025-07-01", "1900-01-01", "1989-12-31", "2025-06-30 12:00:00", "25569"]

        got = importing({"o.csv": order_file("付款时间", cells)})

        assert got.quarantine() == [
            (2, "import.time_in_future"),
            (3, "import.time_too_early"),
            (4, "import.time_too_early"),
            (6, "import.time_too_early"),
        ]

    def test_settings_widen_what_is_believed(self, importing: Import) -> None:
        yaml = "dates: {earliest: 1900-01-01, future_days: 10, order: dmy}"

        got = importing({"o.csv": order_file("付款时间", ["2025-07-01", "1901-01-01", "31/01/2025"])}, yaml)

        assert got.quarantine() == []
        assert moment(int(str(got.rows("events", "occurred_ms")[2][0]))).date().isoformat() == "2025-01-30"

    def test_settings_choose_the_zone(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("付款时间", ["2025-01-03"])}, "zone: America/New_York")

        assert moment(int(str(got.rows("events", "occurred_ms")[0][0]))).isoformat() == "2025-01-03T05:00:00+00:00"


class TestAmounts:
    def test_reads_every_way_of_writing(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("金额", list(AMOUNTS))}).rows("events", "amount_fen")

        assert dict(zip(AMOUNTS, (row[0] for row in got), strict=True)) == AMOUNTS

    @pytest.mark.parametrize(
        ("cell", "fen"),
        [
            ("1.2万", 1_200_000), ("¥1.2万", 1_200_000), ("3.5万元", 3_500_000), ("1亿", 10_000_000_000),
            ("１．２ 万", 1_200_000), ("-0.5万", -500_000), ("（2万）", -2_000_000), ("1,200万", 1_200_000_000),
            ("1.23456789亿元", 12_345_678_900), ("0.12345678万", 123_457), ("0.000005万", 5), ("0.0000005万", 0),
            ("0.0000015万", 2), ("99,999.99999999亿", 999_999_999_999_900), ("999999999万", 999_999_999_000_000),
            ("2萬", 2_000_000), ("人民币0.07万", 70_000), ("12.000000000亿", 120_000_000_000),
        ],
    )  # fmt: skip
    def test_reads_ten_thousands_and_hundred_millions(self, importing: Import, cell: str, fen: int) -> None:
        got = importing({"o.csv": order_file("金额", [cell])})

        assert got.rows("events", "amount_fen") == [(fen,)]

    def test_takes_no_unit_that_leaves_open_what_is_meant(self, importing: Import) -> None:
        cells = ["1万2", "1万多", "约1万", "1万+", "万", ".5万", "1.2万亿", "1,2万", "1.2w", "3k", "2千", "1万~2万",
                 "--1万", "1万-", "1000000000万", "100000亿", "-(1万)", "1e3万", "一万"]  # fmt: skip

        got = importing({"o.csv": order_file("金额", cells)})

        assert got.rows("events") == []
        assert len(got.quarantine()) == len(cells)
        assert {code for _, code in got.quarantine()} == {"import.bad_amount"}
        assert "1.2万" in str(got.quarantine("reason_zh")[0][0])

    def test_quarantines_what_is_no_amount(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("金额", list(NOT_AMOUNTS))})

        assert got.rows("events") == []
        assert {code for _, code in got.quarantine()} == {"import.bad_amount"}

    def test_quarantines_other_currencies(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("金额", list(OTHER_CURRENCIES))})

        assert got.quarantine() == [(row, "import.other_currency") for row in range(2, 7)]

    def test_reads_the_brands_own_currency(self, importing: Import) -> None:
        got = importing({"o.csv": order_file("金额", ["$12.50", "US$1", "¥3"])}, "currency: USD")

        assert got.rows("events", "amount_fen, currency") == [(1250, "USD"), (100, "USD")]
        assert got.quarantine() == [(4, "import.other_currency")]

    def test_refuses_a_row_whose_currency_column_says_another(self, importing: Import) -> None:
        text = "客户编号,付款时间,金额,币种\nC1,2025-01-03,1,CNY\nC1,2025-01-03,2,人民币\nC1,2025-01-03,3,USD\n"

        assert importing({"o.csv": text}).quarantine() == [(4, "import.other_currency")]


class TestKeys:
    @pytest.mark.parametrize("cell", ["1.38E+10", "1.38e10", "6.2E+17", "1E+5"])
    def test_quarantines_scientific_notation_because_digits_are_lost(self, importing: Import, cell: str) -> None:
        got = importing({"o.csv": order_file("客户编号", [cell])})

        assert got.quarantine("code, reason_en")[0][0] == "import.precision_lost"
        assert "scientific notation" in str(got.quarantine("reason_en")[0][0])

    @pytest.mark.parametrize("cell", ["C\x001", "C\u202e1", "C\u200b1", "\u2066C1", "C\ufffd"])
    def test_quarantines_invisible_characters(self, importing: Import, cell: str) -> None:
        assert importing({"o.csv": order_file("客户编号", [cell])}).quarantine() == [(2, "import.invisible_characters")]

    def test_takes_off_what_spreadsheets_dress_keys_in(self, importing: Import) -> None:
        phone = "13800000000"
        cells = [f'=""{phone}""', f"'{phone}", f"{phone}.0", "１３８００００００００", f" {phone} ", phone]

        got = importing({"o.csv": order_file("客户编号", cells)})

        assert {row[0] for row in got.rows("events", "contact_key")} == {phone}

    def test_quarantines_keys_and_texts_beyond_reason(self, importing: Import) -> None:
        text = order_file("客户编号", ["C" * 201, "C" * 200])

        assert importing({"o.csv": text}).quarantine() == [(2, "import.too_long")]


class TestFreeText:
    def test_strips_invisible_characters_and_says_so(self, importing: Import) -> None:
        text = "客户编号,付款时间,金额,渠道\nC1,2025-01-03,1,门\u202e店\x00\nC2,2025-01-03,1,门店\n"

        got = importing({"o.csv": text})

        assert {row[0] for row in got.rows("events", "channel")} == {"门店"}
        assert [(p.code, p.n) for p in got.staged.problems] == [("import.stripped_characters", 1)]
