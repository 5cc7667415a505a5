"""The parts of ``audit.json``, one function per contract of the book."""

from __future__ import annotations

from guanxi.book.contracts import (
    Book,
    CutRow,
    Example,
    HeadSummary,
    LayerRow,
    ModelFit,
    RoiRow,
    RollForwardLine,
    StageRow,
    Statement,
    Tier,
    TierRow,
)
from guanxi.kit.money import yuan
from guanxi.report.audit.values import Json, interval, money, money_by, money_interval, number, numbers_by, when
from guanxi.report.masked import masked_key
from guanxi.report.standing import mean_of_standing


def fit(model: ModelFit) -> Json:
    """One purchase or spend model as fitted."""
    return {
        "name": model.name,
        "parameters": numbers_by(model.parameters),
        "standard_errors": numbers_by(model.standard_errors),
        "log_likelihood": number(model.log_likelihood),
        "n": model.n,
        "chosen": model.chosen,
        "converged": model.converged,
        "deviance": number(model.deviance),
    }


def value(book: Book) -> Json:
    """The purchase model, its parameters, and what it adds up to."""
    summary = book.value
    chosen = next((model for model in summary.fits if model.name == summary.model), None)
    return {
        "model": summary.model,
        "time_unit_days": number(summary.time_unit_days),
        "parameters": numbers_by(chosen.parameters) if chosen else {},
        "fits": [fit(model) for model in summary.fits],
        "total_clv": money_interval(summary.total_clv),
        "total_potential": money_interval(summary.total_potential),
        "n_buyers": summary.n_buyers,
        "n_repeat_buyers": summary.n_repeat_buyers,
        "n_never_bought": summary.n_never_bought,
        "margin_rate": number(summary.margin_rate),
        "margin_rate_assumed": summary.margin_rate_assumed,
        "discount_rate": number(summary.discount_rate),
        "median_cycle_days": number(summary.median_cycle_days),
    }


def head(summary: HeadSummary) -> Json:
    """One head of the trust score: whether it is live, and what it weighs."""
    return {
        "outcome": summary.outcome,
        "status": summary.status,
        "weight": number(summary.weight),
        "n_labels": summary.n_labels,
        "n_rarer": summary.n_rarer,
        "coefficients": numbers_by(summary.coefficients),
        "penalty": number(summary.penalty),
        "calibration": summary.calibration,
        "reason_en": summary.reason_en,
        "reason_zh": summary.reason_zh,
    }


def trust(book: Book) -> Json:
    """How T came about."""
    summary = book.trust
    return {
        "status": str(summary.status),
        "heads": [head(each) for each in summary.heads],
        "mean": interval(summary.mean_trust),
        "link": {
            "score": [number(knot) for knot in summary.link_score],
            "trust": [number(knot) for knot in summary.link_trust],
            "n_buyers": summary.link_n_buyers,
            "n_orders": summary.link_n_orders,
        },
        "histogram": {
            "edges": [number(edge) for edge in summary.histogram_edges],
            "counts": list(summary.histogram_counts),
        },
    }


def statement(sheet: Statement, zone_name: str) -> Json:
    """The balance sheet. ``trust_capital`` is an index, not yuan, unless ``trust_capital_is_money``."""
    test = sheet.money_test
    return {
        "potential": money_interval(sheet.potential),
        "doubtful_allowance": money_interval(sheet.doubtful_allowance),
        "trust_capital": money_interval(sheet.trust_capital),
        "trust_capital_is_money": sheet.trust_capital_is_money,
        "money_test": None
        if test is None
        else {
            "window_days": test.window_days,
            "opened": when(test.opened_ms, zone_name),
            "closed": when(test.closed_ms, zone_name),
            "ratio": interval(test.ratio),
            "passed": test.passed,
        },
        "clv": money_interval(sheet.clv),
        "maintenance": money_interval(sheet.maintenance),
        "promises": yuan(sheet.promises),
        "n_promises": sheet.n_promises,
        "net_equity": money_interval(sheet.net_equity),
        "net_equity_basis": sheet.net_equity_basis,
        "referral_credit": money(sheet.referral_credit),
        "unamortised_acquisition": money(sheet.unamortised_acquisition),
        "growth_option": money(sheet.growth_option),
        "referral_kept": money(sheet.referral_kept),
        "trust_capital_by_tier": money_by(sheet.trust_capital_by_tier),
        "potential_by_tier": money_by(sheet.potential_by_tier),
    }


