"""What maintenance costs, and what a gentle release would save."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Section, Text, present
from guanxi.report.charts.release import known_saving, release_chart, saving_scale
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import release as words
from guanxi.report.words import statement as statement_words


def section(book: Book, reader: Reader) -> Section:
    """Upkeep of the whole book, then the saving net of the value lost."""
    chart, saving = release_chart(book, reader), known_saving(book.release)
    is_rounded = saving is not None and not saving_scale(saving, reader).is_exact
    return Section(
        key="release",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead"),
            _upkeep(book, reader),
            chart,
            _proposed(book, reader) if chart else None,
            None if chart else _why_not(book, reader),
            Text(reader.say(statement_words.ROUNDING), "note") if is_rounded else None,
            Text(reader.say(words.CONSENT), "note"),
        ),
    )


def _upkeep(book: Book, reader: Reader) -> Text:
    maintenance = book.statement.maintenance
    if maintenance is None:
        return Text(
            reader.say(words.NO_MAINTENANCE), "missing", about=common.BRAND_PAGE, action=reader.say(common.TO_BRAND)
        )
    return Text(
        reader.say(
            words.MAINTENANCE,
            days=str(book.horizon_days),
            amount=reader.money(maintenance.value),
            range=reader.money_range(maintenance),
        )
    )


def _proposed(book: Book, reader: Reader) -> Text:
    """Who would be released, and the way to them where there is a workspace."""
    n = book.release.n_contacts
    return Text(reader.count(words.PROPOSED, n), about=(common.LIABILITIES, str(n)), action=reader.say(words.WHO))


def _why_not(book: Book, reader: Reader) -> Text | None:
    if book.statement.maintenance is None:
        return None
    missing = reader.pick(book.release.missing_en, book.release.missing_zh)
    return Text(missing or reader.say(words.NOBODY), "missing")
