"""Books with little in them: no chart holds an infinity, no page crashes, and what is not known is said."""

from __future__ import annotations

import json
import math
import re

import pytest
from degenerate_books import DEGENERATE, is_amount, is_interval, nothing_realised, paths_of, put, with_all
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tea_brand import tea_book

from guanxi.book.contracts import Book, Interval
from guanxi.report.blocks import Cell, Chart, Section, Table
from guanxi.report.charts.capital_ratio import capital_ratio_chart
from guanxi.report.island import json_island
from guanxi.report.reader import Reader
from guanxi.report.sections import belief, chapters
from guanxi.report.sections.opening import opening

INTERVALS = [path for path in paths_of(tea_book(), is_interval) if path[0] != "network"]
NOT_A_FIGURE = re.compile(r"\b(?:nan|inf|None)\b", re.IGNORECASE)


def _tables(sections: tuple[Section, ...]) -> list[Table]:
    blocks = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    return blocks + [chart.table for section in sections for chart in section.charts()]


def _cells(sections: tuple[Section, ...]) -> list[Cell]:
    return [cell for table in _tables(sections) for row in table.rows for cell in row]


def _draw(book: Book, lang: str) -> tuple[Section, ...]:
    """All chapters; fails where a chart is no JSON or a table prints what is no figure."""
    reader = Reader.of(book, lang)
    opening(book, reader)
    sections = tuple(each for each in chapters(book, reader) if each.key != "network")
    for section in sections:
        for chart in section.charts():
            json.dumps(chart.option, allow_nan=False)
            assert not NOT_A_FIGURE.search(chart.title + chart.subtitle), chart.key
    assert [cell.text for cell in _cells(sections) if NOT_A_FIGURE.search(f"{cell.text} {cell.note}")] == []
    return sections


class TestEveryChartOfADegenerateBook:
    @pytest.mark.parametrize("interval", DEGENERATE)
    def test_holds_no_infinity_when_no_interval_is_known(self, interval: Interval) -> None:
        assert _draw(with_all(tea_book(), is_interval, interval), "zh")

    def test_stands_when_every_amount_and_count_is_nought(self) -> None:
        book = with_all(tea_book(), lambda value: is_amount(value) and value > 10_000 and value < 10**11, 0)

        assert _draw(book, "en")

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(where=st.sets(st.sampled_from(INTERVALS), max_size=12), what=st.sampled_from(DEGENERATE), data=st.data())
    def test_survives_any_mixture(self, where: set[tuple[str | int, ...]], what: Interval, data: st.DataObject) -> None:
        book = tea_book()
        for path in where:
            book = put(book, path, what)

        assert _draw(book, data.draw(st.sampled_from(["zh", "en"])))

    def test_one_unknown_figure_leaves_a_gap_in_the_page_and_not_a_crash(self) -> None:
        wild = {"x": {"series": [{"data": [1.5, math.nan, -math.inf, {"value": (math.inf, 2)}]}]}}

        assert json.loads(json_island(wild))["x"]["series"][0]["data"] == [1.5, None, None, {"value": [None, 2]}]
        assert NOT_A_FIGURE.search(json_island(wild)) is None


class TestNothingRealisedInTheLastWindow:
    def test_the_chart_leaves_the_dot_out_and_says_why(self) -> None:
        book = nothing_realised(tea_book())
        chart = capital_ratio_chart(book, Reader.of(book, "zh"))

        assert isinstance(chart, Chart)
        assert chart.title == "最近一个窗口没有实现毛利，信任资本无从对照"
        dots = next(each for each in chart.option["baseOption"]["series"] if each["type"] == "scatter")["data"]
        assert book.backtest is not None
        assert len(dots) == len(book.backtest.capital) - 1
        assert all(math.isfinite(dot["value"][0]) for dot in dots)
        assert chart.table.rows[-1][-1].text == "无实现毛利"

    @pytest.mark.parametrize(
        ("lang", "said"),
        [("zh", "没有实现毛利，因此无从检验"), ("en", "no margin came in, so there is nothing to test it against")],
    )
    def test_the_page_gives_it_as_the_reason_and_no_ratio(self, lang: str, said: str) -> None:
        book = nothing_realised(tea_book())
        reader = Reader.of(book, lang)
        texts = [getattr(block, "text", "") for block in belief.section(book, reader).blocks]

        assert any(said in text for text in texts)
        assert any(said in sentence for sentence in opening(book, reader).sentences)
