"""Heads: one small logistic model per outcome on the sub-scores, calibrated (trust-economics §3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.stats.calibration import Isotonic, fit_isotonic, fit_platt
from guanxi.stats.logistic import Logistic, choose_penalty, fit_logistic

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_RARER = 30
"""Labels of the rarer class below which a head is not learnt."""

ISOTONIC_LABELS = 1000
ISOTONIC_CLASS = 100
LEAST_POOL = 50.0
"""Labels behind each step of the isotonic calibration."""

MOST_STEPS = 50
"""Steps of the calibration at most: see the link."""

WEIGHT_SCALE = 8.0
"""Prior mean of a weight is 8·w⁰: on (s − ½) that spans some six units of logit from worst to best."""


@dataclass(frozen=True, slots=True)
class Head:
    """P(outcome) from sub-scores: a logistic model followed by a monotone calibration."""

    outcome: str
    model: Logistic
    calibration: Isotonic
    calibrated_by: str
    n_labels: int
    n_rarer: int

    def predict(self, scores: Floats) -> Floats:
        """(n,) probability from sub-scores (n, 6)."""
        return self.calibration.predict(self.model.predict(scores - 0.5))


def learn_head(outcome: str, scores: Floats, labels: Ints, contacts: Ints, prior: Floats) -> Head | None:
    """A head from sub-scores (n, 6), labels (n,) of 0 and 1, and contact ids (n,) that keep folds apart.

    ``None`` when the rarer class has fewer than 30 labels: the data cannot teach this head.
    """
    rarer = int(min(labels.sum(), len(labels) - labels.sum()))
    if rarer < LEAST_RARER:
        return None
    features, target = scores - 0.5, labels.astype(np.float64)
    centre = WEIGHT_SCALE * prior
    penalty = choose_penalty(features, target, contacts, centre=centre)
    model = fit_logistic(features, target, centre=centre, penalty=penalty, non_negative=True)
    raw = model.predict(features)
    enough = len(labels) >= ISOTONIC_LABELS and rarer >= ISOTONIC_CLASS
    least = max(LEAST_POOL, len(labels) / MOST_STEPS)
    calibration = fit_isotonic(raw, target, least_weight=least) if enough else fit_platt(raw, target)
    return Head(outcome, model, calibration, "isotonic" if enough else "platt", len(labels), rarer)
