"""One bit for each value of a contact's tier, stage, layer, band and consent; so a filter is one comparison.

Bits are never given another meaning while a generation lives: rows of one generation are written by one version.
"""

from __future__ import annotations

from guanxi.book.contracts import LifecycleStage, Tier
from guanxi.people.contracts import CONSENT_CODES, LIABILITY, Band, ConsentCode, Filters

TIERS = tuple(tier.value for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL, Tier.NONE))
STAGES = tuple(stage.value for stage in LifecycleStage)
LAYERS = ("high_value", "potential", "silent_buyer", "asked_too_often")
"""Layer of each bit of the book's column ``layers``, the lowest first."""
BANDS = tuple(Band)

TIER_AT, UNRATED_AT, STAGE_AT, LAYER_AT, BAND_AT, CONSENT_AT, LIABILITY_AT, NEW_AT = 0, 4, 5, 10, 14, 18, 21, 22
UNRATED = 1 << UNRATED_AT
"""No published book knows the contact yet."""
FLAG_LIABILITY, FLAG_NEW, FLAG_EVIDENCE = 1, 2, 4
"""Bits of ``PointPosition.flags``."""


def wanted(filters: Filters) -> int:
    """The bits that a row must have, all of them."""
    bits = 0
    for code, codes, place in (
        (filters.tier, TIERS, TIER_AT),
        (filters.stage, STAGES, STAGE_AT),
        (filters.layer, LAYERS, LAYER_AT),
        (filters.band, BANDS, BAND_AT),
        (filters.consent, CONSENT_CODES, CONSENT_AT),
        (filters.worth, (LIABILITY,), LIABILITY_AT),
    ):
        if code:
            bits |= 1 << (place + codes.index(code))
    return bits


def tier_in(marks: int) -> str | None:
    """The tier; ``None`` while unrated."""
    return None if marks & UNRATED else _one(marks, TIERS, TIER_AT)


def stage_in(marks: int) -> str | None:
    """The lifecycle stage; ``None`` while unrated."""
    return None if marks & UNRATED else _one(marks, STAGES, STAGE_AT)


def layers_in(marks: int) -> tuple[str, ...]:
    """The layers that apply."""
    return tuple(layer for place, layer in enumerate(LAYERS) if marks >> (LAYER_AT + place) & 1)


def consent_in(marks: int) -> ConsentCode:
    """Where consent to promotion stands."""
    return next((code for i, code in enumerate(CONSENT_CODES) if marks >> (CONSENT_AT + i) & 1), CONSENT_CODES[0])


def is_liability(marks: int) -> bool:
    """Doubtful, and expected to cost more than it brings."""
    return bool(marks >> LIABILITY_AT & 1)


def _one(marks: int, codes: tuple[str, ...], place: int) -> str | None:
    return next((code for i, code in enumerate(codes) if marks >> (place + i) & 1), None)
