"""Small integers for tiers and stages, so that a million of them are a million bytes."""

from __future__ import annotations

from guanxi.book.contracts import LifecycleStage, Tier

TIERS: tuple[Tier, ...] = (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL, Tier.NONE)
"""Tier of each code."""

CORE, ORDINARY, DOUBTFUL, NONE = range(4)

STAGES: tuple[LifecycleStage, ...] = (
    LifecycleStage.NEW,
    LifecycleStage.ACTIVE,
    LifecycleStage.COOLING,
    LifecycleStage.DORMANT,
    LifecycleStage.LOST,
)
"""Lifecycle stage of each code."""

NEW, ACTIVE, COOLING, DORMANT, LOST = range(5)

TIER_NAMES: tuple[str, ...] = tuple(tier.value for tier in TIERS)
STAGE_NAMES: tuple[str, ...] = tuple(stage.value for stage in STAGES)
