"""The book by lifecycle stage and by layer."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.codes import Layer, LifecycleStage


@dataclass(frozen=True, slots=True)
class StageRow:
    """One lifecycle stage; the rows of all stages add up to the book (money in fen)."""

    stage: LifecycleStage
    n: int
    share: float  # of all contacts
    trust_capital: int
    clv: int
    mean_trust: float  # of the n − n_broken relationships that stand; 0 where none does
    n_broken: int = 0  # lost by a break, and not by P(alive) < .1


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer; a contact may be in several or in none, so the rows add up to nothing (money in fen)."""

    layer: Layer
    n: int
    share: float  # of the relationships that stand
    trust_capital: int
    clv: int
