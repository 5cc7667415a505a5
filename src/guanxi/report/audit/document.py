"""The whole document ``audit.json`` of a book."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from guanxi.book.contracts import Book, Overlap, Release, RollForward, TouchpointRow, Verdict
from guanxi.kit.money import yuan
from guanxi.report.audit import evidence, parts
from guanxi.report.audit.network import network
from guanxi.report.audit.values import Json, interval, money, money_interval, notice, number, when
from guanxi.report.standing import mean_of_standing
from guanxi.report.whole_file import whole_file

SCHEMA_VERSION = 1
"""Raised when a field changes its meaning or goes; new optional fields leave it."""


def audit_json(book: Book) -> Json:
    """The book as plain JSON values that keep to :func:`audit_schema`.

    Money is a string of yuan with two decimals, an interval an object ``{value, low, high, level}``, a moment ISO
    8601 in the brand's zone; what is not known is ``null``.
    """
    zone = book.zone
    return {
        "schema_version": SCHEMA_VERSION,
        "definition_version": book.definition_version,
        "brand": book.brand,
        "as_of": when(book.as_of_ms, zone),
        "zone": zone,
        "currency": book.currency,
        "horizon_days": book.horizon_days,
        "outcome_days": book.outcome_days,
        "n_contacts": book.n_contacts,
        "n_events": book.n_events,
        "verdict": _verdict(book.verdict),
        "value": parts.value(book),
        "trust": parts.trust(book),
        "statement": parts.statement(book.statement, zone),
        "tiers": parts.tiers(book.tiers),
        "cuts": [parts.cut(row) for row in book.cuts],
        "roll_forward": None if book.roll_forward is None else parts.lines(book.roll_forward.lines),
        "roll_forward_detail": _roll_forward_detail(book.roll_forward, zone),
        "roi": [parts.roi(row) for row in book.roi],
        "touchpoints": [_touchpoint(row) for row in book.touchpoints],
        "overlaps": [_overlap(row) for row in book.overlaps],
        "core_examples": [parts.example(person) for person in book.core_examples],
        "doubtful_examples": [parts.example(person) for person in book.doubtful_examples],
        "release": _release(book.release),
        "backtest": evidence.backtest(book.backtest, zone),
        "quarantine": evidence.quarantine(book.quality),
        "data": evidence.data(book.quality, zone),
        "notices": [notice(each) for each in book.notices],
        "network": network(book.network, zone),
        "lifecycle": parts.lifecycle(book),
    }


@cache
def audit_schema() -> Json:
    """The JSON Schema (draft 2020-12) of ``audit.json``; strict: no field beyond those that it names."""
    schema: Json = json.loads(files("guanxi.report").joinpath("audit.schema.json").read_text(encoding="utf-8"))
    return schema


def write_audit_json(book: Book, path: Path) -> Path:
    """Write ``audit.json`` whole or not at all; gives ``path``."""
    text = json.dumps(audit_json(book), ensure_ascii=False, indent=2, allow_nan=False)
    with whole_file(path) as partial:
        partial.write_text(text + "\n", encoding="utf-8")
    return path


def _verdict(verdict: Verdict) -> Json:
    return {
        "code": str(verdict.code),
        "roi_band": None if verdict.roi_band is None else str(verdict.roi_band),
        "roi": interval(verdict.roi),
        "en": verdict.en,
        "zh": verdict.zh,
    }


def _roll_forward_detail(moved: RollForward | None, zone: str) -> Json | None:
    if moved is None:
        return None
    return {
        "opened": when(moved.opened_ms, zone),
        "closed": when(moved.closed_ms, zone),
        "n_acquired_and_broken": moved.n_acquired_and_broken,
        "folded": list(moved.folded),
        "cuts": {
            dimension: {key: parts.lines(steps) for key, steps in keys.items()}
            for dimension, keys in moved.cuts.items()
        },
    }


def _touchpoint(row: TouchpointRow) -> Json:
    return {
        "touchpoint": row.touchpoint,
        "n_contacts": row.n_contacts,
        "n_only_here": row.n_only_here,
        "mean_trust": number(mean_of_standing(row)),
        "cost_to_serve": money(row.cost_to_serve),
        "net_equity": yuan(row.net_equity),
        "n_broken": row.n_broken,
    }


def _overlap(row: Overlap) -> Json:
    return {"first": row.first, "second": row.second, "n_contacts": row.n_contacts}


def _release(release: Release) -> Json:
    return {
        "n_contacts": release.n_contacts,
        "maintenance": money(release.maintenance),
        "value_lost": money(release.value_lost),
        "net_saving": money_interval(release.net_saving),
        "enough_evidence": release.enough_evidence,
        "missing_en": release.missing_en,
        "missing_zh": release.missing_zh,
    }
