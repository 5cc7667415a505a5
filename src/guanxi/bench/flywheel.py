"""``guanxi bench flywheel``: are R, velocity and density of planted networks recovered, growing and shrinking?

Every world goes the way of a brand: exports, import, ``guanxi network``. The truth is read from beside the exports.
"""

from __future__ import annotations

import json
import platform
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from guanxi.book.contracts import Interval, Network
from guanxi.facade.network import network
from guanxi.kit.progress import Progress, Silent
from guanxi.simulator.network_options import WORLDS
from guanxi.simulator.network_world import simulate_network

FIGURES = ("reproduction", "velocity", "density")


def run(
    n_contacts: int = 2_500,
    n_worlds: int = 12,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure ``n_worlds`` of each kind, print as JSON, and write to ``out`` too when given."""
    draw = progress or Silent()
    kinds = {name: _recover(name, n_contacts, n_worlds, seed, draw) for name in WORLDS}
    result = {
        "bench": "flywheel",
        "seed": seed,
        "contacts": n_contacts,
        "worlds_of_each_kind": n_worlds,
        "level": 0.80,
        **kinds,
        "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__, "numpy": np.__version__},
    }
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _recover(name: str, n_contacts: int, n_worlds: int, seed: int, progress: Progress) -> dict[str, Any]:
    rows: dict[str, list[tuple[float, Interval]]] = {figure: [] for figure in FIGURES}
    growth: dict[str, int] = {}
    for k in range(n_worlds):
        progress.step(f"Recovering {name} worlds", f"正在还原 {name} 世界", done=k, total=n_worlds)
        with tempfile.TemporaryDirectory(prefix="guanxi-flywheel-") as folder:
            made = simulate_network(n_contacts, seed + k, Path(folder) / "world", WORLDS[name])
            found = network(Path(folder) / "world").network
        verdict = found.reproduction[0].growth
        growth[verdict] = growth.get(verdict, 0) + 1
        for figure in FIGURES:
            measured = _measured(found, figure)
            if measured is not None:
                rows[figure].append((_true(made.truth, figure, found), measured))
    return {"verdicts": growth} | {figure: _summary(pairs) for figure, pairs in rows.items() if pairs}


def _measured(found: Network, figure: str) -> Interval | None:
    return {
        "reproduction": found.reproduction[0].value,
        "velocity": found.velocity,
        "density": found.density,
    }[figure]


def _true(truth: dict[str, Any], figure: str, found: Network) -> float:
    stated = truth[figure]
    return float(stated[found.reproduction[0].weeks - 1] if figure == "reproduction" else stated)


def _summary(pairs: list[tuple[float, Interval]]) -> dict[str, float | int]:
    """Mean truth, mean relative error, share of intervals that hold the truth, mean half-width ÷ truth."""
    truth = np.array([true for true, _ in pairs])
    value, low, high = (np.array([getattr(each, end) for _, each in pairs]) for end in ("value", "low", "high"))
    return {
        "n": len(pairs),
        "mean_truth": round(float(truth.mean()), 4),
        "mean_error": round(float(np.mean(value / truth - 1)), 4),
        "held": int(np.sum((low <= truth) & (truth <= high))),
        "half_width": round(float(np.mean((high - low) / 2 / truth)), 4),
    }
