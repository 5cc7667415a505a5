"""Return on acquisition by channel and cohort."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Heading, Section, Text, present
from guanxi.report.charts.roi import channel_rows, roi_chart, roi_table, shared_reasons
from guanxi.report.coverage import coverage_sentence
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import roi as words
from guanxi.report.words.phrase import Phrase

COHORT_LIMIT = 40


def _missing(why: Phrase, reader: Reader) -> Text:
    """Why there are no returns; where a table of costs would help, with the way to it."""
    if why is not words.MISSING:
        return Text(reader.say(why), "missing")
    return Text(reader.say(why), "missing", about=common.BRAND_PAGE, action=reader.say(common.TO_BRAND))


def section(book: Book, reader: Reader) -> Section:
    """The chart of channels, the table of cohorts, or what is missing."""
    chart = roi_chart(book, reader)
    whole = channel_rows(book)
    cohorts = [row for row in book.roi if row.cohort]
    shown = cohorts[:COHORT_LIMIT]
    missing = words.MISSING if book.roi else words.MISSING_CHANNELS
    covers = coverage_sentence(book, reader)
    left_out = len(cohorts) - COHORT_LIMIT
    return Section(
        key="roi",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if chart else _missing(missing, reader),
            Text(covers, "warning") if covers else None,
            chart,
            roi_table(whole, reader, reader.say(words.TITLE)) if whole and not chart else None,
            *(Text(why, "note") for why in shared_reasons(whole, reader)),
            Heading(reader.say(words.COHORTS)) if cohorts else None,
            roi_table(shown, reader, reader.say(words.COHORTS)) if cohorts else None,
            *(Text(why, "note") for why in shared_reasons(shown, reader)),
            Text(reader.count(common.AND_OTHERS, left_out), "note") if left_out > 0 else None,
        ),
    )
