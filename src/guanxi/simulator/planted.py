"""What is planted among the contacts of a block: farms, rings and honest circles, before anyone is born."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.options import Options

FARM_SIZE = 20
"""A boss and the contacts he made up."""
RING_SIZE = 3
CIRCLE_SIZE = 6


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows of a block with a planted part; all disjoint.

    Parameters
    ----------
    bosses : (n_farms,) real contacts who run a farm.
    fakes, fake_bosses, fake_days : made-up contacts, the boss of each, the day each appears (a burst per farm).
    ring_members : (n_rings × RING_SIZE,) consecutive threes who invite one another in a circle.
    circle_members, circle_heads : honest circles' members (heads included) and the head of each.
    """

    bosses: IntArray
    fakes: IntArray
    fake_bosses: IntArray
    fake_days: FloatArray
    ring_members: IntArray
    circle_members: IntArray
    circle_heads: IntArray


def plant(n: int, n_days: int, options: Options, rng: np.random.Generator) -> Planted:
    """Parts dealt to random rows of ``n``; a share too small for one whole farm, ring or circle plants none."""
    n_farms = round(n * options.farm_share / FARM_SIZE)
    n_rings = round(n * options.ring_share / RING_SIZE)
    n_circles = round(n * options.circle_share / CIRCLE_SIZE)
    rows = rng.permutation(n)
    ends = np.cumsum([n_farms, n_farms * (FARM_SIZE - 1), n_rings * RING_SIZE, n_circles * CIRCLE_SIZE])
    bosses, fakes, ring, circle, _ = np.split(rows, ends)
    burst = np.repeat(rng.uniform(0.3, 0.9, n_farms) * n_days, FARM_SIZE - 1)
    return Planted(
        bosses=bosses,
        fakes=fakes,
        fake_bosses=np.repeat(bosses, FARM_SIZE - 1),
        fake_days=np.minimum(burst + rng.exponential(3.0, fakes.size), n_days - 0.02),
        ring_members=ring,
        circle_members=circle,
        circle_heads=np.repeat(circle[::CIRCLE_SIZE], CIRCLE_SIZE),
    )
