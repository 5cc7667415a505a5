"""The network as plain JSON values, in ``audit.json`` and in ``network.json``."""

from __future__ import annotations

from guanxi.book.contracts.network import (
    Advocate,
    Circle,
    Concentration,
    Conversion,
    Network,
    NetworkBook,
    Picture,
    Reproduction,
    SourceReturn,
    VelocityWeek,
)
from guanxi.kit.money import yuan
from guanxi.report.audit.values import Json, interval, money, money_interval, notice, number, when
from guanxi.report.masked import masked_key

SCHEMA_VERSION = 1


def network_book_json(book: NetworkBook) -> Json:
    """The whole of ``network.json``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "definition_version": book.definition_version,
        "brand": book.brand,
        "as_of": when(book.as_of_ms, book.zone),
        "zone": book.zone,
        "currency": book.currency,
        "horizon_days": book.horizon_days,
        "n_contacts": book.n_contacts,
        "n_events": book.n_events,
        "network": network(book.network, book.zone),
        "notices": [notice(each) for each in book.notices],
    }


def network(found: Network | None, zone: str) -> Json | None:
    """One network; ``None`` where nobody looked."""
    if found is None:
        return None
    ignored = found.not_counted
    return {
        "n_standing": found.n_standing,
        "n_bonds": found.n_bonds,
        "density": interval(found.density),
        "clustering": number(found.clustering),
        "velocity": interval(found.velocity),
        "weeks": [_week(each, zone) for each in found.weeks],
        "conversion": _conversion(found.conversion),
        "reproduction": [_reproduction(each) for each in found.reproduction],
        "advocates": [_advocate(each) for each in found.advocates],
        "n_advocates": found.n_advocates,
        "n_unverified_inviters": found.n_unverified_inviters,
        "sources": [_source(each) for each in found.sources],
        "circles": [_circle(each) for each in found.circles],
        "n_circles": found.n_circles,
        "n_circle_candidates": found.n_circle_candidates,
        "picture": _picture(found.picture),
        "not_counted": {
            "to_oneself": ignored.to_oneself,
            "already_there": ignored.already_there,
            "later_inviter": ignored.later_inviter,
            "in_a_cycle": ignored.in_a_cycle,
            "to_nobody_known": ignored.to_nobody_known,
            "by_nobody_known": ignored.by_nobody_known,
            "before_inviter": ignored.before_inviter,
        },
        "referral_credit": money(found.referral_credit),
        "growth_option": money_interval(found.growth_option),
        "notices": [notice(each) for each in found.notices],
        "velocity_change": interval(found.velocity_change),
        "concentration": _concentration(found.concentration),
    }


def _concentration(found: Concentration | None) -> Json | None:
    if found is None:
        return None
    return {
        "n_converted": found.n_converted,
        "n_inviters": found.n_inviters,
        "n_top": found.n_top,
        "top_share": number(found.top_share),
        "n_first": found.n_first,
        "first_share": number(found.first_share),
    }


def _week(week: VelocityWeek, zone: str) -> Json:
    return {
        "until": when(week.until_ms, zone),
        "n_bonds": week.n_bonds,
        "contact_weeks": number(week.contact_weeks),
        "velocity": interval(week.velocity),
    }


def _conversion(found: Conversion | None) -> Json | None:
    if found is None:
        return None
    return {
        "n_invited": found.n_invited,
        "n_converted": found.n_converted,
        "n_waiting": found.n_waiting,
        "median_hours": interval(found.median_hours),
        "points": [{"hours": each.hours, "share": interval(each.share)} for each in found.points],
    }


def _reproduction(found: Reproduction) -> Json:
    return {
        "cohort": found.cohort,
        "n_buyers": found.n_buyers,
        "n_conversions": found.n_conversions,
        "weeks": found.weeks,
        "value": interval(found.value),
        "growth": found.growth,
        "points": [
            {
                "week": each.week,
                "value": number(each.value),
                "low": number(each.low),
                "high": number(each.high),
                "n_at_risk": each.n_at_risk,
            }
            for each in found.points
        ],
        "missing_en": found.missing_en,
        "missing_zh": found.missing_zh,
    }


def _advocate(found: Advocate) -> Json:
    return {
        "contact_id": found.contact_id,
        "source_key": masked_key(found.source_key),
        "value": yuan(found.value),
        "credit": yuan(found.credit),
        "n_invited": found.n_invited,
        "n_converted": found.n_converted,
        "n_verified": found.n_verified,
        "n_counted": found.n_counted,
        "en": found.en,
        "zh": found.zh,
        "is_enough": found.is_enough,
    }


def _source(found: SourceReturn) -> Json:
    return {
        "source": found.source,
        "channel": found.channel,
        "n_contacts": found.n_contacts,
        "n_conversions": found.n_conversions,
        "cost": money(found.cost),
        "per_yuan": interval(found.per_yuan),
        "missing_en": found.missing_en,
        "missing_zh": found.missing_zh,
    }


def _circle(found: Circle) -> Json:
    return {
        "member_ids": list(found.member_ids),
        "members": [masked_key(name) for name in found.members],
        "stability": number(found.stability),
        "n_bonds": found.n_bonds,
        "clv": yuan(found.clv),
        "shared": [
            {
                "dimension": each.dimension,
                "key": each.key,
                "share": number(each.share),
                "usual_share": number(each.usual_share),
            }
            for each in found.shared
        ],
    }


def _picture(found: Picture) -> Json:
    return {
        "nodes": [
            {"contact_id": each.contact_id, "name": masked_key(each.name), "role": each.role, "group": each.group}
            for each in found.nodes
        ],
        "links": [{"source": each.source, "target": each.target, "kind": each.kind} for each in found.links],
    }
