"""The data-quality page."""

from __future__ import annotations

import pyarrow.compute as pc

from guanxi.book.contracts import Book, QuarantineReason, SourceFile
from guanxi.lake.kinds import BY_CODE
from guanxi.report.blocks import Block, Cell, Column, Heading, Section, Table, Text, present
from guanxi.report.charts.events import events_chart, kind_name
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import data as words

LIMIT = 100
EVENT_TABLES = ("events", "orders")


def section(book: Book, reader: Reader) -> Section:
    """Files as understood, rows set aside, what is missing."""
    quality = book.quality
    period = None
    if quality.earliest_ms is not None and quality.latest_ms is not None:
        first, last = reader.day(quality.earliest_ms), reader.day(quality.latest_ms)
        period = Text(reader.say(words.PERIOD, first=first, last=last))
    return Section(
        key="data",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead"),
            period,
            *_missing(book, reader),
            Heading(reader.say(words.FILES)),
            _files(quality.files, reader) if quality.files else Text(reader.say(words.NO_FILES), "missing"),
            *(Text(sentence, "note") for sentence in count_notes(book, reader)),
            Heading(reader.say(words.QUARANTINE)),
            *_quarantine(book, reader),
            events_chart(book, reader),
        ),
    )


def count_notes(book: Book, reader: Reader) -> list[str]:
    """Why counts that look alike differ: rows and events, payments and orders; nothing where they agree."""
    quality, said = book.quality, []
    n_rows = sum(file.n_published for file in quality.files if holds_events(file))
    n_events = sum(quality.n_events_by_kind.values())
    if n_rows and n_rows != n_events:
        said.append(reader.say(words.EVENT_COUNTS, rows=reader.whole(n_rows), events=reader.whole(n_events)))
    paid, orders = quality.n_events_by_kind.get("order_paid", 0), _n_orders(book)
    if orders is not None and paid != orders:
        said.append(reader.say(words.ORDER_COUNTS, events=reader.whole(paid), orders=reader.whole(orders)))
    return said


def holds_events(file: SourceFile) -> bool:
    """True for a file whose rows become events: of any kind, of one kind, or of orders."""
    return file.recognised_as in EVENT_TABLES or file.recognised_as in BY_CODE


def _n_orders(book: Book) -> int | None:
    """Orders of all contacts as the book counts them; ``None`` where the table of contacts does not say."""
    if "n_orders" not in book.contacts.column_names:
        return None
    return int(pc.sum(book.contacts["n_orders"]).as_py() or 0)


def _missing(book: Book, reader: Reader) -> list[Block]:
    heading = Heading(reader.say(words.MISSING))
    if not book.quality.missing:
        return [heading, Text(reader.say(words.NOTHING_MISSING))]
    return [heading, *(Text(reader.pick(each.en, each.zh), "missing") for each in book.quality.missing)]


def _files(files: tuple[SourceFile, ...], reader: Reader) -> Table:
    numbers = (words.ROWS, words.PUBLISHED, words.SET_ASIDE)
    return Table(
        caption=reader.say(words.FILES),
        columns=(
            Column(reader.say(words.FILE), numeric=False),
            Column(reader.say(words.READ_AS), numeric=False),
            Column(reader.say(words.ENCODING), numeric=False),
            *(Column(reader.say(title)) for title in numbers),
            Column(reader.say(words.MAPPING), numeric=False),
        ),
        rows=tuple(_file(file, reader) for file in files[:LIMIT]),
    )


def _file(file: SourceFile, reader: Reader) -> tuple[Cell, ...]:
    tab = reader.say(words.TAB)
    mark = tab if file.separator == "\t" else inert(file.separator, 6)
    separator = reader.say(words.SEPARATOR, mark=mark) if mark else ""
    mapping = " · ".join(
        f"{inert(ours, 30)} ← {inert(theirs, 40)}" for ours, theirs in list(file.mapping.items())[:LIMIT]
    )
    return (
        Cell(inert(file.name), foreign=True),
        Cell(_read_as(file.recognised_as, reader), note=reader.pick(file.note_en, file.note_zh)),
        Cell(inert(file.encoding, 24), note=separator),
        Cell(reader.whole(file.n_rows)),
        Cell(reader.whole(file.n_published)),
        Cell(reader.whole(file.n_quarantined)),
        Cell(mapping or reader.say(common.NONE), foreign=True),
    )


def _read_as(code: str, reader: Reader) -> str:
    """A table of the lake, or the one kind of event that a file holds."""
    return kind_name(code, reader) if code in BY_CODE else reader.name_of(codes.TABLES, code)


def _quarantine(book: Book, reader: Reader) -> list[Block]:
    quality = book.quality
    if not quality.n_quarantined:
        return [Text(reader.say(words.QUARANTINE_NONE))]
    said = Text(reader.count(words.QUARANTINE_SOME, quality.n_quarantined))
    table = Table(
        caption=reader.say(words.QUARANTINE),
        columns=(
            Column(reader.say(words.REASON), numeric=False),
            Column(reader.say(words.ROWS)),
            Column(reader.say(words.EXAMPLE), numeric=False),
        ),
        rows=tuple(_reason(each, reader) for each in quality.reasons[:LIMIT]),
    )
    return [said, table] if quality.reasons else [said]


def _reason(reason: QuarantineReason, reader: Reader) -> tuple[Cell, ...]:
    return (
        Cell(reader.pick(reason.en, reason.zh)),
        Cell(reader.whole(reason.n)),
        Cell(inert(reason.example), foreign=True),
    )
