"""Which purchase model values the contacts: the default, unless the challenger foretells closed windows better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from guanxi.book.facts.contracts import Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.value.breaks import buyer_breaks
from guanxi.book.value.histories import DAYS_PER_WEEK, histories
from guanxi.book.value.purchases import CHALLENGER, DEFAULT, MODELS, PurchaseFit, fit_purchases
from guanxi.stats.jackknife import group_sums, ratio_variance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PastWindow = tuple[Facts, Ints, int]
"""Facts at an earlier moment, the order-blocks (n,) of the days that followed, and how many days those were."""

LEAST_BUYERS = 30
CLEARLY = 2.0
"""Standard errors by which the challenger must win."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Mean Poisson deviance of E[Y(h)] by model (empty without closed windows), and the model to use."""

    name: str
    deviances: dict[str, float]
    gain: float = 0.0
    gain_standard_error: float = 0.0


def can_be_fitted(buyers: Facts) -> bool:
    """True with at least thirty buyers of whom at least one came back."""
    return buyers.n >= LEAST_BUYERS and bool((buyers.n_orders > 1).any())


def choose(windows: Sequence[PastWindow]) -> Choice:
    """Fit every model at each earlier moment, compare what it expected with what came, contact by contact.

    The difference of two models is paired; its standard error is the delete-one-group jackknife over hash groups.
    """
    tried = [_deviances(*window) for window in windows if can_be_fitted(window[0].take(window[0].is_buyer))]
    if not tried:
        return Choice(DEFAULT, {})
    contacts = np.sum([counts for counts, _ in tried], axis=0)
    sums = {name: np.sum([by_name[name] for _, by_name in tried], axis=0) for name in MODELS}
    deviances = {name: float(total.sum() / contacts.sum()) for name, total in sums.items()}
    gain = deviances[DEFAULT] - deviances[CHALLENGER]
    error = float(np.sqrt(ratio_variance(sums[DEFAULT] - sums[CHALLENGER], contacts)))
    name = CHALLENGER if gain > CLEARLY * error else DEFAULT
    return Choice(name, deviances, gain, error)


def poisson_deviance(observed: Floats, expected: Floats) -> Floats:
    """(n,) 2·(y·ln(y/μ) − (y − μ)) (McCullagh & Nelder 1989, §2.3)."""
    mu = np.maximum(expected, 1e-12)
    return np.asarray(2.0 * (xlogy(observed, observed / mu) - (observed - mu)))


def _deviances(facts: Facts, orders: Ints, days: int) -> tuple[Floats, dict[str, Floats]]:
    """(64,) contacts and, by model, (64,) deviances of one window, over buyers whose relationship held."""
    buyers = facts.take(facts.is_buyer)
    learning = histories(buyers, end_at_break=True)
    held = facts.is_buyer & ~facts.is_broken
    group = hash_groups(facts.contact_id[held])
    observed = orders[held].astype(np.float64)
    scored = histories(facts.take(held))
    rate = buyer_breaks(facts).per_day * DAYS_PER_WEEK
    sums = {}
    for name in MODELS:
        fit: PurchaseFit = fit_purchases(name, learning)
        expected = fit.alive(scored.X) * fit.given_alive(scored.X, days / DAYS_PER_WEEK, rate)
        sums[name] = group_sums(poisson_deviance(observed, expected[scored.index]), group, N_GROUPS)
    return np.bincount(group, minlength=N_GROUPS).astype(np.float64), sums
