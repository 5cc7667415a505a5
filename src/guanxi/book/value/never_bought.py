"""What contacts that never bought are worth: P(first order on a day to come) × value of a new buyer from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.value.conversion import OLDEST, ConversionRates, bands_of
from guanxi.book.value.histories import DAYS_PER_WEEK
from guanxi.book.value.purchases import PurchaseFit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

KNOTS = 25
"""Horizons at which a new buyer's further purchases are computed; between them they are interpolated."""

CHUNK = 4_000_000
"""Numbers in a work array."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Distinct (channel, age) of contacts that never bought.

    Parameters
    ----------
    row, age : (k,) row of the hazard table, whole days since acquisition (at most :data:`OLDEST`).
    index : (n,) which of them each contact is.
    weight : (k,) contacts that share it.
    """

    row: Ints
    age: Ints
    index: Ints
    weight: Floats


def waiting(rates: ConversionRates, channel: Ints, age: Ints) -> Waiting:
    """Group contacts that never bought by channel and age."""
    packed = rates.rows(channel) * (OLDEST + 1) + np.minimum(age, OLDEST)
    keys, index, weight = np.unique(packed, return_inverse=True, return_counts=True)
    row, capped = np.divmod(keys, OLDEST + 1)
    return Waiting(row, capped, index.reshape(-1).astype(np.int64), weight.astype(np.float64))


def per_conversion_day(
    rates: ConversionRates, group: Waiting, after_wait: Floats, first: Floats, further: Floats
) -> Floats:
    """(k, j) Σ over the days to come of P(first order on that day) · (its worth + factor of the wait · what follows).

    Parameters
    ----------
    after_wait : (b,) factor by band of the wait. first, further : (days, j) of the order itself and of those after it.
    """
    out = np.empty((len(group.row), first.shape[1]))
    for cut, chance, slowed in _first_orders(rates, group, after_wait, len(first)):
        out[cut] = chance @ first + slowed @ further
    return out


def conversions_by_day(rates: ConversionRates, group: Waiting, after_wait: Floats, days: int) -> Floats:
    """(2, days) expected first orders of all contacts of the group on each day to come; the same times the factor."""
    out = np.zeros((2, days))
    for cut, chance, slowed in _first_orders(rates, group, after_wait, days):
        out[0] += group.weight[cut] @ chance
        out[1] += group.weight[cut] @ slowed
    return out


def new_buyer_curve(fit: PurchaseFit, days: int) -> Floats:
    """(days + 1,) expected further purchases of a new buyer through day 0 … days after the first order.

    The curve is smooth and bends early: a monotone cubic through knots at squared spacing follows it to 1e-4.
    """
    from scipy.interpolate import PchipInterpolator  # loads scipy.optimize: a third of a second for every command

    knots = np.unique(np.rint(days * np.linspace(0.0, 1.0, KNOTS) ** 2).astype(np.int64))
    through = fit.of_new(knots / DAYS_PER_WEEK)
    return np.asarray(PchipInterpolator(knots, through)(np.arange(days + 1)), dtype=np.float64)


def discounted_from(curve: Floats, rate_per_day: float) -> Floats:
    """(days,) what a first order on day 1 … days brings in further purchases until the horizon's end.

    Discounted to the day of that first order; purchases fall at the middle of their day.
    """
    days = len(curve) - 1
    weight = np.exp(-rate_per_day * (np.arange(days) + 0.5))
    return np.concatenate(([0.0], np.cumsum(np.diff(curve) * weight)))[:days][::-1]


def _cumulative(rates: ConversionRates, days: int) -> Floats:
    """(rows, OLDEST + days + 1) cumulative hazard through each day-block since acquisition."""
    return np.cumsum(rates.table()[:, bands_of(np.arange(OLDEST + days + 1))], axis=1)


def _first_orders(
    rates: ConversionRates, group: Waiting, after_wait: Floats, days: int
) -> Iterator[tuple[slice, Floats, Floats]]:
    """Rows of the group in bounded memory: (rows, days) P(first order on that day), and that times the factor."""
    step = max(1, CHUNK // max(days, 1))
    table = _cumulative(rates, days)
    factor = after_wait[bands_of(np.arange(OLDEST + days + 1))]
    for start in range(0, len(group.row), step):
        cut = slice(start, start + step)
        chance = _first_order_days(table, group.row[cut], group.age[cut], days)
        yield cut, chance, chance * factor[group.age[cut, None] + np.arange(1, days + 1)]


def _first_order_days(table: Floats, row: Ints, age: Ints, days: int) -> Floats:
    """(k, days) P(first order on day j = 1 … days | none through block ``age``)."""
    blocks = age[:, None] + np.arange(days + 1)
    waited = np.exp(table[row, age][:, None] - table[row[:, None], blocks])
    return np.asarray(waited[:, :-1] - waited[:, 1:])
