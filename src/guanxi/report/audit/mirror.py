"""``mirror.json``: the owner's mirror as plain JSON values. Money is a string of yuan; a score is no money."""

from __future__ import annotations

from guanxi.book.contracts.mirror import HabitRow, MirrorBook, MirrorFigure, PersonToday, SaidReason
from guanxi.kit.money import yuan
from guanxi.report.audit.values import Json, interval, notice, number, when
from guanxi.report.masked import masked, masked_key

SCHEMA_VERSION = 1


def mirror_json(book: MirrorBook) -> Json:
    """The whole of ``mirror.json``."""
    zone = book.zone
    return {
        "schema_version": SCHEMA_VERSION,
        "definition_version": book.definition_version,
        "brand": book.brand,
        "as_of": when(book.as_of_ms, zone),
        "zone": zone,
        "currency": book.currency,
        "n_contacts": book.n_contacts,
        "n_events": book.n_events,
        "leading": [_figure(each, zone) for each in book.leading],
        "misalignments": [_figure(each, zone) for each in book.misalignments],
        "traps": [_figure(each, zone) for each in book.traps],
        "habits": [_habit(each) for each in book.habits],
        "people": [_person(each) for each in book.people],
        "notices": [notice(each) for each in book.notices],
    }


def _figure(figure: MirrorFigure, zone: str) -> Json:
    is_money = figure.unit == "ratio"
    return {
        "code": figure.code,
        "unit": figure.unit,
        "value": interval(figure.value),
        "numerator": _count(figure.numerator, is_money),
        "denominator": _count(figure.denominator, is_money),
        "n_contacts": figure.n_contacts,
        "from": when(figure.from_ms, zone),
        "until": when(figure.until_ms, zone),
        "good": figure.good,
        "changes": [
            {"against": each.against, "before": interval(each.before), "change": interval(each.change)}
            for each in figure.changes
        ],
        "behind": figure.behind,
        "reference": number(figure.reference),
        "n_unknown": figure.n_unknown,
        "missing_en": figure.missing_en,
        "missing_zh": figure.missing_zh,
    }


def _count(amount: int | None, is_money: bool) -> int | str | None:
    return yuan(amount) if is_money and amount is not None else amount


def _habit(row: HabitRow) -> Json:
    return {
        "what": row.what,
        "n_sent": row.n_sent,
        "n_replies": row.n_replies,
        "sent_share": number(row.sent_share),
        "reply_share": number(row.reply_share),
        "sent_share_before": number(row.sent_share_before),
        "reply_share_before": number(row.reply_share_before),
    }


def _person(each: PersonToday) -> Json:
    return {
        "contact_id": each.contact_id,
        "source_key": masked_key(each.source_key),
        "staff_id": each.staff_id,
        "score": number(each.score),
        "potential": yuan(each.potential),
        "trust": number(each.trust),
        "trust_before": number(each.trust_before),
        "has_promise": each.has_promise,
        "is_silent_buyer": each.is_silent_buyer,
        "is_new": each.is_new,
        "reasons": [_said(said) for said in each.reasons],
        "todo": _said(each.todo),
    }


def _said(said: SaidReason) -> Json:
    return {"code": said.code, "en": masked(said.en), "zh": masked(said.zh)}
