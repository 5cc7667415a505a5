"""One step of everybody's life: arrivals, lapses, latent trust, then what the brand and the contacts do.

The rules here and in ``conduct`` and ``purchases`` are the truth that estimators are to recover. They share
nothing with them on purpose.
"""

from __future__ import annotations

import numpy as np

from guanxi.simulator import names
from guanxi.simulator.conduct import COUNT_MEMORY_DAYS, conduct, settle_promises
from guanxi.simulator.purchases import look_after, place_orders
from guanxi.simulator.seasons import Step
from guanxi.simulator.world import Window, World, trust_of

TRUST_MEMORY_DAYS = 60.0
TRUST_NOISE = 0.6
"""Standard deviation of the AR(1) at rest, in logits."""
DELETION_A_YEAR = 0.09
SILENT_DEATH_A_YEAR = 0.28


def live_step(world: World, step: Step) -> None:
    """Move the world's state through one step and tell its log what happened."""
    state = world.state
    _welcome(world, step)
    window = _lapse(world, step)
    _drift(world, step)
    _take_over(world, step)
    lifted = state.lift_until > window.start  # by promotions of earlier steps only: no effect before its cause
    conduct(world, step, window)
    ordered = place_orders(world, step, window, lifted)
    look_after(world, *ordered)
    settle_promises(world, step)
    fade = np.exp(-step.days / COUNT_MEMORY_DAYS)
    state.gives *= fade


def _welcome(world: World, step: Step) -> None:
    """Find an inviter for those who arrive through one: advocates with trust and an order are likeliest."""
    traits, state, rng = world.traits, world.state, world.rng
    arrive = (traits.born >= step.start) & (traits.born < step.end)
    invited = np.flatnonzero(arrive & (traits.channel == names.REFERRAL) & ~traits.is_fake)
    if not invited.size:
        return
    there = (traits.born < step.start) & (state.death > step.end) & ~traits.is_fake
    pull = there * traits.advocacy * trust_of(state) ** 2 * np.where(state.n_orders > 0, 1.0, 0.02)
    total = np.cumsum(pull)
    if total[-1] <= 0:
        return
    inviter = np.searchsorted(total, rng.random(invited.size) * total[-1], side="right")
    state.inviter[invited] = inviter
    state.logit[invited] += 0.8 * (trust_of(state)[inviter] - 0.5)


def _lapse(world: World, step: Step) -> Window:
    """Competing hazards of deletion and silent death, both falling with trust and with age."""
    traits, state, rng = world.traits, world.state, world.rng
    start = np.maximum(traits.born, step.start)
    end = np.minimum(step.end, state.death)
    distrust = 0.5 - trust_of(state)
    young = 1 + 2.5 * np.exp(-np.maximum(start - traits.born, 0) / 25)
    scale = traits.frailty * young / 365
    delete = scale * DELETION_A_YEAR * np.exp(3 * distrust)
    hazard = delete + scale * SILENT_DEATH_A_YEAR * np.exp(2.2 * distrust)
    wait = rng.exponential(size=start.size) / hazard
    shows = rng.random(start.size) * hazard < delete
    dies = (start < end) & (start + wait < end)
    state.death = np.where(dies, start + wait, state.death)
    gone = np.flatnonzero(dies & shows)
    state.deleted[gone] = state.death[gone]
    world.log.emit("contact_deleted_us", gone, state.death[gone])
    return Window(start, np.minimum(end, state.death), np.minimum(step.end, state.deleted))


def _drift(world: World, step: Step) -> None:
    """AR(1) towards the personal mean, exact for a step of any length."""
    traits, state = world.traits, world.state
    keep = np.exp(-step.days / TRUST_MEMORY_DAYS)
    noise = TRUST_NOISE * np.sqrt(1 - keep**2) * world.rng.standard_normal(state.logit.size)
    state.logit = traits.mean_logit + keep * (state.logit - traits.mean_logit) + noise


def _take_over(world: World, step: Step) -> None:
    """Losing one's adviser costs some trust."""
    leaves = world.brand.staff_leaves[world.traits.staff]
    loses = (leaves >= step.start) & (leaves < step.end) & (world.traits.born < leaves)
    world.state.logit -= 0.25 * loses
