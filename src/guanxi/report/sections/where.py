"""The statement cut by channel, staff, cohort and so on."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Block, Heading, Section, Text
from guanxi.report.charts.where import TABLE_LIMIT, cuts_table, dimension_rows, where_chart
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import where as words

SHOWN_ELSEWHERE = ("tier", "touchpoint")
"""Dimensions with a chapter of their own."""
ORDER = ("channel", "staff", "group", "program", "cohort")


def section(book: Book, reader: Reader) -> Section:
    """One chart per dimension, with the table of its parts."""
    found = {row.dimension for row in book.cuts} - set(SHOWN_ELSEWHERE)
    known = [each for each in ORDER if each in found]
    blocks: list[Block] = []
    for dimension in known + sorted(found - set(ORDER)):
        blocks += _dimension(book, dimension, reader)
    lead = Text(reader.say(words.LEAD), "lead") if blocks else Text(reader.say(words.MISSING), "missing")
    return Section("where", reader.say(words.TITLE), reader.say(words.SHORT), (lead, *blocks))


def _dimension(book: Book, dimension: str, reader: Reader) -> list[Block]:
    rows = dimension_rows(book, dimension)
    chart = where_chart(book, dimension, reader)
    blocks: list[Block] = (
        [chart]
        if chart
        else [Heading(reader.name_of(codes.DIMENSIONS, dimension)), cuts_table(rows, dimension, reader)]
    )
    if len(rows) > TABLE_LIMIT:
        blocks.append(Text(reader.count(common.AND_OTHERS, len(rows) - TABLE_LIMIT), "note"))
    return blocks
