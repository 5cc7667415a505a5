"""Tiers and the liability flag: where every contact stands (trust-economics §4)."""
