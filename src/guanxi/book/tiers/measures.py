"""The measures that tiers look at: evidence floor, activity, depth, value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import SCALE, Facts
from guanxi.book.settings import AuditSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

DEPTH_FAMILIES = ("pays_w", "talks_w", "answers_w", "creates_w", "bonds_w")
DEPTH_WEIGHT = 0.5
"""Decayed weight from which on a family of acts counts as present."""

EVIDENCE_CYCLES = 1.5


def has_evidence(n_eff: Floats, age_days: Ints, cycle_days: Floats, settings: AuditSettings) -> Bools:
    """(n,) True where a verdict on a contact may be given: n_eff ≥ 3 and age ≥ max(60 d, 1.5 own cycles)."""
    old_enough = age_days >= np.maximum(settings.evidence_age_days, EVIDENCE_CYCLES * cycle_days)
    return np.asarray((n_eff >= settings.evidence_floor) & old_enough)


def activity(frequency: Floats, silence: Floats) -> Floats:
    """(n,) max of the two sub-scores: a contact is active when it acts often or has acted lately by its own cycle."""
    return np.maximum(frequency, silence)


def depth(facts: Facts) -> Floats:
    """(n,) share of the five families (pays, talks, answers, creates or attends, bonds) with decayed weight ≥ ½."""
    families = np.stack([getattr(facts, name) for name in DEPTH_FAMILIES])
    return np.asarray(np.mean(families >= DEPTH_WEIGHT * SCALE, axis=0), dtype=np.float64)


def value_score(margin_365_fen: Floats, referral_credit_fen: Ints | None, value_90_fen: float) -> Floats:
    """(n,) (margin of 365 d + referral credit) ÷ the reference's 90th percentile of buyers, within [0, 1].

    Where the reference knows no buyer (``value_90_fen`` 0) nobody has value yet: all 0.
    """
    brought = margin_365_fen if referral_credit_fen is None else margin_365_fen + referral_credit_fen
    if value_90_fen <= 0:
        return np.zeros(len(margin_365_fen))
    return np.asarray(np.clip(brought / value_90_fen, 0.0, 1.0), dtype=np.float64)
