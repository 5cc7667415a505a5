"""Ten contacts who are core and ten who are doubtful, with the reasons told."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.contracts import Driver, Example, Interval, Tier
from guanxi.book.positions import Positions
from guanxi.book.tiers.codes import TIERS

N_EXAMPLES = 10


Ints = NDArray[np.int64]


def pick_examples(positions: Positions, tier: Tier) -> Ints:
    """Rows of up to ten contacts of a tier, those first whose relationship carries most: the potential at stake."""
    inside = np.flatnonzero(positions.tier == TIERS.index(tier))
    order = np.lexsort((positions.contact_id[inside], -positions.potential_fen[inside]))
    return inside[order[:N_EXAMPLES]].astype(np.int64)


def make_examples(
    positions: Positions, source_keys: pa.ChunkedArray, rows: Ints, told: list[tuple[Driver, ...]]
) -> tuple[Example, ...]:
    """The contacts in ``rows`` with their drivers, one tuple of sentences each."""
    keys = source_keys.take(pa.array(rows)).to_pylist()
    return tuple(_example(positions, i, str(key), why) for i, key, why in zip(rows.tolist(), keys, told, strict=True))


def _example(positions: Positions, i: int, key: str, drivers: tuple[Driver, ...]) -> Example:
    return Example(
        contact_id=int(positions.contact_id[i]),
        source_key=key,
        tier=TIERS[int(positions.tier[i])],
        trust=Interval(float(positions.trust[i]), float(positions.trust_low[i]), float(positions.trust_high[i])),
        n_eff=float(positions.n_eff[i]),
        potential=int(positions.potential_fen[i]),
        trust_capital=int(positions.capital_fen[i]),
        clv=int(positions.clv_fen[i]),
        cost_to_serve=None if positions.serving_fen is None else int(positions.serving_fen[i]),
        is_liability=bool(positions.is_liability[i]),
        drivers=drivers,
    )
