"""``guanxi bench troi --contacts N``: the whole page of three programs of N contacts each, its seconds and its memory.

The brand is made and imported once and kept in ``work``; the page is measured in processes of its own that report their
own peaks: a first one, which learns the model as of the launch, and one that finds it kept.
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

from guanxi.bench.troi import GAIN, LOSS, NONE
from guanxi.facade.auditing import import_data
from guanxi.facade.reading_out import LAUNCH_MODELS
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake
from guanxi.simulator.trials import Trial, simulate_trials

FACTORS = {"gain": GAIN, "none": NONE, "loss": LOSS}
TOUCH_FEN = {"gain": 100, "none": 20, "loss": 100}


def run(
    n_contacts: int = 200_000,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print as JSON, and write to ``out`` too when given; a given ``work`` folder is kept and used again."""
    folder = work or Path(tempfile.mkdtemp(prefix="guanxi-bench-"))
    try:
        result = _measure(folder, n_contacts, seed, progress or Silent())
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _measure(folder: Path, n_contacts: int, seed: int, progress: Progress) -> dict[str, Any]:
    brand, home = folder / "brand", folder / "lake"
    seconds: dict[str, float] = {}
    if not brand.exists():
        started = time.perf_counter()
        progress.step("Simulating programs", "正在模拟项目")
        trials = [Trial(name, n_contacts, FACTORS[name], touch_cost_fen=TOUCH_FEN[name]) for name in FACTORS]
        simulate_trials(trials, seed, brand)
        seconds["simulate"] = time.perf_counter() - started
    if not (home / "catalogue.json").exists():
        started = time.perf_counter()
        import_data(Lake.create(home), brand, progress)
        seconds["import"] = time.perf_counter() - started
    shutil.rmtree(home / "book" / LAUNCH_MODELS, ignore_errors=True)
    progress.step("Reading out, nothing kept", "正在读取（没有保存的模型）")
    first = _page(home)
    progress.step("Reading out, model kept", "正在读取（模型已保存）")
    again = _page(home)
    return {
        "bench": "troi-scale",
        "seed": seed,
        "programs": len(FACTORS),
        "contacts_of_each": n_contacts,
        "first": first,
        "again": again,
        "preparation_seconds": {name: round(value, 1) for name, value in seconds.items()},
        "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__, "numpy": np.__version__},
    }


def _page(home: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "guanxi.bench.troi_process", str(home)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
