"""The learnt value model: frozen, and the same after a round trip through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guanxi.book.contracts import ModelFit, Notice
from guanxi.book.value.after_wait import AfterWait
from guanxi.book.value.breaks import BreakRate
from guanxi.book.value.contracts import ValueStatus
from guanxi.book.value.conversion import ConversionRates
from guanxi.book.value.purchases import PurchaseFit
from guanxi.book.value.spend import SpendFit


@dataclass(frozen=True, slots=True)
class ValueModel:
    """Everything that valuing a contact needs, learnt from facts at one moment.

    Parameters
    ----------
    purchases : the process that was chosen.
    after_wait : how its new buyers differ by how long their first order took.
    buyer_breaks, waiting_breaks : hazards of a break for buyers and for contacts that never bought.
    fits : every model as fitted, the chosen one marked, for the page.
    median_cycle_days : median over repeat buyers of (first to latest order) ÷ (orders − 1); ``None`` without any.
    notices : what a reader must know of the fit.
    """

    status: ValueStatus
    purchases: PurchaseFit
    spend: SpendFit
    conversion: ConversionRates
    after_wait: AfterWait
    buyer_breaks: BreakRate
    waiting_breaks: BreakRate
    fits: tuple[ModelFit, ...]
    median_cycle_days: float | None
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> ValueModel:
        """The model that :meth:`to_dict` stored; raises ``KeyError`` or ``TypeError`` on anything else."""
        return cls(
            status=ValueStatus(stored["status"]),
            purchases=PurchaseFit(**_tupled(stored["purchases"])),
            spend=SpendFit(**_tupled(stored["spend"])),
            conversion=ConversionRates(**_tupled(stored["conversion"])),
            after_wait=AfterWait(**_tupled(stored["after_wait"])),
            buyer_breaks=BreakRate(**stored["buyer_breaks"]),
            waiting_breaks=BreakRate(**stored["waiting_breaks"]),
            fits=tuple(ModelFit(**fit) for fit in stored["fits"]),
            median_cycle_days=stored["median_cycle_days"],
            notices=tuple(Notice(**notice) for notice in stored["notices"]),
        )


def _tupled(stored: Mapping[str, Any]) -> dict[str, Any]:
    """JSON has lists where the frozen values have tuples."""
    return {name: _tuple(value) for name, value in stored.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, (list, tuple)) else value
