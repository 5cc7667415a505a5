"""Purchase histories as the models read them: distinct (x, t_x, T_obs) in weeks, and who shares each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAYS_PER_WEEK = 7.0
"""The models' unit of time is the week."""

BITS = 20
"""A count of days or of days with an order fits: 2²⁰ days are 2,870 years."""

LARGEST = np.int64((1 << BITS) - 1)


@dataclass(frozen=True, slots=True)
class Histories:
    """Distinct histories in ascending order, so that nothing depends on the order of the contacts.

    Parameters
    ----------
    X : (k, 3) frequency, recency and T_obs; times in weeks.
    index : (n,) row of X of each contact that was given.
    weight : (k,) contacts that share each row.
    """

    X: Floats
    index: Ints
    weight: Floats


def histories(facts: Facts, *, end_at_break: bool = False) -> Histories:
    """The histories of contacts that bought at least once.

    Parameters
    ----------
    facts : of buyers only.
    end_at_break : observe a broken contact until the day it broke (for learning); else until the moment.
    """
    observed = facts.first_order_age - np.where(facts.is_broken, facts.last_break_age, 0) * end_at_break
    last = facts.first_order_age - facts.last_order_age
    # Who bought after breaking with us (in a shop, say) was observed at least until that purchase.
    return _distinct(facts.n_orders - 1, last, np.maximum(observed, last))


def in_whole_weeks(rows: Histories, values: Floats) -> tuple[Floats, Floats]:
    """Fewer rows for derivatives: times rounded to whole weeks, and the (k, j) ``values`` of the rows summed."""
    x, last, observed = rows.X.T.copy()
    coarse = _distinct(x.astype(np.int64), 7 * _rounded(last), 7 * _rounded(observed))
    sums = np.stack([np.bincount(coarse.index, weights=column, minlength=len(coarse.X)) for column in values.T], 1)
    return coarse.X, sums.astype(np.float64)


def _rounded(weeks: Floats) -> Ints:
    return np.rint(weeks).astype(np.int64)


def _distinct(x: Ints, last: Ints, observed: Ints) -> Histories:
    """Group by one packed integer of 60 bits: x, then T_obs, then t_x."""
    packed = np.zeros(len(x), dtype=np.int64)
    for part in (x, observed, last):
        packed = (packed << BITS) | np.clip(part, 0, LARGEST)
    keys, index, weight = np.unique(packed, return_inverse=True, return_counts=True)
    columns = (keys >> (2 * BITS), keys & LARGEST, (keys >> BITS) & LARGEST)
    X = np.stack(columns, axis=1).astype(np.float64)
    X[:, 1:] /= DAYS_PER_WEEK
    return Histories(X, index.reshape(-1).astype(np.int64), weight.astype(np.float64))
