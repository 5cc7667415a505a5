"""Progress of long work: a port that floors 0 and 1 call and faces draw."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what is being done and how far it is; may raise to interrupt at a safe point."""

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        """A new or advancing step; ``total`` 0 means that the length is unknown."""


class Silent:
    """Draws nothing: the default of the library."""

    def step(self, en: str, zh: str, *, done: int = 0, total: int = 0) -> None:
        """Ignore the step."""
