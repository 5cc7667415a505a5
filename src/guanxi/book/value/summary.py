"""The value part of the book as the report reads it."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Notice, ValueSummary
from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value.contracts import ValueTotals
from guanxi.book.value.histories import DAYS_PER_WEEK
from guanxi.book.value.model import ValueModel
from guanxi.book.value.notices import CONDITIONS, condition_notices


def summarise_value(model: ValueModel, facts: Facts, settings: AuditSettings, totals: ValueTotals) -> ValueSummary:
    """Model, totals and head-counts; broken contacts count where they bought or never did."""
    return ValueSummary(
        model=model.purchases.name,
        time_unit_days=DAYS_PER_WEEK,
        fits=model.fits,
        total_clv=totals.clv,
        total_potential=totals.potential,
        n_buyers=int(np.count_nonzero(facts.is_buyer)),
        n_never_bought=int(np.count_nonzero(~facts.is_buyer)),
        n_repeat_buyers=int(np.count_nonzero(facts.n_orders > 1)),
        margin_rate=settings.margin_rate,
        margin_rate_assumed=settings.margin_assumed,
        discount_rate=settings.discount_rate,
        median_cycle_days=model.median_cycle_days,
    )


def value_notices(
    model: ValueModel, facts: Facts, settings: AuditSettings, horizon_days: int | None = None
) -> tuple[Notice, ...]:
    """What to know before believing the values: of the fit as learnt, and of the facts and settings at hand."""
    of_the_fit = tuple(notice for notice in model.notices if notice.code not in CONDITIONS)
    return of_the_fit + condition_notices(facts, settings, horizon_days)
