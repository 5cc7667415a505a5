"""The trust model: frozen tables, heads and link; and T of every contact from its facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.heads import WEIGHT_SCALE, Head
from guanxi.book.trust.link import Link
from guanxi.book.trust.reference import Reference
from guanxi.book.trust.rfm import ColumnModel, rising_rfm
from guanxi.book.trust.sub_scores import NAMES, NO_EVIDENCE, SubScores, compute_sub_scores, prior_weights

Floats = NDArray[np.float64]
SILENCE = NAMES.index("silence")
RFM_PLACES = tuple(NAMES.index(name) for name in ("silence", "frequency", "willingness"))
"""Whose drivers the columns of a stand-in are, in its order: recency, orders, money."""

LEAST_TOLD = 0.005
"""T is told with two decimals: nearer than this to 0 or 1 the ends of the logit would be without bound."""


@dataclass(frozen=True, slots=True)
class ShippedHead:
    """One head as it stands in the score.

    ``status``: live | replaced_by_rfm | left_out | no_labels; ``weight`` is ω after renormalisation, 0 when out.
    """

    outcome: str
    status: str
    weight: float
    head: Head | None
    rfm: ColumnModel | None
    reason_en: str = ""
    reason_zh: str = ""

    def predict(self, facts: Facts, scores: Floats) -> Floats:
        """(n,) probability of the outcome."""
        if self.status == "live" and self.head is not None:
            return self.head.predict(scores)
        if self.status == "replaced_by_rfm" and self.rfm is not None:
            return self.rfm.predict(rising_rfm(facts))
        raise ValueError(f"head {self.outcome} is {self.status}")


@dataclass(frozen=True, slots=True)
class TrustModel:
    """Everything that T needs beside the facts; learnt at ``learnt_ms`` from data up to then."""

    learnt_ms: int
    reference: Reference
    heads: tuple[ShippedHead, ...]
    link: Link
    never_bought_link: Link


@dataclass(frozen=True, slots=True)
class Trust:
    """T of every contact, with its evidence; (n,) arrays, ``contributions`` (n, 6) as of :func:`contributions`."""

    trust: Floats
    low: Floats
    high: Floats
    score: Floats
    sub: SubScores
    contributions: Floats

    def take(self, index: NDArray[np.int64]) -> Trust:
        """T of some contacts, in the order of ``index``."""
        return Trust(
            self.trust[index],
            self.low[index],
            self.high[index],
            self.score[index],
            self.sub.take(index),
            self.contributions[index],
        )


def compute_score(facts: Facts, sub: SubScores, reference: Reference, heads: tuple[ShippedHead, ...]) -> Floats:
    """score = brake · Σ ω_k · p_k; with no head at all, the definition's own weights stand in for one."""
    total = np.zeros(facts.n)
    live = [head for head in heads if head.weight > 0]
    for head in live:
        total += head.weight * head.predict(facts, sub.scores)
    if not live:
        total = expit((sub.scores - 0.5) @ (WEIGHT_SCALE * prior_weights(reference)))
    return np.asarray(sub.brake * total, dtype=np.float64)


def compute_trust(facts: Facts, model: TrustModel, settings: AuditSettings, *, with_interval: bool = True) -> Trust:
    """T ∈ [0, 1] of every contact, with a Beta interval from its evidence: g(score) below its ceiling; broken, 0.

    ``with_interval`` False, for who only compares T: both bounds are T itself, at half of the time.
    """
    sub = compute_sub_scores(facts, model.reference, settings)
    score = compute_score(facts, sub, model.reference, model.heads)
    silence = sub.scores[:, SILENCE]
    linked = np.where(facts.is_buyer, model.link.trust(score, silence), model.never_bought_link.trust(score, silence))
    trust = np.where(sub.broken, 0.0, linked)
    drivers = contributions(facts, sub, model)
    held = facts.is_buyer & ~sub.broken
    drivers[held, SILENCE] += shortfall(model.link.without_ceiling(score[held]), linked[held])
    low, high = trust_interval(trust, sub.n_eff) if with_interval else (trust, trust)
    return Trust(
        trust,
        np.where(sub.broken, 0.0, low),
        np.where(sub.broken, 0.0, high),
        score,
        sub,
        drivers,
    )


def trust_interval(trust: Floats, n_eff: Floats, level: float = 0.80) -> tuple[Floats, Floats]:
    """Equal-tailed interval of Beta(T·n + ½, (1 − T)·n + ½), widened where needed to hold T itself."""
    a, b = trust * n_eff + 0.5, (1 - trust) * n_eff + 0.5
    tail = (1 - level) / 2
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return np.minimum(low, trust), np.maximum(high, trust)


def contributions(facts: Facts, sub: SubScores, model: TrustModel) -> Floats:
    """(n, 6) what each sub-score adds to the score, on the logit, compared with a contact of whom nothing is known.

    Σ over the heads in the score of ω · weight · (s − what no evidence gives): ½, but 0 for referral, so that nobody is
    held to have brought fewer others than a stranger. A stand-in counts under what its columns speak of, compared with
    the mean contact. With no head in the score: the definition's own weights.
    """
    away = sub.scores - NO_EVIDENCE
    used = [head for head in model.heads if head.weight > 0]
    if not used:
        return np.asarray(away * WEIGHT_SCALE * prior_weights(model.reference), dtype=np.float64)
    total: Floats = np.zeros(away.shape)
    for head in used:
        if head.status == "live" and head.head is not None:
            total += head.weight * head.head.model.weights * away
        elif head.rfm is not None:
            total[:, RFM_PLACES] += head.weight * head.rfm.contributions(rising_rfm(facts))
    return total


def shortfall(without_ceiling: Floats, trust: Floats) -> Floats:
    """(n,) by how much the ceiling on a silence lowers T, on the logit; 0 where it does not bind, never above."""
    low, high = (logit(np.clip(each, LEAST_TOLD, 1 - LEAST_TOLD)) for each in (trust, without_ceiling))
    return np.asarray(np.minimum(low - high, 0.0), dtype=np.float64)
