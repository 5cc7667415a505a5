"""Pools of money: what acquisition cost by channel and month, and maintenance by staff, channel and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from guanxi.kit.clock import DAY_MS, day_start_ms, local_day
from guanxi.simulator import names
from guanxi.simulator.arrays import IntArray
from guanxi.simulator.brand import ZONE, Brand
from guanxi.simulator.reactions import Past

STAFF_FEN = 300
"""Staff money per contact that can be reached and month."""
CHANNEL_FEN = 40
TOOL_FEN = 30


@dataclass(frozen=True, slots=True)
class Heads:
    """Counts that pools of money follow.

    Parameters
    ----------
    acquired : (n_channels, n_months) contacts acquired.
    by_channel : (n_channels, n_months) contacts that can be reached in the month.
    by_staff : (n_staff, n_months) the same by who looks after them at the month's end.
    """

    acquired: IntArray
    by_channel: IntArray
    by_staff: IntArray

    def __add__(self, other: Heads) -> Heads:
        """The counts of two blocks together."""
        return Heads(self.acquired + other.acquired, self.by_channel + other.by_channel, self.by_staff + other.by_staff)


def month_starts(brand: Brand) -> list[int]:
    """First ms of each local month of the observation, and the first after it."""
    day = local_day(brand.day0_ms, ZONE).replace(day=1)
    end = local_day(brand.as_of_ms, ZONE)
    starts = []
    while day <= end:
        starts.append(day_start_ms(day, ZONE))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return [*starts, day_start_ms(day, ZONE)]


def count_heads(past: Past) -> Heads:
    """Counts of one block."""
    traits, brand = past.traits, past.brand
    bounds = (np.array(month_starts(brand)) - brand.day0_ms) / DAY_MS
    n_months, n_channels = bounds.size - 1, len(names.CHANNELS)
    month = np.searchsorted(bounds, traits.born, side="right") - 1
    acquired = np.zeros((n_channels, n_months), dtype=np.int64)
    np.add.at(acquired, (traits.channel, month), 1)
    by_channel, by_staff = np.zeros_like(acquired), np.zeros((len(brand.staff), n_months), dtype=np.int64)
    for k, (start, end) in enumerate(pairwise(bounds)):
        there = (traits.born < end) & (past.state.deleted > start)
        staff = np.where(brand.staff_leaves[traits.staff] < end, brand.staff_heir[traits.staff], traits.staff)
        by_channel[:, k] = np.bincount(traits.channel[there], minlength=n_channels)
        by_staff[:, k] = np.bincount(staff[there], minlength=len(brand.staff))
    return Heads(acquired, by_channel, by_staff)


def costs_table(brand: Brand, heads: Heads, rng: np.random.Generator) -> pa.Table:
    """One row per pool: period, category, channel or staff member, fen. Months end with the observation."""
    cac = np.array([c.cac_fen for c in names.CHANNELS])
    noise = np.exp(rng.normal(0, 0.08, heads.acquired.shape))
    channels, staff = [c.name for c in names.CHANNELS], list(brand.staff)
    parts = [
        _pool(brand, "acquisition", channels, [""] * len(channels), cac[:, None] * heads.acquired * noise),
        _pool(brand, "maintenance", channels, [""] * len(channels), CHANNEL_FEN * heads.by_channel),
        _pool(brand, "maintenance", [""] * len(staff), staff, STAFF_FEN * heads.by_staff),
        _pool(brand, "maintenance", [""], [""], TOOL_FEN * heads.by_channel.sum(axis=0, keepdims=True)),
    ]
    return pa.concat_tables(parts)


def _pool(brand: Brand, category: str, channels: list[str], staff: list[str], amount: npt.NDArray[Any]) -> pa.Table:
    starts = np.array(month_starts(brand))
    row, month = np.nonzero(np.rint(amount))
    return pa.table(
        {
            "period_from_ms": np.maximum(starts[month], brand.day0_ms),
            "period_until_ms": np.minimum(starts[month + 1], brand.as_of_ms + 1),
            "category": pa.array([category]).take(pa.array(np.zeros(row.size, dtype=np.int64))),
            "channel": pa.array(channels).take(pa.array(row)),
            "staff_id": pa.array(staff).take(pa.array(row)),
            "program_id": pa.array([""]).take(pa.array(np.zeros(row.size, dtype=np.int64))),
            "amount_fen": np.rint(amount[row, month]).astype(np.int64),
        }
    )
