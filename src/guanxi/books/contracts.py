"""What a kept book looks like from outside, and what may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guanxi.book.contracts import Interval


class BookKind(StrEnum):
    """Which question a kept book answers."""

    AUDIT = "audit"
    """What is it worth? With roll-forward when two dates were named, and with the network."""
    TROI = "troi"
    """What did programs change, net of what they cost?"""
    MIRROR = "mirror"
    """How does the brand conduct itself?"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its dates settled.

    Parameters
    ----------
    compare_to_ms : opening date of a roll-forward; ``None``: none is drawn up.
    days : the horizon of an audit; D of a read-out.
    """

    kind: BookKind
    as_of_ms: int
    compare_to_ms: int | None
    days: int

    def as_args(self) -> dict[str, Any]:  # Any: JSON values
        """What a job is enqueued with."""
        return {"as_of_ms": self.as_of_ms, "compare_to_ms": self.compare_to_ms, "days": self.days}


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of an audit that a list and the first page show, without opening the book.

    Parameters
    ----------
    net_equity, trust_capital : fen. roi : of acquisition; ``None`` where no cost is known.
    """

    verdict: str
    verdict_en: str
    verdict_zh: str
    net_equity: Interval
    is_before_maintenance: bool
    trust_capital: Interval
    capital_is_money: bool
    mean_trust: Interval
    trust_is_calibrated: bool
    roi: Interval | None
    n_core: int
    n_doubtful: int


@dataclass(frozen=True, slots=True)
class KeptView:
    """One kept book as lists show it.

    Parameters
    ----------
    lake_generation : of the catalogue that was read. seconds : that making it took.
    headline : of an audit; ``None`` for other kinds.
    is_month_end : its date closes a calendar month of the brand: such books stay.
    removed_ms : when somebody removed it; ``None``: it stands.
    """

    public_id: str
    kind: BookKind
    as_of_ms: int
    compare_to_ms: int | None
    days: int
    made_ms: int
    definition_version: str
    lake_generation: int
    n_contacts: int
    seconds: float
    headline: Headline | None
    is_month_end: bool
    actor_name: str = ""
    removed_ms: int | None = None
