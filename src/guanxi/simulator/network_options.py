"""What may be set about a simulated network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guanxi.simulator.errors import SimulationError


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """Rates of a brand that lives by invitations; every one is planted, none is estimated.

    Parameters
    ----------
    days : of observation, ending on ``observation_end``.
    arrivals_change, invitations_change : by which the rates of arrivals through staff, and of invitations, grow or
        (negative) shrink: a continuous rate per week.
    invitations : made by a buyer per week, on the first day of observation.
    converts : share of the invited who buy. delay_days : mean of their exponential wait for the first order.
    breaks : hazard per week that a relationship is cut, from the day it began.
    bonds : other bonds that a contact begins per week, with anybody who is there.
    buys : share of those who came through staff that buy, after the same wait.
    circle_share, circle_size : contacts in small circles whose members are bound to one another.
    """

    days: int = 546
    observation_end: date = date(2025, 12, 31)
    arrivals_change: float = 0.0
    invitations: float = 0.02
    invitations_change: float = 0.0
    converts: float = 0.7
    delay_days: float = 6.0
    breaks: float = 0.004
    bonds: float = 0.01
    buys: float = 0.6
    circle_share: float = 0.0
    circle_size: int = 6

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated, naming the setting."""
        for name in ("converts", "buys", "circle_share"):
            _check(name, getattr(self, name), 0 <= getattr(self, name) <= 1, "0 to 1")
        for name in ("invitations", "breaks", "bonds"):
            _check(name, getattr(self, name), 0 <= getattr(self, name) <= 1, "0 to 1 a week")
        for name in ("arrivals_change", "invitations_change"):
            _check(name, getattr(self, name), abs(getattr(self, name)) <= 0.1, "-0.1 to 0.1 a week")
        _check("days", self.days, 28 <= self.days <= 4000 and self.days % 7 == 0, "whole weeks from 28 to 4,000 days")
        _check("delay_days", self.delay_days, 0.1 <= self.delay_days <= 15, "0.1 to 15")
        _check("circle_size", self.circle_size, 4 <= self.circle_size <= 20, "4 to 20")


def _check(name: str, value: object, holds: bool, allowed: str) -> None:
    if not holds:
        raise SimulationError(
            f"The network simulator's option {name} is {value}. Choose {allowed}.",
            f"网络模拟器选项 {name} 的值为 {value}，不在允许范围内（{allowed}）。请修改。",
        )


GROWING = NetworkOptions(arrivals_change=0.01, invitations=0.035)
SHRINKING = NetworkOptions(arrivals_change=-0.03, invitations=0.02, invitations_change=-0.01)
WORLDS = {"growing": GROWING, "shrinking": SHRINKING}
"""R above 1 with more arrivals every week; and R far below 1 while both rates fall."""
