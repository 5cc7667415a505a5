"""Sheets of the books: statement, roll-forward, tiers, returns, cuts."""

from __future__ import annotations

from guanxi.book.contracts import Book, CutRow, Interval, RoiRow, Tier
from guanxi.report.charts.roll_forward import line_name
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.standing import mean_of_standing
from guanxi.report.words import codes, common
from guanxi.report.words import statement as lines
from guanxi.report.words import tiers as tier_words
from guanxi.report.words import workbook as words
from guanxi.report.words.phrase import Phrase
from guanxi.report.xlsx.sheet import Entry, Holds, Sheet, SheetColumn, Value

Row = tuple[Value | Entry, ...]


def title(book: Book, reader: Reader, name: Phrase) -> str:
    """What a sheet shows, as at when, in which currency."""
    said = reader.say(
        words.TITLE,
        sheet=reader.say(name),
        day=reader.day(book.as_of_ms),
        days=str(book.horizon_days),
        currency=inert(book.currency, 12),
    )
    brand = inert(book.brand, 60)
    named = f"{brand} · {said}" if brand else said
    return named if reader.capital_is_money else f"{named} · {reader.say(words.INDEX)}"


def column(reader: Reader, phrase: Phrase, holds: Holds, width: int = 14) -> SheetColumn:
    """A column in the reader's language."""
    return SheetColumn(reader.say(phrase), holds, width)


def statement_sheet(book: Book, reader: Reader) -> Sheet:
    """The balance sheet, line by line with intervals."""
    sheet, say = book.statement, reader.say
    allowance = sheet.doubtful_allowance
    deduction = Interval(-abs(allowance.value), -abs(allowance.high), -abs(allowance.low), allowance.level)
    rows: list[Row] = [
        _line(say(lines.POTENTIAL), sheet.potential),
        _line(say(lines.ALLOWANCE), deduction, Holds.CAPITAL),
        _line(say(lines.CAPITAL), sheet.trust_capital, Holds.CAPITAL),
        *(
            (
                say(lines.OF_WHICH, tier=reader.name_of(codes.TIERS, tier)),
                Entry(amount, Holds.CAPITAL),
                None,
                None,
                None,
            )
            for tier, amount in sheet.trust_capital_by_tier.items()
        ),
        _line(say(lines.CLV), sheet.clv),
        _line(say(lines.MAINTENANCE), sheet.maintenance),
        (say(lines.PROMISES), None if sheet.n_promises is None else sheet.promises, None, None, None),
        _line(say(lines.EQUITY_BEFORE if sheet.is_before_maintenance else lines.EQUITY), sheet.net_equity),
        (say(lines.MEMO_REFERRAL), sheet.referral_credit, None, None, None),
        (say(lines.MEMO_GROWTH), sheet.growth_option, None, None, None),
        (say(lines.MEMO_ACQUISITION), sheet.unamortised_acquisition, None, None, None),
    ]
    columns = (column(reader, words.LINE, Holds.TEXT, 44), *_interval_columns(reader, words.VALUE, Holds.MONEY))
    return Sheet(say(words.STATEMENT), title(book, reader, words.STATEMENT), columns, tuple(rows))


def _line(name: str, figure: Interval | None, holds: Holds = Holds.MONEY) -> Row:
    if figure is None:
        return (name, None, None, None, None)
    amounts = (Entry(amount, holds) for amount in (figure.value, figure.low, figure.high))
    return (name, *amounts, figure.level)


def _interval_columns(reader: Reader, name: Phrase, holds: Holds) -> tuple[SheetColumn, ...]:
    bounds = tuple(column(reader, phrase, holds) for phrase in (words.LOW, words.HIGH))
    return (column(reader, name, holds), *bounds, column(reader, words.LEVEL, Holds.SHARE, 10))


def roll_forward_sheet(book: Book, reader: Reader) -> Sheet | None:
    """Opening to closing; ``None`` without an earlier date."""
    moved = book.roll_forward
    if moved is None:
        return None
    columns = (
        column(reader, words.LINE, Holds.TEXT, 36),
        column(reader, common.AMOUNT, Holds.CAPITAL, 18),
        column(reader, common.N_CONTACTS, Holds.WHOLE),
    )
    rows = tuple((line_name(line, moved, reader), line.amount, line.n_contacts) for line in moved.lines)
    return Sheet(reader.say(words.ROLL_FORWARD), title(book, reader, words.ROLL_FORWARD), columns, rows)


