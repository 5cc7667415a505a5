"""Layers: a figure that the data cannot carry is a sentence, never 0."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guanxi.book.contracts import Book
from guanxi.book.contracts.codes import Layer
from guanxi.report.blocks import Cell, Table
from guanxi.report.reader import Reader
from guanxi.report.sections.lifecycle import lifecycle_blocks

SILENT, ASKED = Layer.SILENT_BUYER, Layer.ASKED_TOO_OFTEN


def row_of(tea: Book, layer: Layer, kinds: dict[str, int], *, n: int = 0, lang: str = "zh") -> tuple[Cell, ...]:
    """The row of ``layer`` in a book of events of ``kinds`` in which the layer holds ``n``."""
    layers = tuple(replace(row, n=n) if row.layer is layer else row for row in tea.layers)
    book = replace(tea, layers=layers, quality=replace(tea.quality, n_events_by_kind=kinds))
    tables = [block for block in lifecycle_blocks(book, Reader.of(book, lang)) if isinstance(block, Table)]
    return tables[1].rows[list(Layer).index(layer)]


class TestLayersWithoutData:
    @pytest.mark.parametrize(
        ("layer", "lang", "said"),
        [
            (SILENT, "zh", "无法衡量：数据中没有客户发来的消息"),
            (SILENT, "en", "not measurable: the data holds no messages from contacts"),
            (ASKED, "zh", "无法衡量：数据中没有推送与请求记录"),
            (ASKED, "en", "not measurable: the data holds no asks such as promotions"),
        ],
    )
    def test_say_so_and_lead_nowhere(self, tea: Book, layer: Layer, lang: str, said: str) -> None:
        row = row_of(tea, layer, {"order_paid": 10, "reply": 0}, lang=lang)

        assert row[0].note == said
        assert row[0].about is None
        assert {cell.text for cell in row[1:]} == {"—" if lang == "zh" else "–"}

    @pytest.mark.parametrize(
        ("layer", "kinds"),
        [
            (SILENT, {"message_from_contact": 1}),
            (SILENT, {"reply": 1}),
            (ASKED, {"promotion_sent": 1}),
            (ASKED, {"brand_tasting": 1}),
        ],
    )
    def test_count_nobody_where_the_data_would_show_it(self, tea: Book, layer: Layer, kinds: dict[str, int]) -> None:
        row = row_of(tea, layer, {"order_paid": 10} | kinds)

        assert row[1].text == "0"
        assert row[0].about == ("layer", layer)

    def test_are_believed_where_they_hold_somebody(self, tea: Book) -> None:
        assert row_of(tea, ASKED, {"order_paid": 10}, n=3)[1].text == "3"
