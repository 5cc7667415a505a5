"""How many stand in each stage and layer, and what capital stands there with them."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts import LayerRow, StageRow
from guanxi.book.exact_sums import counts_by_code, mean_trust_by_code, sums_by_code, total
from guanxi.book.lifecycle.codes import LAYERS, LOST, STAGES
from guanxi.book.lifecycle.layers import in_layer
from guanxi.book.positions import Positions


def stage_rows(positions: Positions) -> tuple[StageRow, ...]:
    """One row per stage, new first; every contact stands in exactly one, so the rows add up to the book."""
    codes, size = positions.stage.astype(np.int64), len(STAGES)
    n = counts_by_code(codes, size)
    capital, clv = (sums_by_code(column, codes, size) for column in (positions.capital_fen, positions.clv_fen))
    held = ~positions.is_broken
    mean = mean_trust_by_code(positions.trust[held], codes[held], size)
    broken = counts_by_code(codes[positions.is_broken], size)
    return tuple(
        StageRow(
            stage=stage,
            n=int(n[code]),
            share=int(n[code]) / max(positions.n, 1),
            trust_capital=int(capital[code]),
            clv=int(clv[code]),
            mean_trust=float(mean[code]),
            n_broken=int(broken[code]) if code == LOST else 0,
        )
        for code, stage in enumerate(STAGES)
    )


def layer_rows(positions: Positions) -> tuple[LayerRow, ...]:
    """One row per layer; a contact may be in several or in none. Shares are of the relationships that stand."""
    if positions.layers is None:
        return ()
    n_held = max(int(np.sum(~positions.is_broken)), 1)
    rows = []
    for layer in LAYERS:
        inside = in_layer(positions.layers, layer)
        n = int(inside.sum())
        rows.append(
            LayerRow(layer, n, n / n_held, total(positions.capital_fen[inside]), total(positions.clv_fen[inside]))
        )
    return tuple(rows)
