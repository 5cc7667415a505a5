"""Figures that look alike and differ: each says why; one contact has one T; what is shared is said once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guanxi.book.contracts import Book, Interval, RoiBand
from guanxi.report.blocks import Section, Text
from guanxi.report.charts.roi import channel_rows, roi_table
from guanxi.report.reader import Reader
from guanxi.report.sections import method, network, people, roi, statement, touchpoints

WHY = "No acquisition cost is on record."


def said(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks if isinstance(block, Text))


class TestReturns:
    @pytest.mark.parametrize(("lang", "touched", "after"), [
        ("zh", "区间也触及“鸡肋”", "扣除维护后为“鸡肋”"),
        ("en", "touches “Marginal”", "“Marginal” after maintenance"),
    ])  # fmt: skip
    def test_a_grade_says_what_its_interval_touches_and_what_maintenance_makes_of_it(
        self, tea: Book, lang: str, touched: str, after: str
    ) -> None:
        row = replace(
            channel_rows(tea)[0], roi=Interval(1.12, 0.97, 1.23), roi_after_maintenance=Interval(0.98, 0.86, 1.12),
            band=RoiBand.ASSET,
        )  # fmt: skip

        note = roi_table([row], Reader.of(tea, lang), "x").rows[0][-1].note

        assert touched in note and after in note

    def test_a_grade_whose_interval_stays_inside_says_nothing_more(self, tea: Book) -> None:
        row = replace(
            channel_rows(tea)[0], roi=Interval(2.0, 1.5, 2.5), roi_after_maintenance=Interval(1.9, 1.4, 2.4),
            band=RoiBand.ASSET,
        )  # fmt: skip

        assert roi_table([row], Reader.of(tea, "en"), "x").rows[0][-1].note == ""

    def test_a_reason_of_many_rows_is_said_once(self, tea: Book) -> None:
        bare = tuple(
            replace(row, roi=None, roi_after_maintenance=None, band=None, why_no_verdict_en=WHY) for row in tea.roi
        )
        book = replace(tea, roi=bare)

        section = roi.section(book, Reader.of(book, "en"))
        table = roi_table(channel_rows(book), Reader.of(book, "en"), "x")

        assert said(section).count(WHY) == 1
        assert not any(row[-1].note for row in table.rows)


class TestOneTrust:
    @pytest.mark.parametrize("value", [0.9653, 0.9648, 0.9645, 0.0049, 1.0, 0.0])
    def test_a_list_that_keeps_thousandths_prints_what_the_book_prints(self, tea: Book, value: float) -> None:
        reader = Reader.of(tea, "zh")
        kept = int(value * 1000 + 0.5) / 1000

        assert reader.trust(value) == reader.trust(kept)

    def test_halves_of_a_hundredth_go_upwards(self, tea: Book) -> None:
        assert Reader.of(tea, "zh").trust(0.965) == "0.97"

    @pytest.mark.parametrize(("lang", "words"), [("zh", "证据不足"), ("en", "not enough evidence")])
    def test_a_card_without_evidence_gives_no_trust(self, tea: Book, lang: str, words: str) -> None:
        first, *rest = tea.doubtful_examples
        book = replace(tea, doubtful_examples=(replace(first, n_eff=0.0, trust=Interval(1.0, 0.2, 1.0)), *rest))

        cards = people.section(book, Reader.of(book, lang)).blocks[-1].people  # type: ignore[union-attr]

        assert cards[0].trust == words
        assert cards[1].trust != words


class TestWhyTheyDiffer:
    @pytest.mark.parametrize(("lang", "words"), [
        ("zh", ("各数各的", "触点互相重叠", "按人头计", "可以高于其终身价值")),
        ("en", ("each counts its own", "touchpoints overlap", "counts heads", "K may exceed lifetime value")),
    ])  # fmt: skip
    def test_chapters_tell_like_figures_apart(self, tea: Book, lang: str, words: tuple[str, ...]) -> None:
        reader = Reader.of(tea, lang)

        definitions = next(block for block in method.section(tea, reader).blocks if hasattr(block, "columns"))
        texts = (
            said(network.section(tea, reader)),
            said(touchpoints.section(tea, reader)),
            said(statement.section(tea, reader)),
            str(definitions),
        )

        assert all(word in text for word, text in zip(words, texts, strict=True))
