"""Contacts shown one by one, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.codes import Tier
from guanxi.book.contracts.shared import Interval


@dataclass(frozen=True, slots=True)
class Driver:
    """One reason for a contact's T: weight × (s − ½), and the facts that a sentence needs."""

    sub_score: str
    contribution: float
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Example:
    """One contact shown by name of its source key, with the three largest drivers as sentences."""

    contact_id: int
    source_key: str
    tier: Tier
    trust: Interval
    n_eff: float
    potential: int
    trust_capital: int
    clv: int
    cost_to_serve: int | None
    is_liability: bool
    drivers: tuple[Driver, ...]
