"""The panel of leading indicators beside TROI: what moves earlier than money. It feeds no rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.troi import BalanceBand, Indicator, Panel
from guanxi.book.troi.outcomes import Outcomes

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

BANDS: tuple[tuple[str, float, float], ...] = (
    ("below_1", 0.0, 1.0),
    ("from_1_to_3", 1.0, 3.0),
    ("from_3", 3.0, np.inf),
)
"""Gives per ask; 3 is the ratio of reciprocity before asking."""


def panel_of(outcomes: Outcomes, is_treated: Bools, *, has_bonds: bool) -> Panel:
    """Indicators by arm over matured contacts, and ordering by give:ask ratio over both arms."""
    bought, again = outcomes.n_orders_before > 0, outcomes.n_orders_after > 0
    arms = is_treated, ~is_treated
    repurchase = [_mean(again[arm & bought].astype(np.float64)) for arm in arms]
    n_bought = [int((arm & bought).sum()) for arm in arms]
    answers = [int(outcomes.nps_score[arm, 1].sum()) for arm in arms]
    nps = [100 * float(outcomes.nps_score[a, 0].sum()) / n if n else None for a, n in zip(arms, answers, strict=True)]
    shared = [100 * float(outcomes.shared[arm].mean()) if has_bonds and arm.any() else None for arm in arms]
    n = [int(arm.sum()) for arm in arms]
    return Panel(
        (
            Indicator("repurchase", "share", repurchase[0], repurchase[1], n_bought[0], n_bought[1]),
            Indicator("nps", "points", nps[0], nps[1], answers[0], answers[1]),
            Indicator("unprompted_sharing", "per_hundred", shared[0], shared[1], n[0], n[1]),
        ),
        _bands(outcomes, again),
    )


def _mean(values: NDArray[np.float64]) -> float | None:
    return float(values.mean()) if len(values) else None


def _bands(outcomes: Outcomes, ordered: Bools) -> tuple[BalanceBand, ...]:
    gives, asks = outcomes.n_give_180, outcomes.n_ask_180
    if not (gives.any() or asks.any()):
        return ()
    ratio = gives / np.maximum(asks, 1)
    inside = [("never_asked", asks == 0)]
    inside += [(name, (asks > 0) & (ratio >= low) & (ratio < high)) for name, low, high in BANDS]
    return tuple(BalanceBand(name, int(rows.sum()), float(ordered[rows].mean())) for name, rows in inside if rows.any())
