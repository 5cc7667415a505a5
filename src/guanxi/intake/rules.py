"""What an event may say: one JSON object in, an event ready to be stored or the reason why not. No I/O, no clock.

The id rule: an event without an ``id`` gets ``auto:`` and the hash of what it says (kind, contact, moment and payload).
The same event sent twice is then one event; two that differ in nothing, not even the millisecond, are one as well.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from guanxi.intake import sentences
from guanxi.intake.contracts import (
    FUTURE_MS,
    MAX_AMOUNT_FEN,
    MAX_DEPTH,
    MAX_KEY,
    MAX_PROPERTIES_BYTES,
    SCHEMA_VERSION,
    Incoming,
    Refused,
    SourceKind,
)
from guanxi.intake.moments import epoch_ms_of
from guanxi.intake.registry import BY_APP, NOT_BY_API, Registry

AUTO = "auto:"
TEXTS = ("channel", "staff_id", "group_id", "program_id", "point_id", "peer")
AMOUNTS = ("amount_fen", "cost_fen", "value_hint_fen")
REQUIRED = ("kind", "contact")
MONEY_KINDS = ("order_paid", "order_refunded")
"""Kinds that say nothing without their amount; an order that cost nothing says 0."""
OTHERS = ("id", "schema_version", "occurred_ms", "occurred_at", "currency", "automated", "properties")
FIELDS = frozenset((*REQUIRED, *OTHERS, *TEXTS, *AMOUNTS))
EXACT_INTEGER = 2**53
"""Beyond it other programs round: a number that means an id would become another one."""

Raw = dict[str, Any]  # Any: whatever JSON holds


class _Stop(Exception):
    """Carries the reason out of a check."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Terms:
    """What events are checked against: the registry, who sends, and when they were received."""

    registry: Registry
    source_kind: SourceKind
    received_ms: int


def read_event(raw: object, terms: Terms) -> Incoming | Refused:
    """The event that ``raw`` is, or why it is none."""
    try:
        return _read(raw, terms)
    except _Stop as stop:
        return stop.refused


def _read(raw: object, terms: Terms) -> Incoming:
    if not isinstance(raw, dict):
        _stop(sentences.not_an_object())
    if not raw.keys() <= FIELDS:
        _stop(sentences.unknown_field(next(name for name in raw if name not in FIELDS), FIELDS))
    if _integer(raw.get("schema_version", SCHEMA_VERSION)) != SCHEMA_VERSION:
        _stop(sentences.wrong_version())
    kind = _kind(raw, terms)
    contact = _key(raw, "contact") or _stop(sentences.missing("contact"))
    occurred_ms = _occurred_ms(raw, terms)
    payload = _payload(raw, kind, terms)
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if payload else "{}"
    said = f"{kind}\n{contact}\n{occurred_ms}\n{text}"
    digest = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    event_id = _key(raw, "id") or AUTO + digest
    return Incoming(event_id, kind, occurred_ms, contact, text, digest)


def _kind(raw: Raw, terms: Terms) -> str:
    code = raw.get("kind")
    if not isinstance(code, str) or not code:
        _stop(sentences.missing("kind") if code in (None, "") else sentences.not_a_text("kind"))
    if terms.registry.kind_id(code) is None:
        _stop(sentences.unknown_kind(code, terms.registry.own.values(), lambda near: _may_report(near, terms)))
    if code in NOT_BY_API:
        _stop(sentences.kind_by_nobody(code))
    if not _may_report(code, terms):
        _stop(sentences.kind_not_allowed(code))
    return code


def _may_report(code: str, terms: Terms) -> bool:
    return code not in NOT_BY_API and (terms.source_kind is SourceKind.SERVER or code in BY_APP)


def _key(raw: Raw, name: str) -> str:
    """A reference: trimmed, without invisible characters; ``""`` when absent."""
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        _stop(sentences.not_a_text(name))
    if len(value) > MAX_KEY:
        _stop(sentences.too_long(name, MAX_KEY))
    value = value.strip()
    if not value.isprintable():
        _stop(sentences.invisible(name))
    if name == "id" and value.startswith(AUTO):
        _stop(sentences.reserved_id(AUTO))
    return value


def _occurred_ms(raw: Raw, terms: Terms) -> int:
    given = [name for name in ("occurred_ms", "occurred_at") if raw.get(name) is not None]
    if len(given) != 1:
        _stop(sentences.one_moment())
    value = raw[given[0]]
    moment = _integer(value) if given[0] == "occurred_ms" else epoch_ms_of(value)
    if moment is None:
        _stop(sentences.not_a_moment(given[0]))
    if moment > terms.received_ms + FUTURE_MS:
        _stop(sentences.in_the_future())
    if moment < terms.registry.earliest_ms:
        _stop(sentences.too_early())
    return moment


def _payload(raw: Raw, kind: str, terms: Terms) -> Raw:
    payload: Raw = {name: value for name in TEXTS if name in raw and (value := _key(raw, name))}
    if kind in MONEY_KINDS and raw.get("amount_fen") is None:
        _stop(sentences.amount_missing(kind))
    for name in AMOUNTS:
        if raw.get(name) is not None and (amount := _amount(raw[name], name, kind, terms)):
            payload[name] = amount
    currency = raw.get("currency")
    if currency is not None and currency != terms.registry.currency:
        _stop(sentences.other_currency(terms.registry.currency))
    automated = raw.get("automated")
    if automated is not None and not isinstance(automated, bool):
        _stop(sentences.not_a_flag("automated"))
    if automated:
        payload["automated"] = True
    if raw.get("properties") is not None:
        properties = raw["properties"]
        if not isinstance(properties, dict):
            _stop(sentences.properties_shape())
        if properties:
            payload["properties"] = _checked_properties(properties)
    return payload


def _amount(value: object, name: str, kind: str, terms: Terms) -> int:
    amount = _integer(value)
    if amount is None or abs(amount) > MAX_AMOUNT_FEN:
        _stop(sentences.not_an_amount(name))
    if amount and terms.source_kind is SourceKind.APP:
        _stop(sentences.no_money_from_apps(name))
    is_refund = name == "amount_fen" and kind == "order_refunded"
    if (amount > 0) if is_refund else (amount < 0):
        _stop(sentences.wrong_sign(name, refund=is_refund))
    return amount


def _checked_properties(properties: Raw) -> Raw:
    _check_value(properties, 1)
    if len(json.dumps(properties, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_PROPERTIES_BYTES:
        _stop(sentences.properties_too_large(MAX_PROPERTIES_BYTES))
    return properties


def _check_value(value: object, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            _stop(sentences.too_deep(MAX_DEPTH))
        if isinstance(value, dict):
            for name in value:
                _check_text(name)
        for item in value.values() if isinstance(value, dict) else value:
            _check_value(item, depth + 1)
    elif isinstance(value, int) and abs(value) > EXACT_INTEGER:
        _stop(sentences.number_too_large())


def _check_text(text: str) -> None:
    """NUL and half a character cannot be stored; text that merely looks odd is data, and pages show it inert."""
    if "\x00" in text:
        _stop(sentences.not_text())
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            _stop(sentences.not_text())


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    # 100.0 is how some languages write the integer 100.
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGER else None


def _stop(refused: Refused) -> NoReturn:
    raise _Stop(refused)
