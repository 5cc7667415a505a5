"""Figures and foreign text as a person reads them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.book.contracts import Book, Interval
from guanxi.kit.errors import SettingsError
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader

ZH, EN = Reader("zh", "¥", "Asia/Shanghai", True), Reader("en", "$", "Asia/Shanghai", False)
INVISIBLE = {"Cc", "Cs", "Zl", "Zp"}


class TestReader:
    def test_money_carries_sign_and_unit(self) -> None:
        assert ZH.money(123_456_700) == "¥123.5万"
        assert EN.money(-123_456_700) == "−$1.23M"

    def test_capital_loses_its_sign_where_it_is_no_money(self) -> None:
        assert ZH.capital(123_456_700) == "¥123.5万"
        assert EN.capital(123_456_700) == "1.23M"

    def test_unknown_is_said_in_words(self) -> None:
        assert ZH.money(None) == "未提供"
        assert EN.money(None) == "not provided"
        assert EN.money(float("nan")) == "not known"
        assert EN.share(None) == "not known"

    def test_interval_without_bounds_is_not_printed_as_infinity(self) -> None:
        endless = Interval(1.0, float("-inf"), float("inf"))

        assert EN.money_range(endless) == "no interval can be given"
        assert "inf" not in ZH.number_range(endless)

    def test_days_are_the_brands_days(self) -> None:
        last_ms_of_2025_in_shanghai = 1_767_196_799_999

        assert ZH.day(last_ms_of_2025_in_shanghai) == "2025年12月31日"
        assert EN.day(last_ms_of_2025_in_shanghai + 1) == "1 Jan 2026"

    def test_currency_sign_follows_the_book(self, tea: Book) -> None:
        assert Reader.of(tea, "zh").sign == "¥"
        assert Reader.of(replace(tea, currency="USD"), "en").sign == "$"
        assert Reader.of(replace(tea, currency="THB"), "en").sign == "THB\u00a0"

    def test_refuses_a_language_that_there_is_not(self, tea: Book) -> None:
        with pytest.raises(SettingsError, match="Choose zh or en"):
            Reader.of(tea, "fr")

    @pytest.mark.parametrize(
        ("value", "shown"), [(0.63914, "0.6391"), (1544.77, "1,545"), (160.0, "160.0"), (0.021, "0.02100")]
    )
    def test_parameters_keep_their_digits_without_exponents(self, value: float, shown: str) -> None:
        assert EN.significant(value, 4) == shown


class TestInert:
    @given(st.text(max_size=400), st.integers(4, 80))
    def test_never_holds_what_hides_or_reorders(self, text: str, limit: int) -> None:
        shown = inert(text, limit)

        assert len(shown) <= limit
        assert not any(unicodedata.category(character) in INVISIBLE for character in shown)
        assert not any(
            unicodedata.bidirectional(character) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
            for character in shown
        )

    @given(st.text(alphabet=st.characters(categories=("L", "N", "P"), exclude_characters="\u061c"), max_size=60))
    def test_leaves_plain_text_alone(self, text: str) -> None:
        assert inert(text, 80) == text

    def test_a_name_cannot_leave_its_isolate(self) -> None:
        shown = isolated("\u2069\u202eevil")

        assert (shown.count("\u2068"), shown.count("\u2069")) == (1, 1)
        assert shown.endswith("\u2069")
