"""Sample ratio mismatch: did the arms come out as they were designed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

THRESHOLD = 0.001
"""Below it an experiment is not believed (Fabijan et al. 2019, §3: "p < .0005 … .001")."""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Counts against design; ``p_value`` of Pearson's chi-square on (arms − 1) degrees of freedom."""

    observed: tuple[int, ...]
    designed: tuple[float, ...]
    p_value: float

    @property
    def is_sound(self) -> bool:
        """True unless so uneven a split would come once in a thousand sound experiments."""
        return self.p_value >= THRESHOLD


def check_sample_ratio(observed: tuple[int, ...], designed: tuple[float, ...]) -> SampleRatio:
    """Compare counts of units per arm with designed shares (any positive scale); Pearson (1900)."""
    shares = np.asarray(designed, dtype=np.float64) / sum(designed)
    counts = np.asarray(observed, dtype=np.float64)
    expected = shares * counts.sum()
    statistic = float(np.sum((counts - expected) ** 2 / expected)) if counts.sum() else 0.0
    return SampleRatio(observed, tuple(map(float, shares)), float(chdtrc(len(observed) - 1, statistic)))
