"""Bands of return on acquisition, and when a band may be named."""

from __future__ import annotations

from guanxi.book.contracts import Interval, RoiBand

EDGES: tuple[tuple[float, RoiBand], ...] = (
    (0.9, RoiBand.TOXIC_LIABILITY),
    (1.1, RoiBand.MARGINAL),
    (3.0, RoiBand.ASSET),
    (float("inf"), RoiBand.PRIME_ASSET),
)
"""Each band ends below its edge: 3 is a prime asset, 1.1 an asset, .9 marginal (trust-economics §2)."""

MOST_BANDS = 2


def band_of(roi: float) -> RoiBand:
    """The band that a return lies in."""
    return EDGES[_place(roi)][1]


def bands_spanned(roi: Interval) -> int:
    """How many adjacent bands the interval touches."""
    return _place(roi.high) - _place(roi.low) + 1


def is_narrow(roi: Interval) -> bool:
    """True when the interval spans at most two bands: a verdict may be given."""
    return bands_spanned(roi) <= MOST_BANDS


def _place(roi: float) -> int:
    return next((i for i, (edge, _) in enumerate(EDGES) if roi < edge), len(EDGES) - 1)
