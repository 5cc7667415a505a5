"""A brand that lives by invitations, week by week: who came, who invited whom, who bought, who left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.network_options import NetworkOptions

NEVER = np.inf
FIRST_WEEKS = 5.0
"""Weeks' worth of arrivals that are there on the first day: a brand starts with somebody."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Contacts in the order of arrival; every array is (n,), days of observation.

    Parameters
    ----------
    born : arrival, which for the invited is the invitation. inviter : −1 for those who came through staff.
    first_order : inf for those who never buy (it may lie beyond the observation). left : day of the break.
    """

    born: FloatArray
    inviter: IntArray
    first_order: FloatArray
    left: FloatArray

    @property
    def n(self) -> int:
        """Number of contacts."""
        return len(self.born)

    def take(self, rows: BoolArray) -> Crowd:
        """Some of them, for a look; inviters keep their numbers."""
        return Crowd(self.born[rows], self.inviter[rows], self.first_order[rows], self.left[rows])


@dataclass(frozen=True, slots=True)
class OtherBonds:
    """Bonds that are no invitations: who with whom, when."""

    who: IntArray
    peer: IntArray
    at: FloatArray


def live(arrivals: float, options: NetworkOptions, rng: np.random.Generator) -> Crowd:
    """The whole observation from ``arrivals`` through staff in the first week.

    Buyers invite from their first order to their break at the planted rate, exactly: candidates are drawn at the rate
    of the week's start (or end, where it grows) and thinned by how much the rate has changed since. Those whom an
    invitation brings may invite within the same week, so a week has rounds until nobody new is left.
    """
    crowd = _came(_staff_days(arrivals, options, rng), np.zeros(0, dtype=np.int64), options, rng)
    for week in range(options.days // 7):
        start, known = 7.0 * week, 0
        fresh = np.arange(crowd.n)
        while len(fresh):
            by, at = _invitations(crowd, fresh, start, options, rng)
            known = crowd.n
            crowd = _joined(crowd, _came(at, by, options, rng))
            fresh = np.arange(known, crowd.n)
    order = np.argsort(crowd.born, kind="stable")
    place = np.empty(crowd.n, dtype=np.int64)
    place[order] = np.arange(crowd.n)
    inviter = np.where(crowd.inviter >= 0, place[np.maximum(crowd.inviter, 0)], -1)[order]
    return Crowd(crowd.born[order], inviter, crowd.first_order[order], crowd.left[order])


def other_bonds(crowd: Crowd, options: NetworkOptions, rng: np.random.Generator) -> OtherBonds:
    """Help between any two who are there, at the planted rate of the one who begins."""
    until = np.minimum(crowd.left, options.days)
    there = np.maximum(until - crowd.born, 0)
    n = rng.poisson(options.bonds / 7 * there)
    who = np.repeat(np.arange(crowd.n), n)
    at = crowd.born[who] + rng.random(len(who)) * there[who]
    # Arrivals are in order, so whoever is there at a moment has a lower number than whoever comes later.
    peer = (rng.random(len(who)) * np.searchsorted(crowd.born, at, side="right")).astype(np.int64)
    real = (peer != who) & (crowd.left[peer] > at)
    return OtherBonds(who[real], peer[real], at[real])


def circle_bonds(crowd: Crowd, options: NetworkOptions, rng: np.random.Generator) -> tuple[IntArray, OtherBonds]:
    """(circles, size) members of planted circles, and their bonds: three to six per pair, while both are there."""
    size = options.circle_size
    early = rng.permutation(np.flatnonzero((crowd.born < options.days / 2) & (crowd.left > options.days)))
    n = min(int(crowd.n * options.circle_share) // size, len(early) // size)
    members = np.sort(early[: n * size].reshape(n, size), axis=1)
    first, second = np.triu_indices(size, 1)
    who, peer = members[:, first].ravel(), members[:, second].ravel()
    times = rng.integers(3, 7, len(who))
    who, peer = np.repeat(who, times), np.repeat(peer, times)
    start = np.maximum(crowd.born[who], crowd.born[peer])
    return members, OtherBonds(who, peer, start + rng.random(len(who)) * (options.days - start))


def _staff_days(arrivals: float, options: NetworkOptions, rng: np.random.Generator) -> FloatArray:
    """Days of arrival through staff: some on the first day, then a rate that changes continuously, by thinning."""
    weeks = options.days / 7
    ends = 1.0, float(np.exp(options.arrivals_change * weeks))
    n = rng.poisson(arrivals * max(ends) * weeks)
    at = rng.random(n) * options.days
    kept = rng.random(n) < np.exp(options.arrivals_change * at / 7) / max(ends)
    return np.concatenate([np.zeros(rng.poisson(arrivals * FIRST_WEEKS)), at[kept]])


def _came(at: FloatArray, by: IntArray, options: NetworkOptions, rng: np.random.Generator) -> Crowd:
    """New contacts: through staff where ``by`` is empty."""
    n = len(at)
    invited = len(by) == n and n > 0
    buys = rng.random(n) < (options.converts if invited else options.buys)
    first = np.where(buys, at + rng.exponential(options.delay_days, n), NEVER)
    left = at + (rng.exponential(7 / options.breaks, n) if options.breaks else NEVER)
    # Whoever leaves before the first order never orders.
    return Crowd(at, by if invited else np.full(n, -1), np.where(first < left, first, NEVER), left)


def _invitations(
    crowd: Crowd, rows: IntArray, start: float, options: NetworkOptions, rng: np.random.Generator
) -> tuple[IntArray, FloatArray]:
    """Who of ``rows`` invites in the week from ``start``, and when."""
    begin = np.maximum(crowd.first_order[rows], start)
    end = np.minimum(crowd.left[rows], start + 7)
    change = options.invitations_change / 7
    highest = float(np.exp(change * (start + (7 if change > 0 else 0))))
    n = rng.poisson(np.maximum(np.where(np.isfinite(begin), end - begin, 0), 0) * options.invitations / 7 * highest)
    who = np.repeat(np.arange(len(rows)), n)
    at = begin[who] + rng.random(len(who)) * (end[who] - begin[who])
    kept = rng.random(len(who)) < np.exp(change * at) / highest
    return rows[who[kept]], at[kept]


def _joined(one: Crowd, other: Crowd) -> Crowd:
    return Crowd(
        np.concatenate([one.born, other.born]),
        np.concatenate([one.inviter, other.inviter]),
        np.concatenate([one.first_order, other.first_order]),
        np.concatenate([one.left, other.left]),
    )
