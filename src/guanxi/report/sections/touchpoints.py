"""The touchpoint inventory and its overlaps."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Section, Text, present
from guanxi.report.charts.overlap import overlap_chart
from guanxi.report.charts.touchpoints import touchpoints_chart
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import touchpoints as words


def section(book: Book, reader: Reader) -> Section:
    """Where contacts can be reached."""
    chart = touchpoints_chart(book, reader)
    return Section(
        key="touchpoints",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if chart else Text(reader.say(words.MISSING), "missing"),
            chart,
            _above_the_brand(book, reader),
            overlap_chart(book, reader) if chart else None,
        ),
    )


def _above_the_brand(book: Book, reader: Reader) -> Text | None:
    """Why a part may exceed the whole, where one does; ``None`` where none does."""
    most = max(book.touchpoints, key=lambda row: row.net_equity, default=None)
    whole = book.statement.net_equity.value
    if most is None or most.net_equity <= whole:
        return None
    amounts = (most.net_equity, whole, whole - most.net_equity)
    scale = column_scale(reader, amounts)
    part, brand, rest = (scale.money(amount) for amount in amounts)
    return Text(
        reader.say(words.ABOVE_THE_BRAND, name=inert(most.touchpoint, 40), part=part, whole=brand, rest=rest), "note"
    )
