"""Lifecycle stages: where in its own rhythm a contact is (trust-economics §7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.lifecycle.codes import ACTIVE, COOLING, DORMANT, LOST, NEW
from guanxi.book.settings import LifecycleBounds

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


def assign_stages(facts: Facts, cycle_days: Floats, p_alive: Floats, bounds: LifecycleBounds) -> Codes:
    """(n,) stage codes: lost before new, new before active; between 1.5 and 3 own cycles of silence is cooling.

    Silence counts from the last act, or from the first day a contact was known where it never acted. A ``p_alive`` of
    NaN (no purchase model speaks of the contact) loses nobody.
    """
    quiet_days = np.where(facts.last_act_age < NEVER, facts.last_act_age, facts.known_age)
    is_lost = facts.is_broken | (p_alive < bounds.lost_p_alive)
    conditions = [
        is_lost,
        facts.known_age <= bounds.new_days,
        quiet_days <= bounds.active_cycles * cycle_days,
        quiet_days <= bounds.dormant_cycles * cycle_days,
    ]
    return np.select(conditions, [LOST, NEW, ACTIVE, COOLING], default=DORMANT).astype(np.int8)
