"""``guanxi bench audit``: the nightly and the first audit as a ratio to one plain GROUP BY over the same files.

The brand is simulated (seeded), imported once, and kept in ``work``; each measured audit runs in a process of its own,
whose peak memory the operating system reports.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from guanxi.facade.auditing import import_data
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake
from guanxi.simulator import simulate

N_DAYS = 730
FLOOR_RUNS = 3
THREADS = 2
BARS = {"nightly_ratio": 20.0, "first_ratio": 60.0, "peak_gb": 8.0}

FLOOR_SQL = """
SELECT contact_id, count(*), min(occurred_ms), max(occurred_ms), sum(amount_fen), sum(cost_fen), sum(value_hint_fen),
       count(*) FILTER (kind_id = 10), max(occurred_ms) FILTER (kind_id = 10), sum(amount_fen) FILTER (kind_id = 10),
       count(*) FILTER (kind_id BETWEEN 60 AND 69), count(*) FILTER (kind_id BETWEEN 70 AND 79)
FROM read_parquet({files}) GROUP BY contact_id
"""
"""Eleven plain aggregates per contact, handed over as columns: an outer count(*) would let the engine drop them all."""


def run(
    n_contacts: int = 1_000_000,
    n_events: int = 100_000_000,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print as JSON, and write to ``out`` too when given; a given ``work`` folder is kept and used again."""
    draw = progress or Silent()
    folder = work or Path(tempfile.mkdtemp(prefix="guanxi-bench-"))
    try:
        result = _measure(folder, n_contacts, n_events, seed, draw)
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _measure(folder: Path, n_contacts: int, n_events: int, seed: int, progress: Progress) -> dict[str, Any]:
    brand, home = folder / "brand", folder / "lake"
    seconds: dict[str, float] = {}
    if not brand.exists():
        started = time.perf_counter()
        simulate(n_contacts, N_DAYS, seed, brand, events_target=n_events, progress=progress)
        seconds["simulate"] = time.perf_counter() - started
    if not (home / "catalogue.json").exists():
        started = time.perf_counter()
        import_data(Lake.create(home), brand, progress)
        seconds["import"] = time.perf_counter() - started
    lake = Lake.open(home)
    progress.step("Measuring the floor", "正在测量下限")
    floor = _floor(lake)
    audits = {}
    for name in ("first", "nightly"):
        progress.step(f"Auditing ({name})", f"正在审计（{name}）")
        audits[name] = _audit(home, name)
    stored = {name: audit | _ratios(audit, floor) for name, audit in audits.items()}
    peak_gb = max(audit["peak_gb"] for audit in stored.values())
    return {
        "bench": "audit",
        "seed": seed,
        "contacts": n_contacts,
        "events": sum(entry.rows for entry in lake.catalogue().files_of("events")),
        "floor": floor,
        **stored,
        "preparation_seconds": {name: round(value, 1) for name, value in seconds.items()},
        "bars": BARS,
        "passed": {
            "nightly": stored["nightly"]["ratio"] <= BARS["nightly_ratio"],
            "first": stored["first"]["ratio"] <= BARS["first_ratio"],
            "peak": peak_gb <= BARS["peak_gb"],
        },
        "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__, "numpy": np.__version__},
    }


def _ratios(audit: dict[str, Any], floor: dict[str, Any]) -> dict[str, float]:
    """Of the clock on the wall, which the bars are about, and of processor time, which other work disturbs less."""
    return {
        "ratio": audit["seconds"] / floor["seconds"],
        "cpu_ratio": audit["cpu_seconds"] / floor["cpu_seconds"],
    }


def _floor(lake: Lake) -> dict[str, Any]:
    """Best of three runs after a warm-up, two threads, over the lake's own event files."""
    files = [str(lake.home / entry.path) for entry in lake.catalogue().files_of("events")]
    sql = FLOOR_SQL.format(files=files)
    with duckdb.connect() as con:
        con.execute(f"SET threads = {THREADS}")
        con.execute("SET memory_limit = '4GB'")
        runs = []
        cpu = []
        for _ in range(FLOOR_RUNS + 1):
            started, busy = time.perf_counter(), time.process_time()
            table = con.execute(sql).to_arrow_table()
            runs.append(time.perf_counter() - started)
            cpu.append(time.process_time() - busy)
    return {
        "seconds": min(runs[1:]),
        "cpu_seconds": min(cpu[1:]),
        "contacts": table.num_rows,
        "columns": table.num_columns,
        "runs": [round(each, 2) for each in runs[1:]],
        "threads": THREADS,
        "sql": FLOOR_SQL.strip(),
    }


def _audit(home: Path, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "guanxi.bench.audit_process", str(home), name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
