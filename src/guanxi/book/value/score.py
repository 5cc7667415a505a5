"""Value every contact with a learnt model: margin expected over the horizon, whether or not it still buys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value.contracts import ContactValues
from guanxi.book.value.histories import DAYS_PER_WEEK, Histories, histories
from guanxi.book.value.model import ValueModel
from guanxi.book.value.never_bought import Waiting, discounted_from, new_buyer_curve, per_conversion_day, waiting
from guanxi.book.value.purchases import PurchaseFit
from guanxi.kit.money import FEN_PER_YUAN

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Terms:
    """Horizon and rates of one valuation; rates are continuous, per day.

    Parameters
    ----------
    money : interest per day. buyers, waiting : hazard of a break for buyers and for contacts that never bought.
    """

    days: int
    margin_rate: float
    money: float
    buyers: float
    waiting: float


def terms(model: ValueModel, settings: AuditSettings, horizon_days: int | None) -> Terms:
    """Horizon, margin and rates of ``settings`` and ``model``."""
    return Terms(
        days=settings.horizon_days if horizon_days is None else horizon_days,
        margin_rate=settings.margin_rate,
        money=float(np.log1p(settings.discount_rate)) / DAYS_PER_YEAR,
        buyers=model.buyer_breaks.per_day,
        waiting=model.waiting_breaks.per_day,
    )


def value_contacts(
    model: ValueModel,
    facts: Facts,
    settings: AuditSettings,
    horizon_days: int | None = None,
    *,
    channel: Ints | None = None,
) -> ContactValues:
    """Discounted margin over the horizon of every contact.

    An independent break hazard β acts like interest: E[∫ e^(−δτ) dY] over a life that may be cut at rate β is the same
    integral at rate δ + β (the survival function e^(−βτ) multiplies the discount).

    Parameters
    ----------
    channel : (n,) codes as in :func:`~guanxi.book.value.learn.learn_value`; unknown codes get the overall hazard.
    """
    of = terms(model, settings, horizon_days)
    held = ~facts.is_broken
    bought, never = np.flatnonzero(held & facts.is_buyer), np.flatnonzero(held & ~facts.is_buyer)
    zeros = np.zeros((4, facts.n))
    values = ContactValues(zeros[0], zeros[1], zeros[2], zeros[3], model.spend.mean_order_fen(facts))
    _value_buyers(values, bought, model, facts.take(bought), of)
    if len(never):
        codes = np.zeros(len(never), dtype=np.int64) if channel is None else channel[never]
        group = waiting(model.conversion, codes, facts.known_age[never])
        _value_waiting(values, never, model, group, of)
    return values


def potential_orders(model: ValueModel, facts: Facts, days: int) -> Floats:
    """(n,) E[orders in the next ``days`` | alive]; 0 for contacts that never bought and after a break."""
    out = np.zeros(facts.n)
    bought = np.flatnonzero(facts.is_buyer & ~facts.is_broken)
    rows = histories(facts.take(bought))
    rate = model.buyer_breaks.per_day * DAYS_PER_WEEK
    out[bought] = model.purchases.given_alive(rows.X, days / DAYS_PER_WEEK, rate)[rows.index]
    return out


def expected_order_margin(model: ValueModel, facts: Facts, settings: AuditSettings) -> Floats:
    """(n,) fen of margin that one more order of each contact brings; the population's where nothing was bought."""
    return model.spend.mean_order_fen(facts) * settings.margin_rate


def buyer_orders(fit: PurchaseFit, X: Floats, of: Terms) -> tuple[Floats, Floats]:
    """(k,) P(alive) and (k,) expected orders given alive, discounted by interest and breaks."""
    weeks, rate = of.days / DAYS_PER_WEEK, (of.money + of.buyers) * DAYS_PER_WEEK
    return fit.alive(X), fit.given_alive(X, weeks, rate)


def new_buyer_worth(model: ValueModel, fit: PurchaseFit, of: Terms) -> tuple[Floats, Floats]:
    """Value today of a first order on each day to come: (days, 2) of itself and (days, 2) of the orders that follow.

    Columns: margin discounted by interest and breaks; orders discounted by breaks alone.
    """
    day = np.arange(1, of.days + 1)
    order_margin = model.spend.mean_yuan * FEN_PER_YUAN * of.margin_rate
    curve = new_buyer_curve(fit, of.days)
    margin = order_margin * np.exp(-(of.money + of.waiting) * day)
    orders = np.exp(-of.waiting * day)
    further, counted = (discounted_from(curve, rate) for rate in (of.money + of.buyers, of.buyers))
    return np.stack((margin, orders), axis=1), np.stack((margin * further, orders * counted), axis=1)


def _value_buyers(values: ContactValues, bought: Ints, model: ValueModel, buyers: Facts, of: Terms) -> None:
    rows: Histories = histories(buyers)
    alive, discounted = buyer_orders(model.purchases, rows.X, of)
    plain = model.purchases.given_alive(rows.X, of.days / DAYS_PER_WEEK, of.buyers * DAYS_PER_WEEK)
    margin = values.mean_order_fen[bought] * of.margin_rate
    values.p_alive[bought] = alive[rows.index]
    values.expected_orders[bought] = (alive * plain)[rows.index]
    values.potential[bought] = discounted[rows.index] * margin
    values.clv[bought] = alive[rows.index] * values.potential[bought]


def _value_waiting(values: ContactValues, never: Ints, model: ValueModel, group: Waiting, of: Terms) -> None:
    first, further = new_buyer_worth(model, model.purchases, of)
    worth = per_conversion_day(model.conversion, group, np.asarray(model.after_wait.by_band), first, further)
    values.p_alive[never] = np.nan
    values.clv[never] = values.potential[never] = worth[group.index, 0]
    values.expected_orders[never] = worth[group.index, 1]
