"""A difference in means whose interval knows that people of one cluster are alike.

References
----------
Liang & Zeger (1986), eq. 9 (the sandwich); Cameron & Miller (2015), §II.B eq. 11 and §VI.D: the finite-sample factor
c = G/(G − 1) · (N − 1)/(N − K) ("CR1") and quantiles of t with G − 1 degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ClusterDifference:
    """Treated minus control per contact, with a t interval on ``n_clusters`` − 1 degrees of freedom."""

    estimate: float
    standard_error: float
    n_clusters: int
    low: float
    high: float


def compare_clustered(
    outcome: Floats, is_treated: Bools, cluster: NDArray[np.int64], *, level: float = 0.95
) -> ClusterDifference:
    """Difference in means of ``outcome`` (n,), equal to the slope of a regression on a constant and the arm.

    Parameters
    ----------
    cluster : (n,) number of each contact's cluster; a cluster may hold contacts of both arms.

    Returns
    -------
    NaN with infinite interval where an arm is empty or there is only one cluster.
    """
    _, where = np.unique(cluster, return_inverse=True)
    n_treated, n, g = int(is_treated.sum()), len(outcome), int(where.max(initial=-1)) + 1
    n_control = n - n_treated
    if not n_treated or not n_control or g < 2:
        return ClusterDifference(float("nan"), float("nan"), g, -float("inf"), float("inf"))
    means = outcome[is_treated].mean(), outcome[~is_treated].mean()
    residual = outcome - np.where(is_treated, *means)
    # The row of (XᵀX)⁻¹Xᵀ that gives the slope: +1/n_t for the treated, −1/n_c for the others.
    influence = residual * np.where(is_treated, 1 / n_treated, -1 / n_control)
    score = np.bincount(where, weights=influence, minlength=g)
    correction = g / (g - 1) * (n - 1) / (n - 2) if n > 2 else float("inf")
    error = float(np.sqrt(correction * np.sum(score**2)))
    half = float(stdtrit(g - 1, 0.5 + level / 2)) * error
    estimate = float(means[0] - means[1])
    return ClusterDifference(estimate, error, g, estimate - half, estimate + half)
