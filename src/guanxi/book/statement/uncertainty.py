"""Intervals of the statement's totals: contacts by jackknife over hash groups, parameters by the delta method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.exact_sums import sums_by_code, total
from guanxi.book.groups import N_GROUPS
from guanxi.stats.jackknife import normal_interval, total_variance

Ints = NDArray[np.int64]

LEVEL = 0.80
"""Coverage of the statement's intervals."""


@dataclass(frozen=True, slots=True)
class ParameterVariance:
    """Variance of whole-book totals that comes from the models' parameters, in fen²; 0 where there is none.

    A part of the book moves with the whole: a parameter that is off by a per cent moves every cut by about a per cent,
    so a part's variance is the whole's times the squared share. Exact when the share does not depend on the parameter.
    What assets and what maintenance owe to parameters is taken as independent: they come from different models.
    """

    potential: float = 0.0
    capital: float = 0.0
    clv: float = 0.0
    maintenance: float = 0.0

    def assets(self, capital_is_money: bool) -> float:
        """Of the basis that stands on the asset side."""
        return self.capital if capital_is_money else self.clv


def share_squared(part: int, whole: int) -> float:
    """(part ÷ whole)², 0 where there is no whole."""
    return (part / whole) ** 2 if whole else 0.0


def total_interval(values: Ints, groups: Ints, parameter_variance: float = 0.0, *, shift: int = 0) -> Interval:
    """80 % interval of Σ values + shift, fen; the value itself is the exact integer.

    Parameters
    ----------
    values : (n,) fen per contact. groups : (n,) hash groups 0…63.
    shift : a known amount that belongs to no contact.
    """
    value = total(values) + shift
    sums = sums_by_code(values, groups, N_GROUPS).astype(np.float64)
    low, high = normal_interval(float(value), total_variance(sums) + parameter_variance, LEVEL)
    return Interval(value, low, high, LEVEL)
