"""The touchpoint inventory and its overlaps."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Section, Text, present
from guanxi.report.charts.overlap import overlap_chart
from guanxi.report.charts.touchpoints import touchpoints_chart
from guanxi.report.reader import Reader
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
            Text(reader.say(words.OVERLAP_NOTE), "note") if chart else None,
            overlap_chart(book, reader) if chart else None,
        ),
    )
