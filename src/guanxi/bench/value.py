"""The value engine beside ``lifetimes``: same contacts, same machine, runs interleaved, medians reported.

End to end is from (frequency, recency, T) arrays to fitted BG/NBD parameters with standard errors, P(alive) and
expected purchases in 52 weeks for every contact. The optimisation alone is, for ``lifetimes``, its call of
``scipy.optimize.minimize`` inside ``fit``; for guanxi, everything from grouped histories to the fitted model.
Nothing of ``lifetimes`` is changed; its optimiser is called through a stopwatch.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guanxi.kit.errors import SettingsError
from guanxi.kit.progress import Progress, Silent
from guanxi.stats import BetaGeoNBD
from guanxi.stats.btyd.grouping import group
from guanxi.stats.btyd.inputs import purchases

Floats = npt.NDArray[np.float64]

PLANTED = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
"""CDNOW as published (Fader, Hardie & Lee 2005, table 2), in days."""

OBSERVED_DAYS = 730
HORIZON_DAYS = 364.0
"""52 weeks."""

END_TO_END_BAR = 15.0
OPTIMISATION_BAR = 40.0
LIKELIHOOD_SLACK = 1e-9

PARTS = ("end_to_end", "optimisation")
PACKAGES = ("numpy", "scipy", "pandas", "autograd", "lifetimes")


@dataclass(frozen=True, slots=True)
class Seconds:
    """Time passed, and processor time used: on a busy machine only the second is steady."""

    wall: float
    cpu: float

    @staticmethod
    def now() -> Seconds:
        """Readings of both clocks; only differences mean anything."""
        return Seconds(time.perf_counter(), time.process_time())

    def __sub__(self, earlier: Seconds) -> Seconds:
        return Seconds(self.wall - earlier.wall, self.cpu - earlier.cpu)

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(self.wall + other.wall, self.cpu + other.cpu)


@dataclass(frozen=True, slots=True)
class Timing:
    """One run: seconds end to end and of the optimisation alone, and what came out."""

    end_to_end: Seconds
    optimisation: Seconds
    log_likelihood_per_contact: float
    params: dict[str, float]
    alive: Floats
    expected: Floats


def run(
    n_contacts: int = 1_000_000,
    seed: int = 20_250_101,
    repeats: int = 5,
    out: Path | None = None,
    *,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Time both, print the result as JSON, and write it to ``out`` too when given.

    Parameters
    ----------
    n_contacts : simulated contacts.
    seed : of the simulation.
    repeats : interleaved runs of each; medians are reported.
    out : JSON file.

    Raises
    ------
    SettingsError
        when ``lifetimes`` is not installed.
    """
    progress = progress or Silent()
    lifetimes_fitters = _lifetimes()
    X = simulate(n_contacts, np.random.default_rng(seed))
    ours, theirs = [], []
    for number in range(repeats):
        progress.step("Timing guanxi", "正在计时 guanxi", done=2 * number, total=2 * repeats)
        ours.append(_time_guanxi(X))
        progress.step("Timing lifetimes", "正在计时 lifetimes", done=2 * number + 1, total=2 * repeats)
        theirs.append(_time_lifetimes(lifetimes_fitters, X))
    distinct = group(purchases(X))
    grouped = _time_lifetimes(
        lifetimes_fitters, np.stack((distinct.frequency, distinct.recency, distinct.T_obs), axis=1), distinct.weight
    )
    result = {
        "benchmark": "value",
        "n_contacts": n_contacts,
        "n_distinct_histories": int(distinct.weight.size),
        "seed": seed,
        "repeats": repeats,
        "planted": PLANTED,
        "horizon_days": HORIZON_DAYS,
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        **_compare(ours, theirs),
        "lifetimes_given_our_distinct_histories": {"optimisation_seconds": round(grouped.optimisation.wall, 3)},
    }
    text = json.dumps(result, indent=2)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def simulate(n_contacts: int, rng: np.random.Generator) -> Floats:
    """(n, 3) frequency, recency, T in whole days of BG/NBD contacts acquired evenly over two years.

    A purchase at any moment of a day counts on that day; the loop runs over purchases, all contacts at once.
    """
    t_obs = rng.integers(1, OBSERVED_DAYS + 1, n_contacts).astype(np.float64)
    gap = 1.0 / rng.gamma(PLANTED["r"], 1.0 / PLANTED["alpha"], n_contacts)
    leaves_after = rng.geometric(rng.beta(PLANTED["a"], PLANTED["b"], n_contacts))
    count, latest, clock = np.zeros(n_contacts), np.zeros(n_contacts), np.zeros(n_contacts)
    active = np.arange(n_contacts)
    while active.size:
        clock[active] += rng.exponential(gap[active])
        active = active[clock[active] <= t_obs[active]]
        count[active] += 1.0
        latest[active] = np.ceil(clock[active])
        active = active[count[active] < leaves_after[active]]
    return np.stack((count, latest, t_obs), axis=1)


