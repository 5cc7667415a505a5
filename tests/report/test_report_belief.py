"""The page that says how far the figures may be believed: no firmer than the tests that were passed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from degenerate_books import nothing_realised
from hypothesis import given
from hypothesis import strategies as st
from sparse_books import failed_money_test, index_only
from tea_brand import tea_book

from guanxi.book import contracts as c
from guanxi.book.contracts import Book
from guanxi.report.blocks import Table
from guanxi.report.charts.deciles import deciles_chart
from guanxi.report.charts.reliability import latest_outcomes, reliability_chart, square_range
from guanxi.report.charts.roll_forward import roll_forward_chart
from guanxi.report.reader import Reader
from guanxi.report.sections import belief, change
from guanxi.report.words import codes

LANGS = ("zh", "en")
COMES_TRUE = {"zh": "潜在价值的六成会实现", "en": "six tenths of the potential come true"}


def _texts(book: Book, lang: str) -> list[str]:
    blocks = belief.section(book, Reader.of(book, lang)).blocks
    return [block.text for block in blocks if hasattr(block, "text")]


def _with_ratio(ratio: c.Interval) -> Book:
    book = failed_money_test()
    assert book.statement.money_test is not None
    return replace(book, statement=replace(book.statement, money_test=replace(book.statement.money_test, ratio=ratio)))


class TestWhatTrustPromises:
    @pytest.mark.parametrize("lang", LANGS)
    def test_that_it_comes_true_is_said_only_where_the_last_window_confirms_it(self, tea: Book, lang: str) -> None:
        promise = COMES_TRUE[lang]

        assert any(promise in text for text in _texts(tea, lang))
        for book in (failed_money_test(), nothing_realised(tea), replace(tea, statement=index_only().statement)):
            assert not any(promise in text for text in _texts(book, lang))

    @pytest.mark.parametrize(
        ("ratio", "zh", "en"),
        [
            (c.Interval(1.15, 1.05, 1.25, 0.9), "信任资本比实际高出 15%", "15% above what came"),
            (c.Interval(0.8, 0.7, 0.9, 0.9), "信任资本比实际低了 20%", "20% below what came"),
            (c.Interval(1.02, 0.6, 1.44, 0.9), "区间太宽", "the interval was too wide"),
        ],
    )
    def test_by_how_much_the_last_window_missed_is_said(self, ratio: c.Interval, zh: str, en: str) -> None:
        book = _with_ratio(ratio)

        assert any("已结束的窗口上学得" in text and zh in text for text in _texts(book, "zh"))
        assert any("learnt on closed windows" in text and en in text for text in _texts(book, "en"))

    def test_a_window_that_realised_nothing_tests_nothing(self, tea: Book) -> None:
        assert any("没有能检验它的窗口" in text for text in _texts(nothing_realised(tea), "zh"))


class TestWhatIsUsed:
    """Of acts a head is live, of responds RFM stands in, of stays nothing is used."""

    @staticmethod
    def _tables(lang: str) -> dict[str, Table]:
        tea = tea_book()
        heads = tuple(replace(h, status="left_out") if h.outcome == "stays" else h for h in tea.trust.heads)
        assert tea.backtest is not None
        stand_in = tuple(
            replace(each, scores=(*each.scores, replace(each.scores[1], predictor="rfm_stand_in")))
            for each in tea.backtest.outcomes
        )
        book = replace(tea, trust=replace(tea.trust, heads=heads), backtest=replace(tea.backtest, outcomes=stand_in))
        blocks = belief.section(book, Reader.of(book, lang)).blocks
        tables = [block for block in blocks if isinstance(block, Table) and block.shows_caption]
        return dict(zip(("acts", "responds", "stays"), tables, strict=True))

    @pytest.mark.parametrize(
        ("outcome", "bold", "said"),
        [
            ("acts", ["guanxi 信任模型"], "本报告采用：guanxi 信任模型"),
            ("responds", ["RFM 替补（不因沉默而升）"], "本报告采用：RFM 替补（不因沉默而升）"),
            ("stays", [], "本报告不采用任何方法"),
        ],
    )
    def test_only_its_row_is_bold(self, outcome: str, bold: list[str], said: str) -> None:
        table = self._tables("zh")[outcome]

        assert [row[0].text for row in table.rows if row[0].strong] == bold
        assert said in table.caption.splitlines()

    def test_days_are_written_one_way(self) -> None:
        table = self._tables("zh")["acts"]

        heads = "".join(column.title for column in table.columns).replace("\u200b", "")
        assert not re.search(r"\d{4}\.\d{2}\.\d{2}", heads + table.caption)
        days = set(re.findall(r"\d{4}年\d+月\d+日", heads))
        assert days and days <= set(re.findall(r"\d{4}年\d+月\d+日", table.caption))

    def test_a_curve_of_a_head_that_is_not_used_says_so(self, tea: Book) -> None:
        reader = Reader.of(tea, "en")
        charts = {each.outcome: reliability_chart(tea, each, reader) for each in latest_outcomes(tea)}

        unused = {outcome for outcome, chart in charts.items() if chart and "does not use this model" in chart.subtitle}
        assert unused == {"responds"}


class TestAnIndexIsNoMoney:
    @pytest.fixture
    def book(self) -> Book:
        return failed_money_test()

    def test_predicted_deciles_carry_no_sign_and_realised_ones_do(self, book: Book) -> None:
        chart = deciles_chart(book, Reader.of(book, "zh"))

        assert chart is not None
        assert all("¥" not in row[1].text and "¥" in row[2].text for row in chart.table.rows)
        predicted, realised = (series["data"] for series in chart.option["series"])
        assert all("¥" not in bar["tip"] for bar in predicted) and all("¥" in bar["tip"] for bar in realised)
        assert "指数，不是金额" in chart.subtitle and chart.title.count("¥") == 1

    @pytest.mark.parametrize(("lang", "cent"), [("zh", "精确到分"), ("en", "cent")])
    def test_its_movement_is_not_exact_to_the_cent(self, book: Book, lang: str, cent: str) -> None:
        reader = Reader.of(book, lang)
        chart = roll_forward_chart(book, reader)
        leads = [block.text for block in change.section(book, reader).blocks if hasattr(block, "text")]

        assert chart is not None
        assert not any(cent in text for text in (*leads, chart.subtitle))

    @pytest.mark.parametrize(("lang", "cent"), [("zh", "精确到分"), ("en", "to the cent")])
    def test_money_is(self, tea: Book, lang: str, cent: str) -> None:
        chart = roll_forward_chart(tea, Reader.of(tea, lang))

        assert chart is not None
        assert cent in chart.subtitle


def _axes(book: Book, bins: tuple[c.ReliabilityBin, ...], lang: str = "zh") -> tuple[dict[str, Any], dict[str, Any]]:
    tested = replace(latest_outcomes(book)[0], bins=bins)
    chart = reliability_chart(book, tested, Reader.of(book, lang))
    assert chart is not None
    return chart.option["xAxis"], chart.option["yAxis"]


class TestReliabilityAxes:
    @pytest.mark.parametrize(
        ("shares", "low", "high"), [((0.96, 0.99), 95, 100), ((0.004, 0.03), 0, 5), ((0.1, 0.9), 0, 100)]
    )
    def test_show_the_corner_in_which_everything_lies(
        self, tea: Book, shares: tuple[float, float], low: int, high: int
    ) -> None:
        bins = tuple(c.ReliabilityBin(p, p, p - 0.002, p + 0.002, 50) for p in shares)

        for axis in _axes(tea, bins):
            assert (axis["min"], axis["max"]) == (low, high)
            assert (f"坐标轴只画 {low}% 至 {high}%" in axis["name"]) is ((low, high) != (0, 100))

    @given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
    def test_hold_every_end(self, ends: list[float]) -> None:
        low, high = square_range(ends)

        assert 0 <= low <= min(ends) and max(ends) <= high <= 100

    def test_show_everything_where_nothing_is_known(self) -> None:
        assert square_range([float("nan"), float("inf")]) == (0, 100)


class TestHeads:
    @pytest.mark.parametrize(("lang", "said"), [("zh", "没有一个模型获准使用"), ("en", "No head may be used")])
    def test_where_none_is_used_the_definition_is_named(self, tea: Book, lang: str, said: str) -> None:
        out = tuple(replace(head, status="left_out", weight=0.0) for head in tea.trust.heads)

        assert any(said in text for text in _texts(replace(tea, trust=replace(tea.trust, heads=out)), lang))
        assert not any(said in text for text in _texts(tea, lang))

    @pytest.mark.parametrize(("lang", "said"), [("zh", "AUC 不参与裁定"), ("en", "AUC decides nothing")])
    def test_the_rule_names_the_rows_that_it_compares(self, tea: Book, lang: str, said: str) -> None:
        (lead,) = (text for text in _texts(tea, lang) if said in text)

        for code in ("rfm_logistic", "base_rate"):
            assert Reader.of(tea, lang).name_of(codes.PREDICTORS, code).lower() in lead.lower()
