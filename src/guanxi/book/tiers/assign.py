"""Who is core, ordinary, doubtful, and who is a liability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.settings import TierBounds
from guanxi.book.tiers.codes import CORE, DOUBTFUL, NONE, ORDINARY

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class TierEvidence:
    """What decides a tier; every column (n,).

    Parameters
    ----------
    trust, n_eff, activity, depth, value_score, age_days, cycle_days : as in :class:`~guanxi.book.positions.Positions`.
    has_paid_or_bond : bought at least once, or has a verified bond.
    is_outside : broken, released or erased: no tier.
    """

    trust: Floats
    n_eff: Floats
    activity: Floats
    depth: Floats
    value_score: Floats
    age_days: Ints
    cycle_days: Floats
    has_paid_or_bond: Bools
    is_outside: Bools


def assign_tiers(evidence: TierEvidence, bounds: TierBounds, previous: Codes | None = None) -> Codes:
    """(n,) tier codes (trust-economics §4).

    Notes
    -----
    A tier is left only when T misses its bound by ``hysteresis``: whoever was core stays so while T > .57, whoever was
    doubtful while T < .28. The slack is on T alone; the other conditions hold or do not. Ordinary has no bound of its
    own. ``previous`` None, or NONE for a contact: no slack.
    """
    earlier = np.full(len(evidence.trust), NONE, dtype=np.int8) if previous is None else previous
    tiers = np.full(len(evidence.trust), ORDINARY, dtype=np.int8)
    tiers[_is_doubtful(evidence, bounds, earlier == DOUBTFUL)] = DOUBTFUL
    tiers[_is_core(evidence, bounds, earlier == CORE)] = CORE
    tiers[evidence.is_outside] = NONE
    return tiers


def _is_core(evidence: TierEvidence, bounds: TierBounds, was_core: Bools) -> Bools:
    kept = was_core & (evidence.trust > bounds.core_trust - bounds.hysteresis)
    trusted = (evidence.trust >= bounds.core_trust) | kept
    worth_it = (evidence.depth >= bounds.core_depth) | (evidence.value_score >= bounds.core_value)
    return np.asarray(trusted & (evidence.n_eff >= bounds.core_evidence) & evidence.has_paid_or_bond & worth_it)


def _is_doubtful(evidence: TierEvidence, bounds: TierBounds, was_doubtful: Bools) -> Bools:
    kept = was_doubtful & (evidence.trust < bounds.doubtful_trust + bounds.hysteresis)
    distrusted = (evidence.trust < bounds.doubtful_trust) | kept
    least_age = np.maximum(bounds.doubtful_age_days, bounds.doubtful_cycles * evidence.cycle_days)
    quiet = evidence.activity < bounds.doubtful_activity
    return np.asarray(distrusted & quiet & (evidence.age_days >= least_age))


def previous_codes(contact_id: Ints, earlier_id: Ints, earlier_tier: Codes) -> Codes:
    """(n,) earlier tier codes of ``contact_id``, NONE for contacts that had none; both ids sorted."""
    codes = np.full(len(contact_id), NONE, dtype=np.int8)
    if len(earlier_id):
        place = np.minimum(np.searchsorted(earlier_id, contact_id), len(earlier_id) - 1)
        found = earlier_id[place] == contact_id
        codes[found] = earlier_tier[place[found]]
    return codes


def flag_liabilities(
    tier: Codes,
    expected_margin_fen: Ints,
    *,
    referral_credit_fen: Ints | None,
    serving_fen: Ints | None,
    has_evidence: Bools,
    has_consent_problem: Bools | None = None,
) -> Bools:
    """(n,) True for doubtful contacts that are expected to cost more than they bring.

    Parameters
    ----------
    expected_margin_fen : K where K is money, else clv.
    serving_fen : ``None`` when what serving costs is not known: then nobody is flagged.
    has_consent_problem : we may not speak to them, so their silence says nothing about them; ``None``: nobody.
    """
    if serving_fen is None:
        return np.zeros(len(tier), dtype=np.bool_)
    brought = expected_margin_fen if referral_credit_fen is None else expected_margin_fen + referral_credit_fen
    reachable = np.True_ if has_consent_problem is None else ~has_consent_problem
    return np.asarray((tier == DOUBTFUL) & (brought - serving_fen < 0) & has_evidence & reachable)
