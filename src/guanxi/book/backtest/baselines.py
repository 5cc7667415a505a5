"""What every head is printed beside: the simplest predictors that an analyst would try, and a ceiling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from guanxi.book.facts.contracts import SCALE, Facts
from guanxi.book.learning.learn import Labelled, Learner
from guanxi.book.trust.rfm import learn_columns, rfm_columns
from guanxi.book.trust.sub_scores import compute_sub_scores
from guanxi.book.value import value_contacts

Floats = NDArray[np.float64]
CEILING_ROWS = 50_000
"""Rows that the ceiling grows on, evenly picked: it is shown for orientation and must not cost more than the heads."""

Predict = Callable[[Facts], Floats]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A named predictor, learnt on the same rows as the head: facts → (n,) probability."""

    name: str
    predict: Predict


def learn_baselines(learner: Learner, rows: Labelled) -> list[Baseline]:
    """All the baselines that the rows can teach; needs both classes among the labels."""
    labels = rows.labels.astype(np.float64)
    base_rate = float(labels.mean())
    made = [
        Baseline("base_rate", lambda facts: np.full(facts.n, base_rate)),
        _columns("rfm_quintiles", _quintile_sum(rows.columns(rfm_columns)), rows, labels),
        _columns("rfm_logistic", rfm_columns, rows, labels),
        _columns("rfm_and_answers", lambda f: np.column_stack((rfm_columns(f), _answer_history(f))), rows, labels),
        _columns("orders_90", lambda f: np.log1p(f.n_orders_90)[:, None], rows, labels),
        _columns("p_alive", lambda f: _p_alive(learner, f), rows, labels),
    ]
    ceiling = _boosting(learner, rows, labels)
    return made if ceiling is None else [*made, ceiling]


def _columns(name: str, of: Predict, rows: Labelled, labels: Floats) -> Baseline:
    model = learn_columns(rows.columns(of), labels)
    return Baseline(name, lambda facts: model.predict(of(facts)))


def _quintile_sum(training: Floats) -> Predict:
    """Sum of the three RFM quintile ranks (recency reversed), cut at the training quintiles."""
    edges = [np.quantile(training[:, j], [0.2, 0.4, 0.6, 0.8]) for j in range(3)]

    def total(facts: Facts) -> Floats:
        columns = rfm_columns(facts)
        ranks = [np.searchsorted(edges[j], columns[:, j], side="right") for j in range(3)]
        return np.asarray(4.0 - ranks[0] + ranks[1] + ranks[2], dtype=np.float64)[:, None]

    return total


def _answer_history(facts: Facts) -> Floats:
    """(n, 2): log smoothed answer share, log(1 + asks closed), both decayed."""
    asks = facts.asks_w / SCALE
    answered = facts.answered_w / SCALE
    mean = float(answered.sum() / asks.sum()) if asks.sum() > 0 else 0.5
    share = (answered + 2 * max(mean, 1e-3)) / (asks + 2)
    return np.column_stack((np.log(share), np.log1p(asks)))


def _p_alive(learner: Learner, facts: Facts) -> Floats:
    settings = learner.past.settings
    alive = value_contacts(learner.value, facts, settings, channel=facts.channel).p_alive
    # Whoever never bought has no buying to be alive: below every buyer, or the baseline would rank them first.
    return np.where(facts.is_buyer, alive, 0.0)[:, None]


def _boosting(learner: Learner, rows: Labelled, labels: Floats) -> Baseline | None:
    """Gradient boosting on everything at once, as a ceiling; ``None`` without the ``ceiling`` extra."""
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
    except ImportError:
        return None
    settings = learner.past.settings

    def everything(facts: Facts) -> Floats:
        sub = compute_sub_scores(facts, learner.reference, settings)
        return np.column_stack(
            (sub.scores, sub.brake, rfm_columns(facts), _answer_history(facts), facts.n_orders_90, facts.known_age)
        )

    step = -(-len(labels) // CEILING_ROWS)
    # One thread: trees this small spend more time waiting for each other than growing (43 of 59 s on a busy machine).
    with threadpool_limits(1):
        model = HistGradientBoostingClassifier(
            max_iter=80, max_depth=3, learning_rate=0.06, random_state=settings.seed % (1 << 31)
        ).fit(rows.columns(everything)[::step], labels[::step])

    def predict(facts: Facts) -> Floats:
        with threadpool_limits(1):
            return np.asarray(model.predict_proba(everything(facts))[:, 1])

    return Baseline("boosting", predict)
