"""A contact's own cycle: the gap between its purchases, as far as it has shown one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings

Floats = NDArray[np.float64]

PSEUDO_GAPS = 1.0
"""How many gaps the brand's median counts as in a contact's own cycle."""


def own_cycle_days(facts: Facts, median_cycle_days: float | None, settings: AuditSettings) -> Floats:
    """(n,) days between a contact's purchases: (span + m)/(repeats + 1), shrunk to the brand's median m by one gap.

    Whoever has not bought twice has the cycle m. Where nobody bought twice, m is the least outcome horizon: the brand
    shows no rhythm, and the ages of the rules then stand by their floors in days.
    """
    median = float(settings.outcome_days) if median_cycle_days is None else median_cycle_days
    repeats = np.maximum(facts.n_orders - 1, 0)
    span = np.where(repeats > 0, facts.first_order_age - facts.last_order_age, 0)
    return np.asarray((span + PSEUDO_GAPS * median) / (repeats + PSEUDO_GAPS), dtype=np.float64)
