"""Values that every part of the book uses: an interval, a notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its uncertainty; ``low <= value <= high`` up to rounding."""

    value: float
    low: float
    high: float
    level: float = 0.80
    """Coverage that the interval claims."""

    @property
    def half_width_share(self) -> float:
        """Half the width ÷ |value|; infinite when the value is 0."""
        return abs(self.high - self.low) / 2 / abs(self.value) if self.value else float("inf")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before believing a figure (assumed margin, short window, H beyond data)."""

    code: str
    en: str
    zh: str
    severe: bool = False
