"""The cards of a contact's page: what the book says, whom the contact is bound to, what it agreed to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from guanxi.accounts.contracts import Access, Permission
from guanxi.accounts.rules import grant_of
from guanxi.books.queries import find_mirror
from guanxi.console.home.today import days_since, meeting_with
from guanxi.console.people import words
from guanxi.console.people.lines import DASH, TIER_COLOURS, shown_key, suppression_name, why_tier
from guanxi.people import queries
from guanxi.people.contracts import (
    ACT_NAMES,
    CONSENT_CHANNEL_NAMES,
    CONSENT_NAMES,
    DIMENSION_NAMES,
    PURPOSE_NAMES,
    TAG_SOURCE_NAMES,
    Act,
    ConsentCode,
    Dimension,
    Purpose,
    Scope,
    TagSource,
)
from guanxi.people.models import Contact
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import codes
from guanxi.report.words.attributes import attribute_name

Card = dict[str, Any]  # Any: a part of a template's context


def standing_card(contact: Contact, reader: Reader) -> Card:
    """Value, T with drivers and evidence, tier and why; ``standing`` is ``None`` where no book knows the contact."""
    figures = queries.figures_of(contact)
    as_of = reader.say(words.AS_OF, day=reader.day(figures.as_of_ms)) if figures.as_of_ms else ""
    standing = figures.standing
    if standing is None:
        return {"standing": None, "as_of": as_of, "is_apart": figures.is_before_undo}
    amounts = (standing.clv_fen, standing.potential_fen, standing.capital_fen, standing.serving_fen)
    scale = column_scale(reader, amounts)
    capital = scale if figures.capital_is_money else replace(scale, sign="")
    largest = max((abs(strength) for _, strength in standing.drivers), default=0.0)
    shown = {
        "tier": reader.name_of(codes.TIERS, standing.tier),
        "tier_colour": TIER_COLOURS[standing.tier],
        "why": why_tier(standing, reader),
        "stage": reader.name_of(codes.STAGES, standing.stage),
        "layers": tuple(reader.name_of(codes.LAYERS, layer) for layer in standing.layers),
        "is_liability": standing.is_liability,
        "is_new": standing.is_new,
        "clv": scale.money(standing.clv_fen),
        "potential": scale.money(standing.potential_fen),
        "capital": capital.money(standing.capital_fen),
        "serving": scale.money(standing.serving_fen),
        "trust": reader.trust(standing.trust),
        "low": reader.trust(standing.low),
        "high": reader.trust(standing.high),
        "bar": {"from": round(standing.low * 100), "width": max(1, round((standing.high - standing.low) * 100))},
        "at": round(standing.trust * 100),
        "n_eff": reader.number(standing.n_eff, 1),
        "has_evidence": standing.has_evidence,
        "alive": DASH if standing.p_alive is None else reader.share(standing.p_alive, 0),
        "n_orders": reader.whole(standing.n_orders),
        "latest_order": reader.day(standing.latest_order_ms) if standing.latest_order_ms else DASH,
        "n_parts": standing.n_parts,
        "n_ended": standing.n_ended,
        "is_before_undo": figures.is_before_undo,
        "drivers": [
            {
                "name": reader.name_of(codes.SUB_SCORES, name),
                "sentence": reader.say(words.DRIVERS[name][0 if strength > 0 else 1]),
                "strength": ("+" if strength > 0 else "") + reader.number(strength),
                "is_up": strength > 0,
                "width": round(100 * abs(strength) / largest) if largest else 0,
            }
            for name, strength in standing.drivers
            if abs(strength) >= 0.005
        ],
    }
    return {"standing": shown, "as_of": as_of}


def talk_card(contact: Contact, access: Access, reader: Reader, at_ms: int) -> Card:
    """Why the latest mirror would have somebody talk to the contact; ``talk`` is ``None`` where it would not."""
    mirror = find_mirror() if grant_of(access, Permission.SEE_FIGURES) else None
    if mirror is None:
        return {"talk": None}
    lake_ids = frozenset(point.lake_id for point in queries.points_of(contact) if point.lake_id is not None)
    own = Reader.for_brand(reader.lang, mirror.currency, mirror.zone)
    met = meeting_with(mirror, access, contact.public_id, lake_ids, own, now_ms=at_ms)
    return {"talk": met, "talk_day": mirror.as_of_ms, "talk_age": days_since(mirror.as_of_ms, at_ms, mirror.zone)}


def relations(contact: Contact, scope: Scope, reader: Reader) -> Card:
    """Employees, neighbours, tags, attributes, points and merges."""
    neighbours = queries.neighbours_of(contact, scope)
    return {
        "edges": [
            {
                "staff": inert(edge.staff.key, 60),
                "from": reader.day(edge.from_ms) if edge.from_ms > 0 else "",
                "until": reader.day(edge.until_ms) if edge.until_ms else "",
            }
            for edge in queries.edges_of(contact)
        ],
        "neighbours": [
            {
                "public_id": each.public_id,
                "key": shown_key(each.key),
                "name": inert(each.name, 40),
                "how": reader.say(words.HOW_NAMES[each.how]),
                "n": each.n_bonds,
                "latest": reader.day(each.latest_ms) if each.latest_ms else "",
            }
            for each in neighbours.shown
        ],
        "n_hidden": neighbours.n_hidden,
        "tags": [
            {
                "public_id": each.tag.public_id,
                "name": inert(each.tag.name, 40),
                "dimension": reader.say(DIMENSION_NAMES[Dimension(each.tag.dimension)]),
                "source": reader.say(TAG_SOURCE_NAMES[TagSource(each.source)]),
                "since": reader.day(each.from_ms),
                "is_own": each.source == TagSource.PERSON,
            }
            for each in queries.tags_of(contact)
        ],
        "traits": [
            (reader.say(attribute_name(each.trait_key)), inert(each.text, 80)) for each in queries.traits_of(contact)
        ],
        "points": [(shown_key(each.value_key), each.verified) for each in queries.points_of(contact)],
        "merges": [
            {
                "public_id": each.public_id,
                "loser": shown_key(each.loser.key),
                "day": reader.day(each.at_ms),
                "by": inert(each.by.name, 40) if each.by else "guanxi",
                "reason": inert(each.reason, 120),
                "undone": reader.day(each.undone_ms) if each.undone_ms else "",
            }
            for each in queries.merges_of(contact)
        ],
    }


def consent_card(contact: Contact, at_ms: int, reader: Reader) -> Card:
    """Where consent stands for each purpose, the record behind it, and suppressions."""
    now = queries.consent_now(contact, at_ms)
    agreed = {entry.purpose for entry in now.entries if entry.act in (Act.GRANTED, Act.RENEWED)}
    return {
        # A grant on one of the merged records does not speak for the other: the card says why it does not count.
        "consent_half": [
            reader.say(PURPOSE_NAMES[purpose])
            for purpose, code in now.states
            if code is ConsentCode.NEVER_ASKED and purpose.value in agreed
        ],
        "consents": [
            (purpose.value, reader.say(PURPOSE_NAMES[purpose]), code.value, reader.say(CONSENT_NAMES[code]))
            for purpose, code in now.states
        ],
        "consent_entries": [
            {
                "day": reader.day(entry.at_ms),
                "act": reader.say(ACT_NAMES[Act(entry.act)]),
                "purpose": reader.say(PURPOSE_NAMES[Purpose(entry.purpose)]),
                "channel": reader.say(CONSENT_CHANNEL_NAMES[entry.channel]),
                "evidence": inert(str(entry.evidence.get("note", "")), 300),
                "by": inert(entry.recorded_by.name, 40) if entry.recorded_by else "guanxi",
            }
            for entry in now.entries
        ],
        "suppressions": [
            {
                "reason": each.reason,
                "name": suppression_name(each.reason, reader),
                "since": reader.day(each.from_ms),
            }
            for each in queries.suppressions_of(contact)
        ],
        "lifted": [
            {
                "name": suppression_name(each.reason, reader),
                "since": reader.day(each.from_ms),
                "until": reader.day(each.until_ms),
            }
            for each in queries.lifted_suppressions_of(contact)
            if each.until_ms is not None
        ],
    }
