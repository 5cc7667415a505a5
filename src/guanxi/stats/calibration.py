"""From a score to a probability that means what it says, and the measures of whether it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from guanxi.stats.logistic import fit_logistic

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A non-decreasing piecewise linear map, constant beyond its knots.

    ``x`` (k,) strictly increasing; ``y`` (k,) non-decreasing.
    """

    x: Floats
    y: Floats

    def predict(self, scores: Floats) -> Floats:
        """Value of the map at ``scores`` (any shape)."""
        return np.asarray(np.interp(scores, self.x, self.y), dtype=np.float64)


def fit_isotonic(
    scores: Floats,
    targets: Floats,
    weights: Floats | None = None,
    *,
    low: float = 0.0,
    high: float = 1.0,
    least_weight: float = 0.0,
) -> Isotonic:
    """The non-decreasing least-squares map from scores to targets, clipped to [low, high].

    Pool-adjacent-violators on unique scores (Barlow et al. 1972, §1.2); knots stand at the weighted mean score of each
    pool and are joined by lines, which keeps the order inside a pool (a step function would tie it and lose AUC).
    Needs at least one row.

    Parameters
    ----------
    least_weight : neighbours are pooled up to this weight before anything else. Without it the first and the last
        pool are a handful of rows, by construction the most extreme ones, and everything beyond them inherits 0 or 1.
    """
    weight = np.ones_like(scores) if weights is None else weights
    unique, where = np.unique(scores, return_inverse=True)
    total = np.bincount(where, weights=weight)
    keep = total > 0
    mass = np.bincount(where, weights=weight * targets)[keep] / total[keep]
    x = np.asarray(unique[keep], dtype=np.float64)
    w = np.asarray(total[keep], dtype=np.float64)
    if least_weight > 0:
        x, mass, w = _thickened(x, mass, w, least_weight)
    starts = _pools(mass, w)
    pool_weight = np.add.reduceat(w, starts)
    pool_x = np.add.reduceat(w * x, starts) / pool_weight
    pool_y = np.clip(np.add.reduceat(w * mass, starts) / pool_weight, low, high)
    # Rounding may let a pooled mean leave the order by one ulp.
    return Isotonic(pool_x, np.maximum.accumulate(pool_y))


def _thickened(x: Floats, y: Floats, weight: Floats, least: float) -> tuple[Floats, Floats, Floats]:
    """Neighbouring scores joined into groups of equal weight, each at least ``least`` (one group if all is less)."""
    n_groups = max(1, int(weight.sum() // least))
    middle = np.cumsum(weight) - weight / 2
    group = np.minimum((middle * n_groups / weight.sum()).astype(np.int64), n_groups - 1)
    starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    joined = np.add.reduceat(weight, starts)
    return np.add.reduceat(x * weight, starts) / joined, np.add.reduceat(y * weight, starts) / joined, joined


def _pools(values: Floats, weights: Floats) -> NDArray[np.int64]:
    """First index of each pool after pooling adjacent violators; one stack pass, linear time."""
    starts: list[int] = []
    sums: list[float] = []
    masses: list[float] = []
    # A pass over unique scores of the learning sample, which is bounded; not over contacts.
    for i, (value, weight) in enumerate(zip(values.tolist(), weights.tolist(), strict=True)):
        start, total, mass = i, value * weight, weight
        while sums and sums[-1] * mass >= total * masses[-1]:
            start, total, mass = starts.pop(), total + sums.pop(), mass + masses.pop()
        starts.append(start)
        sums.append(total)
        masses.append(mass)
    return np.asarray(starts, dtype=np.int64)


def fit_platt(probabilities: Floats, labels: Floats) -> Isotonic:
    """Platt's sigmoid on the logit, as a dense monotone table; for samples too small for isotonic regression.

    Slope bounded at 0 from below: calibration never reverses an order (Platt 1999, with the logit for his decision
    value). Shrunk towards slope 1.
    """
    z = logit(np.clip(probabilities, 1e-6, 1 - 1e-6))[:, None]
    model = fit_logistic(z, labels, centre=np.ones(1), penalty=1.0, non_negative=True)
    grid = np.linspace(0.001, 0.999, 999)
    return Isotonic(grid, model.predict(logit(grid)[:, None]))


def brier(probabilities: Floats, labels: Floats) -> float:
    """Mean squared distance between probability and outcome (Brier 1950, eq. 2, for one of two classes)."""
    return float(np.mean((probabilities - labels) ** 2))


def auc(scores: Floats, labels: Floats) -> float | None:
    """Probability that a random positive is ranked above a random negative, ties ½; ``None`` with one class only.

    Mann–Whitney form (Hanley & McNeil 1982, eq. 2) on mid-ranks.
    """
    n_positive = int(labels.sum())
    n_negative = len(labels) - n_positive
    if n_positive == 0 or n_negative == 0:
        return None
    _, where, counts = np.unique(scores, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    mid_rank = upper - (counts - 1) / 2
    rank_sum = float(mid_rank[where][labels > 0].sum())
    return (rank_sum - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def _bins(probabilities: Floats, n_bins: int) -> NDArray[np.int64]:
    """Equal-count bin of each probability; equal probabilities share a bin."""
    edges = np.quantile(probabilities, np.linspace(0, 1, n_bins + 1)[1:-1])
    return np.searchsorted(edges, probabilities, side="right").astype(np.int64)


def expected_calibration_error(probabilities: Floats, labels: Floats, n_bins: int = 10) -> float:
    """Σ share of bin · |mean probability − mean outcome| over ``n_bins`` equal-count bins (Naeini et al. 2015)."""
    index = _bins(probabilities, n_bins)
    gap = np.bincount(index, weights=probabilities - labels, minlength=n_bins)
    return float(np.abs(gap).sum() / len(labels))


def calibration_limit(
    probabilities: Floats, generator: np.random.Generator, *, n_draws: int = 200, n_bins: int = 10
) -> float:
    """95th percentile of ECE when the probabilities are exactly right: what chance alone would show at this n."""
    index = _bins(probabilities, n_bins)
    draws = [
        np.abs(
            np.bincount(index, weights=probabilities - (generator.random(len(index)) < probabilities), minlength=n_bins)
        ).sum()
        / len(index)
        for _ in range(n_draws)
    ]
    return float(np.quantile(draws, 0.95))


@dataclass(frozen=True, slots=True)
class Reliability:
    """Observed share against predicted probability by equal-count bin: arrays of one length."""

    predicted: Floats
    observed: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]


def reliability(probabilities: Floats, labels: Floats, n_bins: int = 10) -> Reliability:
    """Bins of a calibration picture, each with the 90 % Wilson interval (Wilson 1927) of its observed share."""
    index = _bins(probabilities, n_bins)
    n = np.bincount(index, minlength=n_bins)
    keep = n > 0
    count = n[keep].astype(np.float64)
    predicted = np.bincount(index, weights=probabilities, minlength=n_bins)[keep] / count
    observed = np.bincount(index, weights=labels, minlength=n_bins)[keep] / count
    z2 = 1.6448536269514722**2
    centre = (observed + z2 / (2 * count)) / (1 + z2 / count)
    half = np.sqrt(z2) * np.sqrt(observed * (1 - observed) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return Reliability(predicted, observed, np.maximum(centre - half, 0), np.minimum(centre + half, 1), n[keep])
