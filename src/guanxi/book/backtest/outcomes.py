"""Test the heads on unseen windows, print them beside every baseline, and apply the ship rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.backtest.baselines import Baseline, learn_baselines
from guanxi.book.contracts import OutcomeBacktest, ReliabilityBin, Score
from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.learn import Learner
from guanxi.book.learning.ship import Ruling
from guanxi.book.learning.snapshot import AskSnapshot, Snapshot
from guanxi.book.trust.heads import Head
from guanxi.book.trust.rfm import rising_rfm
from guanxi.book.trust.sub_scores import compute_sub_scores
from guanxi.stats.calibration import auc, brier, calibration_limit, expected_calibration_error, reliability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SKILL_TOLERANCE = 0.005
ECE_FLOOR = 0.03
HEADS = "heads"
RFM = "rfm_logistic"
STAND_IN = "rfm_stand_in"
BASE_RATE = "base_rate"


@dataclass(frozen=True, slots=True)
class Test:
    """Contacts of one unseen window with their labels."""

    __test__ = False  # pytest must not collect it

    at_ms: int
    facts: Facts
    labels: Ints


@dataclass(frozen=True, slots=True)
class Tested:
    """Every outcome on every unseen window; all windows of an outcome together where it has several; the rulings."""

    __test__ = False

    windows: tuple[OutcomeBacktest, ...]
    pooled: tuple[OutcomeBacktest, ...]
    rulings: tuple[Ruling, ...]


HAPPENED: dict[str, Callable[[Snapshot], NDArray[np.bool_]]] = {
    "acts": lambda window: window.outcomes.n_acts > 0,
    "stays": lambda window: window.outcomes.n_strains == 0,
    "refers": lambda window: window.outcomes.n_bonds > 0,
}


def window_tests(outcome: str, windows: Sequence[Snapshot]) -> list[Test]:
    """Closed windows as tests of an outcome; the caller sees to their length (*refers*: 2h)."""
    return _kept([Test(w.at_ms, w.facts, HAPPENED[outcome](w).astype(np.int64)) for w in windows])


def ask_tests(asked: Sequence[AskSnapshot]) -> list[Test]:
    """Asks as tests of *responds*."""
    return _kept([Test(a.at_ms, a.facts, a.answered) for a in asked])


def _kept(tests: list[Test]) -> list[Test]:
    """Without broken contacts, and without windows in which nothing differs."""
    held = [Test(t.at_ms, t.facts.take(~t.facts.is_broken), t.labels[~t.facts.is_broken]) for t in tests]
    return [test for test in held if test.facts.n and 0 < test.labels.sum() < len(test.labels)]


def backtest_outcomes(learner: Learner, tests: Mapping[str, list[Test]]) -> Tested:
    """Heads beside all the baselines, and the rulings.

    The tests must begin at or after ``learner.at_ms``: the learner has seen nothing of them.
    """
    seed = learner.past.settings.seed
    windows: list[OutcomeBacktest] = []
    pooled: list[OutcomeBacktest] = []
    rulings: list[Ruling] = []
    for outcome, unseen in tests.items():
        head = learner.head(outcome)
        if head is None:
            continue
        predictors = _predictors(learner, head)
        shown = [{p.name: p.predict(test.facts) for p in predictors} for test in unseen]
        made = [_score_window(outcome, t.at_ms, p, t.labels, seed) for t, p in zip(unseen, shown, strict=True)]
        windows.extend(made)
        rulings.append(rule(outcome, [result.scores for result in made]))
        if len(unseen) > 1:
            together = {p.name: np.concatenate([each[p.name] for each in shown]) for p in predictors}
            labels = np.concatenate([test.labels for test in unseen])
            pooled.append(_score_window(outcome, unseen[0].at_ms, together, labels, seed))
    return Tested(tuple(windows), tuple(pooled), tuple(rulings))


def _predictors(learner: Learner, head: Head) -> list[Baseline]:
    """The head first, then the baselines, then what would stand in for the head."""
    settings = learner.past.settings

    def ours(facts: Facts) -> Floats:
        return head.predict(compute_sub_scores(facts, learner.reference, settings).scores)

    made = [Baseline(HEADS, ours), *learn_baselines(learner, learner.labelled[head.outcome])]
    stand_in = learner.rfm(head.outcome)
    if stand_in is not None:
        made.append(Baseline(STAND_IN, lambda facts: stand_in.predict(rising_rfm(facts))))
    return made


def _score_window(
    outcome: str, at_ms: int, predictions: Mapping[str, Floats], labels: Ints, seed: int
) -> OutcomeBacktest:
    truth = labels.astype(np.float64)
    scores = tuple(_score(name, p, truth, seed, name in (HEADS, RFM, STAND_IN)) for name, p in predictions.items())
    return OutcomeBacktest(outcome, at_ms, scores, _bins(predictions[HEADS], truth))


def _bins(probabilities: Floats, labels: Floats) -> tuple[ReliabilityBin, ...]:
    bins = reliability(probabilities, labels)
    rows = zip(bins.predicted, bins.observed, bins.low, bins.high, bins.n, strict=True)
    return tuple(ReliabilityBin(float(p), float(o), float(low), float(high), int(n)) for p, o, low, high, n in rows)


def _score(name: str, probabilities: Floats, labels: Floats, seed: int, ships: bool) -> Score:
    limit = None
    if ships:
        limit = max(ECE_FLOOR, calibration_limit(probabilities, np.random.default_rng(seed)))
    return Score(
        predictor=name,
        n=len(labels),
        base_rate=float(labels.mean()),
        auc=auc(probabilities, labels),
        brier=brier(probabilities, labels),
        ece=expected_calibration_error(probabilities, labels),
        ece_limit=limit,
    )


def rule(outcome: str, windows: list[tuple[Score, ...]]) -> Ruling:
    """The ship rule on the last two unseen windows (trust-economics §3).

    Brier skill at least RFM logistic's − .005, ECE at most max(.03, chance at this n), and over both windows together a
    Brier score below the base rate's: where RFM knows nothing either, being as good as RFM is no reason to be believed.
    A failing head is replaced by an RFM logistic that cannot rise in silence, held to the same rule (what makes it safe
    can make it say nothing, and a constant is well calibrated); if it fails too the outcome leaves the score.
    """
    last = windows[-2:]
    if not last:
        return Ruling(
            outcome,
            "live",
            "no unseen window to test it on yet: shipped on the definition alone",
            "尚无可供检验的未见窗口：仅凭定义启用",
        )
    by_name = [{score.predictor: score for score in scores} for scores in last]
    if _passes(HEADS, by_name):
        return Ruling(
            outcome,
            "live",
            "as good as RFM, better than the base rate, and calibrated",
            "不逊于 RFM，优于基准比例，且校准良好",
        )
    why_en, why_zh = _why_not(by_name)
    if _passes(STAND_IN, by_name):
        return Ruling(outcome, "replaced_by_rfm", f"{why_en}: RFM logistic stands in", f"{why_zh}：由 RFM 逻辑回归代替")
    return Ruling(
        outcome,
        "left_out",
        f"{why_en}, and RFM logistic cannot stand in for it",
        f"{why_zh}，RFM 逻辑回归也无法代替",
    )


def _passes(name: str, windows: list[dict[str, Score]]) -> bool:
    return _is_skilled(name, windows) and _is_calibrated(name, windows) and _is_better_than_nothing(name, windows)


def _why_not(windows: list[dict[str, Score]]) -> tuple[str, str]:
    """What a head fails on, the gravest alone: English, Chinese."""
    if not _is_calibrated(HEADS, windows):
        worst = max(w[HEADS].ece for w in windows)
        return f"ECE {worst:.3f} above its limit", f"ECE {worst:.3f} 超过上限"
    if not _is_skilled(HEADS, windows):
        return "Brier skill below RFM logistic", "Brier 技能低于 RFM 逻辑回归"
    return "no better than the base rate", "不优于基准比例"


def _is_better_than_nothing(name: str, windows: list[dict[str, Score]]) -> bool:
    """Against the base rate as it was learnt, over all windows together: one alone says little of a rare outcome."""
    ours, base = (sum(w[each].n * w[each].brier for w in windows) for each in (name, BASE_RATE))
    return ours < base


def _is_skilled(name: str, windows: list[dict[str, Score]]) -> bool:
    return all(_skill(w[name]) >= _skill(w[RFM]) - SKILL_TOLERANCE for w in windows)


def _is_calibrated(name: str, windows: list[dict[str, Score]]) -> bool:
    return all(w[name].ece <= (w[name].ece_limit or 0) for w in windows)


def _skill(score: Score) -> float:
    """Brier skill against the window's own base rate: 1 − Brier ÷ base·(1 − base)."""
    reference = score.base_rate * (1 - score.base_rate)
    return 1 - score.brier / reference if reference > 0 else 0.0
