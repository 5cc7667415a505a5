"""True expected margins: the same life gone through many times from one moment, and averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.life import live_step
from guanxi.simulator.people import Traits
from guanxi.simulator.seasons import Step
from guanxi.simulator.spend import expected_receipt
from guanxi.simulator.world import OrdersOnly, World

ROWS_AT_ONCE = 100_000
"""Copies of contacts continued together: bounds memory."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Expected margin in fen, (n, n_horizons), and the standard error of the average over continuations."""

    mean: FloatArray
    error: FloatArray


@dataclass(slots=True)
class Expectation(OrdersOnly):
    """A log that adds up the expected margin of each order up to each horizon, and nothing else.

    Averaging the expected receipt in place of drawn ones takes the heavy tail of spend out of the noise.
    """

    traits: Traits
    margin_rate: float
    start: int
    horizons: tuple[int, ...]
    total: FloatArray

    def orders(self, who: IntArray, at: FloatArray, lifted: BoolArray) -> None:
        """Add each order's expected margin to the horizons it lies in."""
        margin = self.margin_rate * expected_receipt(self.traits, who, lifted)
        for k, horizon in enumerate(self.horizons):
            inside = at < self.start + horizon
            self.total[:, k] += np.bincount(who[inside], weights=margin[inside], minlength=self.total.shape[0])


def continue_margins(world: World, steps: Sequence[Step], horizons: tuple[int, ...], n_draws: int) -> Margins:
    """Expected margin of every row over each horizon from the start of ``steps``, by ``n_draws`` continuations.

    The world itself does not move but for its generator. Rows that are dead or never buy have margin 0 without a draw.
    """
    n = world.traits.born.size
    mean, error = np.zeros((n, len(horizons))), np.zeros((n, len(horizons)))
    rows = np.flatnonzero(np.isinf(world.state.death) & (world.traits.pace > 0))
    size = max(1, ROWS_AT_ONCE // n_draws)
    for first in range(0, rows.size, size):
        some = rows[first : first + size]
        total = _continue_once(world, np.repeat(some, n_draws), steps, horizons)
        draws = total.reshape(some.size, n_draws, len(horizons))
        mean[some] = draws.mean(axis=1)
        error[some] = draws.std(axis=1, ddof=1) / np.sqrt(n_draws)
    return Margins(mean, error)


def _continue_once(world: World, rows: IntArray, steps: Sequence[Step], horizons: tuple[int, ...]) -> FloatArray:
    traits, start = world.traits.take(rows), steps[0].start
    total = np.zeros((rows.size, len(horizons)))
    log = Expectation(traits, world.brand.options.margin_rate, start, horizons, total)
    copy = World(world.brand, traits, world.state.take(rows), world.rng, log)
    for step in steps:
        if step.start < start + max(horizons):
            live_step(copy, step)
    return total
