"""Stable codes, shown through translation; each member says what it means in the business."""

from __future__ import annotations

from enum import StrEnum


class TrustStatus(StrEnum):
    """What T may be called."""

    CALIBRATED = "calibrated"  # g learnt: T is the share of the potential that comes true
    INDEX = "uncalibrated_index"  # too few buyers or orders to learn g: T orders people, no more


class VerdictCode(StrEnum):
    """Whole-book verdict: net trust equity above 0, interval holds 0, below 0, or no verdict."""

    ASSET = "asset"
    MARGINAL = "marginal"
    LIABILITY = "liability"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class RoiBand(StrEnum):
    """Return on acquisition, in the articles' words."""

    PRIME_ASSET = "prime_asset"  # >= 3
    ASSET = "asset"  # [1.1, 3)
    MARGINAL = "marginal"  # [.9, 1.1) 鸡肋
    TOXIC_LIABILITY = "toxic_liability"  # < .9


class Tier(StrEnum):
    """Where a contact stands; contacts that broke or were released have no tier (``none``)."""

    CORE = "core"
    ORDINARY = "ordinary"
    DOUBTFUL = "doubtful"
    NONE = "none"


class LifecycleStage(StrEnum):
    """trust-economics §7."""

    NEW = "new"  # known for at most 30 days
    ACTIVE = "active"  # within 1.5 own cycles
    COOLING = "cooling"
    DORMANT = "dormant"  # beyond 3 cycles
    LOST = "lost"  # break, or P(alive) < .1


class Layer(StrEnum):
    """What may be true of a standing contact beside its stage, each by itself (trust-economics §7)."""

    HIGH_VALUE = "high_value"  # in the tenth with the most Λ, and T >= .4
    POTENTIAL = "potential"  # acts without an order, or Λ above and margin below the median of buyers
    SILENT_BUYER = "silent_buyer"  # orders within 1.5 own cycles, and no message in 180 days
    ASKED_TOO_OFTEN = "asked_too_often"  # more than one ask for three gives


class RollForwardCode(StrEnum):
    """The lines of a roll-forward, in the order of trust-economics §4; a page knows a sentence for each."""

    OPENING = "opening"  # as published then
    RESTATEMENT = "restatement"  # late events, merges, corrections; old model
    RECALIBRATION = "recalibration"  # the opening date under the closing model
    ACQUIRED = "acquired"  # acquired or restored inside the period
    WRITE_OFFS = "write_offs"  # break, release, erasure
    DEPRECIATION = "depreciation"  # silence alone, downwards
    HEALING = "healing"  # time alone, upwards: strain fades
    TRUST_EARNED = "trust_earned"  # new evidence, upwards
    TRUST_LOST = "trust_lost"  # new evidence, downwards
    POTENTIAL_CHANGE = "potential_change"  # the remainder; takes the rounding
    TRANSFERRED_IN = "transferred_in"  # cuts only
    TRANSFERRED_OUT = "transferred_out"  # cuts only
    CLOSING = "closing"
