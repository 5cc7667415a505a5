"""The lake at size: publishing, publishing the same again, a small import, one contact's history, one full scan.

Each step runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from guanxi.bench.memory import peak_gb
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, publish
from guanxi.lake.staged import Staged

FILE_ROWS = 10_000_000
EVENTS_PER_CONTACT = 100
CLOCK_MS = 1_900_000_000_000
N_LOOKUPS = 40

STAGED_EVENTS = """
-- Grain: one row per event; 16 kinds, two years, contacts of uneven size, every column drawn by a hash of its number.
SELECT 'tea' AS source_id, 'E' || i AS source_event_id,
  1640995200000 + (hash(i, {seed}, 1) % 63072000000)::BIGINT AS occurred_ms, NULL::BIGINT AS received_ms,
  'C' || (pow((hash(i, {seed}, 2) % 1000000007) / 1000000007.0, 1.5) * {contacts})::BIGINT AS contact_key,
  'wx' || hash(i, {seed}, 3) % 5 AS point_id, (10 + hash(i, {seed}, 4) % 16)::SMALLINT AS kind_id, false AS automated,
  ['wecom', 'store', 'mini', 'h5'][(1 + hash(i, {seed}, 5) % 4)::BIGINT] AS channel,
  'S' || hash(i, {seed}, 6) % 200 AS staff_id, '' AS group_id, '' AS program_id, '' AS peer_key,
  (hash(i, {seed}, 7) % 50000)::BIGINT AS amount_fen, 0::BIGINT AS cost_fen, 0::BIGINT AS value_hint_fen,
  'CNY' AS currency, '' AS properties
FROM range({first}, {until}) r(i)
"""

SCAN = """
-- Grain: one row per contact.
SELECT contact_id, count(*) AS n, sum(amount_fen) AS amount_fen,
  min(occurred_ms) AS first_ms, max(occurred_ms) AS latest_ms
FROM events GROUP BY contact_id
"""


def run(
    n_events: int = 10_000_000,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print the result as JSON, and write it to ``out`` too when given.

    Parameters
    ----------
    n_events : rows of the large import; the small one has a thousandth.
    work : where staged files and the lake go (some 150 bytes an event); removed afterwards.
    """
    progress = progress or Silent()
    folder = Path(tempfile.mkdtemp(prefix="guanxi-bench-lake-", dir=work))
    try:
        progress.step("Making events", "生成事件")
        n_small = max(n_events // 1000, 1)
        large = make_staged(folder / "large", 0, n_events, n_contacts=n_events // EVENTS_PER_CONTACT, seed=seed)
        small = make_staged(folder / "small", n_events - n_small // 2, n_small,
                            n_contacts=n_events // EVENTS_PER_CONTACT, seed=seed)  # fmt: skip
        home = folder / "lake"
        result: dict[str, Any] = {
            "benchmark": "lake",
            "n_events": n_events,
            "seed": seed,
            "machine": {"cores": os.cpu_count(), "architecture": platform.machine()},
            "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__},
        }
        for name, step in (
            ("publish", (_publish, home, large)),
            ("publish_again", (_publish, home, large)),
            ("publish_a_thousandth_half_known", (_publish, home, small)),
            ("history_of_one_contact", (_look_up, home)),
            ("scan_by_contact", (_scan, home)),
        ):
            progress.step(f"Measuring {name}", f"测量 {name}")
            result[name] = _alone(*step)
        result["bytes_per_event"] = round(_size(home) / n_events, 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=2)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def make_staged(folder: Path, first: int, n_rows: int, *, n_contacts: int, seed: int) -> list[Path]:
    """Staged event files of ``n_rows`` events numbered from ``first``."""
    folder.mkdir(parents=True)
    paths = []
    with duckdb.connect(config={"threads": "2", "memory_limit": "3GB"}) as con:
        con.execute("SET enable_progress_bar = false")
        for start in range(first, first + n_rows, FILE_ROWS):
            path = folder / f"events-{start:012d}.parquet"
            until = min(start + FILE_ROWS, first + n_rows)
            query = STAGED_EVENTS.format(seed=seed, contacts=max(n_contacts, 1), first=start, until=until)
            con.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            paths.append(path)
    return paths


def _alone(step: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """The figures of ``step`` in a fresh process, with its peak memory."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, step, *arguments).result()


def _measured(step: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    figures = step(*arguments)
    return figures | {"peak_rss_gb": round(peak_gb(), 2)}


def _timed(action: Callable[[], object]) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return {"seconds": round(time.perf_counter() - wall, 2), "cpu_seconds": round(time.process_time() - cpu, 2)}


def _publish(home: Path, paths: list[Path]) -> dict[str, Any]:
    lake = Lake.create(home)
    staged = Staged({"events": paths}, None, (), 0, "bench")
    results = []
    figures = _timed(lambda: results.append(publish(lake, staged, CLOCK_MS)))
    return figures | {"n_new": results[0].n_new, "n_unchanged": results[0].n_unchanged}


def _look_up(home: Path) -> dict[str, Any]:
    """One contact's history in an open session: median and worst over contacts spread over all ids."""
    with Lake.open(home).session(as_of_ms=CLOCK_MS) as session:
        latest = int(session.fetch("SELECT max(contact_id) AS latest FROM contact_keys")["latest"][0])
        contacts = [1 + latest * i // N_LOOKUPS for i in range(N_LOOKUPS)]
        seconds = [_timed_lookup(session.history, contact) for contact in contacts]
    milliseconds = sorted(1000 * second for second in seconds)
    return {"median_ms": round(statistics.median(milliseconds), 1), "worst_ms": round(milliseconds[-1], 1)}


def _timed_lookup(look_up: Callable[[int], object], contact: int) -> float:
    started = time.perf_counter()
    look_up(contact)
    return time.perf_counter() - started


def _scan(home: Path) -> dict[str, Any]:
    with Lake.open(home).session(as_of_ms=CLOCK_MS) as session:
        return _timed(lambda: session.fetch(SCAN))


def _size(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*.parquet"))
