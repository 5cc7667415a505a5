"""Do the intervals of an experiment keep their word when somebody looks after every single unit?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guanxi.kit.progress import Progress
from guanxi.stats.experiments import Boundary, Units, minimum_detectable_effect, watch_arms
from guanxi.stats.experiments.confidence_sequence import SMALLEST_ARM

Floats = NDArray[np.float64]

ALPHA = 0.05
RUNS = 1000


@dataclass(frozen=True, slots=True)
class Peeking:
    """What came of ``n_runs`` experiments of ``n_units`` contacts, looked at after every matured one.

    Parameters
    ----------
    covered_zero : share of A/A runs whose interval held zero at every look.
    fixed_covered_zero : the same for the usual ±1.96 standard errors: what peeking costs.
    found_at_mde : share of runs with the effect of the minimum detectable size in which zero was excluded by the end.
    """

    world: str
    n_runs: int
    n_units: int
    covered_zero: float
    fixed_covered_zero: float
    minimum_detectable: float
    found_at_mde: float


def draw_units(
    world: str, n_units: int, effect: float, rng: np.random.Generator, covariates: bool = True
) -> tuple[Units, Floats]:
    """Contacts of a world with a coin toss each, and their covariate: ``normal``, or ``margins`` (three in four buy
    nothing, the others spend log-normally, and what they spent before tells half of it)."""
    before = rng.normal(size=n_units)
    if world == "normal":
        outcome = before + rng.normal(size=n_units)
    else:
        buys = rng.random(n_units) < 0.25
        outcome = np.where(buys, np.exp(0.7 * before + 0.7 * rng.normal(size=n_units)), 0.0)
        before = np.where(buys, np.exp(0.7 * before), 0.0)
    is_treated = rng.random(n_units) < 0.5
    outcome = outcome + effect * is_treated
    return Units.of_contacts(outcome, is_treated, before[:, None] if covariates else None), before


def peek(world: str, n_units: int, n_runs: int, seed: int, progress: Progress | None = None) -> Peeking:
    """Run the experiments; the effect to be found is that which the pre-launch calculation shows."""
    rng = np.random.default_rng(seed)
    boundary = Boundary(ALPHA, n_units / 2)
    pilot, _ = draw_units(world, 200_000, 0.0, rng)
    slope = np.cov(pilot.outcome, pilot.covariates[:, 0])
    deviation = float(np.sqrt(slope[0, 0] - slope[0, 1] ** 2 / slope[1, 1]))
    smallest = minimum_detectable_effect(deviation, n_units / 2, n_units / 2, boundary)
    looks = np.arange(1, n_units + 1)
    covered = fixed = found = 0
    for run in range(n_runs):
        if progress and run % 50 == 0:
            progress.step(f"Peeking ({world})", f"逐个窥视（{world}）", done=run, total=n_runs)
        null, _ = draw_units(world, n_units, 0.0, rng)
        path = watch_arms(null, boundary, looks)
        covered += bool(((path.low <= 0) & (path.high >= 0)).all())
        seen = np.isfinite(path.estimate)
        fixed += bool((np.abs(path.estimate[seen]) <= 1.959964 * path.standard_error[seen]).all())
        real, _ = draw_units(world, n_units, smallest, rng)
        watched = watch_arms(real, boundary, looks)
        found += bool(((watched.low > 0) | (watched.high < 0)).any())
    return Peeking(world, n_runs, n_units, covered / n_runs, fixed / n_runs, smallest, found / n_runs)


def run(n_units: int, seed: int, *, out: Path | None, progress: Progress) -> None:
    """Print, for both worlds and two sizes, what peeking at every unit does."""
    found = [peek(world, n, RUNS, seed, progress) for world in ("normal", "margins") for n in (n_units // 4, n_units)]
    text = json.dumps(
        {"alpha": ALPHA, "smallest_arm": SMALLEST_ARM, "seed": seed, "runs": [asdict(each) for each in found]}, indent=1
    )
    print(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
