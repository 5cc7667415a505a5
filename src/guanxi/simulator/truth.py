"""What is true of a block's contacts, never read by the importer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from guanxi.kit.clock import DAY_MS
from guanxi.simulator.arrays import BoolArray, IntArray
from guanxi.simulator.brand import Brand
from guanxi.simulator.diary import Purse
from guanxi.simulator.futures import Margins, continue_margins
from guanxi.simulator.people import State
from guanxi.simulator.planted import Planted
from guanxi.simulator.reactions import Past
from guanxi.simulator.tables import days_or_null
from guanxi.simulator.world import World, trust_of

HORIZONS = (28, 91, 365)
PARTS = ("", "farm_boss", "farm_fake", "ring", "circle")


@dataclass(frozen=True, slots=True)
class Moment:
    """The block as it truly was at one moment.

    Parameters
    ----------
    day : of observation; events before it have happened.
    expected : margins of the rows in ``sampled``.
    """

    day: int
    state: State
    sampled: IntArray
    expected: Margins


def capture(world: World, day: int, n_sample: int) -> Moment:
    """Copy the state at ``day`` and compute expected margins for ``n_sample`` of those acquired by then.

    Programs launched after ``day`` are no part of the expectation; promotions and everything usual are.
    """
    traits, state = world.traits, world.state
    there = np.flatnonzero(traits.born < day)
    sampled = np.sort(world.rng.permutation(there)[:n_sample])
    steps = [step for step in world.brand.steps if step.start >= day]
    some = replace(world, traits=traits.take(sampled), state=state.take(sampled))
    expected = continue_margins(some, steps, HORIZONS, world.brand.options.n_continuations)
    return Moment(day, state.take(np.arange(traits.born.size)), sampled, expected)


def truth_table(past: Past, moment: Moment, purse: Purse, planted: Planted, keys: pa.StringArray) -> pa.Table:
    """One row per contact acquired by the moment; money in fen, margins undiscounted and before any cost to serve."""
    brand, traits, state = past.brand, past.traits, moment.state
    there = np.flatnonzero(traits.born < moment.day)
    alive = np.isinf(state.death[there])
    never = traits.pace[there] == 0
    columns = {
        "contact_key": keys.take(pa.array(there)),
        "as_of_ms": np.full(there.size, brand.day0_ms + moment.day * DAY_MS - 1),
        "is_alive": alive,
        "death_ms": days_or_null(state.death[there], brand),
        "was_deleted": np.isfinite(state.deleted[there]),
        "trust": np.where(alive, trust_of(state)[there], 0.0),
        "cycle_days": pa.array(1 / np.where(never, 1.0, traits.pace[there]), mask=never),
        "cycle_shape": traits.shape[there],
        "order_median_fen": np.exp(traits.spend_log[there]),
        "coupon_share": traits.coupon_share[there],
        "never_buys": never,
        "planted_part": np.array(PARTS)[_parts(planted, traits.born.size)[there]],
    }
    columns |= _realised(brand, moment.day, purse, traits.born.size, there)
    return pa.table({**columns, **_expected(brand, moment, traits.born.size, there)})


def _parts(planted: Planted, n: int) -> IntArray:
    part = np.zeros(n, dtype=np.int64)
    for code, rows in enumerate((planted.bosses, planted.fakes, planted.ring_members, planted.circle_members), 1):
        part[rows] = code
    return part


def _known(brand: Brand, day: int, horizon: int) -> bool:
    return day + horizon <= brand.steps[-1].end


def _realised(brand: Brand, day: int, purse: Purse, n: int, there: IntArray) -> dict[str, pa.Array]:
    """Margin that each contact really brought in each horizon, and before the moment."""
    who, at, net = (np.concatenate(chunks) for chunks in (purse.who, purse.at, purse.net))
    rate = brand.options.margin_rate
    spans = {f"realised_margin_{h}_fen": (day, day + h) for h in HORIZONS} | {"margin_to_date_fen": (0, day)}
    out = {}
    for name, (start, end) in spans.items():
        inside = (at >= start) & (at < end)
        margin = rate * np.bincount(who[inside], weights=net[inside], minlength=n)[there]
        out[name] = pa.array(margin, mask=np.full(there.size, end > brand.steps[-1].end))
    return out


def _expected(brand: Brand, moment: Moment, n: int, there: IntArray) -> dict[str, pa.Array]:
    """Expected margin and its simulation error; NULL outside the sample and beyond the simulated future."""
    is_sampled = np.zeros(n, dtype=np.bool_)
    is_sampled[moment.sampled] = True
    out = {}
    for k, horizon in enumerate(HORIZONS):
        unknown = ~is_sampled[there] | (not _known(brand, moment.day, horizon))
        for name, values in (("margin", moment.expected.mean), ("error", moment.expected.error)):
            whole = np.zeros(n)
            whole[moment.sampled] = values[:, k]
            out[f"expected_{name}_{horizon}_fen"] = pa.array(whole[there], mask=unknown)
    return out


def assignments_table(brand: Brand, arms: list[tuple[int, IntArray, BoolArray]], keys: pa.StringArray) -> pa.Table:
    """One row per randomised contact and program: its arm, as the brand knows it."""
    who = np.concatenate([a[1] for a in arms]) if arms else np.empty(0, dtype=np.int64)
    treated = np.concatenate([a[2] for a in arms]) if arms else np.empty(0, dtype=np.bool_)
    program = np.repeat([a[0] for a in arms], [a[1].size for a in arms]).astype(np.int64)
    launch = np.array([p.launch for p in brand.programs], dtype=np.int64)[program]
    ids = pa.array([p.program_id for p in brand.programs], pa.string())
    return pa.table(
        {
            "contact_key": keys.take(pa.array(who)),
            "program_id": ids.take(pa.array(program)),
            "arm": pa.array(["holdout", "treated"]).take(pa.array(treated.astype(np.int64))),
            "assigned_ms": brand.day0_ms + launch * DAY_MS,
            "share_bp": np.full(who.size, 5_000),
        }
    )
