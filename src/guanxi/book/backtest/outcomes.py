"""Test the heads on unseen windows, print them beside every baseline, and apply the ship rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.backtest.baselines import Baseline, learn_baselines
from guanxi.book.contracts import OutcomeBacktest, ReliabilityBin, Score
from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.learn import OUTCOMES, Learner
from guanxi.book.learning.ship import Ruling
from guanxi.book.learning.snapshot import AskSnapshot, Snapshot
from guanxi.book.trust.heads import Head
from guanxi.book.trust.sub_scores import compute_sub_scores
from guanxi.stats.calibration import auc, brier, calibration_limit, expected_calibration_error, reliability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SKILL_TOLERANCE = 0.005
ECE_FLOOR = 0.03
HEADS = "heads"
RFM = "rfm_logistic"


@dataclass(frozen=True, slots=True)
class Test:
    """Contacts of one unseen window with their labels."""

    __test__ = False  # pytest must not collect it

    at_ms: int
    facts: Facts
    labels: Ints


def tests_of(outcome: str, windows: tuple[Snapshot, ...], asked: tuple[AskSnapshot, ...]) -> list[Test]:
    """The unseen windows of an outcome, broken contacts left out."""
    if outcome == "responds":
        rows = [(a.at_ms, a.facts, a.answered) for a in asked]
    else:
        rows = [(w.at_ms, w.facts, _labels(outcome, w)) for w in windows]
    kept = [Test(at, facts.take(~facts.is_broken), y[~facts.is_broken]) for at, facts, y in rows]
    return [test for test in kept if test.facts.n and 0 < test.labels.sum() < len(test.labels)]


def _labels(outcome: str, window: Snapshot) -> Ints:
    happened = {
        "acts": window.outcomes.n_acts > 0,
        "stays": window.outcomes.n_strains == 0,
        "refers": window.outcomes.n_bonds > 0,
    }
    return np.asarray(happened[outcome], dtype=np.int64)


def backtest_outcomes(
    learner: Learner,
    windows: tuple[Snapshot, ...],
    asked: tuple[AskSnapshot, ...],
    outcomes: tuple[str, ...] = OUTCOMES,
) -> tuple[tuple[OutcomeBacktest, ...], tuple[Ruling, ...]]:
    """Every outcome on every unseen window, and the rulings.

    ``windows`` and ``asked`` must lie at or after ``learner.at_ms``: the learner has seen nothing of them.
    """
    results: list[OutcomeBacktest] = []
    rulings: list[Ruling] = []
    for outcome in outcomes:
        head = learner.head(outcome)
        if head is None:
            continue
        tests = tests_of(outcome, windows, asked)
        baselines = learn_baselines(learner, learner.labelled[outcome])
        made = [_score_window(learner, head, baselines, test) for test in tests]
        results.extend(made)
        rulings.append(rule(outcome, [result.scores for result in made]))
    return tuple(results), tuple(rulings)


def _score_window(learner: Learner, head: Head, baselines: list[Baseline], test: Test) -> OutcomeBacktest:
    settings = learner.past.settings
    labels = test.labels.astype(np.float64)
    sub = compute_sub_scores(test.facts, learner.reference, settings)
    shown = head.predict(sub.scores)
    predictions = [(HEADS, shown), *((b.name, b.predict(test.facts)) for b in baselines)]
    scores = tuple(_score(name, p, labels, settings.seed, name in (HEADS, RFM)) for name, p in predictions)
    return OutcomeBacktest(head.outcome, test.at_ms, scores, _bins(shown, labels))


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

    Brier skill at least RFM logistic's − .005, and ECE at most max(.03, chance at this n). A failing head is replaced
    by RFM logistic if that one is calibrated; if it fails too the outcome leaves the score.
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
    skilled = all(_skill(w[HEADS]) >= _skill(w[RFM]) - SKILL_TOLERANCE for w in by_name)
    calibrated = all(w[HEADS].ece <= (w[HEADS].ece_limit or 0) for w in by_name)
    if skilled and calibrated:
        return Ruling(outcome, "live", "as good as RFM and calibrated", "不逊于 RFM，且校准良好")
    worst = max(w[HEADS].ece for w in by_name)
    why_en = f"ECE {worst:.3f} above its limit" if not calibrated else "Brier skill below RFM logistic"
    why_zh = f"ECE {worst:.3f} 超过上限" if not calibrated else "Brier 技能低于 RFM 逻辑回归"
    if all(w[RFM].ece <= (w[RFM].ece_limit or 0) for w in by_name):
        return Ruling(outcome, "replaced_by_rfm", f"{why_en}: RFM logistic stands in", f"{why_zh}：由 RFM 逻辑回归代替")
    return Ruling(
        outcome,
        "left_out",
        f"{why_en}, and RFM logistic is no better calibrated",
        f"{why_zh}，RFM 逻辑回归校准也不合格",
    )


def _skill(score: Score) -> float:
    """Brier skill against the window's own base rate: 1 − Brier ÷ base·(1 − base)."""
    reference = score.base_rate * (1 - score.base_rate)
    return 1 - score.brier / reference if reference > 0 else 0.0
