"""What acquiring each contact cost: pools divided among those acquired in their period, and direct costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.cost.reading import Pools, read_amounts, read_pools
from guanxi.book.facts.contracts import Facts
from guanxi.book.statement.session import HasConnection
from guanxi.kit.clock import DAY_MS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AcquisitionCosts:
    """What was paid for each contact, in the order of the facts.

    Parameters
    ----------
    fen : (n,) whole fen.
    is_known : (n,) True where a pool covers the day and channel of the acquisition, or a cost of its own is recorded:
        0 fen with False means "not known".
    stranded : channel → fen of pools in whose period nobody was acquired: spent, and in nobody's figure.
    """

    fen: Ints
    is_known: Bools
    stranded: dict[str, int]

    @property
    def total_fen(self) -> int:
        """All acquisition money on record."""
        return int(self.fen.sum()) + sum(self.stranded.values())


def acquisition_costs(
    session: HasConnection, facts: Facts, channel_names: tuple[str, ...], channel: Ints, at_ms: int
) -> AcquisitionCosts:
    """Acquisition cost of every contact, broken ones included: they were paid for too.

    Each pool is divided evenly among the contacts acquired in its channel and period (all channels where it names
    none), to the fen. The cost of a channel × cohort is the sum over its contacts, so its cac is that sum ÷ their
    number.

    Parameters
    ----------
    channel_names : (c,) name of each code, '' for "not recorded". channel : (n,) code of each contact.
    """
    # The middle of the day-block, so that a pool's midnight falls between two days.
    acquired_ms = at_ms - facts.known_age * DAY_MS - DAY_MS // 2
    direct = read_amounts(session, "acquisition_events", facts.contact_id, at_ms=at_ms)
    pools = read_pools(session, "acquisition", at_ms=at_ms)
    fen, covered, stranded = divide_pools(pools, channel_names, channel, acquired_ms)
    return AcquisitionCosts(fen + direct, covered | (direct != 0), stranded)


def divide_pools(
    pools: Pools, channel_names: tuple[str, ...], channel: Ints, acquired_ms: Ints
) -> tuple[Ints, Bools, dict[str, int]]:
    """(n,) fen, (n,) covered by any pool, and what found nobody, by channel.

    A loop over pools (hundreds), each of them a slice of the contacts sorted by channel and time.
    """
    n = len(channel)
    fen, covered, stranded = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool), dict[str, int]()
    by_time = np.argsort(acquired_ms, kind="stable")
    by_channel = by_time[np.argsort(channel[by_time], kind="stable")]
    starts = np.searchsorted(channel[by_channel], np.arange(len(channel_names) + 1))
    slices = {name: by_channel[starts[i] : starts[i + 1]] for i, name in enumerate(channel_names) if name}
    nobody = np.zeros(0, dtype=np.int64)
    times = {name: acquired_ms[members] for name, members in slices.items()} | {"": acquired_ms[by_time]}
    slices[""] = by_time
    amounts = np.rint(pools.fen).astype(np.int64).tolist()
    names: list[str] = pools.channel.to_pylist() if isinstance(pools.channel, pa.Array) else list(pools.channel)
    for name, start, end, amount in zip(names, pools.from_ms.tolist(), pools.until_ms.tolist(), amounts, strict=True):
        low, high = np.searchsorted(times.get(name, nobody), (start, end))
        if low == high:
            stranded[name] = stranded.get(name, 0) + amount
            continue
        members = slices[name][low:high]
        fen[members] += np.diff(np.rint(amount * np.arange(high - low + 1) / (high - low)).astype(np.int64))
        covered[members] = True
    return fen, covered, stranded
