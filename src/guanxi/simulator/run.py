"""``simulate``: a whole brand into a folder, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from threading import Event

import numpy as np

from guanxi.kit.progress import Progress, Silent
from guanxi.simulator.block import BlockPlan, BlockResult, count_events, run_block, sizes_of
from guanxi.simulator.brand import Brand, found_brand
from guanxi.simulator.errors import SimulationError
from guanxi.simulator.experiments import EFFECT_SAMPLE
from guanxi.simulator.folder import write_folder
from guanxi.simulator.options import Options
from guanxi.simulator.pools import Heads, costs_table

BLOCK_CONTACTS = 50_000
BLOCK_EVENTS = 5_000_000
"""A block holds at most this many contacts and about this many events, which bounds memory."""
PILOT_CONTACTS = 4_000
MARK = ".unfinished-simulation"
"""A file that tells our own unfinished folders from other people's."""
MIN_DAYS = 28
MAX_DAYS = 4_000


@dataclass(frozen=True, slots=True)
class SimulatedBrand:
    """What was written, and where.

    Parameters
    ----------
    path : the folder that ``guanxi audit`` reads; its ``truth`` folder is never read by the importer.
    as_of_ms : end of observation, the last millisecond of its last local day.
    n_events : rows in the event files, copies included.
    """

    path: Path
    n_contacts: int
    n_days: int
    seed: int
    n_events: int
    as_of_ms: int


def simulate(
    n_contacts: int,
    n_days: int,
    seed: int,
    out: Path | str,
    *,
    events_target: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> SimulatedBrand:
    """Write a tea brand's exports and its truth into ``out``; the same arguments give the same bytes.

    Parameters
    ----------
    n_contacts : contacts acquired in the observation, 50 or more.
    n_days : length of the observation, 28–4,000; it ends on ``options.observation_end``.
    seed : of all randomness, 0 or more.
    out : a folder that does not exist or is empty; it appears whole, or not at all.
    events_target : scale views, clicks and chat so that about this many rows are written (within 2 % or so).
    progress : told about each block; may raise to interrupt, which leaves no folder.

    Raises
    ------
    SimulationError
        for sizes that cannot be simulated, a target below what life itself writes, an ``out`` that holds something.
    """
    options, progress = options or Options(), progress or Silent()
    _check_sizes(n_contacts, n_days, seed)
    brand_seed, pilot_seed, cost_seed, blocks_seed = np.random.SeedSequence(seed).spawn(4)
    brand = found_brand(n_contacts, n_days, options, np.random.default_rng(brand_seed))
    with _whole_folder(Path(out)) as folder:
        scale = 1.0 if events_target is None else _traffic_scale(events_target, n_contacts, brand, pilot_seed, progress)
        per_contact = events_target / n_contacts if events_target else 20 + 0.1 * n_days
        plans = _plans(n_contacts, per_contact, scale, options, blocks_seed)
        (folder / "events").mkdir()
        results = _run(plans, brand, folder / "events", progress)
        progress.step("Writing tables and truth", "写出各表与真值")
        costs = costs_table(brand, reduce(Heads.__add__, (r.heads for r in results)), np.random.default_rng(cost_seed))
        write_folder(folder, brand, results, costs, {"seed": seed, "traffic_scale": scale})
    return SimulatedBrand(Path(out), n_contacts, n_days, seed, sum(r.n_events for r in results), brand.as_of_ms)


def _check_sizes(n_contacts: int, n_days: int, seed: int) -> None:
    for name, zh, value, low, high in (
        ("contacts", "客户数", n_contacts, 50, 99_999_999),
        ("days", "天数", n_days, MIN_DAYS, MAX_DAYS),
        ("seed", "随机种子", seed, 0, 2**63),
    ):
        if not low <= value <= high:
            raise SimulationError(
                f"A brand cannot be simulated with {name} = {value}. Choose {low} to {high}.",
                f"无法以{zh} {value} 模拟品牌。请改为 {low} 至 {high} 之间。",
            )


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that becomes ``out`` when all went well and vanishes otherwise."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SimulationError(
            f"“{out}” exists and is not an empty folder. Name another one, or remove it first.",
            f"“{out}”已存在且不是空文件夹。请换一个名称，或先将其删除。",
        )
    partial = out.with_name(out.name + ".partial")
    _clear(partial)
    partial.mkdir(parents=True)
    (partial / MARK).touch()
    try:
        yield partial
        (partial / MARK).unlink()
        if out.exists():
            out.rmdir()
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _clear(partial: Path) -> None:
    """Remove what a killed run left behind, and nothing that is not known to be that."""
    if (partial / MARK).exists():
        shutil.rmtree(partial)
    elif partial.exists():
        raise SimulationError(
            f"“{partial}” is needed for unfinished work and exists already. Move it away first.",
            f"“{partial}”用于存放未完成的结果，但它已存在。请先将其移走。",
        )


def _traffic_scale(
    target: int, n_contacts: int, brand: Brand, seed: np.random.SeedSequence, progress: Progress
) -> float:
    """Factor on traffic at which a pilot block says that ``target`` rows will be written."""
    progress.step("Measuring a pilot", "试运行以测算规模")
    wanted = target / n_contacts * PILOT_CONTACTS
    scale, n_traffic, n_fixed = 1.0, 0, 0
    for _ in range(3):  # chat does not scale without limit, so one step of proportion is not enough
        plan = BlockPlan(0, 0, PILOT_CONTACTS, seed, scale, 0, 0)
        n_traffic, n_fixed = count_events(plan, brand)
        if wanted < n_fixed:
            least = int(n_fixed / PILOT_CONTACTS * n_contacts) + 1
            raise SimulationError(
                f"{target:,} events are fewer than this brand's life itself writes, about {least:,}. "
                "Raise events_target or lower the days.",
                f"目标事件数 {target:,} 少于该品牌自身产生的约 {least:,} 条。请提高 events_target 或减少天数。",
            )
        scale *= (wanted - n_fixed) / max(n_traffic, 1)
    return scale


def _plans(
    n_contacts: int, per_contact: float, scale: float, options: Options, seed: np.random.SeedSequence
) -> list[BlockPlan]:
    """Blocks whose size depends on the arguments alone, never on the machine."""
    bounds = sizes_of(n_contacts, int(min(BLOCK_CONTACTS, max(500, BLOCK_EVENTS / per_contact))))
    n_blocks = bounds.size - 1
    n_truth, n_effect = -(-options.truth_sample // n_blocks), -(-EFFECT_SAMPLE // n_blocks)
    first = BlockPlan(0, 0, 0, seed, scale, n_truth, n_effect)
    return [
        replace(first, index=k, first=int(bounds[k]), n=int(bounds[k + 1] - bounds[k]), seeds=child)
        for k, child in enumerate(seed.spawn(n_blocks))
    ]


def _run(plans: list[BlockPlan], brand: Brand, events_dir: Path, progress: Progress) -> list[BlockResult]:
    """All blocks, a few at once; results in block order whatever order they end in."""
    pool, stop = ThreadPoolExecutor(brand.options.threads, thread_name_prefix="block"), Event()
    results = []
    try:
        running = [pool.submit(run_block, plan, brand, events_dir, stop) for plan in plans]
        for done, future in enumerate(running):
            progress.step("Simulating contacts", "模拟客户", done=done, total=len(plans))
            results.append(future.result())
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return results