def tier(row: TierRow) -> Json:
    """One tier and its reference share."""
    return {
        "n": row.n,
        "share": number(row.share),
        "trust_capital": yuan(row.trust_capital),
        "clv": yuan(row.clv),
        "maintenance": money(row.maintenance),
        "mean_trust": number(row.mean_trust),
        "reference_low": number(row.reference_low),
        "reference_high": number(row.reference_high),
        "n_liabilities": row.n_liabilities,
    }


def tiers(rows: tuple[TierRow, ...]) -> dict[str, Json | None]:
    """By tier; a tier that the book does not carry is ``null``, never zeros."""
    found = {row.tier: tier(row) for row in rows}
    return {str(name): found.get(name) for name in Tier if name is not Tier.NONE or name in found}


def lines(steps: tuple[RollForwardLine, ...]) -> list[Json]:
    """Roll-forward lines in their order."""
    return [{"line": str(step.line), "amount": yuan(step.amount), "n_contacts": step.n_contacts} for step in steps]


def cut(row: CutRow) -> Json:
    """The statement of one channel, staff member, group, cohort, program, touchpoint or tier."""
    return {
        "dimension": row.dimension,
        "key": row.key,
        "n_contacts": row.n_contacts,
        "potential": yuan(row.potential),
        "trust_capital": yuan(row.trust_capital),
        "clv": yuan(row.clv),
        "maintenance": money(row.maintenance),
        "promises": yuan(row.promises),
        "net_equity": yuan(row.net_equity),
        "net_equity_low": yuan(row.net_equity_low),
        "net_equity_high": yuan(row.net_equity_high),
        "mean_trust": number(mean_of_standing(row)),
        "enough_evidence": row.enough_evidence,
        "missing_en": row.missing_en,
        "missing_zh": row.missing_zh,
        "referral_credit": money(row.referral_credit),
        "referral_given": money(row.referral_given),
        "n_broken": row.n_broken,
        "n_ended": row.n_ended,
    }


def roi(row: RoiRow) -> Json:
    """Return on acquisition of one channel × cohort."""
    return {
        "channel": row.channel,
        "cohort": row.cohort,
        "n_contacts": row.n_contacts,
        "n_orders": row.n_orders,
        "acquisition_cost": money(row.acquisition_cost),
        "margin_realised": yuan(row.margin_realised),
        "clv": yuan(row.clv),
        "maintenance": money(row.maintenance),
        "roi": interval(row.roi),
        "roi_after_maintenance": interval(row.roi_after_maintenance),
        "band": None if row.band is None else str(row.band),
        "why_no_verdict_en": row.why_no_verdict_en,
        "why_no_verdict_zh": row.why_no_verdict_zh,
    }


def example(person: Example) -> Json:
    """One contact with the reasons for its T."""
    return {
        "contact_id": person.contact_id,
        "source_key": masked_key(person.source_key),
        "tier": str(person.tier),
        "trust": interval(person.trust),
        "n_eff": number(person.n_eff),
        "potential": yuan(person.potential),
        "trust_capital": yuan(person.trust_capital),
        "clv": yuan(person.clv),
        "cost_to_serve": money(person.cost_to_serve),
        "is_liability": person.is_liability,
        "drivers": [
            {
                "sub_score": driver.sub_score,
                "contribution": number(driver.contribution),
                "en": driver.en,
                "zh": driver.zh,
            }
            for driver in person.drivers
        ],
    }


def lifecycle(book: Book) -> Json:
    """Stages, which add up to the book, and layers, which overlap."""

    def row(each: StageRow | LayerRow) -> Json:
        return {
            "n": each.n,
            "share": number(each.share),
            "trust_capital": yuan(each.trust_capital),
            "clv": yuan(each.clv),
        }

    return {
        "stages": {
            each.stage.value: {
                **row(each),
                "mean_trust": number(each.mean_trust) if each.n > each.n_broken else None,
                "n_broken": each.n_broken,
            }
            for each in book.stages
        },
        "layers": {each.layer.value: row(each) for each in book.layers},
    }
