"""The tiers side by side, with the articles' shares beside the observed ones."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import Tier, TierRow
from guanxi.book.exact_sums import counts_by_code, mean_trust_by_code, sums_by_code
from guanxi.book.positions import Positions
from guanxi.book.tiers.codes import NONE, TIERS

REFERENCE_SHARES: dict[Tier, tuple[float, float]] = {
    Tier.CORE: (0.05, 0.10),
    Tier.ORDINARY: (0.20, 0.30),
    Tier.DOUBTFUL: (0.60, 0.70),
}
"""Shares that the trust-economics articles report: printed for comparison, never imposed."""


def tier_rows(positions: Positions) -> tuple[TierRow, ...]:
    """One row per tier, core first; shares are of the contacts that have a tier, so they add up to 1."""
    codes = positions.tier.astype(np.int64)
    size = len(TIERS)
    n = counts_by_code(codes, size)
    n_tiered = max(int(n.sum() - n[NONE]), 1)
    capital, clv = (sums_by_code(column, codes, size) for column in (positions.capital_fen, positions.clv_fen))
    serving = None if positions.serving_fen is None else sums_by_code(positions.serving_fen, codes, size)
    mean = mean_trust_by_code(positions.trust, codes, size)
    liabilities = counts_by_code(codes[positions.is_liability], size)
    return tuple(
        TierRow(
            tier=tier,
            n=int(n[code]),
            share=0.0 if tier is Tier.NONE else int(n[code]) / n_tiered,
            trust_capital=int(capital[code]),
            clv=int(clv[code]),
            maintenance=None if serving is None else int(serving[code]),
            mean_trust=float(mean[code]),
            reference_low=REFERENCE_SHARES.get(tier, (0.0, 0.0))[0],
            reference_high=REFERENCE_SHARES.get(tier, (0.0, 0.0))[1],
            n_liabilities=int(liabilities[code]),
        )
        for code, tier in enumerate(TIERS)
    )
