"""What a spreadsheet would say: last year's margin carried forward, and the mean of an RFM cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.past import Past
from guanxi.kit.clock import DAY_MS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WINDOW_DAYS = 91
"""Closed window in which the RFM cells' means are taken."""

N_CELLS = 16
"""RFM sums 3…15 of buyers; 0 is "never bought"."""


def last_year(facts: Facts, margin_rate: float) -> Floats:
    """(n,) fen: margin of the last 365 days, expected again; 0 for whom the brand knows to be gone."""
    return np.where(facts.is_broken, 0.0, np.maximum(facts.net_365_fen, 0) * margin_rate)


def rfm_means(past: Past, at_ms: int, margin_rate: float) -> Floats:
    """(n,) fen a day: mean margin, in the last closed window, of contacts with the same sum of RFM quintiles."""
    start_ms = at_ms - WINDOW_DAYS * DAY_MS
    before, now = past.facts(start_ms), past.facts(at_ms)
    margin = past.outcomes(start_ms, WINDOW_DAYS).net_fen * margin_rate / WINDOW_DAYS
    held = ~before.is_broken
    edges = _edges(before.take(held & before.is_buyer))
    cell = _cells(before, edges)[held]
    n = np.bincount(cell, minlength=N_CELLS)
    mean = np.bincount(cell, weights=margin[held], minlength=N_CELLS) / np.maximum(n, 1)
    mean[n == 0] = margin[held].mean() if held.any() else 0.0
    return np.where(now.is_broken, 0.0, mean[_cells(now, edges)])


def _measures(facts: Facts) -> tuple[Ints, Ints, Ints]:
    return -facts.last_order_age, facts.n_orders, facts.net_fen


def _edges(buyers: Facts) -> list[Floats]:
    fifths = np.linspace(0.2, 0.8, 4)
    return [np.quantile(column, fifths) if buyers.n else np.zeros(4) for column in _measures(buyers)]


def _cells(facts: Facts, edges: list[Floats]) -> Ints:
    quintiles = [1 + np.searchsorted(edge, column) for edge, column in zip(edges, _measures(facts), strict=True)]
    return np.where(facts.is_buyer, np.sum(quintiles, axis=0), 0).astype(np.int64)
