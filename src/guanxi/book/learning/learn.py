"""Learn the whole model from the past: reference tables, purchase models, heads, link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.past import Past, Rhythm
from guanxi.book.learning.snapshot import AskSnapshot, Snapshot
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.heads import Head, learn_head
from guanxi.book.trust.link import Link, learn_capped_link, learn_link
from guanxi.book.trust.model import SILENCE, ShippedHead, TrustModel, compute_score
from guanxi.book.trust.reference import Reference, learn_reference
from guanxi.book.trust.rfm import ColumnModel, learn_columns, rising_rfm
from guanxi.book.trust.sub_scores import SubScores, compute_sub_scores, prior_weights
from guanxi.book.value import ValueModel, learn_value, potential_orders, value_contacts
from guanxi.book.value.purchases import DEFAULT
from guanxi.kit.clock import DAY_MS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTCOMES = ("acts", "responds", "stays", "refers")
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Rows that teach one outcome: facts, sub-scores and labels pooled over the closed windows."""

    facts: tuple[Facts, ...]
    scores: Floats  # (n, 6)
    labels: Ints
    contacts: Ints

    def columns(self, of: Callable[[Facts], Floats]) -> Floats:
        """Stack ``of(facts)`` over the windows."""
        return np.concatenate([of(facts) for facts in self.facts])


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that a nightly audit needs beside the lake."""

    learnt_ms: int
    rhythm: Rhythm
    trust: TrustModel
    value: ValueModel


@dataclass(frozen=True, slots=True)
class Learner:
    """The teaching material at one moment, and what can be learnt from it."""

    past: Past
    at_ms: int
    reference: Reference
    value: ValueModel
    windows: tuple[Snapshot, ...]
    labelled: dict[str, Labelled]
    _heads: dict[str, Head | None] = field(default_factory=dict)

    def head(self, outcome: str) -> Head | None:
        """The head of an outcome, ``None`` where the data cannot teach it; learnt once."""
        if outcome not in self._heads:
            rows = self.labelled.get(outcome)
            prior = prior_weights(self.reference)
            self._heads[outcome] = (
                None if rows is None else learn_head(outcome, rows.scores, rows.labels, rows.contacts, prior)
            )
        return self._heads[outcome]

    def rfm(self, outcome: str) -> ColumnModel | None:
        """The stand-in on the same rows: RFM logistic that no silence can raise; learnt once."""
        rows = self.labelled.get(outcome)
        if rows is None or rows.labels.min(initial=1) >= rows.labels.max(initial=0):
            return None
        return learn_columns(rows.columns(rising_rfm), rows.labels.astype(np.float64), non_negative=True)

    def links(self, heads: tuple[ShippedHead, ...]) -> tuple[Link, Link]:
        """g of buyers and g of contacts that never bought, on the closed windows."""
        settings, days = self.past.settings, self.past.rhythm.outcome_days
        scores, silences, orders, buyers, waiting = [], [], [], [], []
        for window in self.windows:
            sub = compute_sub_scores(window.facts, self.reference, settings)
            scores.append(compute_score(window.facts, sub, self.reference, heads))
            silences.append(sub.scores[:, SILENCE])
            held = ~sub.broken
            orders.append(window.outcomes.n_orders)
            buyers.append(held * potential_orders(self.value, window.facts, days))
            waiting.append(held * ~window.facts.is_buyer * first_orders(self.value, window.facts, settings, days))
        score, came = np.concatenate([np.zeros(0), *scores]), np.concatenate([NOBODY, *orders])
        contacts = np.concatenate([NOBODY, *(window.facts.contact_id for window in self.windows)])
        realised, bought = came.astype(np.float64), (came > 0).astype(np.int64)
        return (
            learn_capped_link(
                score,
                np.concatenate([np.zeros(0), *silences]),
                realised,
                np.concatenate([np.zeros(0), *buyers]),
                contacts,
                came,
            ),
            learn_link(score, realised, np.concatenate([np.zeros(0), *waiting]), contacts, bought),
        )


def first_orders(value: ValueModel, facts: Facts, settings: AuditSettings, days: int) -> Floats:
    """(n,) orders expected in the next days; for contacts that never bought: the first one and what follows it."""
    return value_contacts(value, facts, settings, days, channel=facts.channel).expected_orders


def prepare_learning(past: Past, at_ms: int, earliest_ms: int) -> Learner:
    """Take the snapshots whose windows are closed at ``at_ms`` and label them."""
    settings, days = past.settings, past.rhythm.outcome_days
    facts = past.facts(at_ms)
    reference = learn_reference(facts, settings, cycle_days=past.rhythm.cycle_days, tau_hours=past.rhythm.tau_hours)
    starts = past.window_starts(at_ms, earliest_ms, days)
    windows = tuple(past.snapshot(start) for start in starts)
    history = tuple((w.facts, w.outcomes.n_orders, days) for w in windows)
    value = learn_value(facts, settings, history, channel=facts.channel)
    labelled = _label_windows(windows, reference, settings)
    asked = [
        past.asked(start, at_ms)
        for start in past.window_starts(at_ms, earliest_ms, past.rhythm.ask_lag_days)
        if reference.has_asks
    ]
    if asked:
        labelled["responds"] = _pool([(a.facts, a.answered) for a in _not_empty(asked)], reference, settings)
    if reference.has_bonds:
        double = [past.snapshot(start, 2 * days) for start in starts if start + 2 * days * DAY_MS <= at_ms]
        rows = [(w.facts, (w.outcomes.n_bonds > 0).astype(np.int64)) for w in double]
        labelled["refers"] = _pool(rows, reference, settings)
    return Learner(past, at_ms, reference, value, windows, labelled)


def learn_default_purchases(past: Past, at_ms: int) -> ValueModel:
    """Value model from the facts at one moment, by the default purchase model: no contest on closed windows."""
    facts = past.facts(at_ms)
    return learn_value(facts, past.settings, channel=facts.channel, candidates=(DEFAULT,))


def finish_learning(learner: Learner, heads: tuple[ShippedHead, ...]) -> Model:
    """The frozen model with the heads that ship."""
    link, never = learner.links(heads)
    trust = TrustModel(learner.at_ms, learner.reference, heads, link, never)
    return Model(learner.at_ms, learner.past.rhythm, trust, learner.value)


def _label_windows(windows: tuple[Snapshot, ...], reference: Reference, settings: AuditSettings) -> dict[str, Labelled]:
    acts = [(w.facts, (w.outcomes.n_acts > 0).astype(np.int64)) for w in windows]
    stays = [(w.facts, (w.outcomes.n_strains == 0).astype(np.int64)) for w in windows]
    return {
        "acts": _pool(acts, reference, settings),
        "stays": _pool(stays, reference, settings),
    }


def _pool(rows: list[tuple[Facts, Ints]], reference: Reference, settings: AuditSettings) -> Labelled:
    """Pool the windows, without the contacts that were broken at their start."""
    kept = [(facts.take(~facts.is_broken), labels[~facts.is_broken]) for facts, labels in rows]
    if not kept:
        return Labelled((), np.zeros((0, 6)), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    subs: list[SubScores] = [compute_sub_scores(facts, reference, settings) for facts, _ in kept]
    return Labelled(
        tuple(facts for facts, _ in kept),
        np.concatenate([sub.scores for sub in subs]),
        np.concatenate([labels for _, labels in kept]),
        np.concatenate([facts.contact_id for facts, _ in kept]),
    )


def _not_empty(asked: list[AskSnapshot]) -> list[AskSnapshot]:
    return [snapshot for snapshot in asked if snapshot.facts.n]
