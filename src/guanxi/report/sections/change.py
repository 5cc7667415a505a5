"""How trust capital moved between two dates."""

from __future__ import annotations

from guanxi.book.contracts import Book, RollForward, RollForwardCode
from guanxi.report.blocks import Section, Text, present
from guanxi.report.charts.roll_forward import roll_forward_chart
from guanxi.report.reader import Reader
from guanxi.report.words import change as words
from guanxi.report.words import codes


def section(book: Book, reader: Reader) -> Section:
    """The waterfall, or how to get one."""
    chart = roll_forward_chart(book, reader)
    moved = book.roll_forward
    lead = words.LEAD if reader.capital_is_money else words.LEAD_INDEX
    inside = moved.n_acquired_and_broken if moved else 0
    return Section(
        key="change",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(lead), "lead") if chart else Text(reader.say(words.MISSING), "missing"),
            Text(reader.say(words.INDEX_NOTE), "note") if chart and not reader.capital_is_money else None,
            chart,
            Text(_folded(moved, reader), "note") if chart and moved and moved.folded else None,
            Text(reader.say(words.WRITE_OFFS_NOTE), "note") if chart else None,
            Text(reader.count(words.BROKEN_INSIDE, inside), "note") if inside else None,
        ),
    )


def _folded(moved: RollForward, reader: Reader) -> str:
    """Which lines stand inside the change of potential, so that the figures of two readers can be reconciled."""
    between = "、" if reader.lang == "zh" else ", "
    return reader.say(
        words.FOLDED,
        lines=between.join(f"“{reader.name_of(codes.ROLL_FORWARD, line)}”" for line in moved.folded),
        into=reader.name_of(codes.ROLL_FORWARD, RollForwardCode.POTENTIAL_CHANGE),
    )
