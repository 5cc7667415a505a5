"""Positions made for tests: plausible columns from a seed, any of which a test may replace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.positions import Positions, post_capital
from guanxi.book.tiers.codes import DOUBTFUL, NONE


def made_positions(n: int = 200, seed: int = 7, **columns: object) -> Positions:
    """``n`` contacts: some broken, some without orders, a few worth a great deal."""
    rng = np.random.default_rng(seed)
    broken = rng.random(n) < 0.1
    potential = np.where(broken, 0, rng.lognormal(8, 2, n).astype(np.int64))
    trust = np.where(broken, 0.0, rng.random(n))
    tier = np.where(broken, NONE, rng.integers(0, 3, n)).astype(np.int8)
    made: dict[str, object] = {
        "contact_id": np.cumsum(rng.integers(1, 9, n)).astype(np.int64),
        "potential_fen": potential,
        "trust": trust,
        "trust_low": trust * 0.9,
        "trust_high": np.minimum(trust * 1.1, 1.0),
        "clv_fen": (potential * rng.random(n)).astype(np.int64),
        "serving_fen": rng.integers(0, 3000, n),
        "referral_credit_fen": rng.integers(0, 200, n),
        "promises_fen": np.where(rng.random(n) < 0.2, rng.integers(0, 5000, n), 0),
        "p_alive": rng.random(n),
        "n_eff": rng.random(n) * 20,
        "n_orders": rng.integers(0, 6, n),
        "age_days": rng.integers(0, 900, n),
        "cycle_days": rng.random(n) * 90 + 5,
        "tier": tier,
        "stage": rng.integers(0, 5, n).astype(np.int8),
        "is_liability": (tier == DOUBTFUL) & (rng.random(n) < 0.5),
        "is_broken": broken,
        "has_evidence": rng.random(n) < 0.7,
        "is_new": np.zeros(n, dtype=np.bool_),
        "activity": rng.random(n),
        "depth": rng.random(n),
        "value_score": rng.random(n),
    }
    made |= columns
    if "capital_fen" not in made:
        made["capital_fen"] = post_capital(_ints(made["potential_fen"]), np.asarray(made["trust"]))
    return Positions(**made)  # type: ignore[arg-type]


def _ints(column: object) -> NDArray[np.int64]:
    return np.asarray(column, dtype=np.int64)
