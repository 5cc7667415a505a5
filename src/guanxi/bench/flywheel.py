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
from scipy.special import ndtri

from guanxi.book.contracts import Interval, Network
from guanxi.facade.network import network
from guanxi.kit.progress import Progress, Silent
from guanxi.simulator.network_options import WORLDS
from guanxi.simulator.network_world import simulate_network

FIGURES = ("reproduction", "velocity", "density")
LEVEL = 0.80
World = dict[str, tuple[float, Interval]]
"""Figure → its truth and what was measured."""


def run(
    n_contacts: int = 2_500,
    n_worlds: int = 12,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure ``n_worlds`` of each kind, print as JSON, and write to ``out`` too when given.

    With a dozen worlds the share of intervals that hold the truth is known to ± .05 at best, and .60 in one cell of six
    is no finding; a hundred worlds tell .75 from .80.
    """
    draw = progress or Silent()
    found = {name: _recover(name, n_contacts, n_worlds, seed, draw) for name in WORLDS}
    kinds = {name: _said(verdicts, worlds) for name, (verdicts, worlds) in found.items()}
    result = {
        "bench": "flywheel",
        "seed": seed,
        "contacts": n_contacts,
        "worlds_of_each_kind": n_worlds,
        "level": LEVEL,
        **kinds,
        "together": summarise_together([world for _, worlds in found.values() for world in worlds]),
        "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__, "numpy": np.__version__},
    }
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _recover(
    name: str, n_contacts: int, n_worlds: int, seed: int, progress: Progress
) -> tuple[dict[str, int], list[World]]:
    """How often each verdict came, and what was found in each world."""
    worlds: list[World] = []
    growth: dict[str, int] = {}
    for k in range(n_worlds):
        progress.step(f"Recovering {name} worlds", f"正在还原 {name} 世界", done=k, total=n_worlds)
        with tempfile.TemporaryDirectory(prefix="guanxi-flywheel-") as folder:
            made = simulate_network(n_contacts, seed + k, Path(folder) / "world", WORLDS[name])
            found = network(Path(folder) / "world").network
        verdict = found.reproduction[0].growth
        growth[verdict] = growth.get(verdict, 0) + 1
        measured = {figure: (_true(made.truth, figure, found), _measured(found, figure)) for figure in FIGURES}
        worlds.append({figure: (true, each) for figure, (true, each) in measured.items() if each is not None})
    return growth, worlds


def _said(verdicts: dict[str, int], worlds: list[World]) -> dict[str, Any]:
    """Verdicts, and each figure over those worlds that have it."""
    pairs = {figure: [world[figure] for world in worlds if figure in world] for figure in FIGURES}
    return {"verdicts": verdicts} | {figure: _summary(each) for figure, each in pairs.items() if each}


def _measured(found: Network, figure: str) -> Interval | None:
    return {
        "reproduction": found.reproduction[0].value,
        "velocity": found.velocity,
        "density": found.density,
    }[figure]


def _true(truth: dict[str, Any], figure: str, found: Network) -> float:
    stated = truth[figure]
    return float(stated[found.reproduction[0].weeks - 1] if figure == "reproduction" else stated)


def _summary(pairs: list[tuple[float, Interval]]) -> dict[str, float | int | None]:
    """Relative errors, how many intervals hold the truth, and how wide they are.

    ``half_width`` : mean, ÷ truth. ``half_width_needed`` : the normal one that the errors themselves ask for, bias
    included; ``None`` for a single world.
    """
    truth = np.array([true for true, _ in pairs])
    value, low, high = (np.array([getattr(each, end) for _, each in pairs]) for end in ("value", "low", "high"))
    error, n = value / truth - 1, len(pairs)
    needed = float(ndtri(0.5 + LEVEL / 2) * np.sqrt(np.mean(error**2)))
    return {
        "n": n,
        "mean_truth": round(float(truth.mean()), 4),
        "mean_error": round(float(error.mean()), 4),
        "mean_error_se": round(float(error.std(ddof=1) / np.sqrt(n)), 4) if n > 1 else None,
        "held": int(np.sum((low <= truth) & (truth <= high))),
        "half_width": round(float(np.mean((high - low) / 2 / truth)), 4),
        "half_width_needed": round(needed, 4) if n > 1 else None,
    }


def summarise_together(worlds: list[World]) -> dict[str, float | int | None]:
    """Share of all intervals that hold the truth; its standard error is over worlds, whose figures hang together."""
    held = [[each.low <= true <= each.high for true, each in world.values()] for world in worlds if world]
    counts, sizes = np.array([sum(each) for each in held]), np.array([len(each) for each in held])
    share = float(counts.sum() / sizes.sum())
    left = counts - share * sizes
    n = len(held)
    error = float(np.sqrt(n / (n - 1) * np.sum(left**2)) / sizes.sum()) if n > 1 else None
    return {
        "n": int(sizes.sum()),
        "held": int(counts.sum()),
        "share": round(share, 4),
        "share_se": None if error is None else round(error, 4),
    }
