"""Chapters of the report in reading order; each module gives one, as blocks of finished text."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Section
from guanxi.report.reader import Reader
from guanxi.report.sections import (
    belief,
    change,
    data,
    method,
    network,
    people,
    release,
    roi,
    statement,
    tiers,
    touchpoints,
    where,
)


def chapters(book: Book, reader: Reader) -> tuple[Section, ...]:
    """All chapters after the opening page."""
    builders = (statement, change, where, tiers, roi, touchpoints, network, people, release, belief, data, method)
    return tuple(builder.section(book, reader) for builder in builders)
