"""From what a brand states in ``guanxi.yaml`` to the settings of an audit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from guanxi.book.settings import AuditSettings, ServingRates
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.lake.importing import BrandSettings


def audit_settings(brand: BrandSettings, *, horizon_days: int) -> AuditSettings:
    """The brand's rates and zone over the defaults of every constant."""
    return replace(
        AuditSettings(),
        horizon_days=horizon_days,
        margin_rate=brand.margin,
        margin_assumed=brand.margin_is_assumed,
        discount_rate=brand.discount_rate,
        risk_free=brand.risk_free,
        zone=brand.zone,
        currency=brand.currency,
        rates=ServingRates(
            message_fen=_fen(brand.rates.per_message),
            staff_minute_fen=_fen(brand.rates.per_staff_minute),
            fixed_fen_per_year=_fen(brand.rates.per_contact_year),
        ),
    )


def _fen(amount: Decimal | None) -> float | None:
    """Rates may be fractions of a fen: a message costs less than one."""
    return None if amount is None else float(amount * FEN_PER_YUAN)
