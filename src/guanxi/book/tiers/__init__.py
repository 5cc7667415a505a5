"""Tiers, the liability flag and lifecycle stages: where every contact stands (trust-economics §4 and §7)."""
