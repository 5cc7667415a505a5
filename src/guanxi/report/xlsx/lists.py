"""Top lists: contacts worth knowing by name, from the table of positions."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from guanxi.book.contracts import Book
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import tiers as tier_words
from guanxi.report.words import workbook as words
from guanxi.report.words.phrase import Phrase
from guanxi.report.xlsx.books import Row, column, title
from guanxi.report.xlsx.sheet import Holds, Sheet

LENGTH = 200
COLUMNS = (
    (words.CONTACT, "source_key", Holds.TEXT, 28),
    (tier_words.TIER, "tier", Holds.TEXT, 12),
    (common.CHANNEL, "channel", Holds.TEXT, 18),
    (common.TRUST, "trust", Holds.NUMBER, 10),
    (words.LOW, "trust_low", Holds.NUMBER, 10),
    (words.HIGH, "trust_high", Holds.NUMBER, 10),
    (words.N_EFF, "n_eff", Holds.NUMBER, 12),
    (common.POTENTIAL, "potential", Holds.MONEY, 16),
    (common.TRUST_CAPITAL, "trust_capital", Holds.CAPITAL, 16),
    (common.CLV, "clv", Holds.MONEY, 16),
    (words.COST_TO_SERVE, "cost_to_serve", Holds.MONEY, 14),
    (words.P_ALIVE, "p_alive", Holds.NUMBER, 10),
    (words.DRIVERS, "drivers", Holds.TEXT, 80),
)
"""Heading, column of ``Book.contacts``, kind, width; a column that the book lacks is left out."""


def list_sheets(book: Book, reader: Reader) -> tuple[Sheet, ...]:
    """Core by capital, value drifting away by Λ − K, liabilities by what they cost; empty lists are left out."""
    table = _plain(book.contacts)
    lists = (
        (words.CORE, pc.equal(table["tier"], "core"), table["trust_capital"]),
        (
            words.DRIFTING,
            pc.and_(pc.not_equal(table["tier"], "none"), pc.less(table["trust"], 0.6)),
            pc.subtract(table["potential"], table["trust_capital"]),
        ),
        (words.LIABILITIES, table["is_liability"], table["cost_to_serve"]),
    )
    sheets = (_sheet(book, reader, name, _largest(table, mask, by)) for name, mask, by in lists)
    return tuple(sheet for sheet in sheets if sheet.rows)


def _largest(table: pa.Table, mask: pa.ChunkedArray, by: pa.ChunkedArray) -> pa.Table:
    """The ``LENGTH`` rows of ``mask`` with the largest ``by``; ties by contact id, so that the list is repeatable."""
    chosen = table.append_column("_by", by).filter(mask)
    keys = [("_by", "descending"), ("contact_id", "ascending")]
    return chosen.take(pc.sort_indices(chosen, sort_keys=keys)[:LENGTH])


def _sheet(book: Book, reader: Reader, name: Phrase, chosen: pa.Table) -> Sheet:
    held = [each for each in COLUMNS if each[1] in chosen.column_names]
    columns = tuple(column(reader, phrase, holds, width) for phrase, _, holds, width in held)
    rows = tuple(_row(record, held, reader) for record in chosen.to_pylist())
    return Sheet(reader.say(name), title(book, reader, name), columns, rows)


def _row(record: dict[str, object], held: list[tuple[Phrase, str, Holds, int]], reader: Reader) -> Row:
    cells: list[str | int | float | None] = []
    for _, name, holds, _ in held:
        value = record[name]
        if name == "drivers":
            cells.append(_reasons(value, reader))
        elif name == "tier":
            cells.append(reader.name_of(codes.TIERS, str(value)))
        elif holds is Holds.TEXT:
            cells.append("" if value is None else masked_key(str(value)))
        else:
            cells.append(value if isinstance(value, int | float) else None)
    return tuple(cells)


def _plain(table: pa.Table) -> pa.Table:
    """The table with dictionary columns as the values that they stand for, which comparisons need."""
    for i, kind in enumerate(table.schema.types):
        if pa.types.is_dictionary(kind):
            table = table.set_column(i, table.field(i).name, table.column(i).cast(kind.value_type))
    return table


def _reasons(drivers: object, reader: Reader) -> str:
    """``silence −1.32 · brake −0.83`` from a list of ``{driver, strength}``; what is no such list stands as text."""
    if not isinstance(drivers, list):
        return "" if drivers is None else str(drivers)
    named = ((reader.name_of(codes.SUB_SCORES, str(each["driver"])), float(each["strength"])) for each in drivers)
    return " · ".join(f"{name} {reader.number(strength)}" for name, strength in named)
