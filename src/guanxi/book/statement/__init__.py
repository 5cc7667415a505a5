"""The trust balance sheet: lines, cuts, verdict, release, touchpoints (trust-economics §4)."""
