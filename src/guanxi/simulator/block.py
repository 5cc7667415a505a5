"""One block of contacts from birth to files: independent of every other block, so blocks may run in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from threading import Event

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.simulator import tables
from guanxi.simulator.arrays import IntArray
from guanxi.simulator.bonds import write_bonds
from guanxi.simulator.brand import Brand
from guanxi.simulator.diary import Diary, Purse
from guanxi.simulator.dirt import Export, click_by_machine, make_export
from guanxi.simulator.experiments import Arms, launch
from guanxi.simulator.life import live_step
from guanxi.simulator.people import draw_traits, first_state
from guanxi.simulator.planted import Planted, plant
from guanxi.simulator.pools import Heads, count_heads
from guanxi.simulator.reactions import Past, write_reactions
from guanxi.simulator.truth import Moment, assignments_table, capture, truth_table
from guanxi.simulator.world import World, trust_of


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """What one block is to do; everything random in it comes from ``seeds``.

    Parameters
    ----------
    index, first, n : number of the block, number of its first contact in the brand, its contacts.
    seeds : from which each stage gets its generator.
    n_truth, n_effect : contacts that get expected margins, and that measure a program's effect.
    """

    index: int
    first: int
    n: int
    seeds: np.random.SeedSequence
    traffic_scale: float
    n_truth: int
    n_effect: int

    def generator(self, stage: Stage) -> np.random.Generator:
        """The generator of a stage, always from its beginning."""
        seed = np.random.SeedSequence(entropy=self.seeds.entropy, spawn_key=(*self.seeds.spawn_key, int(stage)))
        return np.random.default_rng(seed)


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What a block hands back once its events lie in their file."""

    n_events: int
    contacts: pa.Table
    staff_edges: pa.Table
    promises: pa.Table
    truth: pa.Table
    assignments: pa.Table
    heads: Heads
    arms: list[Arms]


class Stopped(Exception):
    """The run was interrupted; raised inside the blocks that are still at work."""


class Stage(IntEnum):
    """Stages of a block, each with its own generator, so that none can disturb another."""

    PEOPLE = 0
    LIFE = 1
    MONEY = 2
    TRUTH = 3
    REACTIONS = 4
    EXPORT = 5
    PROMISES = 6


@dataclass(frozen=True, slots=True)
class Lived:
    """A block after life and before export."""

    past: Past
    diary: Diary
    planted: Planted
    arms: list[Arms]
    moments: list[Moment]


def run_block(plan: BlockPlan, brand: Brand, events_dir: Path, stop: Event) -> BlockResult:
    """Live, write ``part-NNNNN.parquet`` and return the small tables; raises :class:`Stopped` soon after ``stop``."""
    keys = tables.contact_keys(plan.first, plan.n)
    lived = _live(plan, brand, stop)
    past, diary = lived.past, lived.diary
    _write_rest(lived, plan.traffic_scale, plan.generator(Stage.REACTIONS))
    truth = [truth_table(past, moment, diary.purse, lived.planted, keys) for moment in lived.moments]
    export = make_export(past, diary, plan.generator(Stage.EXPORT))
    diary.chunks.clear()  # the columns hold everything now; a block's memory peaks here
    _write_events(past, export, keys, events_dir / f"part-{plan.index:05d}.parquet", plan.index)
    return BlockResult(
        n_events=export.serial.size,
        contacts=tables.contacts_table(past, keys),
        staff_edges=tables.staff_edges_table(past, keys),
        promises=tables.promises_table(past, diary.owed, keys, plan.generator(Stage.PROMISES)),
        truth=pa.concat_tables(truth),
        assignments=assignments_table(brand, [(a.program, a.who, a.is_treated) for a in lived.arms], keys),
        heads=count_heads(past),
        arms=lived.arms,
    )


def count_events(plan: BlockPlan, brand: Brand) -> tuple[int, int]:
    """Rows that scale with traffic, and rows that do not, of a block that is lived and never written."""
    lived = _live(plan, brand, Event(), future=False)
    fate = list(lived.diary.chunks)
    sizes = []
    for scale in (0.0, plan.traffic_scale):
        lived.diary.chunks[:] = fate
        _write_rest(lived, scale, plan.generator(Stage.REACTIONS))
        sizes.append(make_export(lived.past, lived.diary, plan.generator(Stage.EXPORT)).serial.size)
    return sizes[1] - sizes[0], sizes[0]


def _live(plan: BlockPlan, brand: Brand, stop: Event, *, future: bool = True) -> Lived:
    """Observation step by step, then the future that only the purse sees."""
    world, planted, diary = _begin(plan, brand)
    # The truth's draws come from a generator of their own: asking for more truth leaves the exports as they are.
    aside = replace(world, rng=plan.generator(Stage.TRUTH))
    wanted = {brand.n_days - 7 * weeks for weeks in brand.options.truth_weeks_before} if future else set()
    trust = np.empty((brand.n_observed, plan.n), dtype=np.float32)
    arms, moments = [], []
    for k, step in enumerate(brand.observed):
        if stop.is_set():
            raise Stopped
        if step.start in wanted:
            moments.append(capture(aside, step.start, plan.n_truth))
        launches = [i for i, program in enumerate(brand.programs) if program.launch == step.start]
        arms += [launch(i, world, aside, diary, plan.n_effect) for i in launches]
        live_step(world, step)
        trust[k] = trust_of(world.state)
    if brand.n_days in wanted:
        moments.append(capture(aside, brand.n_days, plan.n_truth))
    past = Past(brand, world.traits, world.state.take(np.arange(plan.n)), trust)
    for step in brand.future if future else ():
        live_step(replace(world, log=diary.purse), step)
    return Lived(past, diary, planted, arms, moments)


def _begin(plan: BlockPlan, brand: Brand) -> tuple[World, Planted, Diary]:
    people = plan.generator(Stage.PEOPLE)
    planted = plant(plan.n, brand.n_days, brand.options, people)
    traits = draw_traits(brand, plan.n, planted, people)
    state = first_state(traits, people)
    state.inviter[planted.fakes] = planted.fake_bosses
    money = plan.generator(Stage.MONEY)
    diary = Diary(traits, money, Purse(traits, money))
    return World(brand, traits, state, plan.generator(Stage.LIFE), diary), planted, diary


def _write_rest(lived: Lived, scale: float, rng: np.random.Generator) -> None:
    write_bonds(lived.past, lived.diary, lived.planted, rng)
    click_by_machine(lived.past, lived.diary, rng)
    write_reactions(lived.past, lived.diary, scale, rng)


def _write_events(past: Past, export: Export, keys: pa.StringArray, path: Path, block: int) -> None:
    coded = [f.name for f in tables.EVENTS if pa.types.is_dictionary(f.type)]
    with pq.ParquetWriter(
        path,
        tables.EVENTS,
        compression="zstd",
        compression_level=1,
        use_dictionary=[*coded, "amount_fen", "cost_fen", "value_hint_fen"],
        column_encoding={
            "source_event_id": "DELTA_BYTE_ARRAY",
            "occurred_ms": "DELTA_BINARY_PACKED",
            "received_ms": "DELTA_BINARY_PACKED",
        },
    ) as writer:
        for batch in tables.event_batches(past, export, keys, block):
            writer.write_batch(batch)


def sizes_of(n_contacts: int, size: int) -> IntArray:
    """Bounds of blocks of nearly equal size, at most ``size`` contacts each."""
    n_blocks = -(-n_contacts // size)
    return np.arange(n_blocks + 1, dtype=np.int64) * n_contacts // n_blocks
