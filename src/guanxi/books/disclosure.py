"""What of a book may be shown to whom: groups of at least ten for analysts, masked keys in files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from guanxi.accounts.contracts import AGGREGATE_MINIMUM
from guanxi.book.contracts import Book, Network, RollForward, RollForwardCode
from guanxi.book.contracts.mirror import MirrorBook, MirrorFigure
from guanxi.book.contracts.network import Picture
from guanxi.book.contracts.troi import Panel, TroiBook

Row = TypeVar("Row")
B = TypeVar("B", bound=Book)
SHORT_KEY = 4
ENDS = (RollForwardCode.OPENING, RollForwardCode.CLOSING)


def aggregate_only(book: B) -> B:
    """The book without a row about one person, and without groups of fewer than ten contacts.

    A single group that is left out could be told from the total: then the next smallest goes with it.
    """
    moved = book.roll_forward
    return replace(
        book,
        tiers=_large(book.tiers, lambda row: row.n),
        cuts=_by(book.cuts, lambda row: row.dimension, lambda row: row.n_contacts),
        roi=_by(book.roi, lambda row: row.channel if row.cohort else "", lambda row: row.n_contacts),
        touchpoints=tuple(row for row in book.touchpoints if row.n_contacts >= AGGREGATE_MINIMUM),
        overlaps=tuple(row for row in book.overlaps if row.n_contacts >= AGGREGATE_MINIMUM),
        stages=_large(book.stages, lambda row: row.n),
        layers=tuple(row for row in book.layers if row.n >= AGGREGATE_MINIMUM),
        core_examples=(),
        doubtful_examples=(),
        roll_forward=None if moved is None else _without_small_lines(moved),
        network=None if book.network is None else _network(book.network),
        contacts=book.contacts.slice(0, 0),
    )


def aggregate_mirror(book: MirrorBook) -> MirrorBook:
    """The mirror without people, and without figures that rest on fewer than ten of them."""

    def large(figures: tuple[MirrorFigure, ...]) -> tuple[MirrorFigure, ...]:
        return tuple(_unsaid(each) if 0 < each.n_contacts < AGGREGATE_MINIMUM else each for each in figures)

    return replace(
        book,
        leading=large(book.leading),
        misalignments=large(book.misalignments),
        traps=large(book.traps),
        people=(),
        candidates=(),
        by_staff={},
    )


def _unsaid(figure: MirrorFigure) -> MirrorFigure:
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=0,
        n_contacts=0,
        changes=(),
        missing_en="It rests on fewer than ten contacts, whom a group of figures must not give away.",
        missing_zh="它只涉及不足十位客户，汇总数字不能让人认出他们。",
    )


def aggregate_read_outs(book: TroiBook) -> TroiBook:
    """Read-outs of programs whose arms hold at least ten contacts each; bands and indicators of fewer are left out."""
    found = (each for each in book.readouts if all(arm.n_assigned >= AGGREGATE_MINIMUM for arm in each.arms))
    return replace(book, readouts=tuple(replace(each, panel=_large_panel(each.panel)) for each in found))


def _large_panel(panel: Panel) -> Panel:
    told = (each for each in panel.indicators if min(each.n_treated, each.n_control) >= AGGREGATE_MINIMUM)
    return replace(panel, indicators=tuple(told), bands=_large(panel.bands, lambda band: band.n_contacts))


def with_masked_keys(book: B) -> B:
    """The book for a file of somebody who may not export persons: figures stay, keys lose their middle."""
    network = book.network
    keys = book.contacts["source_key"] if "source_key" in book.contacts.column_names else None
    table = book.contacts
    if keys is not None:
        place = table.column_names.index("source_key")
        table = table.set_column(place, "source_key", _masked_column(keys))
    return replace(
        book,
        core_examples=tuple(replace(each, source_key=masked(each.source_key)) for each in book.core_examples),
        doubtful_examples=tuple(replace(each, source_key=masked(each.source_key)) for each in book.doubtful_examples),
        contacts=table,
        network=None if network is None else _masked_network(network),
    )


def masked(key: str) -> str:
    """``C1002345`` as ``C1***45``: enough for who has the list, nothing for who has not."""
    return f"{key[:1]}***" if len(key) <= SHORT_KEY else f"{key[:2]}***{key[-2:]}"


def _masked_column(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    size, dots = pc.utf8_length(keys), pa.scalar("***")
    long = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(keys, 0, 2), dots, pc.utf8_slice_codeunits(keys, -2), pa.scalar("")
    )
    short = pc.binary_join_element_wise(pc.utf8_slice_codeunits(keys, 0, 1), dots, pa.scalar(""))
    return pc.if_else(pc.greater(size, SHORT_KEY), long, short)


def _network(network: Network) -> Network:
    cohorts = tuple(each for each in network.reproduction if not each.cohort or each.n_buyers >= AGGREGATE_MINIMUM)
    return replace(
        network,
        advocates=(),
        circles=(),
        picture=Picture((), ()),
        reproduction=cohorts,
        # It tells what one inviter brought, and what fewer than ten did.
        concentration=None,
        sources=_large(network.sources, lambda row: row.n_contacts),
    )


def _masked_network(network: Network) -> Network:
    return replace(
        network,
        advocates=tuple(replace(each, source_key=masked(each.source_key)) for each in network.advocates),
        circles=tuple(replace(each, members=tuple(map(masked, each.members))) for each in network.circles),
        picture=replace(
            network.picture, nodes=tuple(replace(each, name=masked(each.name)) for each in network.picture.nodes)
        ),
    )


def _without_small_lines(moved: RollForward) -> RollForward:
    """Lines that few contacts moved go into the remainder (change of potential): the sum stays exact to the fen."""
    remainder = RollForwardCode.POTENTIAL_CHANGE
    small = [
        line for line in moved.lines if 0 < line.n_contacts < AGGREGATE_MINIMUM and line.line not in (*ENDS, remainder)
    ]
    spare = sum(line.amount for line in small)
    lines = tuple(
        replace(
            line,
            amount=line.amount + (spare if line.line == remainder else 0),
            n_contacts=line.n_contacts if line.n_contacts >= AGGREGATE_MINIMUM else 0,
        )
        for line in moved.lines
        if line not in small
    )
    return replace(moved, lines=lines, cuts={}, n_acquired_and_broken=0, folded=tuple(str(line.line) for line in small))


def _large(rows: Iterable[Row], n_of: Callable[[Row], int]) -> tuple[Row, ...]:
    found = tuple(rows)
    hidden = {id(row) for row in found if 0 < n_of(row) < AGGREGATE_MINIMUM}
    if len(hidden) == 1 and (rest := [row for row in found if id(row) not in hidden and n_of(row)]):
        hidden.add(id(min(rest, key=n_of)))
    return tuple(row for row in found if id(row) not in hidden)


def _by(rows: Iterable[Row], group: Callable[[Row], str], n_of: Callable[[Row], int]) -> tuple[Row, ...]:
    ordered = sorted(rows, key=group)
    return tuple(row for _, each in groupby(ordered, key=group) for row in _large(each, n_of))
