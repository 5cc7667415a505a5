"""Small logistic models that cannot turn a good sign into a bad one.

The heads of the trust score are logistic regressions whose weights are non-negative (raising a sub-score never lowers
a probability) and shrunk towards stated weights instead of towards zero (with thirty labels the head says what the
definition says; with thirty thousand it says what the data say).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PENALTIES = (0.03, 0.3, 3.0, 30.0)
"""λ tried by cross-validation (trust-economics §3)."""


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
    The objective is convex, so the bound-constrained quasi-Newton method (L-BFGS-B) reaches the one optimum whatever
    the start. A constant label has no finite intercept; it is bounded to |intercept + …| ≤ 30.
    """
    n_features = features.shape[1]
    middle = np.zeros(n_features) if centre is None else np.asarray(centre, dtype=np.float64)

    def objective(theta: Floats) -> tuple[float, Floats]:
        z = theta[0] + features @ theta[1:]
        off = theta[1:] - middle
        loss = float(np.logaddexp(0.0, z).sum() - labels @ z + penalty * (off @ off))
        residual = expit(z) - labels
        return loss, np.concatenate(([residual.sum()], features.T @ residual + 2 * penalty * off))

    low = 0.0 if non_negative else None
    bounds = [(-30.0, 30.0), *[(low, None)] * n_features]
    start = np.concatenate(([0.0], middle))
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return Logistic(float(found.x[0]), np.asarray(found.x[1:], dtype=np.float64), penalty)


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
