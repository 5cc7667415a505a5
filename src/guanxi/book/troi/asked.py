"""What a read-out is asked for, and the constants that it declares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guanxi.kit.errors import SettingsError

SHORTEST_ANNUAL_DAYS = 28
"""Below it no annual figure is printed: a week's luck times 52 is no return."""

OPTIONS = {"days": "--days (days)"}
"""What people give to a command, as they write it there."""


@dataclass(frozen=True, slots=True)
class TroiInput:
    """One question about programs.

    Parameters
    ----------
    as_of_ms : events after it are never read.
    program : a program, or a type of programs; ``None``: all.
    days : D, from a contact's own assignment to its maturity.
    winsor_quantile : declared before, in [.9, 1]; 1 moves nothing.
    level : of the confidence sequence. power : behind the minimum detectable effect.
    model_path : of the model that audits keep: used when it was learnt by the launch.
    models : folder where models as of a launch are kept; ``None``: they are not kept.
    """

    as_of_ms: int
    program: str | None = None
    days: int = 56
    winsor_quantile: float = 0.999
    level: float = 0.95
    power: float = 0.80
    model_path: Path | None = None
    models: Path | None = None
    threads: int = 2
    memory_limit: str = "4GB"

    def __post_init__(self) -> None:
        """Refuse what no read-out can mean."""
        for name, low, high in (("days", 1, 365), ("winsor_quantile", 0.9, 1.0), ("level", 0.5, 0.999)):
            value = getattr(self, name)
            if not low <= value <= high:
                shown = OPTIONS.get(name, name)
                raise SettingsError(
                    f"{shown} is {value}; it must lie between {low} and {high}. Change it there.",
                    f"{shown} 为 {value}，应在 {low} 与 {high} 之间。请修改。",
                )
        if self.program is not None and not self.program.strip():
            raise SettingsError(
                "--program (program) is blank. Name a program or a type of programs, or leave it out to read out all.",
                "--program（program）为空。请填写项目或项目类型的名称；不填此项则读取全部。",
            )
