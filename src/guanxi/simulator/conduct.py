"""What the brand does: it gives, promises and asks, and those who bought lately are asked most."""

from __future__ import annotations

import numpy as np

from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.seasons import Step
from guanxi.simulator.world import Window, World, trust_of

COUNT_MEMORY_DAYS = 40.0
LIFT_DAYS = 10.0


def conduct(world: World, step: Step, window: Window) -> None:
    """What the brand gives and asks. It asks those who bought lately, so asks are confounded."""
    state, weeks = world.state, window.reached / 7
    gives = _give(world, step, window, _care(world, step) * weeks)
    asks = _ask(world, step, window, weeks)
    # Value first: gives help less the more there were lately, asks hurt more the fewer gives there were.
    state.logit += 0.06 * gives * np.exp(-state.gives / 8)
    state.logit -= 0.06 * asks * (0.3 + 1.4 * np.exp(-state.gives / 2))
    state.gives += gives


def _care(world: World, step: Step) -> FloatArray:
    """Care of whoever looks after each contact now."""
    brand, traits = world.brand, world.traits
    left = brand.staff_leaves[traits.staff] <= step.start
    return brand.staff_care[np.where(left, brand.staff_heir[traits.staff], traits.staff)]


def _give(world: World, step: Step, window: Window, care: FloatArray) -> FloatArray:
    """Content, greetings, benefits, early access; returns their summed value per contact."""
    state, rng, log = world.state, world.rng, world.log
    n_content = rng.poisson(0.35 * care)
    log.within("content_delivered", np.repeat(np.arange(care.size), n_content), window)
    greeted = np.flatnonzero((rng.random(care.size) < 0.7 * step.is_festival) & (care > 0))
    log.within("greeting_sent", greeted, window)
    benefit = np.flatnonzero(rng.random(care.size) < 0.04 * care)
    log.within("benefit_granted", benefit, window)
    early = np.flatnonzero((rng.random(care.size) < 0.3 * step.is_spring * (state.n_orders >= 2)) & (care > 0))
    log.within("early_access_granted", early, window)
    _promise(world, step, window, benefit)
    value = n_content.astype(np.float64)
    value[greeted] += 1
    value[benefit] += 3
    value[early] += 3
    return value


def _promise(world: World, step: Step, window: Window, benefit: IntArray) -> None:
    """Half of the benefits are owed and due later; one at a time per contact."""
    state, rng = world.state, world.rng
    owed = benefit[(rng.random(benefit.size) < 0.5) & np.isinf(state.promise_due[benefit])]
    state.promise_due[owed] = step.end + rng.uniform(7, 35, owed.size)
    state.promise_breaks[owed] = rng.random(owed.size) < 0.12
    world.log.promises(owed, window, state.promise_due[owed], state.promise_breaks[owed])


def _ask(world: World, step: Step, window: Window, weeks: FloatArray) -> FloatArray:
    """Promotions, surveys, requests to recommend, and who mutes us for them; returns asks per contact."""
    state, rng, log, n = world.state, world.rng, world.log, weeks.size
    recent = np.exp(-(step.start - state.latest_order) / 45)
    liking = np.exp(0.8 * (trust_of(state) - 0.5))
    zeal = 0.09 * weeks * (1 + 2 * step.campaign) * (1 + 1.8 * recent) * liking
    promoted = np.flatnonzero(rng.random(n) < zeal)
    log.within("promotion_sent", promoted, window)
    state.lift_until[promoted] = step.end + LIFT_DAYS
    surveyed = np.flatnonzero(rng.random(n) < 0.008 * weeks)
    log.within("survey_sent", surveyed, window)
    urged = np.flatnonzero(rng.random(n) < 0.008 * weeks * np.where(recent > 0.3, 3.0, 1.0))
    log.within("referral_asked", urged, window)
    asks = np.bincount(np.concatenate([promoted, surveyed, urged]), minlength=n).astype(np.float64)
    weary = asks * 0.008 * np.exp(2 * (0.5 - trust_of(state)) - 0.2 * state.gives)
    mute = np.flatnonzero((rng.random(n) < weary) & np.isinf(state.muted) & (window.end >= step.end))
    state.muted[mute] = step.end
    log.emit("message_muted", mute, np.full(mute.size, step.end - 0.01))
    state.logit[mute] -= 0.3
    return asks


def settle_promises(world: World, step: Step) -> None:
    """Promises that fall due: a kept one helps a little, a broken one hurts."""
    state = world.state
    due = state.promise_due < step.end
    state.logit += np.where(due, np.where(state.promise_breaks, -0.7, 0.15), 0.0)
    state.promise_due[due] = np.inf
