"""The backtest on a terminal: a conclusion first, in words that people use, in columns that hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from degenerate_books import nothing_realised
from sparse_books import failed_money_test, index_only
from tea_brand import tea_book

from guanxi.book.contracts import Book
from guanxi.cli.backtest_table import backtest_lines
from guanxi.cli.columns import left, right, width
from guanxi.report.words import codes

CODES = ("acts", "responds", "stays", "refers", "heads", "live", "replaced_by_rfm", "no_labels", "left_out", "mbg_nbd")


def _code_words(text: str) -> set[str]:
    return {code for code in CODES if re.search(rf"(?<![\w ]){code}(?![\w ])", text)}


class TestConclusion:
    @pytest.mark.parametrize(
        ("book", "zh", "en"),
        [
            (tea_book, "信任资本可以带货币符号", "may carry a currency sign"),
            (failed_money_test, "信任资本不能带货币符号", "may not carry a currency sign"),
            (index_only, "没有回测", "There is no backtest"),
            (lambda: nothing_realised(tea_book()), "没有实现毛利", "no margin came in"),
        ],
    )
    def test_stands_first(self, book, zh: str, en: str) -> None:  # type: ignore[no-untyped-def]
        built = book()

        assert backtest_lines(built, "zh")[0].startswith("结论 · ") and zh in backtest_lines(built, "zh")[0]
        assert backtest_lines(built, "en")[0].startswith("Conclusion · ") and en in backtest_lines(built, "en")[0]

    def test_says_what_stands_for_each_outcome(self, tea: Book) -> None:
        said = backtest_lines(tea, "zh")[1]

        assert said.startswith("会下单或回复：启用。会回应下一次邀请：由 RFM 代替。")


class TestTable:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_speaks_no_codes(self, any_book: Book, lang: str) -> None:
        assert _code_words("\n".join(backtest_lines(any_book, lang))) == set()

    def test_is_in_one_language_but_for_names(self, tea: Book) -> None:
        assert not re.search("[\u4e00-\u9fff]", "\n".join(backtest_lines(tea, "en")))

    def test_marks_what_is_used(self, tea: Book) -> None:
        lines = backtest_lines(tea, "zh")

        marked = [line[2:].split("  ")[0].strip() for line in lines if line.startswith("* ")]
        assert codes.PREDICTORS["heads"].zh in " ".join(marked)
        assert any("没有一种方法计入信任分" in line for line in lines) or all(marked)

    def test_columns_end_at_the_same_cell(self, tea: Book) -> None:
        assert tea.backtest is not None
        scores = tuple(replace(score, ece_limit=None) for score in tea.backtest.outcomes[0].scores)
        one = replace(tea.backtest, outcomes=(replace(tea.backtest.outcomes[0], scores=scores),), pooled=(), capital=())
        lines = backtest_lines(replace(tea, backtest=replace(one, purchases=())), "zh")
        start = next(i for i, line in enumerate(lines) if line.endswith("ECE"))

        assert len({width(line) for line in lines[start : start + 1 + len(scores)]}) == 1

    def test_a_window_without_margin_prints_words(self, tea: Book) -> None:
        text = "\n".join(backtest_lines(nothing_realised(tea), "zh"))

        assert "无实现毛利" in text
        assert "nan" not in text and "inf" not in text


class TestColumns:
    def test_count_a_chinese_character_twice(self) -> None:
        assert width("信任 T") == 6
        assert left("信任", 6) == "信任  " and right("信任", 6) == "  信任"
