"""RFM logistic: the baseline every head must match, and its stand-in when it does not (the ship rule)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.stats.logistic import Logistic, fit_logistic

Floats = NDArray[np.float64]


def rfm_columns(facts: Facts) -> Floats:
    """(n, 3): log(1 + recency in days), log(1 + orders), log(1 + yuan), over the last 365 days.

    Recency of a contact that never bought is the time since it is known.
    """
    recency = np.where(facts.last_order_age < NEVER, facts.last_order_age, facts.known_age)
    money = np.maximum(facts.net_365_fen, 0) / 100
    return np.column_stack((np.log1p(recency), np.log1p(facts.n_orders_365), np.log1p(money)))


@dataclass(frozen=True, slots=True)
class ColumnModel:
    """Logistic regression on standardised columns: mean, scale (k,) and the model."""

    mean: Floats
    scale: Floats
    model: Logistic

    def predict(self, columns: Floats) -> Floats:
        """(n,) probability from columns (n, k)."""
        return self.model.predict((columns - self.mean) / self.scale)

    def contributions(self, columns: Floats) -> Floats:
        """(n, k) what each column adds to the logit, compared with the mean it was learnt on."""
        return np.asarray((columns - self.mean) / self.scale * self.model.weights, dtype=np.float64)


def rising_rfm(facts: Facts) -> Floats:
    """(n, 3): −recency, orders, money as in :func:`rfm_columns`: each falls, or stands, as time passes in silence.

    With non-negative weights on these a stand-in for a head keeps the promise that T never rises without an event. (An
    analyst's RFM of *stays* would give the silent the best marks: who does not come cannot complain.)
    """
    return np.asarray(rfm_columns(facts) * np.array([-1.0, 1.0, 1.0]), dtype=np.float64)


def learn_columns(columns: Floats, labels: Floats, penalty: float = 0.01, *, non_negative: bool = False) -> ColumnModel:
    """Fit on standardised columns with a whisper of ridge, so that separable data have a finite answer."""
    mean = columns.mean(axis=0)
    scale = columns.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    return ColumnModel(
        mean, scale, fit_logistic((columns - mean) / scale, labels, penalty=penalty, non_negative=non_negative)
    )
