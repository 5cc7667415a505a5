"""Money: exact inside, readable outside."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.money import currency_sign, fen, show_number, show_yuan, yuan

AMOUNTS = st.integers(-(10**18), 10**18)
UNITS = {"zh": {"万": 10**4, "亿": 10**8}, "en": {"k": 10**3, "M": 10**6, "bn": 10**9}}


def read_back(text: str, lang: str) -> tuple[Decimal, str]:
    """The figure that a person reads in ``text``, and its unit."""
    unit = text.lstrip("-0123456789,.")
    figure = Decimal(text.removesuffix(unit).replace(",", ""))
    return figure * (UNITS[lang][unit] if unit else 1), unit


class TestYuan:
    @given(AMOUNTS)
    def test_goes_to_text_and_back_without_loss(self, amount: int) -> None:
        assert fen(yuan(amount)) == amount

    @given(AMOUNTS)
    def test_has_two_decimals_and_one_sign(self, amount: int) -> None:
        text = yuan(amount)

        assert Decimal(text) * 100 == amount
        assert text[-3] == "."
        assert text.count("-") == (1 if amount < 0 else 0)

    @pytest.mark.parametrize(("amount", "text"), [(0, "0.00"), (-1, "-0.01"), (5, "0.05"), (-1234, "-12.34")])
    def test_writes_small_amounts_with_their_zeros(self, amount: int, text: str) -> None:
        assert yuan(amount) == text

    @pytest.mark.parametrize(("text", "amount"), [("0.005", 0), ("0.015", 2), ("0.025", 2), ("-0.015", -2)])
    def test_half_a_fen_rounds_to_even(self, text: str, amount: int) -> None:
        assert fen(text) == amount

    @pytest.mark.parametrize("text", ["", "¥5", "1,000", "（12.00）"])
    def test_refuses_what_is_no_plain_number(self, text: str) -> None:
        with pytest.raises(InvalidOperation):
            fen(text)


class TestShowNumber:
    @pytest.mark.parametrize(
        ("value", "zh", "en"),
        [
            (0, "0", "0"),
            (12, "12", "12"),
            (1.5, "1.50", "1.50"),
            (123.45, "123.5", "123.5"),
            (9_999.4, "9,999", "9,999"),
            (9_999.6, "1.00万", "10.0k"),
            (10_000, "1.00万", "10.0k"),
            (123_456, "12.3万", "123.5k"),
            (999_940, "100.0万", "999.9k"),
            (999_960, "100.0万", "1.00M"),
            (12_345_678, "1,235万", "12.3M"),
            (99_994_000, "9,999万", "100.0M"),
            (99_996_000, "1.00亿", "100.0M"),
            (456_000_000, "4.56亿", "456.0M"),
            (999_960_000, "10.0亿", "1.00bn"),
            (-12_345, "-1.23万", "-12.3k"),
        ],
    )
    def test_takes_the_readers_unit(self, value: float, zh: str, en: str) -> None:
        assert (show_number(value, "zh"), show_number(value, "en")) == (zh, en)

    @given(st.floats(-1e13, 1e13), st.sampled_from(["zh", "en"]))
    def test_what_is_read_is_what_was_meant_to_a_half_per_cent(self, value: float, lang: str) -> None:
        read, _ = read_back(show_number(value, lang), lang)

        assert abs(float(read) - value) <= max(0.005 * abs(value), 0.005) + 1e-9

    @given(st.floats(0, 1e12), st.sampled_from(["zh", "en"]))
    def test_never_prints_in_a_unit_what_belongs_into_the_next(self, value: float, lang: str) -> None:
        read, unit = read_back(show_number(value, lang), lang)

        starts = {"zh": {"": 10**4, "万": 10**8}, "en": {"": 10**4, "k": 10**6, "M": 10**9}}[lang]
        assert read < starts.get(unit, 10**15)

    @given(st.floats(0, 1e12), st.floats(0, 1e12), st.sampled_from(["zh", "en"]))
    def test_a_larger_figure_never_reads_as_a_smaller_one(self, one: float, other: float, lang: str) -> None:
        low, high = sorted((one, other))

        assert read_back(show_number(low, lang), lang)[0] <= read_back(show_number(high, lang), lang)[0]


class TestShowYuan:
    def test_the_sign_of_the_amount_stands_before_that_of_the_currency(self) -> None:
        assert show_yuan(-1_234_500, "zh") == "\N{MINUS SIGN}¥1.23万"
        assert show_yuan(-1_234_500, "en", "$") == "\N{MINUS SIGN}$12.3k"

    def test_an_index_has_no_currency(self) -> None:
        assert show_yuan(150, "zh", "") == "1.50"

    @pytest.mark.parametrize(("code", "sign"), [("CNY", "¥"), ("usd", "$"), ("CHF", "CHF\N{NO-BREAK SPACE}"), ("", "")])
    def test_an_unknown_currency_stands_by_its_code(self, code: str, sign: str) -> None:
        assert currency_sign(code) == sign
