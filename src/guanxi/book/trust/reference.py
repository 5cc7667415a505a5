"""Reference tables: what "usual" means, learnt once and frozen until the next recalibration.

Without freezing, a brand whose every customer drifts away would see no sub-score move: percentiles are relative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import SCALE, Facts
from guanxi.book.settings import AuditSettings
from guanxi.stats.tables import quantile_table

Floats = NDArray[np.float64]
LN2 = float(np.log(2.0))


@dataclass(frozen=True, slots=True)
class Reference:
    """Brand means, percentiles and rhythms.

    Parameters
    ----------
    frequency_half_life_days : max(45 d, 2 median cycles).
    median_cycle_days : median gap between purchases; ``None`` when nobody bought twice.
    mean_rate : λ̄, acts per day of a contact.
    rates, spends, full_prices : quantile tables of the rate, of spend per order (fen), of the full-price share.
    answer_rate, latency_rate : m of response and of latency; 0 when no ask was ever answered.
    latency_tau_hours : τ, the brand's median delay of an answer.
    value_90 : 90th percentile of a buyer's 365-day margin (fen), the yardstick of the tiers' value.
    has_asks, has_bonds : whether the data knows them at all.
    """

    frequency_half_life_days: float
    median_cycle_days: float | None
    mean_rate: float
    rates: Floats
    spends: Floats
    full_prices: Floats
    answer_rate: float
    latency_rate: float
    latency_tau_hours: float
    value_90: float
    has_asks: bool
    has_bonds: bool


def median_cycle_days(facts: Facts) -> float | None:
    """Median over repeat buyers of their mean gap between purchases, days; ``None`` without repeat buyers."""
    again = facts.n_orders > 1
    if not again.any():
        return None
    span = (facts.first_order_age - facts.last_order_age)[again]
    return float(np.median(span / (facts.n_orders[again] - 1)))


def frequency_half_life(cycle_days: float | None, settings: AuditSettings) -> float:
    """max(45 d, 2 median cycles) in whole days: a brand bought every two years is not measured in weeks."""
    return float(round(settings.half_life_days if cycle_days is None else max(settings.half_life_days, 2 * cycle_days)))


def learn_reference(facts: Facts, settings: AuditSettings, *, cycle_days: float | None, tau_hours: float) -> Reference:
    """Tables of the contacts that are not broken, at one moment.

    ``facts`` must have been gathered with the half-life and τ that are frozen here.
    """
    half_life = frequency_half_life(cycle_days, settings)
    here = facts.take(~facts.is_broken)
    exposure = exposure_days(here.known_age, half_life)
    weight = here.acts_w / (SCALE * 1000)
    total_exposure = float(exposure.sum())
    mean_rate = float(weight.sum()) / total_exposure if total_exposure > 0 else 0.0
    rate = act_rate(here, half_life, mean_rate, settings)
    spend, full_price = order_means(here.take(here.order_w > 0))
    asks = float(here.asks_w.sum())
    margin_365 = here.net_365_fen[here.net_365_fen > 0] * settings.margin_rate
    return Reference(
        frequency_half_life_days=half_life,
        median_cycle_days=cycle_days,
        mean_rate=mean_rate,
        rates=quantile_table(rate),
        spends=quantile_table(spend),
        full_prices=quantile_table(full_price),
        answer_rate=float(here.answered_w.sum()) / asks if asks > 0 else 0.0,
        latency_rate=float(here.latency_w.sum()) / 1000 / asks if asks > 0 else 0.0,
        latency_tau_hours=tau_hours,
        value_90=float(np.quantile(margin_365, 0.9)) if len(margin_365) else 0.0,
        has_asks=asks > 0,
        has_bonds=bool(here.verified_w.any()),
    )


def exposure_days(known_age: NDArray[np.int64], half_life_days: float) -> Floats:
    """E = (hl/ln 2)(1 − 2^(−age/hl)): the decayed length of the time in which acts could have been seen."""
    return np.asarray(half_life_days / LN2 * (1 - np.exp2(-known_age / half_life_days)), dtype=np.float64)


def act_rate(facts: Facts, half_life_days: float, mean_rate: float, settings: AuditSettings) -> Floats:
    """rate = (Σw + κλ̄)/(E + κ), acts per day: the contact's own, shrunk to the brand's while little is known."""
    kappa = settings.frequency_pseudo_days
    exposure = exposure_days(facts.known_age, half_life_days)
    return np.asarray((facts.acts_w / (SCALE * 1000) + kappa * mean_rate) / (exposure + kappa), dtype=np.float64)


def order_means(facts: Facts) -> tuple[Floats, Floats]:
    """(n,) decayed fen per order and (n,) decayed share paid of the full price; 0 where no order has any weight."""
    weight = np.maximum(facts.order_w, 1)
    return facts.spend_w / weight, facts.full_price_w / (1000 * weight)
