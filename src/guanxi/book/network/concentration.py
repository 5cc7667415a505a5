"""Does what was brought hang on few? The share of the converted that the busiest inviters brought."""

from __future__ import annotations

import numpy as np

from guanxi.book.contracts.network import Concentration
from guanxi.book.network.referrals import Referrals

PER_TOP = 100


def measure_concentration(referrals: Referrals) -> Concentration | None:
    """Of all converted invitees, those of the busiest hundredth of inviters and of the first; ``None`` without any."""
    brought = np.bincount(referrals.inviter[referrals.converted])
    brought = np.sort(brought[brought > 0])[::-1]
    if not len(brought):
        return None
    n_top, total = -(-len(brought) // PER_TOP), int(brought.sum())
    return Concentration(
        n_converted=total,
        n_inviters=len(brought),
        n_top=n_top,
        top_share=float(brought[:n_top].sum() / total),
        n_first=int(brought[0]),
        first_share=float(brought[0] / total),
    )
