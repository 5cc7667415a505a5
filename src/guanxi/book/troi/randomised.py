"""The read-out of a program whose arms were dealt at random."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.troi import ArmRow, RandomisedReadout
from guanxi.book.troi.dealt import straddling
from guanxi.book.troi.effect import detectable, effect_to_clear, follow, returns_of, sample_ratio, tuned_boundary
from guanxi.book.troi.extremes import extremes_notice, extremes_of
from guanxi.book.troi.imbalance import imbalance_notice
from guanxi.book.troi.money import margins, spend
from guanxi.book.troi.notices import leaked_notice, one_look_notice, randomised_notices
from guanxi.book.troi.outcomes import Outcomes
from guanxi.book.troi.overlap import read_overlaps
from guanxi.book.troi.panel import panel_of
from guanxi.book.troi.ratios import told_ratios
from guanxi.book.troi.task import Task, arm_rows
from guanxi.book.troi.verdict import Case, rule

Floats = NDArray[np.float64]


def read_randomised(task: Task) -> RandomisedReadout:
    """Effect, returns, verdict and everything that stands beside them."""
    dealt, asked, settings = task.dealt, task.asked, task.settings
    overlaps = read_overlaps(task.session, dealt, asked.days)
    pools = task.pools()
    outcomes = task.measure()
    money = margins(outcomes, settings)
    boundary = tuned_boundary(dealt, asked)
    early = money.before + outcomes.asset_before - outcomes.asset_early
    shown = detectable(dealt, early, np.column_stack([outcomes.asset_early, money.earlier]), boundary, asked)

    ripe = dealt.matured_ms(asked.days) <= asked.as_of_ms
    matured, reached = dealt.take(ripe), outcomes.take(ripe)
    known = covariates(reached, money.before[ripe])
    outcome = outcome_of(reached, money.after[ripe])
    effect = follow(matured, outcome, known, boundary, asked)
    capital = follow(matured, outcome_of(reached, np.zeros(matured.n)), known, boundary, asked)
    n_treated = int(matured.is_treated.sum())
    spent = spend(reached, pools, n_treated_matured=n_treated, n_treated=task.n_treated)
    arms = arm_rows(dealt, ripe, outcomes, money)
    raw = raw_difference(arms)
    returns = None
    if effect.is_open:
        returns = returns_of(effect, capital, spend_fen=spent.total, n_treated=n_treated, raw=raw, asked=asked)
    extremes = extremes_of(outcome, matured.is_treated, asked.winsor_quantile)
    # Before anybody has matured nothing is known of the spend per contact; afterwards it is.
    to_clear = effect_to_clear(spent.total, n_treated, settings.risk_free, asked.days)
    ratio = sample_ratio(dealt)
    waits = not n_treated and (pools.inside > 0 or bool(outcomes.cost.any()))
    case = Case(
        dealt=dealt, sequence=effect, returns=returns, to_clear=np.inf if waits else to_clear, spend=spent,
        sample_ratio=ratio, n_straddling=straddling(dealt), assigned=task.assigned, asked=asked, settings=settings,
    )  # fmt: skip
    return RandomisedReadout(
        scope=task.scope(),
        verdict=rule(case),
        arms=arms,
        spend=spent,
        returns=told_ratios(returns),
        looks=effect.looks(),
        effect_to_clear=to_clear,
        detectable=shown,
        sample_ratio=ratio,
        overlaps=overlaps,
        panel=panel_of(reached, matured.is_treated, has_bonds=task.has_bonds()),
        notices=(
            *extremes_notice(extremes),
            *imbalance_notice(reached, money.before[ripe], matured.is_treated),
            *one_look_notice(effect, asked.level),
            *randomised_notices(task, spent, ratio, overlaps),
            *leaked_notice(reached, matured),
        ),
        assigned=task.assigned,
        extremes=extremes,
    )


def raw_difference(arms: tuple[ArmRow, ...]) -> float | None:
    """Difference of the arms' means of margin and change of the asset, as the table prints them."""
    treated, control = (
        None if arm.mean_margin is None or arm.mean_change is None else arm.mean_margin + arm.mean_change
        for arm in arms
    )
    return None if treated is None or control is None else treated - control


def outcome_of(outcomes: Outcomes, margin: Floats) -> Floats:
    """(n,) y = margin in D + K(D) − K(0), in fen."""
    return margin + (outcomes.asset_after - outcomes.asset_before)


def covariates(outcomes: Outcomes, margin_before: Floats) -> Floats:
    """(n, 2) K(0) and the margin of the D days before: known at assignment, so no arm can move them."""
    return np.column_stack([outcomes.asset_before.astype(np.float64), margin_before])
