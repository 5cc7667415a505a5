"""How a value of the book stands in JSON: money as strings of yuan, intervals as objects, never NaN."""

from __future__ import annotations

import math
from typing import Any

from guanxi.book.contracts import Interval, Notice
from guanxi.kit.clock import moment, zone
from guanxi.kit.money import yuan

Json = dict[str, Any]  # Any: JSON values are recursive, and mypy has no closed type for them that stays readable


def number(value: float | None) -> float | None:
    """``value``, or ``None`` where JSON has no word for it (NaN, infinity)."""
    return None if value is None or not math.isfinite(value) else float(value)


def money(amount_fen: float | None) -> str | None:
    """Yuan with two decimals; ``None`` stays "not known"."""
    return None if amount_fen is None or not math.isfinite(amount_fen) else yuan(round(amount_fen))


def interval(figure: Interval | None) -> Json | None:
    """``{value, low, high, level}`` as numbers."""
    if figure is None:
        return None
    return {
        "value": number(figure.value),
        "low": number(figure.low),
        "high": number(figure.high),
        "level": figure.level,
    }


def money_interval(figure: Interval | None) -> Json | None:
    """``{value, low, high, level}`` with the first three as strings of yuan."""
    if figure is None:
        return None
    return {
        "value": money(figure.value),
        "low": money(figure.low),
        "high": money(figure.high),
        "level": figure.level,
    }


def money_by(amounts_fen: dict[str, int]) -> dict[str, str]:
    """A map of fen as a map of yuan, keys as plain text."""
    return {str(key): yuan(amount) for key, amount in amounts_fen.items()}


def numbers_by(values: dict[str, float]) -> dict[str, float | None]:
    """A map of figures, without NaN or infinity."""
    return {str(key): number(value) for key, value in values.items()}


def when(epoch_ms: int | None, zone_name: str) -> str | None:
    """ISO 8601 moment in the brand's zone, to the millisecond."""
    if epoch_ms is None:
        return None
    return moment(epoch_ms).astimezone(zone(zone_name)).isoformat(timespec="milliseconds")


def notice(said: Notice) -> Json:
    """A notice in both languages."""
    return {"code": said.code, "en": said.en, "zh": said.zh, "severe": said.severe}
