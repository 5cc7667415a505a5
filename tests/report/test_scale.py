"""One unit for a column: nobody compares 9,800 with 1.2万."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import inf

import pytest
from tea_network import tea_network

from guanxi.book.contracts import Book, Interval
from guanxi.report.blocks import Chart, Ledger, Table
from guanxi.report.charts.roll_forward import roll_forward_chart
from guanxi.report.reader import Reader
from guanxi.report.scale import capital_scale, card_scale, column_scale
from guanxi.report.sections import chapters
from guanxi.report.sections.opening import opening
from guanxi.report.sections.statement import section as statement

ZH, EN = Reader("zh", "¥", "Asia/Shanghai", False), Reader("en", "$", "Asia/Shanghai", False)
UNIT = re.compile(r"万|亿|\d(?:k|M|bn)\b")


class TestColumn:
    def test_small_amounts_and_large_ones_stay_in_yuan_together(self) -> None:
        scale = column_scale(ZH, (980_000, 2_301_200))

        assert [scale.cell(980_000), scale.cell(2_301_200)] == ["¥9,800", "¥23,012"]
        assert scale.head("终身价值") == "终身价值"

    @pytest.mark.parametrize(
        ("reader", "largest_yuan", "head", "largest", "small"),
        [
            (ZH, 999_999, "金额", "¥999,999", "¥360"),
            (ZH, 1_000_000, "金额，万元", "100.00", "0.04"),
            (ZH, 123_456_789, "金额，万元", "12,345.68", "0.04"),
            (EN, 999_999, "金额", "$999,999", "$360"),
            (EN, 1_000_000, "金额, $k", "1,000.0", "0.4"),
            (EN, 2_000_000_000, "金额, $M", "2,000.00", "<0.01"),
        ],
    )
    def test_the_largest_decides_and_the_head_names_the_unit(
        self, reader: Reader, largest_yuan: int, head: str, largest: str, small: str
    ) -> None:
        scale = column_scale(reader, (36_000, largest_yuan * 100))

        assert scale.head("金额") == head
        assert (scale.cell(largest_yuan * 100), scale.cell(36_000)) == (largest, small)

    def test_what_is_there_is_not_printed_as_nothing(self) -> None:
        scale = column_scale(ZH, (300_000_000,))

        shown = [scale.cell(each) for each in (0, 100, -100, -4_000_000)]

        assert shown == ["0.00", "<0.01", ">\N{MINUS SIGN}0.01", "\N{MINUS SIGN}4.00"]

    def test_cents_are_shown_among_small_amounts_only(self) -> None:
        small, whole, large = (column_scale(ZH, each) for each in ((950, 1900), (1000, 1900), (950, 190_000)))

        assert (small.cell(1900), whole.cell(1900), large.cell(1900)) == ("¥19.00", "¥19", "¥19")

    def test_an_index_has_no_sign_and_says_its_unit(self) -> None:
        scale = capital_scale(ZH, (123_456_700,))

        assert (scale.head("指数"), scale.cell(123_456_700)) == ("指数，万", "123.46")
        assert capital_scale(ZH, (5_000,)).cell(5_000) == "50"

    def test_what_nobody_knows_decides_nothing(self) -> None:
        scale = column_scale(EN, (None, inf, Interval(100.0, -inf, 250_000_000.0)))

        assert scale.head("Amount") == "Amount, $k"
        assert (scale.cell(None), scale.cell(inf)) == ("not provided", "not known")
        assert scale.cell_range(Interval(100.0, -inf, 250_000_000.0)) == "no interval can be given"

    def test_a_column_of_nothing_is_one(self) -> None:
        assert column_scale(ZH, ()).cell(None) == "未提供"
        assert column_scale(ZH, (0,)).cell(0) == "¥0"


class TestCards:
    def test_cards_in_a_row_share_the_unit_and_keep_two_digits_of_the_smallest(self) -> None:
        scale = card_scale(ZH, (45_000_000_000, 300_000_000))

        assert [scale.money(45_000_000_000), scale.money(300_000_000)] == ["¥4.500亿", "¥0.030亿"]

    def test_alike_cards_read_as_a_single_figure_does(self) -> None:
        scale = card_scale(EN, (134_567_800, 98_765_400))

        assert [scale.money(134_567_800), scale.money(98_765_400)] == ["$1.35M", "$0.99M"]


class TestBook:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("times", [1, 40, 900])
    def test_no_column_of_money_mixes_units(self, tea: Book, lang: str, times: int) -> None:
        book = _larger(tea, times)
        reader = Reader.of(book, lang)

        tables = [table for section in chapters(book, reader) for table in _tables(section.blocks)]

        assert len(tables) > 10
        for table in tables:
            for place, column in enumerate(table.columns):
                cells = [row[place].text for row in table.rows if len(row) > place]
                if column.numeric:
                    assert not any(UNIT.search(cell) for cell in cells), (table.caption, column.title, cells)

    @pytest.mark.parametrize("times", [1, 900])
    def test_both_sides_of_the_statement_stand_in_one_unit(self, tea: Book, times: int) -> None:
        book = _larger(tea, times)

        ledger = next(each for each in statement(book, Reader.of(book, "zh")).blocks if isinstance(each, Ledger))

        lines = (*ledger.left.lines, *ledger.right.lines, *ledger.memo.lines)
        assert not any(UNIT.search(f"{line.amount} {line.note}") for line in lines)
        assert ledger.amount_title.endswith("，万元")

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_lines_of_the_roll_forward_add_up_under_the_eye(self, tea: Book, lang: str) -> None:
        chart = roll_forward_chart(tea, Reader.of(tea, lang))

        assert chart is not None
        shown = [re.sub(r"[^\d.-]", "", row[1].text.replace("\N{MINUS SIGN}", "-")) for row in chart.table.rows]
        cents = [round(float(each) * 100) for each in shown]
        assert sum(cents[:-1]) == cents[-1]

    def test_the_first_figures_of_the_report_share_a_unit(self, tea: Book) -> None:
        figures = opening(tea, Reader.of(tea, "zh")).figures

        units = {tuple(UNIT.findall(figure.value)) for figure in figures[:2]}
        assert len(units) == 1


def _tables(blocks: tuple[object, ...]) -> list[Table]:
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
        elif isinstance(block, Chart):
            found.append(block.table)
        else:
            found += _tables(getattr(block, "charts", ()))
    return found


def _larger(tea: Book, times: int) -> Book:
    """The tea brand with a network, and one part of every list so many times as large as the others."""
    sheet = tea.statement
    return replace(
        tea,
        network=tea_network(tea.as_of_ms),
        statement=replace(sheet, clv=_times(sheet.clv, times), net_equity=_times(sheet.net_equity, times)),
        tiers=(replace(tea.tiers[0], clv=tea.tiers[0].clv * times), *tea.tiers[1:]),
        cuts=tuple(replace(row, net_equity=row.net_equity * (times if i % 3 else 1)) for i, row in enumerate(tea.cuts)),
        touchpoints=tuple(
            replace(row, net_equity=row.net_equity * (times if i else 1)) for i, row in enumerate(tea.touchpoints)
        ),
    )


def _times(figure: Interval, times: int) -> Interval:
    return replace(figure, value=figure.value * times, low=figure.low * times, high=figure.high * times)


class TestLabelsOfTheWaterfall:
    @pytest.mark.parametrize(
        ("lang", "unit", "opening", "tiny"), [("zh", "万", "104.45", "+0.01"), ("en", "k", "1,044.5", "+0.1")]
    )
    def test_are_written_in_the_unit_of_the_subtitle(
        self, tea: Book, lang: str, unit: str, opening: str, tiny: str
    ) -> None:
        assert tea.roll_forward is not None
        first, step, *_ = tea.roll_forward.lines
        lines = (replace(first, amount=104_454_902), replace(step, amount=6_480), replace(step, amount=-30))
        book = replace(tea, roll_forward=replace(tea.roll_forward, lines=(*lines, tea.roll_forward.lines[-1])))

        chart = roll_forward_chart(book, Reader.of(book, lang))

        assert chart is not None and unit in chart.subtitle.partition(" · ")[0]
        shown = [
            text for text in re.findall(r'"text": "([^"]*)"', json.dumps(chart.option, ensure_ascii=False)) if text
        ]
        assert shown[:2] == [opening, tiny]
        assert shown[2].startswith(">\N{MINUS SIGN}0.")
