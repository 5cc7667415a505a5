"""Heads: what few labels can and cannot teach, and whether the probabilities mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from threadpoolctl import threadpool_limits

from guanxi.book.trust.heads import WEIGHT_SCALE, learn_head
from guanxi.book.trust.sub_scores import PRIOR_WEIGHTS
from guanxi.stats.calibration import auc, brier, expected_calibration_error

PRIOR = np.array([0.24, 0.31, 0.07, 0.20, 0.11, 0.07])
RIGHT = WEIGHT_SCALE * PRIOR
WRONG = RIGHT[::-1].copy()
"""The definition's weights, and the same turned round: the least important sub-score matters most."""


def planted(n: int, weights: np.ndarray, rng: np.random.Generator, intercept: float = 0.0):
    """Sub-scores (n, 6) that lean on one another as real ones do, labels, and the true probabilities."""
    common = rng.normal(size=(n, 1))
    scores = expit(0.8 * common + rng.normal(size=(n, 6)))
    truth = expit(intercept + (scores - 0.5) @ weights)
    return scores, (rng.random(n) < truth).astype(np.int64), truth


class TestLabels:
    def labelled(self, n: int, n_rarer: int):
        scores, _, _ = planted(n, RIGHT, np.random.default_rng(0))
        order = np.argsort(-scores.sum(axis=1))
        labels = np.zeros(n, dtype=np.int64)
        labels[order[:n_rarer]] = 1
        return scores, labels, np.arange(n)

    @pytest.mark.parametrize("turned", [False, True])
    def test_29_of_the_rarer_class_teach_nothing_and_30_teach_a_head(self, turned):
        for n_rarer, is_learnt in ((29, False), (30, True)):
            scores, labels, contacts = self.labelled(200, n_rarer)
            labels = 1 - labels if turned else labels

            head = learn_head("acts", scores, labels, contacts, PRIOR)

            assert (head is not None) is is_learnt

    def test_no_rows_teach_nothing(self):
        none = np.zeros(0, dtype=np.int64)

        assert learn_head("acts", np.zeros((0, 6)), none, none, PRIOR) is None

    @pytest.mark.parametrize(
        ("n", "n_rarer", "way"), [(1000, 100, "isotonic"), (1000, 99, "platt"), (999, 400, "platt")]
    )
    def test_calibration_follows_the_number_of_labels(self, n, n_rarer, way):
        head = learn_head("acts", *self.labelled(n, n_rarer), PRIOR)

        assert head is not None
        assert head.calibrated_by == way
        assert (head.n_labels, head.n_rarer) == (n, n_rarer)


@pytest.mark.parametrize("weights", [RIGHT, WRONG], ids=["as the definition says", "turned round"])
@pytest.mark.parametrize("n", [700, 6000])
def test_a_head_finds_the_planted_probabilities(weights, n):
    rng = np.random.default_rng(5)
    scores, labels, _ = planted(n, weights, rng, intercept=-0.7)
    fresh, seen, truth = planted(20_000, weights, rng, intercept=-0.7)

    head = learn_head("acts", scores, labels, np.arange(n) // 3, PRIOR)

    assert head is not None
    assert np.all(head.model.weights >= 0)
    shown = head.predict(fresh)
    # A probability learnt from n labels errs by about sqrt(7 parameters · p(1 − p) ÷ n); three times that is the bar.
    bar = 3 * np.sqrt(7 * 0.2 / n)
    assert np.sqrt(np.mean((shown - truth) ** 2)) < bar
    assert expected_calibration_error(shown, seen.astype(float)) < bar


def test_a_sign_of_trust_never_counts_against_it():
    rng = np.random.default_rng(3)
    scores, labels, _ = planted(3000, np.array([3.0, 3.0, -4.0, 1.0, 0.0, -2.0]), rng)

    head = learn_head("stays", scores, labels, np.arange(3000), PRIOR)

    assert head is not None
    assert np.all(head.model.weights >= 0)
    raised = np.minimum(scores + np.array([0, 0, 0.2, 0, 0, 0.2]), 1)
    assert np.all(head.predict(raised) >= head.predict(scores))


def test_the_prior_weights_sum_to_one():
    assert PRIOR_WEIGHTS.sum() == pytest.approx(1.0)


@pytest.mark.slow
@pytest.mark.parametrize("weights", [RIGHT, WRONG], ids=["as the definition says", "turned round"])
def test_with_few_labels_a_shrunken_head_is_no_worse_than_gradient_boosting(weights):
    boosting = pytest.importorskip("sklearn.ensemble").HistGradientBoostingClassifier
    rng = np.random.default_rng(11)
    fresh, seen, _ = planted(20_000, weights, rng)
    for n in (70, 150, 400, 1000):
        figures = []
        for seed in range(8):
            scores, labels, _ = planted(n, weights, np.random.default_rng((n, seed)))
            head = learn_head("acts", scores, labels, np.arange(n), PRIOR)
            if head is None:
                continue
            with threadpool_limits(1):
                ceiling = boosting(max_iter=80, max_depth=3, learning_rate=0.06, random_state=seed).fit(scores, labels)
                both = head.predict(fresh), ceiling.predict_proba(fresh)[:, 1]
            figures.append([(brier(p, seen.astype(float)), auc(p, seen.astype(float))) for p in both])
        (ours_brier, ours_auc), (their_brier, their_auc) = np.mean(figures, axis=0)
        print(f"{n:5d} labels: Brier {ours_brier:.4f} / {their_brier:.4f}, AUC {ours_auc:.4f} / {their_auc:.4f}")
        assert ours_brier <= their_brier
        assert ours_auc >= their_auc
