"""Counts that look alike and differ say why; a return that speaks of some says of whom."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from sparse_books import without_costs
from tea_brand import tea_book

from guanxi.book import contracts as c
from guanxi.book.contracts import Book
from guanxi.report.reader import Reader
from guanxi.report.sections import roi as roi_section
from guanxi.report.sections.data import count_notes
from guanxi.report.sections.opening import opening


def _book(*, rows: int, kinds: dict[str, int], orders: tuple[int, ...] | None = None) -> Book:
    tea = tea_book()
    files = (
        c.SourceFile("e.csv", "events", "utf-8", ",", rows - 10, rows - 10, 0, {}),
        c.SourceFile("o.csv", "orders", "utf-8", ",", 10, 10, 0, {}),
        c.SourceFile("k.csv", "contacts", "utf-8", ",", 77, 77, 0, {}),
    )
    contacts = tea.contacts.slice(0, 0)
    if orders is not None:
        contacts = pa.table({"n_orders": pa.array(orders, pa.int64())})
    return replace(tea, quality=replace(tea.quality, files=files, n_events_by_kind=kinds), contacts=contacts)


class TestRowsAndEvents:
    @pytest.mark.parametrize(("lang", "why"), [("zh", "重复出现只计一次"), ("en", "comes twice counts once")])
    def test_say_why_they_differ(self, lang: str, why: str) -> None:
        book = _book(rows=443_872, kinds={"reply": 441_613})

        (said,) = count_notes(book, Reader.of(book, lang))
        assert "443,872" in said and "441,613" in said and why in said

    def test_say_nothing_where_they_agree(self) -> None:
        book = _book(rows=500, kinds={"reply": 300, "order_paid": 200}, orders=(150, 50))

        assert count_notes(book, Reader.of(book, "zh")) == []

    @pytest.mark.parametrize(("lang", "why"), [("zh", "同一天的付款算一笔"), ("en", "on one day are one")])
    def test_payments_and_orders_say_why_they_differ(self, lang: str, why: str) -> None:
        book = _book(rows=6_478, kinds={"order_paid": 6_478}, orders=(6_000, 174))

        (said,) = count_notes(book, Reader.of(book, lang))
        assert "6,478" in said and "6,174" in said and why in said


class TestCoverageOfTheReturn:
    """Three of five channels have a cost: 1,812 of 3,000 contacts."""

    @staticmethod
    def _partly() -> Book:
        tea = tea_book()
        paid, unpaid = tea.roi[0], next(row for row in tea.roi if row.acquisition_cost is None)
        rows = (
            *(replace(paid, channel=name, n_contacts=604) for name in "abc"),
            *(replace(unpaid, channel=name, n_contacts=594) for name in "de"),
            replace(paid, channel="a", cohort="2025Q1", n_contacts=604),
        )
        return replace(tea, roi=rows, n_contacts=3_000)

    @pytest.mark.parametrize(
        ("lang", "short", "long"),
        [
            ("zh", "只涵盖 3,000 位客户中的 1,812 位", "（共 3,000 位，3 个渠道）；其余 1,188 位"),
            ("en", "covers 1,812 of 3,000 contacts", "(3 channels); of the other 1,188"),
        ],
    )
    def test_stands_beside_the_headline_and_in_the_chapter(self, lang: str, short: str, long: str) -> None:
        book = self._partly()
        first = opening(book, Reader.of(book, lang))
        blocks = roi_section.section(book, Reader.of(book, lang)).blocks

        assert short in first.figures[3].note
        assert any(long in sentence for sentence in first.sentences)
        assert any(long in getattr(block, "text", "") for block in blocks)

    def test_is_not_spoken_of_when_it_is_whole_or_nothing(self) -> None:
        tea = self._partly()
        whole = replace(tea, roi=tea.roi[:3], n_contacts=3 * 604)

        for book in (whole, without_costs()):
            first = opening(book, Reader.of(book, "zh"))
            assert not any("涵盖" in text for text in (*first.sentences, *(each.note for each in first.figures)))
