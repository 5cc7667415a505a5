"""The difference between two arms, adjusted for what was known before, at every look.

A *unit* is what was randomised: a contact, or a cluster with the sums over its contacts. An arm's mean is
Σ outcome ÷ Σ size, its variance that of a ratio of sums over units (Cochran 1977, eq. 6.13; Deng, Knoblich & Lu 2018,
eq. 3), which for single contacts is s²/n. With V the covariance of (y, x) of the difference of means over both arms,

    θ = V_xx⁻¹ V_xy,   Δ = (ȳ_t − ȳ_c) − θ·(x̄_t − x̄_c),   Var Δ = V_yy − θ·V_xy,

which is CUPED (Deng, Xu, Kohavi & Walker 2013, eq. 2–5) with several covariates and arms of unequal size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.stats.experiments.confidence_sequence import SMALLEST_ARM, Boundary

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


FLAT = 1e-14
"""Share of the unadjusted variance below which what is left is rounding."""


@dataclass(frozen=True, slots=True)
class Units:
    """Units in the order in which they mature.

    Parameters
    ----------
    outcome : (n,) sum over the unit's contacts. covariates : (n, k) the same of what was known before assignment.
    size : (n,) contacts in the unit, > 0.
    is_treated : (n,)
    """

    outcome: Floats
    covariates: Floats
    size: Floats
    is_treated: Bools

    @classmethod
    def of_contacts(cls, outcome: Floats, is_treated: Bools, covariates: Floats | None = None) -> Units:
        """Units of one contact each."""
        none = np.zeros((len(outcome), 0)) if covariates is None else covariates
        return cls(outcome, none, np.ones(len(outcome)), is_treated)

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.outcome)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences per contact at each look; every field an (m,) array but ``theta`` (m, k).

    Parameters
    ----------
    n_treated, n_control : units of each arm by then.
    estimate, standard_error : NaN before both arms have ``SMALLEST_ARM`` units (two for :func:`compare_arms`).
    low, high : of the confidence sequence; infinite where there is no estimate, and where nothing varies: sameness
        among units is no certainty about others.
    """

    n_treated: Ints
    n_control: Ints
    estimate: Floats
    standard_error: Floats
    theta: Floats
    low: Floats
    high: Floats


def compare_arms(units: Units, boundary: Boundary) -> Comparison:
    """One look, after the last unit."""
    return watch_arms(units, boundary, np.array([units.n]), least=2)


def watch_arms(units: Units, boundary: Boundary, looks: Ints, *, least: int = SMALLEST_ARM) -> Comparison:
    """Looks after each of ``looks`` units (increasing, in 1…n): estimate, error and confidence sequence."""
    columns = _centred(units)
    treated = _ArmMoments.cumulated(columns, units.is_treated, looks)
    control = _ArmMoments.cumulated(columns, ~units.is_treated, looks)
    enough = np.minimum(treated.n, control.n) >= max(least, 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(enough[:, None], treated.means - control.means, 0.0)
        spread = np.where(enough[:, None, None], treated.covariance + control.covariance, 0.0)
    k = units.covariates.shape[1]
    theta = np.einsum("mij,mj->mi", np.linalg.pinv(spread[:, 1:, 1:], hermitian=True), spread[:, 1:, 0])
    n = (treated.n + control.n).astype(np.float64)
    estimate = gap[:, 0] - np.einsum("mi,mi->m", theta, gap[:, 1:])
    variance = np.maximum(spread[:, 0, 0] - np.einsum("mi,mi->m", theta, spread[:, 1:, 0]), 0.0)
    # The k slopes were estimated from the same units (Freedman 2008): pay their degrees of freedom.
    if k:
        variance = np.where(n > 2 + k, variance * (n - 2) / np.maximum(n - 2 - k, 1), np.inf)
    error = np.where(enough, np.sqrt(variance), np.nan)
    estimate = np.where(enough, estimate, np.nan)
    varies = enough & (variance > FLAT * np.abs(spread[:, 0, 0])) & (variance > 0)
    half = np.where(varies, boundary.factor(np.maximum(n, 1)) * error, np.inf)
    centre = np.where(enough, estimate, 0.0)
    return Comparison(treated.n, control.n, estimate, error, theta, centre - half, centre + half)


def _centred(units: Units) -> Floats:
    """(n, 2 + k) size, outcome, covariates, the latter less their overall mean: sums of squares then cancel little."""
    values = np.column_stack([units.outcome, units.covariates])
    mean = values.sum(axis=0) / max(float(units.size.sum()), 1.0)
    return np.column_stack([units.size, values - units.size[:, None] * mean])


@dataclass(frozen=True, slots=True)
class _ArmMoments:
    """Units (m,), means per contact (m, p) and their covariance (m, p, p) of one arm at each look."""

    n: Ints
    means: Floats
    covariance: Floats

    @classmethod
    def cumulated(cls, columns: Floats, inside: Bools, looks: Ints) -> _ArmMoments:
        starts = np.concatenate([[0], looks[:-1]])
        kept = columns * inside[:, None]

        def upto(values: Floats) -> Floats:
            return np.cumsum(np.add.reduceat(values[: looks[-1]], starts), axis=0)

        p = columns.shape[1]
        n = upto(inside.astype(np.float64)).astype(np.int64)
        sums = np.column_stack([upto(kept[:, j]) for j in range(p)])
        squares = np.empty((len(looks), p, p))
        for i in range(p):
            for j in range(i + 1):
                squares[:, i, j] = squares[:, j, i] = upto(kept[:, i] * kept[:, j])
        with np.errstate(divide="ignore", invalid="ignore"):
            means = sums[:, 1:] / sums[:, :1]
            cross = means[:, :, None] * squares[:, None, 0, 1:]
            scatter = squares[:, 1:, 1:] - cross - np.swapaxes(cross, 1, 2)
            scatter += means[:, :, None] * means[:, None, :] * squares[:, :1, :1]
            covariance = scatter * (n / (n - 1) / sums[:, 0] ** 2)[:, None, None]
        return cls(n, means, covariance)
