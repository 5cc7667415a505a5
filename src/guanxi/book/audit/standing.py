"""From facts to positions: value, trust and cost posted, at any moment and under any model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.learning.learn import Model
from guanxi.book.positions import Positions
from guanxi.book.posting import Estimates, Yardsticks, post_positions
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.model import Trust, compute_trust
from guanxi.book.value import ContactValues, value_contacts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stood:
    """How the contacts stood at one moment under one model."""

    facts: Facts
    trust: Trust
    values: ContactValues
    positions: Positions


def stand(
    facts: Facts,
    model: Model,
    settings: AuditSettings,
    *,
    capital_is_money: bool,
    serving: Floats | None = None,
    promises_fen: Ints | None = None,
    previous_tier: NDArray[np.int8] | None = None,
    inviter: Ints | None = None,
    with_interval: bool = True,
) -> Stood:
    """Value and trust of every contact of ``facts``, posted; ``inviter`` as for posting, ``with_interval`` for T."""
    values = value_contacts(model.value, facts, settings, channel=facts.channel)
    trust = compute_trust(facts, model.trust, settings, with_interval=with_interval)
    estimates = Estimates(
        potential=values.potential,
        clv=values.clv,
        p_alive=values.p_alive,
        trust=trust.trust,
        trust_low=trust.low,
        trust_high=trust.high,
        n_eff=trust.sub.n_eff,
        frequency=trust.sub.scores[:, 0],
        silence=trust.sub.scores[:, 1],
        serving=serving,
    )
    yardsticks = Yardsticks(
        median_cycle_days=model.rhythm.cycle_days,
        value_90_fen=model.trust.reference.value_90,
        capital_is_money=capital_is_money,
    )
    positions = post_positions(
        facts,
        estimates,
        yardsticks,
        settings,
        promises_fen=promises_fen,
        previous_tier=previous_tier,
        inviter=inviter,
    )
    return Stood(facts, trust, values, positions)
