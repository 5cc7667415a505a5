"""Damped Newton ascent on log-parameters, with a prior only where the data leave no optimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guanxi.stats.btyd.inputs import Floats

Objective = Callable[[Floats], tuple[float, Floats, Floats]]
"""Log-likelihood, gradient (k,) and Hessian (k, k) at log-parameters (k,)."""

PRIOR_SD = 3.0
"""Standard deviation of the prior on a log-parameter: a factor of 20 either way is one deviation."""

REACH = 4.0 * PRIOR_SD
"""A log-parameter further than this from the prior's centre runs away: the likelihood has no optimum."""

BORDER = 1e-9
"""Closer to the border than this is on it: (centre + REACH) − centre need not be REACH in floating point."""

MAX_STANDARD_ERROR = 2.0 * PRIOR_SD
"""A log-parameter known worse than this is not determined by the data: a factor of 400 either way."""

MAX_STEP = 2.0

STALLED = 1e-5
"""When rounding hides any further rise, a forecast gain below this still counts as the top: 1/200 standard error."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where the ascent ended.

    Parameters
    ----------
    theta : (k,) log-parameters.
    log_likelihood : without the prior.
    covariance : (k, k) of the log-parameters: inverse of the negative Hessian, prior included if used.
    converged : the Newton decrement fell below the tolerance at a maximum.
    prior_used : the likelihood alone was degenerate.
    n_iter : evaluations of the objective.
    """

    theta: Floats
    log_likelihood: float
    covariance: Floats
    converged: bool
    prior_used: bool
    n_iter: int


@dataclass(frozen=True, slots=True)
class _Ascent:
    theta: Floats
    value: float
    information: Floats
    converged: bool
    n_iter: int


def maximise(objective: Objective, start: Floats, centre: Floats, *, max_iter: int, tol: float) -> Optimum:
    """The maximum of the likelihood, or of the posterior where the likelihood has no interior maximum.

    Parameters
    ----------
    objective : of the log-likelihood.
    start, centre : (k,) starting point, and centre of the prior N(centre, 3²). The centre of a scale parameter is
        the log of the data's own unit, so that days and weeks give the same model.
    max_iter : evaluations at most, for each of the two ascents.
    tol : half the squared Newton decrement at which to stop: the log-likelihood still to be gained.
    """
    free = _ascend(objective, start, centre, max_iter=max_iter, tol=tol, stop_at_reach=True)
    if free.converged and not _is_degenerate(free, centre):
        return _optimum(free, free.value, prior_used=False, n_iter=free.n_iter)

    def posterior(theta: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = objective(theta)
        gap = (theta - centre) / PRIOR_SD
        return (
            value - 0.5 * float(gap @ gap),
            gradient - gap / PRIOR_SD,
            hessian - np.eye(theta.size) / PRIOR_SD**2,
        )

    inside = np.clip(free.theta, centre - PRIOR_SD, centre + PRIOR_SD)
    held = _ascend(posterior, inside, centre, max_iter=max_iter, tol=tol, stop_at_reach=False)
    gap = (held.theta - centre) / PRIOR_SD
    likelihood = held.value + 0.5 * float(gap @ gap)
    return _optimum(held, likelihood, prior_used=True, n_iter=free.n_iter + held.n_iter)


def _optimum(ascent: _Ascent, log_likelihood: float, *, prior_used: bool, n_iter: int) -> Optimum:
    # The prior alone is worth 1/3² of information in every direction; less can only be a bound that was hit.
    floor = PRIOR_SD**-2 if prior_used else np.finfo(np.float64).tiny
    eigenvalues, vectors = np.linalg.eigh(ascent.information)
    covariance: Floats = (vectors / np.maximum(eigenvalues, floor)) @ vectors.T
    return Optimum(ascent.theta, log_likelihood, covariance, ascent.converged, prior_used, n_iter)


def _is_degenerate(ascent: _Ascent, centre: Floats) -> bool:
    """Whether a parameter ran away, or the data do not determine one."""
    if np.abs(ascent.theta - centre).max() >= REACH - BORDER:
        return True
    eigenvalues = np.linalg.eigvalsh(ascent.information)
    return bool(eigenvalues[0] <= 1.0 / MAX_STANDARD_ERROR**2)


def _ascend(
    objective: Objective, start: Floats, centre: Floats, *, max_iter: int, tol: float, stop_at_reach: bool
) -> _Ascent:
    """Newton with the Hessian's eigenvalues made positive, steps capped and halved until the value rises.

    At ``centre ± REACH`` the ascent stops, or goes on with the other parameters.
    """
    theta = np.clip(start, centre - REACH, centre + REACH)
    value, gradient, hessian = objective(theta)
    n_iter, converged = 1, False
    while n_iter < max_iter:
        if stop_at_reach and np.abs(theta - centre).max() >= REACH - BORDER:
            break
        step, decrement, is_concave = _step_within_reach(gradient, -hessian, theta - centre)
        if is_concave and 0.5 * decrement <= tol:
            converged = True
            break
        # A sum of n terms is known to about n·eps of its size: smaller losses are rounding, not descent.
        slack = 1e-13 * abs(value)
        for _ in range(30):
            proposal = np.clip(theta + step, centre - REACH, centre + REACH)
            trial = objective(proposal)
            n_iter += 1
            if np.isfinite(trial[0]) and trial[0] >= value - slack:
                break
            step = step / 2
        else:
            converged = is_concave and 0.5 * decrement <= STALLED
            break
        theta, (value, gradient, hessian) = proposal, trial
    return _Ascent(theta, value, -hessian, converged, n_iter)


def _step_within_reach(gradient: Floats, information: Floats, offset: Floats) -> tuple[Floats, float, bool]:
    """The step of :func:`_step` without the parameters that are at the border and would cross it.

    It ends at the border where it would cross it: cut off as a whole, since cutting off one component alone would
    leave a ridge that runs along the border sideways.
    """
    at_border = np.abs(offset) >= REACH - BORDER
    free = ~(at_border & (gradient * offset > 0))
    step, decrement, is_concave = _step(gradient, information, free)
    while (crossing := at_border & free & (step * offset > 0)).any():
        free &= ~crossing
        step, decrement, is_concave = _step(gradient, information, free)
    moving = step != 0.0
    room = np.where(step > 0, REACH - offset, REACH + offset)[moving] / np.abs(step[moving])
    return step * min(1.0, float(room.min(initial=1.0))), decrement, is_concave


def _step(gradient: Floats, information: Floats, free: npt.NDArray[np.bool_]) -> tuple[Floats, float, bool]:
    """Ascent direction in the free parameters, squared Newton decrement, and whether the point is concave in them."""
    step = np.zeros_like(gradient)
    if not free.any():
        return step, 0.0, True
    eigenvalues, vectors = np.linalg.eigh(information[np.ix_(free, free)])
    floor = 1e-12 * max(float(np.abs(eigenvalues).max()), 1e-300)
    along = vectors.T @ gradient[free]
    moves = along / np.maximum(np.abs(eigenvalues), floor)
    step[free] = vectors @ moves
    step *= min(1.0, MAX_STEP / max(float(np.abs(step).max()), 1e-300))
    return step, float(along @ moves), bool(eigenvalues[0] > 0)
