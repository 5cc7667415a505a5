"""Density, clustering and velocity: how closely contacts are bound, and how fast new bonds come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.contracts.network import VelocityWeek
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.groups import N_GROUPS, hash_groups
from guanxi.book.network.rates import change, rate
from guanxi.book.network.reading import Ties
from guanxi.kit.clock import DAY_MS
from guanxi.stats.graph import Triangles, transitivity, triangles

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LIVE_DAYS = 365
WEEK_DAYS = 7
WEEKS_SHOWN = 52
WEEKS_OF_VELOCITY = 13


@dataclass(frozen=True, slots=True)
class Density:
    """Live bonds per standing contact, and how much they close into triangles.

    ``live`` : (m,) which of the ties are live. ``triangles`` : of the live ones, in their order.
    """

    live: Bools
    triangles: Triangles
    n_bonds: int
    n_standing: int
    density: Interval | None
    clustering: float | None


@dataclass(frozen=True, slots=True)
class Velocity:
    """New bonds per contact and week: lately, lately ÷ the 13 weeks before, and week by week (oldest first)."""

    lately: Interval | None
    change: Interval | None
    weeks: tuple[VelocityWeek, ...]


def measure_density(ties: Ties, facts: Facts, at_ms: int) -> Density:
    """Bonds of the last 365 days between contacts whose relationship stands ÷ those contacts.

    For the jackknife over hash groups a bond belongs to who began it. Half of it at each end would look like two
    independent halves, and the interval would be too narrow by √2.
    """
    stands = ~facts.is_broken
    live = (ties.latest_ms > at_ms - LIVE_DAYS * DAY_MS) & (ties.latest_ms < NEVER)
    live &= stands[ties.one] & stands[ties.other]
    one, other = ties.one[live], ties.other[live]
    groups = hash_groups(facts.contact_id)
    bonds = np.bincount(groups[ties.beginner[live]], minlength=N_GROUPS).astype(np.float64)
    there = np.bincount(groups[stands], minlength=N_GROUPS).astype(np.float64)
    found = triangles(one, other, facts.n)
    return Density(
        live,
        found,
        len(one),
        int(stands.sum()),
        rate(bonds, there),
        transitivity(one, other, facts.n, found),
    )


def measure_velocity(ties: Ties, facts: Facts, at_ms: int) -> Velocity:
    """First bonds of pairs by week counted back from the moment, per week that a contact's relationship stood."""
    week = (at_ms - ties.first_ms) // (WEEK_DAYS * DAY_MS)
    oldest = min(WEEKS_SHOWN, int(np.max(facts.known_age, initial=0)) // WEEK_DAYS + 1)
    new = (ties.first_ms < NEVER) & (week >= 0) & (week < oldest)
    groups = hash_groups(facts.contact_id)
    cells = groups[ties.beginner[new]] * oldest + week[new]
    bonds = np.bincount(cells, minlength=N_GROUPS * oldest).astype(np.float64).reshape(N_GROUPS, oldest)
    exposure = _standing_weeks(facts, groups, oldest)
    shown = range(oldest - 1, -1, -1)
    weeks = tuple(
        VelocityWeek(
            until_ms=at_ms - k * WEEK_DAYS * DAY_MS,
            n_bonds=round(bonds[:, k].sum()),
            contact_weeks=float(exposure[:, k].sum()),
            velocity=interval,
        )
        for k in shown
        if (interval := rate(bonds[:, k], exposure[:, k])) is not None
    )
    now, before = (
        (bonds[:, part].sum(axis=1), exposure[:, part].sum(axis=1))
        for part in (slice(0, WEEKS_OF_VELOCITY), slice(WEEKS_OF_VELOCITY, 2 * WEEKS_OF_VELOCITY))
    )
    told = change(now, before) if oldest >= 2 * WEEKS_OF_VELOCITY else None
    return Velocity(rate(*now), told, weeks)


def _standing_weeks(facts: Facts, groups: Ints, n_weeks: int) -> Floats:
    """(64, n_weeks) weeks in which contacts of a group stood, in week 0 (the latest), 1, …

    A contact stands from the day it was known to the day it broke, in days counted back from the moment. Facts know the
    day and not the hour, so each of these two counts half: the actuarial convention of life tables (Cutler & Ederer
    1958, J. Chron. Dis. 8: those who enter or leave in an interval are there for half of it on average). Whole days
    of arrival would make the weeks of a growing brand too many, by little, but in a large one by more than its
    interval is wide.
    """
    days = n_weeks * WEEK_DAYS
    width = days + 1
    came = np.bincount(groups * width + np.minimum(facts.known_age, days), minlength=N_GROUPS * width)
    broke = facts.is_broken
    left = np.bincount(
        groups[broke] * width + np.minimum(facts.last_break_age[broke], days), minlength=N_GROUPS * width
    )
    came, left = (each.reshape(N_GROUPS, width) for each in (came, left))
    # Known k days ago: there in the blocks 0 … k, half of k; broken b days ago: away in the blocks 0 … b, half of b.
    there = np.flip(np.cumsum(np.flip(came - left, axis=1), axis=1), axis=1) - (came - left) / 2
    return np.asarray(there[:, :days].reshape(N_GROUPS, n_weeks, WEEK_DAYS).sum(axis=2) / WEEK_DAYS, dtype=np.float64)
