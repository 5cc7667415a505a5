"""A brand of some hundred contacts with a will of their own: material to learn from, made without the estimators."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
from worlds import AT_MS, Happening, Known, connect, day

from guanxi.book.facts import Facts
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.learning.learn import Learner, Model, finish_learning, prepare_learning
from guanxi.book.learning.past import Past, read_rhythm
from guanxi.book.learning.ship import Ruling, ship_heads
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS

SETTINGS = AuditSettings()
DAYS = 420


def crowd(n: int, seed: int, *, days: int = DAYS, after: int = 40) -> tuple[list[Happening], list[Known]]:
    """``n`` contacts over ``days`` before and ``after`` behind the moment, and the list of them.

    Each has a warmth that moves orders, answers, complaints and invitations; a fifth never buys, half never write.
    """
    rng = np.random.default_rng(seed)
    rows: list[Happening] = []
    listed: list[Known] = []
    for who in range(1, n + 1):
        since, warmth = float(rng.uniform(60, days)), float(rng.normal())
        listed.append(Known(who, round(since * DAY_MS), 0, str(rng.choice(("store", "wecom", "")))))
        left = rng.exponential(900 * np.exp(warmth))
        ages = since - np.cumsum(rng.gamma(1.5, 20 * np.exp(-0.6 * warmth), 200)) * (1e9 if rng.random() < 0.2 else 1)
        ages = [age for age in ages.tolist() if age > max(since - left, -after)]
        rows += [
            day(
                age,
                who,
                "order_paid",
                amount=int(rng.lognormal(8.5 + 0.2 * warmth, 0.5)),
                hint=int(rng.integers(0, 900)),
            )
            for age in ages
        ]
        if rng.random() < 0.5:
            rows += [day(age - 0.1, who, "message_from_contact") for age in ages if rng.random() < 0.4]
        for asked in np.arange(since - rng.uniform(1, 40), -after, -rng.uniform(18, 45)).tolist():
            name = f"p{rng.integers(0, 3)}"
            rows.append(day(asked, who, "promotion_sent", program=name))
            if asked > since - left and rng.random() < 1 / (1 + np.exp(1.2 - warmth)):
                delay = float(rng.exponential(2))
                rows.append(day(max(asked - delay, -after), who, "benefit_redeemed", program=name))
        for kind, per_year in (("complaint_filed", 0.3), ("message_muted", 0.1), ("blocked", 0.1)):
            if rng.random() < per_year * np.exp(-0.7 * warmth):
                rows.append(day(float(rng.uniform(-after, since)), who, kind))
        friends = rng.poisson(0.4 * np.exp(0.8 * warmth))
        rows += [
            day(float(rng.uniform(-after, since)), who, "referral_converted", peer=int(rng.integers(1, n + 1)))
            for _ in range(friends)
        ]
        rows.append(day(float(rng.uniform(-after, since)), who, "greeting_sent"))
    return [replace(row, key=f"e{place}") for place, row in enumerate(rows)], listed


def earliest_ms(rows: list[Happening]) -> int:
    """When it all began."""
    return min(row.at_ms for row in rows)


def learner_of(
    con: duckdb.DuckDBPyConnection, began_ms: int, at_ms: int = AT_MS, settings: AuditSettings = SETTINGS
) -> Learner:
    """The teaching material at a moment; prepares the connection."""
    prepare(con, settings)
    past = Past(con, at_ms, settings, read_rhythm(con, at_ms, settings))
    return prepare_learning(past, at_ms, began_ms)


def model_of(learner: Learner, **status: str) -> Model:
    """The model with the heads as ruled, e.g. ``stays="replaced_by_rfm"``; the others go live."""
    rulings = {name: Ruling(name, each, "", "") for name, each in status.items()}
    return finish_learning(learner, ship_heads(learner, rulings))


def moment_of(model: Model, at_ms: int = AT_MS, until_ms: int | None = None) -> Moment:
    """The moment with what the model froze."""
    return Moment(
        at_ms,
        at_ms if until_ms is None else until_ms,
        model.trust.reference.frequency_half_life_days,
        model.trust.reference.latency_tau_hours,
    )


def facts_of_world(
    rows: list[Happening], listed: list[Known], model: Model, settings: AuditSettings = SETTINGS
) -> Facts:
    """Facts of another world at the moment, as the model would have them gathered."""
    with connect(rows, listed) as con:
        prepare(con, settings)
        return gather(con, moment_of(model), settings)
