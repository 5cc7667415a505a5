"""The parts of ``audit.json`` that say how far the rest may be believed: backtest, quarantine, files."""

from __future__ import annotations

from guanxi.book.contracts import (
    Backtest,
    CapitalBacktest,
    OutcomeBacktest,
    PurchaseBacktest,
    Quality,
    Score,
    SourceFile,
)
from guanxi.kit.money import yuan
from guanxi.report.audit.values import Json, interval, notice, number, when


def score(predictor: Score) -> Json:
    """One predictor of one outcome on one test date."""
    return {
        "predictor": predictor.predictor,
        "n": predictor.n,
        "base_rate": number(predictor.base_rate),
        "auc": number(predictor.auc),
        "brier": number(predictor.brier),
        "ece": number(predictor.ece),
        "ece_limit": number(predictor.ece_limit),
    }


def outcome(tested: OutcomeBacktest, zone_name: str) -> Json:
    """All predictors of one outcome beside each other, and the reliability bins of ours."""
    return {
        "outcome": tested.outcome,
        "as_of": when(tested.as_of_ms, zone_name),
        "scores": [score(each) for each in tested.scores],
        "bins": [
            {
                "predicted": number(each.predicted),
                "observed": number(each.observed),
                "low": number(each.low),
                "high": number(each.high),
                "n": each.n,
            }
            for each in tested.bins
        ],
    }


def capital(window: CapitalBacktest, zone_name: str) -> Json:
    """ΣK_h against what was realised on one closed window."""
    return {
        "as_of": when(window.as_of_ms, zone_name),
        "window_days": window.window_days,
        "trust_capital": yuan(window.trust_capital),
        "clv": yuan(window.clv),
        "realised": yuan(window.realised),
        "ratio": interval(window.ratio),
        "decile_predicted": [yuan(amount) for amount in window.decile_predicted],
        "decile_realised": [yuan(amount) for amount in window.decile_realised],
    }


def purchases(tested: PurchaseBacktest, zone_name: str) -> Json:
    """One purchase model on one holdout."""
    return {
        "model": tested.model,
        "opened": when(tested.opened_ms, zone_name),
        "days": tested.days,
        "n": tested.n,
        "mae": number(tested.mae),
        "ratio": interval(tested.ratio),
    }


def backtest(tested: Backtest | None, zone_name: str) -> Json | None:
    """The whole backtest, or ``null`` when the data is too short for one."""
    if tested is None:
        return None
    return {
        "n_contacts": tested.n_contacts,
        "sampled": tested.sampled,
        "outcomes": [outcome(each, zone_name) for each in tested.outcomes],
        "pooled": [outcome(each, zone_name) for each in tested.pooled],
        "capital": [capital(each, zone_name) for each in tested.capital],
        "purchases": [purchases(each, zone_name) for each in tested.purchases],
        "notices": [notice(each) for each in tested.notices],
    }


def source_file(file: SourceFile) -> Json:
    """One file as it was understood."""
    return {
        "name": file.name,
        "recognised_as": file.recognised_as,
        "encoding": file.encoding,
        "separator": file.separator,
        "n_rows": file.n_rows,
        "n_published": file.n_published,
        "n_quarantined": file.n_quarantined,
        "mapping": dict(file.mapping),
        "note_en": file.note_en,
        "note_zh": file.note_zh,
    }


def quarantine(quality: Quality) -> Json:
    """Rows that could not be read, counted by reason."""
    return {
        "n": quality.n_quarantined,
        "reasons": [
            {"code": each.code, "n": each.n, "en": each.en, "zh": each.zh, "example": each.example}
            for each in quality.reasons
        ],
    }


def data(quality: Quality, zone_name: str) -> Json:
    """Files, period, events by kind, and what is missing."""
    return {
        "files": [source_file(file) for file in quality.files],
        "earliest": when(quality.earliest_ms, zone_name),
        "latest": when(quality.latest_ms, zone_name),
        "n_events_by_kind": dict(quality.n_events_by_kind),
        "missing": [notice(each) for each in quality.missing],
    }
