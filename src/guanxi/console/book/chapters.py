"""The chapters of a kept book, each a page of its own, made of the report's own sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from guanxi.book.contracts import Book
from guanxi.kit.phrase import Phrase
from guanxi.report.blocks import Block, Cell, Chart, Pair, People, Section, Table, Text
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

Build = Callable[[Book, Reader], Section]
Link = Callable[[tuple[str, str]], str]
Named = tuple[str, str]
"""The name that the brand knows a contact by, and the address of its page."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of a book. ``is_of_persons``: it shows contacts one by one."""

    key: str
    name: Phrase
    build: Build
    is_of_persons: bool = False


CHAPTERS = (
    Chapter("statement", Phrase("资产负债表", "Balance sheet"), statement.section),
    Chapter("change", Phrase("变动", "Roll-forward"), change.section),
    Chapter("tiers", Phrase("分层", "Tiers"), tiers.section),
    Chapter("roi", Phrase("获客回报", "Return"), roi.section),
    Chapter("where", Phrase("口径", "Cuts"), where.section),
    Chapter("touchpoints", Phrase("触点", "Touchpoints"), touchpoints.section),
    Chapter("network", Phrase("网络", "Network"), network.section),
    Chapter("people", Phrase("人", "People"), people.section, is_of_persons=True),
    Chapter("release", Phrase("放手", "Release"), release.section),
    Chapter("belief", Phrase("可信吗", "Calibration"), belief.section),
    Chapter("data", Phrase("数据质量", "Data quality"), data.section),
    Chapter("method", Phrase("方法", "Method"), method.section),
)
BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}


def linked(section: Section, link: Link) -> Section:
    """``section`` whose table rows lead to the contacts that they are about, where ``link`` knows an address."""
    return replace(section, blocks=tuple(_linked(block, link) for block in section.blocks))


def persons_in(section: Section) -> tuple[int, ...]:
    """The contacts of the lake whom ``section`` shows one by one."""
    return tuple(each.contact_id for block in section.blocks if isinstance(block, People) for each in block.people)


def named(section: Section, known: Mapping[int, Named]) -> Section:
    """``section`` whose persons have their names and lead to their pages; who is not ``known`` keeps the key."""

    def whom(block: Block) -> Block:
        if not isinstance(block, People):
            return block
        people = (
            replace(each, name=known[each.contact_id][0], href=known[each.contact_id][1])
            if each.contact_id in known
            else each
            for each in block.people
        )
        return replace(block, people=tuple(people))

    return replace(section, blocks=tuple(whom(block) for block in section.blocks))


def _linked(block: Block, link: Link) -> Block:
    if isinstance(block, Text):
        return block if block.about is None else replace(block, href=link(block.about))
    if isinstance(block, Table):
        return _table(block, link)
    if isinstance(block, Chart):
        return replace(block, table=_table(block.table, link))
    if isinstance(block, Pair):
        return replace(block, charts=tuple(replace(each, table=_table(each.table, link)) for each in block.charts))
    return block


def _table(table: Table, link: Link) -> Table:
    def cell(it: Cell) -> Cell:
        if it.among:
            return replace(it, among=tuple(cell(each) for each in it.among))
        return it if it.about is None else replace(it, href=link(it.about))

    return replace(table, rows=tuple(tuple(cell(each) for each in row) for row in table.rows))
