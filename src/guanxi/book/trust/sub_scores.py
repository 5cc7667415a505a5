"""The sub-scores of trust (trust-economics §3): each in [0, 1], each non-decreasing in the trust it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import NEVER, SCALE, Facts
from guanxi.book.facts.cycle import own_cycle_days
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.reference import LN2, Reference, act_rate, order_means
from guanxi.stats.tables import percentile

Floats = NDArray[np.float64]

NAMES = ("frequency", "silence", "willingness", "response", "latency", "referral")
PRIOR_WEIGHTS = np.array([0.24, 0.31, 0.14, 0.20, 0.11, 0.0])
"""w⁰. Where bonds exist, referral takes half of willingness' weight."""

NO_EVIDENCE = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 0.0])
"""What no evidence gives: ½, but nobody is an advocate until somebody came."""


@dataclass(frozen=True, slots=True)
class SubScores:
    """``scores`` (n, 6) in the order of :data:`NAMES`; ``brake`` (n,) in (0, 1]; ``broken`` (n,) bool;
    ``n_eff`` (n,) the evidence behind T: decayed number of acts, bonds and closed asks, and of own cycles in silence.
    """

    scores: Floats
    brake: Floats
    broken: NDArray[np.bool_]
    n_eff: Floats

    def take(self, index: NDArray[np.int64]) -> SubScores:
        """Sub-scores of some contacts, in the order of ``index``."""
        return SubScores(self.scores[index], self.brake[index], self.broken[index], self.n_eff[index])


def prior_weights(reference: Reference) -> Floats:
    """(6,) w⁰ for a brand with or without bonds."""
    weights = PRIOR_WEIGHTS.copy()
    if reference.has_bonds:
        weights[5] = weights[2] / 2
        weights[2] /= 2
    return weights


def compute_sub_scores(facts: Facts, reference: Reference, settings: AuditSettings) -> SubScores:
    """Sub-scores of every contact from integers and frozen tables alone."""
    rate = act_rate(facts, reference.frequency_half_life_days, reference.mean_rate, settings)
    response, latency = _answers(facts, reference, settings)
    scores = np.column_stack(
        (
            _around(reference.rates, rate, reference.mean_rate),
            _silence(facts, reference, settings),
            _willingness(facts, reference, settings),
            response,
            latency,
            1 - np.exp2(-facts.verified_w / (SCALE * 1000)),
        )
    )
    brake = np.exp(-facts.strain_w / (SCALE * 1000))
    came = (facts.acts_w / 1000 + facts.bonds_w + facts.asks_w) / SCALE
    return SubScores(scores, brake, facts.is_broken, came + silent_cycles(facts, reference, settings))


def silent_cycles(facts: Facts, reference: Reference, settings: AuditSettings) -> Floats:
    """(n,) own purchase cycles that have passed whole since the last act: what was due and did not come.

    Acts fade with their half-life, so without this the longest silence would be the least evidence, and nobody who is
    gone could ever be found to be gone.
    """
    silent_days = np.where(facts.last_act_age < NEVER, facts.last_act_age, facts.known_age)
    return np.floor(silent_days / own_cycle_days(facts, reference.median_cycle_days, settings))


def usual_rate(facts: Facts, reference: Reference, settings: AuditSettings) -> Floats:
    """(n,) acts per day in the contact's own rhythm, from first to last act, shrunk to the brand's mean rate.

    Undecayed and ending at the last act: a rate that decays while a contact is silent would make the silence look
    shorter and shorter against it, and T would rise without an event.
    """
    kappa = settings.frequency_pseudo_days
    has_acted = facts.last_act_age < NEVER
    span = np.where(has_acted, facts.first_act_age - facts.last_act_age, 0)
    return np.asarray((facts.acts_milli / 1000 + kappa * reference.mean_rate) / (span + kappa), dtype=np.float64)


def _silence(facts: Facts, reference: Reference, settings: AuditSettings) -> Floats:
    """exp(−ln 2 · days since last act · usual rate / 1.5): in the contact's own cycle.

    Who never acted has shown no rhythm: the days since we know them count in the brand's, from ½ on.
    """
    has_acted = facts.last_act_age < NEVER
    silent_days = np.where(has_acted, facts.last_act_age, facts.known_age)
    cycles = silent_days * usual_rate(facts, reference, settings) / settings.silence_cycles
    return np.asarray(np.where(has_acted, 1.0, 0.5) * np.exp(-LN2 * cycles), dtype=np.float64)


def _willingness(facts: Facts, reference: Reference, settings: AuditSettings) -> Floats:
    """½ percentile of decayed spend per order + ½ percentile of the full-price share, with pseudo-orders at ½.

    The pseudo-orders stand at the prior itself. Standing at the brand's mean money they would draw a modest spender
    up to the percentile of the mean (above ½, spend is skewed) as the orders fade: T would rise without an event.
    """
    spend, full_price = order_means(facts)
    both = (percentile(reference.spends, spend) + percentile(reference.full_prices, full_price)) / 2
    weight = facts.order_w / SCALE
    shrunk = 0.5 + weight / (weight + settings.willingness_pseudo_orders) * (both - 0.5)
    # Without an order there is no evidence of willingness.
    return np.where(facts.order_w > 0, shrunk, 0.5)


def _around(table: Floats, values: Floats, usual: float) -> Floats:
    """Percentile stretched on both sides so that ``usual`` stands at ½; non-decreasing, in [0, 1].

    The mean of a skewed brand lies above its median: without this a contact of whom nothing is known would not stand
    at the prior.
    """
    share, middle = percentile(table, values), float(percentile(table, np.array([usual]))[0])
    below = share / (2 * middle) if middle > 0 else np.full(len(share), 0.5)
    above = 0.5 + (share - middle) / (2 * (1 - middle)) if middle < 1 else np.full(len(share), 0.5)
    return np.asarray(np.where(share < middle, below, above), dtype=np.float64)


def _answers(facts: Facts, reference: Reference, settings: AuditSettings) -> tuple[Floats, Floats]:
    """Response and latency: p = (Σw·y + 2m)/(Σw + 2), s = p/(p + m); ½ where nothing was asked or answered."""
    pseudo = settings.response_pseudo_asks
    asks = facts.asks_w / SCALE

    def against(mean: float, answered: Floats) -> Floats:
        if mean <= 0:
            return np.full(facts.n, 0.5)
        share = (answered + pseudo * mean) / (asks + pseudo)
        return np.asarray(share / (share + mean), dtype=np.float64)

    return (
        against(reference.answer_rate, facts.answered_w / SCALE),
        against(reference.latency_rate, facts.latency_w / (SCALE * 1000)),
    )
