"""TROI's file: money as strings of yuan, moments in the brand's zone, what is not known as ``null``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from guanxi.book.contracts import troi as t
from guanxi.report.audit.document import audit_schema
from guanxi.report.audit.values import Json, interval, money, money_interval, notice, number, when

SCHEMA_VERSION = 1
"""Raised when a field changes its meaning or goes; new optional fields leave it."""
SHARED = ("money", "moment", "interval", "money_interval", "notice")
"""Definitions of the audit's schema that this one uses."""


def troi_json(book: t.TroiBook) -> Json:
    """Every read-out as plain JSON values that keep to :func:`troi_schema`. Only a randomised one has a ``verdict``."""
    zone = book.zone
    return {
        "schema_version": SCHEMA_VERSION,
        "brand": book.brand,
        "as_of": when(book.as_of_ms, zone),
        "zone": zone,
        "currency": book.currency,
        "readouts": [_readout(each, zone) for each in book.readouts],
        "notices": [notice(each) for each in book.notices],
    }


@cache
def troi_schema() -> Json:
    """The JSON Schema (draft 2020-12) of ``troi.json``; strict. What ``audit.json`` has too is defined as there."""
    schema: Json = json.loads(files("guanxi.report").joinpath("troi.schema.json").read_text(encoding="utf-8"))
    known = audit_schema()["$defs"]
    return {**schema, "$defs": {**{name: known[name] for name in SHARED}, **schema["$defs"]}}


def _readout(readout: t.Readout, zone: str) -> Json:
    shared = {
        "scope": _scope(readout.scope, zone),
        "arms": [_arm(each) for each in readout.arms],
        "spend": _spend(readout.spend),
        "returns": _returns(readout.returns),
        "overlaps": [{"program": o.program, "n_contacts": o.n_contacts, "share": o.share} for o in readout.overlaps],
        "panel": _panel(readout.panel),
        "notices": [notice(each) for each in readout.notices],
        "extremes": _extremes(readout.extremes),
    }
    if isinstance(readout, t.ObservationalReadout):
        return {"design": "observational", **shared, **_observed(readout)}
    return {"design": "randomised", **shared, **_randomised(readout, zone)}


def _scope(scope: t.TroiScope, zone: str) -> Json:
    return {
        "program": scope.program,
        "arm": scope.arm,
        "programs": list(scope.programs),
        "days": scope.days,
        "launch": when(scope.launch_ms, zone),
        "latest_assigned": when(scope.latest_assigned_ms, zone),
        "models_learnt": when(scope.learnt_ms, zone),
        "asset": scope.asset,
        "winsor_quantile": scope.winsor_quantile,
        "level": scope.level,
        "risk_free": scope.risk_free,
        "margin_rate": scope.margin_rate,
        "margin_assumed": scope.margin_assumed,
        "definition_version": scope.definition_version,
    }


def _arm(arm: t.ArmRow) -> Json:
    return {
        "arm": arm.arm,
        "n_assigned": arm.n_assigned,
        "n_matured": arm.n_matured,
        "n_units": arm.n_units,
        "mean_margin": money(arm.mean_margin),
        "mean_change": money(arm.mean_change),
        "mean_margin_before": money(arm.mean_margin_before),
        "mean_asset_before": money(arm.mean_asset_before),
        "mean_change_before": money(arm.mean_change_before),
    }


def _spend(spend: t.Spend) -> Json:
    return {
        "total": money(spend.total),
        "direct": money(spend.direct),
        "pools": money(spend.pools),
        "coupons": money(spend.coupons),
        "coupons_in": spend.coupons_in,
        "is_recorded": spend.is_recorded,
        "outside": money(spend.outside),
    }


def _returns(returns: t.Returns | None) -> Json | None:
    if returns is None:
        return None
    return {
        "effect": money_interval(returns.effect),
        "effect_per_contact": money_interval(returns.effect_per_contact),
        "capital_effect": money_interval(returns.capital_effect),
        "gross": interval(returns.gross),
        "net": interval(returns.net),
        "annual": interval(returns.annual),
        "raw_per_contact": money(returns.raw_per_contact),
        "fixed_per_contact": money_interval(returns.fixed_per_contact),
        "why_no_ratio_en": returns.why_no_ratio_en,
        "why_no_ratio_zh": returns.why_no_ratio_zh,
    }


def _extremes(found: t.Extremes | None) -> Json | None:
    if found is None:
        return None
    return {
        "n_contacts": found.n_contacts,
        "n_clipped": found.n_clipped,
        "of_variance": number(found.of_variance),
        "of_effect": number(found.of_effect),
        "is_heavy": found.is_heavy,
    }


def _assigned(found: t.Assigned | None) -> Json | None:
    if found is None:
        return None
    return {
        "n_contacts": found.n_contacts,
        "n_matched": found.n_matched,
        "n_conflicting": found.n_conflicting,
        "n_later": found.n_later,
        "n_moved": found.n_moved,
        "n_arms": found.n_arms,
    }


def _panel(panel: t.Panel) -> Json:
    return {
        "indicators": [
            {
                "code": each.code,
                "unit": each.unit,
                "treated": number(each.treated),
                "control": number(each.control),
                "n_treated": each.n_treated,
                "n_control": each.n_control,
            }
            for each in panel.indicators
        ],
        "bands": [{"band": b.band, "n_contacts": b.n_contacts, "ordered": number(b.ordered)} for b in panel.bands],
    }


def _observed(readout: t.ObservationalReadout) -> Json:
    return {
        "period_days": readout.period_days,
        "pre_trend_p": number(readout.pre_trend_p),
        "trend": [
            {
                "period": point.period,
                "treated": money(point.treated),
                "control": money(point.control),
                "difference": money_interval(point.difference),
            }
            for point in readout.trend
        ],
    }


def _randomised(readout: t.RandomisedReadout, zone: str) -> Json:
    verdict, seen, ratio = readout.verdict, readout.detectable, readout.sample_ratio
    return {
        "verdict": {
            "code": str(verdict.code),
            "en": verdict.en,
            "zh": verdict.zh,
            "known_by": when(verdict.known_by_ms, zone),
            "n_needed": verdict.n_needed,
        },
        "looks": [
            {
                "at": when(look.at_ms, zone),
                "n_units": look.n_units,
                "effect": money(look.effect),
                "low": money(look.low),
                "high": money(look.high),
            }
            for look in readout.looks
        ],
        "assigned": _assigned(readout.assigned),
        "effect_to_clear": money(readout.effect_to_clear),
        "detectable": {
            "per_contact": money(seen.per_contact),
            "total": money(seen.total),
            "n_treated": seen.n_treated,
            "n_control": seen.n_control,
            "power": seen.power,
        },
        "sample_ratio": ratio
        and {
            "n_treated": ratio.n_treated,
            "n_control": ratio.n_control,
            "designed_treated": ratio.designed_treated,
            "p_value": number(ratio.p_value),
            "is_sound": ratio.is_sound,
        },
    }
