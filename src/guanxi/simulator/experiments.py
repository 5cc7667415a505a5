"""Randomised programs: arms dealt at launch, an effect planted on purchase intensity, and its true size."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from guanxi.simulator.arrays import BoolArray, IntArray
from guanxi.simulator.brand import Program
from guanxi.simulator.diary import Diary
from guanxi.simulator.futures import continue_margins
from guanxi.simulator.world import World

TOUCHES = ("early_access_granted", "content_delivered", "promotion_sent")
TOUCH_COST_FEN = (300, 50, 3)
MIN_AGE_DAYS = 14
EFFECT_SAMPLE = 1500
EFFECT_DRAWS = 20


@dataclass(frozen=True, slots=True)
class Arms:
    """Who was randomised into a program in one block, and the planted effect in money.

    Parameters
    ----------
    who, is_treated : (m,) rows of the block and their arm.
    n_sampled : contacts on whom the effect was computed.
    effect_fen, effect_variance : mean effect on margin over the program's days per treated contact, in fen,
        and the variance of that mean over continuations and contacts.
    """

    program: int
    who: IntArray
    is_treated: BoolArray
    n_sampled: int
    effect_fen: float
    effect_variance: float


def launch(index: int, world: World, aside: World, diary: Diary, n_sample: int) -> Arms:
    """Deal the arms of program ``index`` on its launch day, plant its effect and write its touches.

    The brand cannot see silent death, so the silently lost are randomised like anybody else.
    The program's own touches do not move latent trust: the planted factor is its whole effect.
    ``aside`` is the same world with a generator of its own, for computing the true effect.
    """
    program, traits, state, rng = world.brand.programs[index], world.traits, world.state, world.rng
    eligible = (traits.born < program.launch - MIN_AGE_DAYS) & (state.deleted > program.launch) & ~traits.is_fake
    who = np.flatnonzero(eligible & (rng.random(eligible.size) < world.brand.options.program_share))
    is_treated = rng.random(who.size) < 0.5
    effect, variance = _effect(program, aside, who[:n_sample])
    treated = who[is_treated]
    state.program_until[treated] = program.launch + program.days
    state.program_factor[treated] = program.factor
    _touch(index, program, treated, diary, rng)
    return Arms(index, who, is_treated, min(n_sample, who.size), effect, variance)


def _touch(index: int, program: Program, treated: IntArray, diary: Diary, rng: np.random.Generator) -> None:
    kind, cost = TOUCHES[index % len(TOUCHES)], TOUCH_COST_FEN[index % len(TOUCHES)]
    for day in range(0, program.days, 14):
        at = program.launch + day + rng.uniform(0.1, 3, treated.size)
        diary.emit(kind, treated, at, program=index, cost=cost)


def _effect(program: Program, world: World, who: IntArray) -> tuple[float, float]:
    """Mean difference of expected margin with and without the factor, same random numbers in both, and its variance."""
    if not who.size:
        return 0.0, 0.0
    steps = [s for s in world.brand.steps if program.launch <= s.start < program.launch + program.days]
    seed = int(world.rng.integers(2**63))
    means = []
    for factor in (program.factor, 1.0):
        arm = replace(
            world, traits=world.traits.take(who), state=world.state.take(who), rng=np.random.default_rng(seed)
        )
        arm.state.program_until[:] = program.launch + program.days
        arm.state.program_factor[:] = factor
        means.append(continue_margins(arm, steps, (program.days,), EFFECT_DRAWS).mean[:, 0])
    difference = means[0] - means[1]
    return float(difference.mean()), float(difference.var() / who.size)
