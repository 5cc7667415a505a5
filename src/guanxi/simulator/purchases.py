"""When contacts order, and what a good or a bad order does to their trust."""

from __future__ import annotations

import numpy as np

from guanxi.simulator.arrays import BoolArray, FloatArray, IntArray
from guanxi.simulator.seasons import Step
from guanxi.simulator.world import Window, World, trust_of

TRUST_PULL = 2.2
"""Log purchase intensity per unit of trust."""
LIFT = 1.35
"""A promotion's factor on purchase intensity while it works."""


def place_orders(world: World, step: Step, window: Window, lifted: BoolArray) -> tuple[IntArray, FloatArray]:
    """Orders of the step: a renewal clock runs at the pace of person, trust, season, promotion and program.

    Each round gives every contact whose clock runs out one order and a new gamma cycle, so the number of
    rounds is the largest number of orders that anybody places in the step.
    """
    traits, state, rng = world.traits, world.state, world.rng
    program = np.where(window.start < state.program_until, state.program_factor, 1.0)
    pace = traits.pace * np.exp(TRUST_PULL * (trust_of(state) - 0.5)) * np.where(lifted, LIFT, 1.0) * program
    day = np.arange(step.days + 1, dtype=np.float64)
    now = np.interp(window.start - step.start, day, step.season)
    end = np.maximum(np.interp(window.end - step.start, day, step.season), now)
    all_who, all_at = [], []
    who = np.flatnonzero(pace * (end - now) > state.clock)
    while who.size:
        now[who] += state.clock[who] / pace[who]
        at = step.start + np.interp(now[who], step.season, day)
        all_who.append(who)
        all_at.append(at)
        state.latest_order[who] = at
        state.n_orders[who] += 1
        state.clock[who] = rng.gamma(traits.shape[who]) / traits.shape[who]
        who = who[pace[who] * (end[who] - now[who]) > state.clock[who]]
    state.clock -= pace * (end - now)
    buyers = np.concatenate(all_who) if all_who else np.empty(0, dtype=np.int64)
    days = np.concatenate(all_at) if all_at else np.empty(0)
    world.log.orders(buyers, days, lifted[buyers])
    return buyers, days


def look_after(world: World, who: IntArray, at: FloatArray) -> None:
    """Service after an order heals, what goes wrong with it hurts, and a complaint resolved hurts less."""
    state, rng, log = world.state, world.rng, world.log
    care = world.brand.staff_care[world.traits.staff[who]]
    served = rng.random(who.size) < 0.25 * care
    log.emit("service_rendered", who[served], at[served] + 1.0)
    np.add.at(state.logit, who[served], 0.08)
    distrust = np.exp(1.2 * (0.5 - trust_of(state)[who]))
    for kind, chance, harm in (
        ("complaint_filed", 0.015, 1.2),
        ("refund_disputed", 0.004, 0.8),
        ("review_negative", 0.006, 0.4),
    ):
        hit = rng.random(who.size) < chance * distrust
        log.emit(kind, who[hit], at[hit] + 2.0)
        np.add.at(state.logit, who[hit], -harm)
        if kind == "complaint_filed":
            solved = hit & (rng.random(who.size) < np.minimum(0.7 * care, 0.95))
            log.emit("problem_solved", who[solved], at[solved] + 3.5)
            log.emit("complaint_resolved", who[solved], at[solved] + 3.6)
            np.add.at(state.logit, who[solved], 0.7)
