"""The opening page: the verdict first, then the figures that carry it, then what the reader must know."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from guanxi.book.contracts import Book, Notice, Tier, TrustStatus, VerdictCode
from guanxi.report.blocks import KeyFigure
from guanxi.report.coverage import coverage_note, coverage_sentence
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.scale import card_scale
from guanxi.report.words import codes, common
from guanxi.report.words import opening as words

BRAND_LIMIT = 60
SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Warned:
    """A notice in the reader's language."""

    text: str
    severe: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything above the first chapter."""

    document_title: str
    kicker: str
    meta: tuple[str, ...]
    verdict: str
    standfirst: str
    verdict_code: str
    verdict_name: str
    figures: tuple[KeyFigure, ...]
    sentences: tuple[str, ...]
    notices: tuple[Warned, ...]


def opening(book: Book, reader: Reader) -> Opening:
    """The opening page of ``book``."""
    day = reader.day(book.as_of_ms)
    verdict, standfirst = first_sentence(reader.pick(book.verdict.en, book.verdict.zh, 1200))
    return Opening(
        document_title=named_title(book.brand, reader.say(words.DOCUMENT_TITLE, day=day)),
        kicker=named_kicker(book.brand, reader.say(words.KICKER)),
        meta=(
            reader.say(words.META_AS_OF, day=day),
            reader.count(common.CONTACTS, book.n_contacts),
            reader.count(common.EVENTS, book.n_events),
            reader.say(words.META_HORIZON, days=str(book.horizon_days)),
        ),
        verdict=verdict,
        standfirst=standfirst,
        verdict_code=str(book.verdict.code),
        verdict_name=reader.name_of(codes.VERDICTS, book.verdict.code),
        figures=_figures(book, reader),
        sentences=_sentences(book, reader),
        notices=warned(book.notices, reader),
    )


def named_title(brand: str, title: str) -> str:
    """The title of the document with the brand's name before it, where the brand has one."""
    return f"{inert(brand, BRAND_LIMIT)} · {title}" if brand else title


def named_kicker(brand: str, kicker: str) -> str:
    """What stands over the headline, in the same way; the name keeps its own direction."""
    return f"{isolated(brand, BRAND_LIMIT)} · {kicker}" if brand else kicker


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence, and what follows it; a point inside a figure ends no sentence."""
    parts = SENTENCE_END.split(text, maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""


def warned(notices: tuple[Notice, ...], reader: Reader) -> tuple[Warned, ...]:
    """Notices in the reader's language, severe ones first."""
    ordered = sorted(notices, key=lambda each: not each.severe)
    return tuple(Warned(reader.pick(each.en, each.zh), each.severe) for each in ordered)


def _figures(book: Book, reader: Reader) -> tuple[KeyFigure, ...]:
    sheet, trust = book.statement, book.trust
    calibrated = trust.status is TrustStatus.CALIBRATED
    in_money = reader.capital_is_money
    capital = sheet.trust_capital.value
    # An index is no amount beside which the equity could be read: then each has its own unit.
    money = card_scale(reader, (sheet.net_equity.value, capital if in_money else None))
    index = money if in_money else card_scale(reader, (capital,), sign="")
    equity = words.EQUITY_BEFORE_LABEL if sheet.is_before_maintenance else words.EQUITY_LABEL
    return (
        KeyFigure(reader.say(equity), money.money(sheet.net_equity.value), money.money_range(sheet.net_equity)),
        KeyFigure(
            reader.say(words.CAPITAL_LABEL if in_money else words.CAPITAL_INDEX_LABEL),
            index.money(capital),
            index.money_range(sheet.trust_capital),
        ),
        KeyFigure(
            reader.say(words.TRUST_LABEL if calibrated else words.TRUST_INDEX_LABEL),
            reader.number(trust.mean_trust.value),
            _trust_note(book, reader),
        ),
        _return(book, reader),
    )


def _trust_note(book: Book, reader: Reader) -> str:
    """The interval of mean T, and whom the mean leaves out."""
    broken = sum(row.n for row in book.tiers if row.tier is Tier.NONE)
    shown = reader.number_range(book.trust.mean_trust)
    return shown if not broken else reader.count(words.WITHOUT_BROKEN, broken, range=shown)


def _return(book: Book, reader: Reader) -> KeyFigure:
    label, roi = reader.say(words.RETURN_LABEL), book.verdict.roi
    if roi is None:
        return KeyFigure(label, reader.say(common.NOT_PROVIDED), reader.say(words.RETURN_MISSING))
    value = reader.say(words.RETURN_VALUE, ratio=reader.number(roi.value))
    covers = coverage_note(book, reader)
    return KeyFigure(label, value, f"{reader.number_range(roi)} · {covers}" if covers else reader.number_range(roi))


def _sentences(book: Book, reader: Reader) -> tuple[str, ...]:
    sheet, days = book.statement, str(book.horizon_days)
    open_verdict = book.verdict.code is VerdictCode.NOT_ENOUGH_EVIDENCE
    if open_verdict and not (sheet.clv.value > 0 and math.isfinite(sheet.net_equity.value)):
        return (reader.say(words.NO_VERDICT),)
    if sheet.net_equity_basis == "trust_capital":
        potential, capital = reader.money(sheet.potential.value), reader.capital(sheet.trust_capital.value)
        value = reader.say(words.MONEY_POTENTIAL, days=days, potential=potential, capital=capital)
    else:
        value = reader.say(words.CLV_VALUE, days=days, clv=reader.money(sheet.clv.value))
    left_over = words.LEFT_BEFORE_MAINTENANCE if sheet.is_before_maintenance else words.LEFT_OVER
    left = reader.say(
        left_over, equity=reader.money(sheet.net_equity.value), range=reader.money_range(sheet.net_equity)
    )
    covers = coverage_sentence(book, reader) if book.verdict.roi is not None else ""
    sentences = (value, _claims(book, reader), left, *((covers,) if covers else ()))
    return sentences if sheet.trust_capital_is_money else (*sentences, _index_sentence(book, reader))


def _claims(book: Book, reader: Reader) -> str:
    sheet = book.statement
    promises = reader.money(sheet.promises)
    if sheet.maintenance is None:
        if sheet.n_promises is None:
            return reader.say(words.NO_MAINTENANCE_NO_PROMISES)
        return reader.say(words.NO_MAINTENANCE, promises=promises)
    maintenance = reader.money(sheet.maintenance.value)
    if sheet.n_promises is None:
        return reader.say(words.MAINTENANCE_ONLY, maintenance=maintenance)
    return reader.say(words.MONEY_CLAIMS, maintenance=maintenance, promises=promises)


def _index_sentence(book: Book, reader: Reader) -> str:
    """Why trust capital carries no currency sign."""
    test = book.statement.money_test
    if test is None or test.passed:
        return reader.say(words.INDEX_NO_TEST)
    closed, days = reader.day(test.closed_ms), str(test.window_days)
    if not math.isfinite(test.ratio.value):
        return reader.say(words.INDEX_NOTHING, closed=closed, days=days)
    return reader.say(
        words.INDEX_FAILED,
        closed=closed,
        days=days,
        ratio=reader.number(test.ratio.value),
        range=reader.number_range(test.ratio),
    )
