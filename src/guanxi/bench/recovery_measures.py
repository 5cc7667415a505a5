"""How near a prediction comes to a truth: rank, total, deciles, calibration; each with a 90 % interval."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.stats.calibration import auc
from guanxi.stats.jackknife import group_sums, normal_interval, ratio_variance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEVEL = 0.90
N_DECILES = 10
Measured = dict[str, Any]


def rank(predicted: Floats, truth: Floats) -> Measured:
    """Spearman's ρ; interval on Fisher's scale with variance (1 + ρ²/2)/(n − 3) (Bonett & Wright 2000, eq. 3)."""
    n = len(truth)
    if n < 4 or np.ptp(predicted) == 0 or np.ptp(truth) == 0:
        return {"value": None, "low": None, "high": None, "n": n}
    rho = float(spearmanr(predicted, truth).statistic)
    variance = (1 + rho**2 / 2) / (n - 3)
    low, high = normal_interval(float(np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))), variance, LEVEL)
    return {"value": rho, "low": float(np.tanh(low)), "high": float(np.tanh(high)), "n": n}


def ratio(predicted: Floats, truth: Floats, contact_id: Ints) -> Measured:
    """Σ predicted ÷ Σ truth; interval by the delete-one-group jackknife over the 64 hash groups."""
    total = float(truth.sum())
    if total <= 0:
        return {"value": None, "low": None, "high": None}
    groups = hash_groups(contact_id)
    value = float(predicted.sum()) / total
    variance = ratio_variance(*(group_sums(column, groups, N_GROUPS) for column in (predicted, truth)))
    low, high = normal_interval(value, variance, LEVEL) if np.isfinite(variance) else (None, None)
    return {"value": value, "low": low, "high": high}


def deciles(predicted: Floats, truth: Floats, contact_id: Ints, by: Floats | None = None) -> list[Measured]:
    """Tenths of the contacts by ``by`` (else by the prediction), the largest first: sums in yuan and their ratio."""
    order = np.argsort(-(predicted if by is None else by), kind="stable")
    rows = []
    for tenth in np.array_split(order, N_DECILES):
        sums = {"n": len(tenth), "predicted": predicted[tenth].sum() / 100, "truth": truth[tenth].sum() / 100}
        rows.append(sums | {"ratio": ratio(predicted[tenth], truth[tenth], contact_id[tenth])})
    return rows


def separation(predicted: Floats, happened: Bools) -> Measured:
    """AUC; standard error by Hanley & McNeil (1982, eq. 1 and 2)."""
    value = auc(predicted, happened.astype(np.float64))
    n1, n0 = int(happened.sum()), int((~happened).sum())
    if value is None or min(n0, n1) == 0:
        return {"value": None, "low": None, "high": None, "n": len(happened)}
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = (value * (1 - value) + (n1 - 1) * (q1 - value**2) + (n0 - 1) * (q2 - value**2)) / (n0 * n1)
    low, high = normal_interval(value, variance, LEVEL)
    return {"value": value, "low": max(low, 0.0), "high": min(high, 1.0), "n": len(happened)}


def reliability(predicted: Floats, happened: Bools) -> list[Measured]:
    """Tenths of the contacts by predicted probability, the largest first: its mean beside the share it happened to."""
    order = np.argsort(-predicted, kind="stable")
    return [
        {"n": len(tenth), "predicted": float(predicted[tenth].mean()), "observed": float(happened[tenth].mean())}
        for tenth in np.array_split(order, N_DECILES)
        if len(tenth)
    ]


def gains(predicted: Floats, truth: Floats, share: float = 0.2) -> float:
    """Share of Σ truth that the ``share`` of contacts with the largest predictions holds."""
    top = np.argsort(-predicted, kind="stable")[: max(1, round(len(truth) * share))]
    return float(truth[top].sum() / truth.sum()) if truth.sum() > 0 else 0.0
