"""Top lists: contacts worth knowing by name, from the table of positions."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from guanxi.book.contracts import Book
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
    table = book.contacts
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
            cells.append(_reasons(str(value or ""), reader))
        elif name == "tier":
            cells.append(reader.name_of(codes.TIERS, str(value)))
        elif holds is Holds.TEXT:
            cells.append("" if value is None else str(value))
        else:
            cells.append(value if isinstance(value, int | float) else None)
    return tuple(cells)


def _reasons(drivers: str, reader: Reader) -> str:
    """The drivers' sentences in the reader's language; what is no list of drivers stands as it is."""
    try:
        found = json.loads(drivers)
    except ValueError:
        return drivers
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return drivers
    said = (each.get(reader.lang) or each.get("sub_score") or "" for each in found)
    return " / ".join(str(sentence) for sentence in said if sentence)
