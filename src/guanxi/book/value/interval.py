"""Totals with intervals: who happened to be here (jackknife over hash groups) and what we do not know of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.facts.contracts import Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.settings import AuditSettings
from guanxi.book.value.contracts import ContactValues, ValueTotals
from guanxi.book.value.histories import histories, in_whole_weeks
from guanxi.book.value.model import ValueModel
from guanxi.book.value.never_bought import conversions_by_day, waiting
from guanxi.book.value.purchases import PurchaseFit
from guanxi.book.value.score import Terms, buyer_orders, new_buyer_worth, terms
from guanxi.stats.jackknife import group_sums, normal_interval, total_variance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STEP = 1e-3
"""Of the logarithm of a break hazard, for central differences."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What the totals depend on besides the parameters.

    Parameters
    ----------
    X : (k, 3) histories in whole weeks. margin_fen : (k,) Σ margin of one order over the contacts of each row.
    conversions : (2, days) expected first orders on each day to come, and the same times the factor of their wait.
    """

    model: ValueModel
    X: Floats
    margin_fen: Floats
    conversions: Floats

    def totals(self, fit: PurchaseFit, of: Terms) -> Floats:
        """(2,) Σ clv and Σ potential in fen."""
        alive, orders = buyer_orders(fit, self.X, of)
        worth = orders * self.margin_fen
        return np.array([alive @ worth, worth.sum()]) + self.waiting_total(fit, of)

    def waiting_total(self, fit: PurchaseFit, of: Terms) -> float:
        """Value of the contacts that never bought."""
        if not self.conversions.any():
            return 0.0
        first, further = new_buyer_worth(self.model, fit, of)
        return float(self.conversions[0] @ first[:, 0] + self.conversions[1] @ further[:, 0])


def total_interval(
    model: ValueModel,
    facts: Facts,
    settings: AuditSettings,
    values: ContactValues,
    level: float = 0.80,
    *,
    horizon_days: int | None = None,
    channel: Ints | None = None,
) -> ValueTotals:
    """Σ clv and Σ potential with intervals of coverage ``level``.

    Variance = J + D + 2·√(J·D·share): J is the delete-one-group jackknife over the 64 hash groups, D the delta-method
    variance of every learnt parameter (purchases, spend, break hazards, conversion, each independent of the others).
    The two are not independent: the contacts that make the total large also taught the model. Their covariance is at
    most √(J·D) (Cauchy–Schwarz), times the root of the share of these buyers that was learnt from, and on simulated
    brands it is nearly that: J + D alone covered the truth .65 of the time at a level of .80, with the bound .85.

    Parameters
    ----------
    values : of these facts, from :func:`~guanxi.book.value.score.value_contacts` with the same other arguments.
    """
    of = terms(model, settings, horizon_days)
    book = _book(model, facts, values, of, channel)
    learnt = model.purchases.delta_variance(lambda fit: book.totals(fit, of))
    learnt = learnt + _spend_variance(model, facts, values) + _break_variance(book, of)
    if model.conversion.n > 0:
        learnt = learnt + book.waiting_total(model.purchases, of) ** 2 / model.conversion.n
    group = hash_groups(facts.contact_id)
    share = min(1.0, model.purchases.n / max(int(np.count_nonzero(facts.is_buyer)), 1))
    intervals, shares = [], []
    for column, variance in zip((values.clv, values.potential), learnt.tolist(), strict=True):
        total = float(column.sum())
        sampled = total_variance(group_sums(column, group, N_GROUPS))
        both = sampled + variance + 2.0 * float(np.sqrt(sampled * variance * share))
        low, high = normal_interval(total, both, level)
        intervals.append(Interval(total, max(low, 0.0), high, level))
        shares.append(variance / total**2 if total > 0 else 0.0)
    return ValueTotals(intervals[0], intervals[1], shares[0], shares[1])


def _book(model: ValueModel, facts: Facts, values: ContactValues, of: Terms, channel: Ints | None) -> _Book:
    held = ~facts.is_broken
    bought, never = np.flatnonzero(held & facts.is_buyer), np.flatnonzero(held & ~facts.is_buyer)
    rows = histories(facts.take(bought))
    margin = values.mean_order_fen[bought] * of.margin_rate
    by_row = np.bincount(rows.index, weights=margin, minlength=len(rows.X))
    X, sums = in_whole_weeks(rows, by_row[:, None].astype(np.float64))
    codes = np.zeros(len(never), dtype=np.int64) if channel is None else channel[never]
    group = waiting(model.conversion, codes, facts.known_age[never])
    conversions = conversions_by_day(model.conversion, group, np.asarray(model.after_wait.by_band), of.days)
    return _Book(model, X, sums[:, 0], conversions)


def _spend_variance(model: ValueModel, facts: Facts, values: ContactValues) -> Floats:
    """(2,) of both totals, which are linear in the expected order values."""
    mean = values.mean_order_fen
    orders = np.stack((values.clv, values.potential), axis=1) / np.where(mean > 0, mean, 1.0)[:, None]
    return model.spend.delta_variance(facts, orders)


def _break_variance(book: _Book, of: Terms) -> Floats:
    """(2,) from the two break hazards: the log of a Poisson rate of n events has variance 1/n."""
    fit = book.model.purchases
    shifts: tuple[tuple[int, Callable[[float], Terms]], ...] = (
        (book.model.buyer_breaks.n, lambda factor: replace(of, buyers=of.buyers * factor)),
        (book.model.waiting_breaks.n, lambda factor: replace(of, waiting=of.waiting * factor)),
    )
    variance = np.zeros(2)
    for n, moved in shifts:
        if n > 0:
            above, below = (book.totals(fit, moved(float(np.exp(sign * STEP)))) for sign in (1.0, -1.0))
            variance += ((above - below) / (2 * STEP)) ** 2 / n
    return variance
