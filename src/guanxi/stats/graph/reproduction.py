"""R(a): how many new buyers a buyer brings by the age of a weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """R(a) for a = 1 … w weeks of age, as far as there are enough buyers at risk.

    Parameters
    ----------
    n_at_risk, n_conversions : (w,) buyers observed through each age week, and what they brought in it.
    value, low, high : (w,) R through the week's end, and its bootstrap interval.
    draws : (b, w) R in each bootstrap sample of the inviters.
    """

    n_at_risk: Ints
    n_conversions: Ints
    value: Floats
    low: Floats
    high: Floats
    draws: Floats

    @property
    def n_weeks(self) -> int:
        """The age up to which R is known."""
        return len(self.value)


def reproduction(
    weeks_observed: Ints, inviter: Ints, week: Ints, rng: np.random.Generator,
    *, max_weeks: int = 52, least_at_risk: int = 30, level: float = 0.80, n_bootstraps: int = 200,
) -> Reproduction:  # fmt: skip
    """Σ over age weeks of conversions ÷ buyers at risk.

    Parameters
    ----------
    weeks_observed : (n,) whole weeks from a buyer's first order to its break or to the end of what is known.
    inviter : (k,) 0 … n − 1, the buyer who is credited. week : (k,) its age in whole weeks at the conversion;
        conversions outside its observed weeks are left out, like the exposure there.
    max_weeks, least_at_risk : R ends at the last age week, at most ``max_weeks``, with so many at risk.

    Notes
    -----
    The Nelson–Aalen estimator of the mean number of recurrent events (Lawless & Nadeau 1995, Technometrics 37,
    section 2: M̂(t) = Σ n.(s)/δ.(s)). Conversions of one inviter hang together, so the interval resamples
    inviters: each stands in a sample a Poisson(1) number of times (Hanley & MacGibbon 2006), and those who brought
    nobody are drawn as counts, so that a sample costs as much as there are inviters with conversions.
    """
    observed = np.minimum(weeks_observed, max_weeks)
    counted = (week >= 0) & (week < observed[inviter]) if len(inviter) else np.zeros(0, dtype=np.bool_)
    who, when = inviter[counted], week[counted]
    exits = np.bincount(observed, minlength=max_weeks + 1)
    at_risk = _at_risk(exits)
    n_weeks = int(np.sum(np.cumprod(at_risk >= least_at_risk)))
    brought = np.bincount(when, minlength=max_weeks)
    value = _cumulative(brought, at_risk)[:n_weeks]
    draws = _draws(observed, who, when, rng, n=n_bootstraps, max_weeks=max_weeks)[:, :n_weeks]
    tail = (1 - level) / 2
    low, high = np.quantile(draws, (tail, 1 - tail), axis=0) if n_weeks else (value, value)
    return Reproduction(at_risk[:n_weeks], brought[:n_weeks], value, low, high, draws)


def _at_risk(exits: NDArray[np.generic]) -> Ints:
    """(w,) buyers observed through age week 0 … w − 1, from the (w + 1,) numbers that leave after 0 … w weeks."""
    return np.asarray(np.flip(np.cumsum(np.flip(exits)))[1:], dtype=np.int64)


def _cumulative(brought: NDArray[np.generic], at_risk: Ints) -> Floats:
    rate = np.divide(brought, at_risk, out=np.zeros(len(at_risk)), where=at_risk > 0)
    return np.asarray(np.cumsum(rate), dtype=np.float64)


def _draws(observed: Ints, who: Ints, when: Ints, rng: np.random.Generator, *, n: int, max_weeks: int) -> Floats:
    active, place = np.unique(who, return_inverse=True)
    exit_of_active = observed[active]
    exits = np.bincount(observed, minlength=max_weeks + 1)
    others = exits - np.bincount(exit_of_active, minlength=max_weeks + 1)
    out = np.empty((n, max_weeks))
    for each in range(n):
        weight = rng.poisson(1.0, len(active)).astype(np.float64)
        brought = np.bincount(when, weights=weight[place], minlength=max_weeks)
        there = np.bincount(exit_of_active, weights=weight, minlength=max_weeks + 1) + rng.poisson(others)
        out[each] = _cumulative(brought, _at_risk(there))
    return out
