"""Intervals of shares: Wilson's, and the same at the effective number where counts come in clusters."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from guanxi.stats.jackknife import ratio_variance

Floats = NDArray[np.float64]


def wilson_interval(share: float, n: float, level: float = 0.80) -> tuple[float, float]:
    """(low, high) of the score interval of a share (Wilson 1927, eq. 1); ``n`` > 0 may be fractional.

    Its bounds lie in [0, 1] and hold the share; it has a width at 0 and 1 too, where a normal interval has none.
    """
    z2 = float(ndtri(0.5 + level / 2)) ** 2
    middle, width = share + z2 / (2 * n), math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
    low, high = (middle - width) / (1 + z2 / n), (middle + width) / (1 + z2 / n)
    # The formula gives exactly 0 and 1 at the ends; floating point gives almost that.
    return max(min(low, share), 0.0), min(max(high, share), 1.0)


def clustered_share(hits: Floats, counts: Floats, n_clusters: int, level: float = 0.80) -> tuple[float, float, float]:
    """(share, low, high) of Σ hits ÷ Σ counts, where counts of one cluster (a contact) resemble each other.

    Wilson's interval at the effective number p(1 − p) ÷ V, V the delete-one-group variance (Kish 1965, §8.2; Korn &
    Graubard 1998): never above Σ counts. Where V cannot be told (all or none hit, or one group holds everything) the
    number is that of the clusters, as if each counted once.

    Parameters
    ----------
    hits, counts : (g,) sums by hash group, 0 <= hits <= counts, Σ counts > 0.
    n_clusters : how many clusters the counts come from, at least 1.
    """
    total = float(counts.sum())
    share = float(hits.sum()) / total
    variance = ratio_variance(hits, counts)
    if not 0 < share < 1 or not math.isfinite(variance) or variance <= 0:
        effective = float(min(n_clusters, total))
    else:
        effective = min(share * (1 - share) / variance, total)
    return share, *wilson_interval(share, max(effective, 1.0), level)


def median_of_counts(counts: NDArray[np.int64], n_clusters: int, level: float = 0.80) -> tuple[float, float, float]:
    """(median, low, high) in bins of a histogram of waits, each value the middle of its bin.

    The interval is that of order statistics (Conover 1999, §3.2) with the clusters as its number: wide rather than
    narrow where one cluster waits often.

    Parameters
    ----------
    counts : (b,) how often each bin was met; Σ counts > 0.
    """
    cumulative = np.cumsum(counts)
    total = int(cumulative[-1])
    half = float(ndtri(0.5 + level / 2)) / (2 * math.sqrt(max(min(n_clusters, total), 1)))

    def at(share: float) -> float:
        wanted = min(max(share, 0.0), 1.0) * total
        return float(np.searchsorted(cumulative, max(wanted, 0.5), side="left")) + 0.5

    return at(0.5), at(0.5 - half), at(min(0.5 + half, 1.0))
