"""Post the estimates of value, trust and cost as positions: floats come in, books come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.cycle import own_cycle_days
from guanxi.book.lifecycle import LayerEvidence, assign_layers, assign_stages
from guanxi.book.network.credit import credit_inviters
from guanxi.book.positions import Positions, post_capital, post_fen
from guanxi.book.settings import AuditSettings
from guanxi.book.tiers import measures
from guanxi.book.tiers.assign import TierEvidence, assign_tiers, flag_liabilities
from guanxi.book.tiers.codes import ORDINARY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the models say, aligned with the facts; every column (n,), money in (fractions of) fen.

    Parameters
    ----------
    potential, clv : Λ and clv over H. p_alive : NaN where no purchase model speaks of the contact.
    serving : S over H; ``None`` when not known.
    trust, trust_low, trust_high : in [0, 1]. n_eff : evidence behind T.
    frequency, silence : the two sub-scores that make activity.
    """

    potential: Floats
    clv: Floats
    p_alive: Floats
    trust: Floats
    trust_low: Floats
    trust_high: Floats
    n_eff: Floats
    frequency: Floats
    silence: Floats
    serving: Floats | None = None


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What the brand's frozen reference and its books lend to the tiers.

    Parameters
    ----------
    median_cycle_days : ``None`` when nobody bought twice.
    value_90_fen : 90th percentile of a buyer's 365-day margin.
    capital_is_money : K passed its money test, so the liability test uses K instead of clv.
    """

    median_cycle_days: float | None
    value_90_fen: float
    capital_is_money: bool


def post_positions(
    facts: Facts,
    estimates: Estimates,
    yardsticks: Yardsticks,
    settings: AuditSettings,
    *,
    promises_fen: Ints | None = None,
    previous_tier: Codes | None = None,
    is_released: Bools | None = None,
    has_consent_problem: Bools | None = None,
    inviter: Ints | None = None,
) -> Positions:
    """Positions of all contacts of ``facts``.

    A relationship that was cut (break, erasure, release) is worth nothing whatever the models say: its Λ, T and clv
    are posted as 0. What is owed to it stays owed.

    Parameters
    ----------
    inviter : (n,) row of each contact's first valid inviter, −1 for none; ``None`` when the data knows no referrals,
        and then there is no referral credit.

    Raises
    ------
    PostingError
        when an estimate is not a number, or T lies outside [0, 1].
    """
    is_outside = facts.is_broken if is_released is None else facts.is_broken | is_released
    held = ~is_outside
    potential = np.where(held, post_fen(estimates.potential, "potential"), 0)
    clv = np.where(held, post_fen(estimates.clv, "clv"), 0)
    trust, low, high = (np.where(held, t, 0.0) for t in (estimates.trust, estimates.trust_low, estimates.trust_high))
    capital = post_capital(potential, trust)
    serving = None if estimates.serving is None else post_fen(estimates.serving, "cost to serve")
    referral = None
    if inviter is not None:
        referral = credit_inviters(inviter, clv, is_outside, facts.contact_id, settings.referral_share)
    credit = None if referral is None else referral.received
    evidence = _tier_evidence(facts, estimates, yardsticks, settings, credit_fen=credit, is_outside=is_outside)
    tier = assign_tiers(evidence, settings.tiers, previous_tier)
    floor = measures.has_evidence(estimates.n_eff, facts.known_age, evidence.cycle_days, settings)
    return Positions(
        contact_id=facts.contact_id,
        potential_fen=potential,
        trust=trust,
        trust_low=low,
        trust_high=high,
        capital_fen=capital,
        clv_fen=clv,
        serving_fen=serving,
        referral_credit_fen=credit,
        promises_fen=np.zeros(facts.n, dtype=np.int64) if promises_fen is None else promises_fen,
        p_alive=estimates.p_alive,
        n_eff=estimates.n_eff,
        n_orders=facts.n_orders,
        age_days=facts.known_age,
        cycle_days=evidence.cycle_days,
        tier=tier,
        stage=assign_stages(facts, evidence.cycle_days, estimates.p_alive, settings.lifecycle),
        is_liability=flag_liabilities(
            tier,
            capital if yardsticks.capital_is_money else clv,
            referral_credit_fen=credit,
            serving_fen=serving,
            has_evidence=floor,
            has_consent_problem=has_consent_problem,
        ),
        is_broken=is_outside,
        has_evidence=floor,
        is_new=np.asarray((tier == ORDINARY) & ~floor),
        activity=evidence.activity,
        depth=evidence.depth,
        value_score=evidence.value_score,
        referral_given_fen=None if referral is None else referral.given,
        inviter_id=None if referral is None else referral.inviter_id,
        layers=assign_layers(
            facts, LayerEvidence(potential, trust, evidence.cycle_days, is_outside), settings.lifecycle
        ),
    )


def _tier_evidence(
    facts: Facts,
    estimates: Estimates,
    yardsticks: Yardsticks,
    settings: AuditSettings,
    *,
    credit_fen: Ints | None,
    is_outside: Bools,
) -> TierEvidence:
    margin_365 = np.asarray(facts.net_365_fen * settings.margin_rate, dtype=np.float64)
    return TierEvidence(
        trust=np.where(is_outside, 0.0, estimates.trust),
        n_eff=estimates.n_eff,
        activity=measures.activity(estimates.frequency, estimates.silence),
        depth=measures.depth(facts),
        value_score=measures.value_score(margin_365, credit_fen, yardsticks.value_90_fen),
        age_days=facts.known_age,
        cycle_days=own_cycle_days(facts, yardsticks.median_cycle_days, settings),
        has_paid_or_bond=facts.is_buyer | (facts.verified_w > 0),
        is_outside=is_outside,
    )
