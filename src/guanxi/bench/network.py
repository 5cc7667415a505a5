"""``guanxi bench network``: the whole network page over a simulated brand of any size, with its steps and memory.

The brand is made and imported once and kept in ``work``; the page is measured in a process of its own, which learns its
purchase model too and reports its own peak of memory.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import scipy

from guanxi.facade.auditing import import_data
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake
from guanxi.simulator.network_options import GROWING
from guanxi.simulator.network_world import simulate_network

BARS = {"seconds": 30.0, "peak_gb": 4.0}
BARS_FOR = (1_000_000, 3_000_000)
"""Contacts and bonds for which the bars are stated; beyond, figures are printed only."""
WORLD = replace(GROWING, circle_share=0.02)


def run(
    n_contacts: int = 1_000_000,
    n_bonds: int = 3_000_000,
    seed: int = 20_250_101,
    *,
    memory_limit: str = "2GB",
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print as JSON, and write to ``out`` too when given; a given ``work`` folder is kept and used again.

    Parameters
    ----------
    memory_limit : of the engine; arrays and page come on top, and the peak counts everything.
    """
    draw = progress or Silent()
    folder = work or Path(tempfile.mkdtemp(prefix="guanxi-bench-"))
    try:
        result = _measure(folder, (n_contacts, n_bonds), seed, memory_limit, draw)
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _measure(folder: Path, size: tuple[int, int], seed: int, memory_limit: str, progress: Progress) -> dict[str, Any]:
    brand, home = folder / "brand", folder / "lake"
    seconds: dict[str, float] = {}
    if not (brand / "truth" / "network.json").exists():
        started = time.perf_counter()
        progress.step("Simulating a network", "正在模拟关系网络")
        simulate_network(size[0], seed, brand, WORLD, n_bonds=size[1])
        seconds["simulate"] = time.perf_counter() - started
    if not (home / "catalogue.json").exists():
        started = time.perf_counter()
        import_data(Lake.create(home), brand, progress)
        seconds["import"] = time.perf_counter() - started
    progress.step("Measuring the page", "正在测量页面")
    page = _page(home, memory_limit)
    truth = json.loads((brand / "truth" / "network.json").read_text(encoding="utf-8"))
    is_barred = size == BARS_FOR
    return {
        "bench": "network",
        "seed": seed,
        "contacts": size[0],
        "bonds": size[1],
        **page,
        "true_reproduction": truth["reproduction"][-1],
        "preparation_seconds": {name: round(value, 1) for name, value in seconds.items()},
        "world": {name: str(value) for name, value in asdict(WORLD).items()},
        "bars": BARS if is_barred else None,
        "passed": {name: page[name] <= bar for name, bar in BARS.items()} if is_barred else None,
        "versions": {
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }


def _page(home: Path, memory_limit: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "guanxi.bench.network_process", str(home), memory_limit]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