def _time_guanxi(X: Floats) -> Timing:
    start = Seconds.now()
    model = BetaGeoNBD().fit(X)
    alive, expected = model.probability_alive(X), model.expected_purchases(X, HORIZON_DAYS)
    end_to_end = Seconds.now() - start
    rows = group(purchases(X))
    start = Seconds.now()
    BetaGeoNBD().fit_grouped(rows)
    optimisation = Seconds.now() - start
    return Timing(end_to_end, optimisation, model.log_likelihood_ / len(X), model.params_, alive, expected)


def _time_lifetimes(fitters: Any, X: Floats, weights: Floats | None = None) -> Timing:
    with _stopwatch(fitters, "minimize") as spent:
        start = Seconds.now()
        model = fitters.beta_geo_fitter.BetaGeoFitter()
        model.fit(X[:, 0], X[:, 1], X[:, 2], weights=weights)
        alive = model.conditional_probability_alive(X[:, 0], X[:, 1], X[:, 2])
        expected = model.conditional_expected_number_of_purchases_up_to_time(HORIZON_DAYS, X[:, 0], X[:, 1], X[:, 2])
        end_to_end = Seconds.now() - start
    # It measures time in its own unit: each purchase's density is larger by 1/scale.
    per_contact = -model._negative_log_likelihood_ + np.average(X[:, 0], weights=weights) * np.log(model._scale)
    return Timing(
        end_to_end, sum(spent, Seconds(0.0, 0.0)), float(per_contact), dict(model.params_), alive, np.asarray(expected)
    )


@contextmanager
def _stopwatch(module: Any, name: str) -> Iterator[list[Seconds]]:
    """Seconds spent in ``module.name``, call by call; the function itself is called unchanged."""
    spent: list[Seconds] = []
    real: Callable[..., Any] = getattr(module, name)

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = Seconds.now()
        try:
            return real(*args, **kwargs)
        finally:
            spent.append(Seconds.now() - start)

    setattr(module, name, timed)
    try:
        yield spent
    finally:
        setattr(module, name, real)


def _compare(ours: list[Timing], theirs: list[Timing]) -> dict[str, Any]:
    """Medians, ratios, and whether each bar is met."""
    seconds = {"wall": _medians(ours, theirs, "wall"), "cpu": _medians(ours, theirs, "cpu")}
    ratio = seconds["wall"]["ratio"]
    gain = ours[0].log_likelihood_per_contact - theirs[0].log_likelihood_per_contact
    return {
        "median_seconds": seconds,
        "params": {"guanxi": ours[0].params, "lifetimes": theirs[0].params},
        "log_likelihood_per_contact": {
            "guanxi": ours[0].log_likelihood_per_contact,
            "lifetimes": theirs[0].log_likelihood_per_contact,
            "guanxi_minus_lifetimes": gain,
        },
        "largest_difference": {
            "probability_alive": float(np.abs(ours[0].alive - theirs[0].alive).max()),
            "expected_purchases_relative": float(np.abs(ours[0].expected / theirs[0].expected - 1.0).max()),
        },
        "bars": {
            f"end to end >= {END_TO_END_BAR:g}x": ratio["end_to_end"] >= END_TO_END_BAR,
            f"optimisation >= {OPTIMISATION_BAR:g}x": ratio["optimisation"] >= OPTIMISATION_BAR,
            f"likelihood per contact >= theirs - {LIKELIHOOD_SLACK:g}": gain >= -LIKELIHOOD_SLACK,
        },
    }


def _medians(ours: list[Timing], theirs: list[Timing], clock: str) -> dict[str, Any]:
    """By one clock: medians of both, every run, and how many times longer ``lifetimes`` takes."""
    table: dict[str, Any] = {}
    for who, timings in (("guanxi", ours), ("lifetimes", theirs)):
        for part in PARTS:
            runs = [getattr(getattr(timing, part), clock) for timing in timings]
            table.setdefault(who, {})[part] = float(np.median(runs))
            table[who][f"{part}_runs"] = [round(run, 3) for run in runs]
    table["ratio"] = {part: table["lifetimes"][part] / table["guanxi"][part] for part in PARTS}
    return table


def _lifetimes() -> Any:
    """The package's fitters, imported here: a benchmark may need what the library never does."""
    try:
        import lifetimes.fitters
        import lifetimes.fitters.beta_geo_fitter
    except ImportError as error:
        raise SettingsError(
            "The benchmark compares with lifetimes 0.11.3, which is not installed. Install guanxi[examples].",
            "该基准需要与 lifetimes 0.11.3 比较，但它尚未安装。请安装 guanxi[examples]。",
        ) from error
    return lifetimes.fitters
