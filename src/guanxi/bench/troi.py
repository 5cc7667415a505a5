"""Do TROI's intervals hold what was planted, and does the rule stop what loses? Over many simulated programs."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from guanxi.book.audit.extent import read_extent
from guanxi.book.audit.learnt import learn_model, save_learnt
from guanxi.book.contracts.troi import RandomisedReadout
from guanxi.book.settings import AuditSettings
from guanxi.book.troi import TroiInput, read_out_programs
from guanxi.book.troi.dealt import read_dealt
from guanxi.book.troi.frozen import model_at_launch
from guanxi.book.troi.money import margins
from guanxi.book.troi.outcomes import Question, measure
from guanxi.book.troi.randomised import outcome_of
from guanxi.facade.auditing import import_data
from guanxi.facade.settings import audit_settings
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings
from guanxi.simulator.trials import Exposure, Trial, TrialBrand, simulate_trials

GAIN, NONE, LOSS = 1.7, 1.0, 0.4
SMALL = 300
"""Contacts of each of the many programs."""
LARGE = 5_000
"""Contacts of each of the three programs that get a verdict."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What became of the programs with one planted factor.

    Parameters
    ----------
    truth_fen : true mean effect on y per contact, from the worlds in which everybody and nobody was treated.
    covered, covered_throughout : share of programs whose interval held it at the last look, and at every look.
    covered_zero : share whose last interval held zero.
    bias_fen, error_fen : mean of (estimate − truth), and the standard error of that mean.
    """

    factor: float
    n: int
    truth_fen: float
    covered: float
    covered_throughout: float
    covered_zero: float
    bias_fen: float
    error_fen: float


@dataclass(frozen=True, slots=True)
class Trials:
    """All of it; ``verdicts`` of the three large programs: gain, none, loss."""

    n_programs: int
    n_contacts: int
    covered: float
    covered_throughout: float
    by_factor: tuple[Planted, ...]
    verdicts: dict[str, str]
    sentences: dict[str, str]
    asset: str
    seconds: float


def plan_trials(n_programs: int, n_small: int = SMALL, n_large: int = LARGE) -> tuple[Trial, ...]:
    """Three large programs, and ``n_programs`` small ones whose factors take turns."""
    large = [
        Trial("gain", n_large, GAIN, touch_cost_fen=100),
        Trial("none", n_large, NONE, touch_cost_fen=20),
        Trial("loss", n_large, LOSS, touch_cost_fen=100),
    ]
    factors = (GAIN, NONE, LOSS)
    return (*large, *(Trial(f"T{k:03d}", n_small, factors[k % 3]) for k in range(n_programs)))


class World:
    """One simulated world in a lake of its own, with the model that is frozen for all of them."""

    def __init__(self, brand: TrialBrand, home: Path, progress: Progress) -> None:
        self.brand, self.lake = brand, Lake.create(home)
        import_data(self.lake, brand.path, progress)
        self.settings: AuditSettings = audit_settings(load_settings(brand.path), horizon_days=365)

    def freeze(self, path: Path, progress: Progress) -> None:
        """Learn the model as of the launch and keep it at ``path``."""
        with self.lake.session(as_of_ms=self.brand.launch_ms) as session:
            save_learnt(learn_model(session, read_extent(session), self.settings, progress), path)

    def asked(self, model: Path, program: str | None = None) -> TroiInput:
        """The read-out of one program at the end of the data."""
        return TroiInput(as_of_ms=self.brand.as_of_ms, program=program, model_path=model)

    def mean_outcome(self, programs: Sequence[str], model: Path) -> float:
        """Mean of y over all contacts of ``programs``, whatever their arm, by the read-out's own measurement."""
        asked, silent = self.asked(model), Silent()
        with self.lake.session(as_of_ms=asked.as_of_ms) as session:
            dealt = read_dealt(session, tuple(programs))
            learnt = model_at_launch(self.lake, self.brand.launch_ms, asked, self.settings, silent)
            question = Question(dealt, tuple(programs), asked.days, self.brand.launch_ms, learnt, self.settings)
            outcomes = measure(session, question, read_extent(session).n_events, silent)
        return float(outcome_of(outcomes, margins(outcomes, self.settings).after).mean())

    def read(self, program: str, model: Path) -> RandomisedReadout:
        """The read-out of a program, as the command makes it."""
        found = read_out_programs(self.lake, self.settings, self.asked(model, program)).readouts[0]
        assert isinstance(found, RandomisedReadout)  # every trial is randomised
        return found