def tiers_sheet(book: Book, reader: Reader) -> Sheet:
    """Tiers with their reference shares."""
    columns = (
        column(reader, tier_words.TIER, Holds.TEXT, 20),
        column(reader, common.N_CONTACTS, Holds.WHOLE),
        column(reader, tier_words.SHARE_OF_CONTACTS, Holds.SHARE),
        column(reader, words.REFERENCE_LOW, Holds.SHARE),
        column(reader, words.REFERENCE_HIGH, Holds.SHARE),
        column(reader, common.TRUST_CAPITAL, Holds.CAPITAL, 18),
        column(reader, common.CLV, Holds.MONEY, 18),
        column(reader, common.MAINTENANCE, Holds.MONEY, 18),
        column(reader, common.MEAN_TRUST, Holds.NUMBER),
        column(reader, tier_words.LIABILITIES, Holds.WHOLE, 18),
    )
    rows = tuple(
        (
            reader.name_of(codes.TIERS, row.tier), row.n, row.share, row.reference_low, row.reference_high,
            row.trust_capital, row.clv, row.maintenance,
            None if row.tier is Tier.NONE or not row.n else row.mean_trust, row.n_liabilities,
        )
        for row in book.tiers
    )  # fmt: skip
    return Sheet(reader.say(words.TIERS), title(book, reader, words.TIERS), columns, rows)


def roi_sheet(book: Book, reader: Reader) -> Sheet:
    """Return on acquisition by channel and cohort."""
    columns = (
        column(reader, common.CHANNEL, Holds.TEXT, 24),
        column(reader, common.COHORT, Holds.TEXT),
        column(reader, common.N_CONTACTS, Holds.WHOLE),
        column(reader, common.N_ORDERS, Holds.WHOLE),
        *(
            column(reader, phrase, Holds.MONEY, 16)
            for phrase in (lines.ACQUISITION_COST, lines.MARGIN_REALISED, common.CLV, common.MAINTENANCE)
        ),
        *_interval_columns(reader, words.ROI_VALUE, Holds.NUMBER),
        *_interval_columns(reader, words.ROI_AFTER, Holds.NUMBER),
        column(reader, words.BAND, Holds.TEXT),
        column(reader, words.WHY, Holds.TEXT, 40),
    )
    rows = tuple(_roi_row(row, reader) for row in book.roi)
    return Sheet(reader.say(words.ROI), title(book, reader, words.ROI), columns, rows)


def _bounds(figure: Interval | None) -> tuple[Value, ...]:
    return (None,) * 4 if figure is None else (figure.value, figure.low, figure.high, figure.level)


def _roi_row(row: RoiRow, reader: Reader) -> Row:
    return (
        row.channel, row.cohort, row.n_contacts, row.n_orders,
        row.acquisition_cost, row.margin_realised, row.clv, row.maintenance,
        *_bounds(row.roi), *_bounds(row.roi_after_maintenance),
        reader.name_of(codes.BANDS, row.band) if row.band else reader.say(common.NOT_ENOUGH),
        reader.pick(row.why_no_verdict_en, row.why_no_verdict_zh),
    )  # fmt: skip


def cuts_sheet(book: Book, reader: Reader) -> Sheet:
    """The statement of every channel, staff member, group, cohort and so on."""
    money = (common.POTENTIAL, common.TRUST_CAPITAL, common.CLV, common.MAINTENANCE, common.PROMISES)
    columns = (
        column(reader, words.DIMENSION, Holds.TEXT),
        column(reader, words.KEY, Holds.TEXT, 28),
        column(reader, common.N_CONTACTS, Holds.WHOLE),
        column(reader, common.BROKEN, Holds.WHOLE),
        column(reader, common.MEAN_TRUST, Holds.NUMBER),
        *(
            column(reader, phrase, Holds.CAPITAL if phrase is common.TRUST_CAPITAL else Holds.MONEY, 16)
            for phrase in money
        ),
        *(column(reader, phrase, Holds.MONEY, 16) for phrase in (common.NET_EQUITY, words.LOW, words.HIGH)),
        column(reader, words.EVIDENCE, Holds.TEXT, 40),
    )
    rows = tuple(_cut_row(row, reader) for row in book.cuts)
    return Sheet(reader.say(words.CUTS), title(book, reader, words.CUTS), columns, rows)


def _key_of(row: CutRow, reader: Reader) -> str:
    """A tier by its name in the reader's language; every other key is the brand's own word."""
    return reader.name_of(codes.TIERS, row.key) if row.dimension == "tier" else row.key


def _cut_row(row: CutRow, reader: Reader) -> Row:
    missing = reader.pick(row.missing_en, row.missing_zh)
    evidence = "" if row.enough_evidence else missing or reader.say(common.NOT_ENOUGH)
    return (
        reader.name_of(codes.DIMENSIONS, row.dimension), _key_of(row, reader), row.n_contacts, row.n_broken,
        mean_of_standing(row),
        row.potential, row.trust_capital, row.clv, row.maintenance, row.promises,
        row.net_equity, row.net_equity_low, row.net_equity_high, evidence,
    )  # fmt: skip
