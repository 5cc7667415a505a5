"""Small integers for tiers, so that a million of them are a million bytes."""

from __future__ import annotations

from guanxi.book.contracts import Tier

TIERS: tuple[Tier, ...] = (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL, Tier.NONE)
"""Tier of each code."""

CORE, ORDINARY, DOUBTFUL, NONE = range(4)

TIER_NAMES: tuple[str, ...] = tuple(tier.value for tier in TIERS)
