"""Everybody at two moments: now, and 30 days ago under the same model; and what is overdue to whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.audit.standing import Stood
from guanxi.book.contracts.codes import Layer
from guanxi.book.facts.contracts import Facts
from guanxi.book.lifecycle import STAGES, in_layer
from guanxi.book.lifecycle.codes import NEW
from guanxi.book.trust.model import Trust

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

assert STAGES[NEW].value == "new", "the code of new contacts is a column's"


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue: sorted contacts, since when, and what was promised."""

    contact_id: Ints
    since_ms: Ints
    what: list[str]

    def find(self, contact_id: int) -> tuple[int, str] | None:
        """Since when, and what; ``None`` where nothing is overdue to the contact."""
        place = int(np.searchsorted(self.contact_id, contact_id))
        if place == len(self.contact_id) or self.contact_id[place] != contact_id:
            return None
        return int(self.since_ms[place]), self.what[place]


@dataclass(frozen=True, slots=True)
class Looked:
    """The contacts as they stand, and T as it was.

    Parameters
    ----------
    then, trust_then : facts and T of those who were known ``fall_days`` ago.
    spoken : ids of contacts that a person of the brand touched within the days of rest.
    staff : (n,) code into ``staff_names``, whose "" is nobody in particular.
    """

    stood: Stood
    then: Facts
    trust_then: Trust
    overdue: Overdue
    spoken: Ints
    staff: Ints
    staff_names: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of contacts."""
        return self.stood.facts.n

    @property
    def contact_id(self) -> Ints:
        """(n,) sorted ids."""
        return self.stood.facts.contact_id

    def row_then(self) -> Ints:
        """(n,) row of each contact 30 days ago, −1 for who was not known yet."""
        if not self.then.n:
            return np.full(self.n, -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.then.contact_id, self.contact_id), self.then.n - 1)
        return np.where(self.then.contact_id[place] == self.contact_id, place, -1)

    def trust_before(self) -> Floats:
        """(n,) T 30 days ago; NaN for who was not known then, 0 for who had broken off then."""
        row = self.row_then()
        if not self.then.n:
            return np.full(self.n, np.nan)
        held = np.where(self.then.is_broken, 0.0, self.trust_then.trust)
        return np.where(row >= 0, held[np.maximum(row, 0)], np.nan)

    def has_promise(self) -> Bools:
        """(n,) True where something is overdue."""
        return np.isin(self.contact_id, self.overdue.contact_id)

    def is_silent_buyer(self) -> Bools:
        """(n,) True in the layer of those who buy and say nothing."""
        layers = self.stood.positions.layers
        return np.zeros(self.n, dtype=np.bool_) if layers is None else in_layer(layers, Layer.SILENT_BUYER)

    def is_new(self) -> Bools:
        """(n,) True in the stage of new contacts."""
        return np.asarray(self.stood.positions.stage == NEW)
