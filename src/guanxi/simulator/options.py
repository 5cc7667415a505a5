"""What may be set about a simulated brand beyond its size, length and seed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from guanxi.simulator.errors import SimulationError


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a simulated brand; the defaults make a small, slightly dirty, honest one.

    Parameters
    ----------
    observation_end : last local day of the exports; nothing later is in them.
    future_days : days simulated beyond it for the truth, >= 91.
    truth_weeks_before : whole weeks before the end at which the truth is stated, 0 = at the end.
    n_continuations : continuations averaged into an expected margin, >= 20.
    truth_sample : contacts (spread over the blocks) that get expected margins; the others get NULL.
    margin_rate : contribution margin of a yuan of net revenue, (0, 1].
    late_share, duplicate_share, automated_share : share of rows received days late, written twice, and
        of sends followed by a machine's click.
    farm_share, ring_share, circle_share : share of contacts in referral farms (a boss and made-up
        contacts), in self-referral rings, and in honest small circles.
    program_factors : planted effect of each randomised program on purchase intensity, 1 = none.
    program_days : how long the effect holds, a multiple of 7.
    program_share : share of the eligible contacts that are randomised, half of them held out.
    threads : blocks worked on at once; the files do not depend on it.
    """

    observation_end: date = date(2025, 12, 31)
    future_days: int = 365
    truth_weeks_before: tuple[int, ...] = (0,)
    n_continuations: int = 40
    truth_sample: int = 20_000
    margin_rate: float = 0.55
    late_share: float = 0.03
    duplicate_share: float = 0.005
    automated_share: float = 0.02
    farm_share: float = 0.01
    ring_share: float = 0.003
    circle_share: float = 0.04
    program_factors: tuple[float, ...] = (1.5, 1.0, 0.6)
    program_days: int = 56
    program_share: float = 0.4
    threads: int = 2

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated, naming the setting."""
        shares = [f.name for f in fields(self) if f.name.endswith("_share")]
        for name in shares:
            _check(name, getattr(self, name), 0 <= getattr(self, name) <= 0.5, "0 to 0.5")
        _check("margin_rate", self.margin_rate, 0 < self.margin_rate <= 1, "above 0, up to 1")
        _check("future_days", self.future_days, 91 <= self.future_days <= 1000, "91 to 1000")
        _check("n_continuations", self.n_continuations, self.n_continuations >= 20, "20 or more")
        _check("truth_sample", self.truth_sample, self.truth_sample >= 0, "0 or more")
        _check("threads", self.threads, self.threads >= 1, "1 or more")
        whole_weeks = self.program_days > 0 and self.program_days % 7 == 0
        _check("program_days", self.program_days, whole_weeks, "a positive multiple of 7")
        _check("program_factors", self.program_factors, all(0 <= f <= 5 for f in self.program_factors), "0 to 5 each")
        fits = bool(self.truth_weeks_before) and all(w >= 0 for w in self.truth_weeks_before)
        _check("truth_weeks_before", self.truth_weeks_before, fits, "whole weeks, 0 or more each")


def _check(name: str, value: object, holds: bool, allowed: str) -> None:
    if not holds:
        raise SimulationError(
            f"The simulator's option {name} is {value}. Choose {allowed}.",
            f"模拟器选项 {name} 的值为 {value}，不在允许范围内。请改为 {allowed}。",
        )
