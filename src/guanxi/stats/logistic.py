"""Small logistic models that cannot turn a good sign into a bad one.

The heads of the trust score are logistic regressions whose weights are non-negative (raising a sub-score never lowers
a probability) and shrunk towards stated weights instead of towards zero (with thirty labels the head says what the
definition says; with thirty thousand it says what the data say).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PENALTIES = (0.03, 0.3, 3.0, 30.0)
"""λ tried by cross-validation (trust-economics §3)."""


LARGEST_INTERCEPT = 30.0
MOST_STEPS = 100
DECREMENT = 1e-12
"""Newton decrement, relative to the objective, at which the descent ends."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """P(y = 1 | x) = expit(intercept + x · weights)."""

    intercept: float
    weights: Floats
    penalty: float

    def logit(self, features: Floats) -> Floats:
        """Linear predictor of ``features`` (n, k) → (n,)."""
        return np.asarray(self.intercept + features @ self.weights, dtype=np.float64)

    def predict(self, features: Floats) -> Floats:
        """Probability of ``features`` (n, k) → (n,), in (0, 1)."""
        return np.asarray(expit(self.logit(features)), dtype=np.float64)


def fit_logistic(
    features: Floats,
    labels: Floats,
    *,
    centre: Floats | None = None,
    penalty: float = 1.0,
    non_negative: bool = False,
) -> Logistic:
    """Maximise the log-likelihood minus ``penalty`` · ‖weights − centre‖².

    Parameters
    ----------
    features : (n, k) float array; labels : (n,) array of 0 and 1.
    centre : (k,) prior mean of the weights, zero when ``None``. The prior is N(centre, 1 / (2 · penalty)),
        the intercept is free.
    non_negative : bound every weight at 0 from below.

    Notes
    -----
    Projected Newton (Bertsekas 1982, SIAM J. Control 20, §2): weights that stand at their bound and would leave it
    are held, the others take a Newton step, projected and halved until the objective falls enough. The objective is
    strictly convex in the weights, so there is one optimum whatever the start. A constant label has no finite
    intercept; it is held within ±30.
    """
    n_features = features.shape[1]
    middle = np.zeros(n_features) if centre is None else np.asarray(centre, dtype=np.float64)
    problem = _Penalised(features, np.asarray(labels, dtype=np.float64), middle, penalty)
    low = np.full(n_features + 1, 0.0 if non_negative else -np.inf)
    low[0] = -LARGEST_INTERCEPT
    high = np.full(n_features + 1, np.inf)
    high[0] = LARGEST_INTERCEPT
    theta = _descend(problem, np.clip(np.concatenate(([0.0], middle)), low, high), low, high)
    return Logistic(float(theta[0]), theta[1:], penalty)


@dataclass(frozen=True, slots=True)
class _Penalised:
    """Penalised negative log-likelihood of intercept and weights."""

    features: Floats
    labels: Floats
    middle: Floats
    penalty: float

    def value(self, theta: Floats) -> float:
        z = theta[0] + self.features @ theta[1:]
        off = theta[1:] - self.middle
        return float(np.logaddexp(0.0, z).sum() - self.labels @ z + self.penalty * (off @ off))

    def slopes(self, theta: Floats) -> tuple[Floats, Floats]:
        """Gradient (k + 1,) and Hessian (k + 1, k + 1)."""
        p = expit(theta[0] + self.features @ theta[1:])
        residual, curvature = p - self.labels, p * (1 - p)
        bent = self.features * curvature[:, None]
        gradient = np.concatenate(
            ([residual.sum()], residual @ self.features + 2 * self.penalty * (theta[1:] - self.middle))
        )
        hessian = np.empty((len(theta), len(theta)))
        # The ridge on the intercept only keeps a constant label solvable; it moves nothing else.
        hessian[0, 0] = curvature.sum() + 1e-9
        hessian[0, 1:] = hessian[1:, 0] = bent.sum(axis=0)
        hessian[1:, 1:] = bent.T @ self.features + 2 * self.penalty * np.eye(len(theta) - 1)
        return gradient, hessian


def _descend(problem: _Penalised, theta: Floats, low: Floats, high: Floats) -> Floats:
    value = problem.value(theta)
    for _ in range(MOST_STEPS):
        gradient, hessian = problem.slopes(theta)
        held = ((theta <= low) & (gradient > 0)) | ((theta >= high) & (gradient < 0))
        free = ~held
        step = np.zeros_like(theta)
        step[free] = -np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
        if -float(gradient @ step) <= DECREMENT * (1 + abs(value)):
            break
        size = 1.0
        while size > 1e-10:
            trial = np.clip(theta + size * step, low, high)
            new = problem.value(trial)
            if new <= value + 1e-4 * float(gradient @ (trial - theta)):
                break
            size /= 2
        else:
            break
        theta, value = trial, new
    return theta


def choose_penalty(
    features: Floats,
    labels: Floats,
    groups: Ints,
    *,
    centre: Floats,
    penalties: tuple[float, ...] = PENALTIES,
    n_folds: int = 5,
) -> float:
    """The penalty with the lowest out-of-fold log loss, folds cut by contact.

    ``groups`` (n,) are contact ids: all rows of one contact fall in one fold, otherwise the same person at two dates
    would stand on both sides. Ties go to the larger penalty. With fewer groups than folds the largest is returned.
    """
    if len(np.unique(groups)) < n_folds:
        return max(penalties)
    # The modulus of a multiplicative hash: independent of row order, no generator needed.
    fold = (groups.astype(np.uint64) * np.uint64(11400714819323198485) >> np.uint64(40)) % np.uint64(n_folds)
    losses = []
    for penalty in penalties:
        total = 0.0
        for k in range(n_folds):
            held = fold == k
            if held.all() or not held.any():
                continue
            model = fit_logistic(features[~held], labels[~held], centre=centre, penalty=penalty, non_negative=True)
            z = model.logit(features[held])
            total += float(np.logaddexp(0.0, z).sum() - labels[held] @ z)
        losses.append(total)
    best = min(losses)
    return max(p for p, loss in zip(penalties, losses, strict=True) if loss <= best * (1 + 1e-9))