def try_programs(trials: Sequence[Trial], seed: int, work: Path, progress: Progress) -> Trials:
    """Simulate the three worlds, read every program out, and compare with what was planted."""
    begun = time.perf_counter()
    worlds = {}
    for exposure in Exposure:
        progress.step(f"Simulating: {exposure} treated", f"模拟：{exposure}")
        brand = simulate_trials(trials, seed, work / exposure / "data", exposure=exposure)
        worlds[exposure] = World(brand, work / exposure / "lake", Silent())
    model = work / "model.json"
    worlds[Exposure.DEALT].freeze(model, progress)
    truth = {factor: _truth(worlds, trials, factor, model) for factor in sorted({each.factor for each in trials})}
    read: dict[str, RandomisedReadout] = {}
    for k, trial in enumerate(trials):
        progress.step("Reading programs out", "逐个读取项目", done=k, total=len(trials))
        read[trial.program_id] = worlds[Exposure.DEALT].read(trial.program_id, model)
    small = [trial for trial in trials if trial.program_id not in ("gain", "none", "loss")]
    rows = tuple(_planted(factor, truth[factor], small, read) for factor in truth)
    named = {name: read[name].verdict for name in ("gain", "none", "loss") if name in read}
    return Trials(
        n_programs=len(small),
        n_contacts=sum(each.n_contacts for each in trials),
        covered=_together(rows, "covered"),
        covered_throughout=_together(rows, "covered_throughout"),
        by_factor=rows,
        verdicts={name: str(verdict.code) for name, verdict in named.items()},
        sentences={name: verdict.en for name, verdict in named.items()},
        asset=read[trials[0].program_id].scope.asset,
        seconds=round(time.perf_counter() - begun, 1),
    )


def _truth(worlds: dict[Exposure, World], trials: Sequence[Trial], factor: float, model: Path) -> float:
    programs = [each.program_id for each in trials if each.factor == factor]
    treated, not_treated = (worlds[e].mean_outcome(programs, model) for e in (Exposure.EVERYBODY, Exposure.NOBODY))
    return treated - not_treated


def _planted(factor: float, truth: float, trials: Sequence[Trial], read: dict[str, RandomisedReadout]) -> Planted:
    found = [read[each.program_id].returns for each in trials if each.factor == factor]
    effects = [each.effect_per_contact for each in found if each is not None]
    held = [each.low <= truth <= each.high for each in effects]
    zero = [each.low <= 0 <= each.high for each in effects]
    misses = np.array([each.value - truth for each in effects])
    n = len(effects)
    error = float(misses.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    throughout = [
        all(look.low <= truth <= look.high for look in read[each.program_id].looks)
        for each in trials
        if each.factor == factor
    ]
    covered, always, none = (float(np.mean(each)) for each in (held, throughout, zero))
    return Planted(factor, n, truth, covered, always, none, float(misses.mean()), error)


def _together(rows: Sequence[Planted], name: str) -> float:
    return float(np.average([getattr(row, name) for row in rows], weights=[row.n for row in rows]))


def run(n_programs: int, seed: int, *, out: Path | None, work: Path | None, progress: Progress) -> None:
    """Print what came of ``n_programs`` small programs and three large ones."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-troi-")) if work is None else work
    try:
        found = try_programs(plan_trials(n_programs), seed, folder, progress)
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps({"seed": seed, **asdict(found)}, ensure_ascii=False, indent=1)
    print(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
