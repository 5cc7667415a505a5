"""Net trust equity of the parts of one dimension, as dots with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from guanxi.book.contracts import Book, CutRow
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.marks import dot, dots, lines, whiskers
from guanxi.report.charts.style import (
    FALL,
    RISE,
    Unit,
    frame,
    in_rows,
    names,
    unit_for,
    unit_text,
    values,
)
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, capital_scale, column_scale
from guanxi.report.standing import head_count, mean_trust
from guanxi.report.words import codes, common
from guanxi.report.words import where as words

LIMIT, TABLE_LIMIT = 14, 40
LEVEL = 0.80
"""Level of the cut's interval in the book's contract."""


def dimension_rows(book: Book, dimension: str) -> list[CutRow]:
    """The parts of ``dimension``, largest net equity first."""
    found = [row for row in book.cuts if row.dimension == dimension]
    return sorted(found, key=lambda row: (-row.net_equity, row.key))


def where_chart(book: Book, dimension: str, reader: Reader) -> Chart | None:
    """Dots and whiskers of one dimension; ``None`` when it has fewer than two parts."""
    found = dimension_rows(book, dimension)
    if len(found) < 2:
        return None
    shown = found if len(found) <= LIMIT else sorted(found, key=lambda row: -abs(row.net_equity))[:LIMIT]
    shown = sorted(shown, key=lambda row: (-row.net_equity, row.key))
    unit = unit_for(reader, max(max(abs(row.net_equity_low), abs(row.net_equity_high)) for row in shown))
    return Chart(
        key=f"where-{inert(dimension, 20).encode().hex()}",
        title=_finding(found, dimension, reader),
        subtitle=" · ".join(
            (
                unit_text(reader, unit),
                # A contact may be in several groups or programs: the parts then add up to more than there are.
                reader.count(common.CONTACTS, min(book.n_contacts, sum(row.n_contacts for row in found))),
                reader.say(common.AS_AT, day=reader.day(book.as_of_ms)),
                reader.say(common.NEXT_DAYS, days=str(book.horizon_days)),
                reader.say(common.WHISKERS, level=reader.share(LEVEL, 0)),
                reader.say(words.HOLLOW),
            )
        ),
        option=_option(shown, unit, reader),
        table=cuts_table(found, dimension, reader),
        height=len(shown) * 36 + 50,
    )


def _finding(found: list[CutRow], dimension: str, reader: Reader) -> str:
    name = reader.name_of(codes.DIMENSIONS, dimension)
    name = name.lower() if reader.lang == "en" else name
    sure = [row for row in found if row.enough_evidence]
    if not sure:
        return reader.say(words.FINDING_OPEN, dimension=name)
    best, worst = sure[0], sure[-1]
    if worst.net_equity_high < 0:
        return reader.say(words.FINDING_NEGATIVE, dimension=name, best=isolated(best.key), worst=isolated(worst.key))
    return reader.say(words.FINDING, dimension=name, key=isolated(best.key))


def _option(shown: list[CutRow], unit: Unit, reader: Reader) -> Option:
    marks = [
        dot(
            unit.scale(row.net_equity),
            i,
            f"{inert(row.key)}\n{reader.say(common.NET_EQUITY)} {reader.money(row.net_equity)}",
            RISE if row.net_equity >= 0 else FALL,
            hollow=not row.enough_evidence,
        )
        for i, row in enumerate(shown)
    ]
    ranges = [(unit.scale(row.net_equity_low), unit.scale(row.net_equity_high), i) for i, row in enumerate(shown)]
    bounded = [each for each in ranges if all(map(math.isfinite, each))]
    option = frame(
        xAxis=values(),
        yAxis=names([inert(row.key, 28) or reader.say(common.NOT_PROVIDED) for row in shown]),
        series=[whiskers(bounded), dots(marks, markLine=lines({"xAxis": 0}, dashed=False))],
    )
    return in_rows(option)


def cuts_table(found: list[CutRow], dimension: str, reader: Reader) -> Table:
    """The statement of every part of a dimension, up to a page of them."""
    capital = common.TRUST_CAPITAL if reader.capital_is_money else common.TRUST_CAPITAL_INDEX
    shown = found[:TABLE_LIMIT]
    units = _units(shown, reader)
    return Table(
        caption=reader.name_of(codes.DIMENSIONS, dimension),
        columns=(
            Column(reader.name_of(codes.DIMENSIONS, dimension), numeric=False),
            *(Column(reader.say(title)) for title in (common.N_CONTACTS, common.MEAN_TRUST)),
            Column(units.potential.head(reader.say(common.POTENTIAL))),
            Column(units.capital.head(reader.say(capital))),
            Column(units.clv.head(reader.say(common.CLV))),
            Column(units.maintenance.head(reader.say(common.MAINTENANCE))),
            Column(units.promises.head(reader.say(common.PROMISES))),
            Column(units.equity.head(reader.say(common.NET_EQUITY))),
            Column(reader.say(words.ENOUGH), numeric=False),
        ),
        rows=tuple(_cells(row, units, reader) for row in shown),
    )


@dataclass(frozen=True, slots=True)
class _Units:
    """The unit of each column of money."""

    potential: Scale
    capital: Scale
    clv: Scale
    maintenance: Scale
    promises: Scale
    equity: Scale


def _units(shown: list[CutRow], reader: Reader) -> _Units:
    ends = [end for row in shown for end in (row.net_equity, row.net_equity_low, row.net_equity_high)]
    return _Units(
        potential=column_scale(reader, [row.potential for row in shown]),
        capital=capital_scale(reader, [row.trust_capital for row in shown]),
        clv=column_scale(reader, [row.clv for row in shown]),
        maintenance=column_scale(reader, [row.maintenance for row in shown]),
        promises=column_scale(reader, [row.promises for row in shown]),
        equity=column_scale(reader, ends),
    )


def _cells(row: CutRow, units: _Units, reader: Reader) -> tuple[Cell, ...]:
    missing = reader.pick(row.missing_en, row.missing_zh)
    low, high = units.equity.cell(row.net_equity_low), units.equity.cell(row.net_equity_high)
    return (
        Cell(inert(row.key) or reader.say(common.NOT_PROVIDED), foreign=True, about=(row.dimension, row.key)),
        _heads(row, reader),
        Cell(mean_trust(row, reader)),
        Cell(units.potential.cell(row.potential)),
        Cell(units.capital.cell(row.trust_capital)),
        Cell(units.clv.cell(row.clv)),
        Cell(units.maintenance.cell(row.maintenance)),
        Cell(units.promises.cell(row.promises)),
        Cell(units.equity.cell(row.net_equity), note=reader.say(common.SPAN, low=low, high=high)),
        Cell(reader.say(words.ENOUGH_YES) if row.enough_evidence else reader.say(common.NOT_ENOUGH), note=missing),
    )


def _heads(row: CutRow, reader: Reader) -> Cell:
    """The head-count; by staff also how many the list of the contacts that they serve does not hold."""
    heads = head_count(row, reader)
    if not row.n_ended:
        return heads
    ended = reader.say(words.ENDED, n=reader.whole(row.n_ended))
    return replace(heads, note=" · ".join(each for each in (heads.note, ended) if each))
