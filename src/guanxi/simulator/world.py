"""What one step of life is given: the contacts, the brand, chance, and the log that is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import expit

from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.brand import Brand
from guanxi.simulator.people import State, Traits


class Log(Protocol):
    """What is told of a life: the diary writes it down, an expectation only counts orders."""

    def emit(self, kind: str, who: IntArray, at: FloatArray, **columns: object) -> None:
        """Events of one kind, of contacts ``who`` at days ``at``."""

    def within(self, kind: str, who: IntArray, window: Window, **columns: object) -> None:
        """The same at moments of the log's choosing inside each one's window."""

    def orders(self, who: IntArray, at: FloatArray, lifted: BoolArray) -> None:
        """Orders, and whether each came while a promotion worked."""

    def promises(self, who: IntArray, window: Window, due: FloatArray, breaks: BoolArray) -> None:
        """Something owed to each."""


class OrdersOnly:
    """The part of a log that has no ears but for orders."""

    __slots__ = ()

    def emit(self, kind: str, who: IntArray, at: FloatArray, **columns: object) -> None:
        """Not written down."""

    def within(self, kind: str, who: IntArray, window: Window, **columns: object) -> None:
        """Not written down."""

    def promises(self, who: IntArray, window: Window, due: FloatArray, breaks: BoolArray) -> None:
        """Not written down."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a step in which each contact is there; every array is (n,), in days.

    Parameters
    ----------
    start : later of the step's start and birth.
    end : earlier of the step's end and death; not above ``start`` for those who are not alive.
    reach : the same with deletion in place of death: the brand goes on writing to the silently lost.
    """

    start: FloatArray
    end: FloatArray
    reach: FloatArray

    @property
    def reached(self) -> FloatArray:
        """Days in which the brand can write."""
        return np.maximum(self.reach - self.start, 0)


@dataclass(frozen=True, slots=True)
class World:
    """Contacts, what they live in, what chance they have, and who is told. ``state`` is moved in place."""

    brand: Brand
    traits: Traits
    state: State
    rng: np.random.Generator
    log: Log


def trust_of(state: State) -> FloatArray:
    """Latent trust of the living in (0, 1); meaningless after death."""
    return np.asarray(expit(state.logit))
