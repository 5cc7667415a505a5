"""Tiers beside the reference shares, and the spread of T."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Heading, Section, Text, present
from guanxi.report.charts.tiers import tiers_chart
from guanxi.report.charts.trust_spread import trust_spread_chart
from guanxi.report.reader import Reader
from guanxi.report.sections.lifecycle import lifecycle_blocks
from guanxi.report.sections.tier_rules import tier_rules
from guanxi.report.words import tier_rules as rules
from guanxi.report.words import tiers as words


def section(book: Book, reader: Reader) -> Section:
    """Who carries the book."""
    chart = tiers_chart(book, reader)
    missing = Text(reader.say(words.MISSING), "missing")
    return Section(
        key="tiers",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if chart else missing,
            chart,
            Heading(reader.say(rules.TITLE)) if chart else None,
            tier_rules(reader) if chart else None,
            trust_spread_chart(book, reader),
            *lifecycle_blocks(book, reader),
        ),
    )
