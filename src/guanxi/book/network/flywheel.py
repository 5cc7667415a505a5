"""Does the brand grow by itself? Hours to conversion, and R(a) of all buyers and by cohort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts import Interval
from guanxi.book.contracts.network import Conversion, Reproduction, ReproductionPoint, WaitPoint
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.network.referrals import CONVERSION_DAYS, Referrals
from guanxi.book.statement.memberships import cohort_labels
from guanxi.kit.clock import DAY_MS, HOUR_MS
from guanxi.stats import graph
from guanxi.stats.poisson import poisson_limits
from guanxi.stats.proportion import wilson_interval

Ints = NDArray[np.int64]

WEEK_MS = 7 * DAY_MS
LEAST_CONVERSIONS = 10
"""With fewer, an interval by resampling inviters says nothing about those who have not been seen yet."""
LEAST_BUYERS = 30
MOST_COHORTS = 8
LEVEL = 0.80
SHOWN_HOURS = (24, 72, 7 * 24, 14 * 24, 30 * 24, 60 * 24, 90 * 24)


@dataclass(frozen=True, slots=True)
class Flywheel:
    """R of all buyers with what the growth option needs of it, and R by cohort.

    ``age_weeks`` : (b,) whole weeks since the first order, of the buyers whose relationship stands.
    """

    whole: Reproduction
    cohorts: tuple[Reproduction, ...]
    rate: graph.Reproduction
    age_weeks: Ints


def measure_conversion(referrals: Referrals, facts: Facts, at_ms: int, rng: np.random.Generator) -> Conversion | None:
    """The course from invitation to first order; ``None`` where nobody was invited.

    A contact still without an order is waiting until now, until its break, or until 90 days have gone by.
    """
    rows = np.flatnonzero(referrals.is_invited)
    if not len(rows):
        return None
    limit = CONVERSION_DAYS * 24
    converted = referrals.converted[rows]
    until = np.where(converted, referrals.first_order_ms[rows], _end_ms(facts, at_ms)[rows])
    hours = np.maximum(until - referrals.invited_ms[rows], 0) // HOUR_MS
    course = graph.waiting_time(np.minimum(hours, limit), converted, limit, rng, level=LEVEL)
    enough = int(converted.sum()) >= LEAST_CONVERSIONS
    median = Interval(course.median_hours, course.median_low, course.median_high, LEVEL) if enough else None
    return Conversion(
        n_invited=len(rows),
        n_converted=int(converted.sum()),
        n_waiting=int(np.sum(~converted & (hours < limit))),
        median_hours=median,
        points=tuple(WaitPoint(each, _share(course, each, len(rows))) for each in SHOWN_HOURS),
    )


def _share(course: graph.Waiting, hour: int, n: int) -> Interval:
    """The share converted by an hour; of nobody and of everybody, which redraws never change, Wilson's interval."""
    value, low, high = (float(column[hour]) for column in (course.share, course.low, course.high))
    if value in (0.0, 1.0):
        low, high = wilson_interval(value, n, LEVEL)
    return Interval(value, low, high, LEVEL)


def measure_flywheel(referrals: Referrals, facts: Facts, at_ms: int, zone: str, rng: np.random.Generator) -> Flywheel:
    """R(a) over all buyers, and over the buyers of each of the latest quarters."""
    buyers = np.flatnonzero(referrals.first_order_ms < NEVER)
    place = np.full(facts.n, -1, dtype=np.int64)
    place[buyers] = np.arange(len(buyers))
    observed = np.maximum(_end_ms(facts, at_ms)[buyers] - referrals.first_order_ms[buyers], 0) // WEEK_MS
    came = np.flatnonzero(referrals.converted)
    inviter = place[referrals.inviter[came]]
    came, inviter = came[inviter >= 0], inviter[inviter >= 0]
    week = (referrals.first_order_ms[came] - referrals.first_order_ms[buyers[inviter]]) // WEEK_MS
    labels = cohort_labels((at_ms - referrals.first_order_ms[buyers]) // DAY_MS, at_ms, zone)
    coded = labels.dictionary_encode()
    names, code = coded.dictionary.to_pylist(), np.asarray(coded.indices, dtype=np.int64)
    rate, by_cohort = graph.reproduction_by_group(
        observed, inviter, week, rng, group=code, n_groups=len(names), least_at_risk=LEAST_BUYERS, level=LEVEL
    )
    n_buyers, n_brought = np.bincount(code, minlength=len(names)), np.bincount(code[inviter], minlength=len(names))
    stands = ~facts.is_broken[buyers]
    return Flywheel(
        whole=_said("", rate, len(buyers), len(came)),
        cohorts=tuple(
            _said(name, by_cohort[k], int(n_buyers[k]), int(n_brought[k]))
            for name, k in sorted((name, k) for k, name in enumerate(names))[-MOST_COHORTS:]
        ),
        rate=rate,
        age_weeks=((at_ms - referrals.first_order_ms[buyers]) // WEEK_MS)[stands],
    )


def _said(cohort: str, rate: graph.Reproduction, n_buyers: int, n_conversions: int) -> Reproduction:
    """As a contract, with what is missing where the evidence does not carry an R."""
    counted = int(rate.n_conversions.sum())
    missing_en, missing_zh = _missing(rate.n_weeks, counted)
    last = rate.n_weeks - 1
    value = (
        None if missing_en else Interval(float(rate.value[last]), float(rate.low[last]), float(rate.high[last]), LEVEL)
    )
    points = tuple(
        ReproductionPoint(k + 1, float(rate.value[k]), float(rate.low[k]), _high(rate, k), int(rate.n_at_risk[k]))
        for k in range(rate.n_weeks)
    )
    return Reproduction(
        cohort, n_buyers, n_conversions, rate.n_weeks, value, _growth(value), points, missing_en, missing_zh
    )


def _high(rate: graph.Reproduction, week: int) -> float:
    """Upper end through an age week; while nobody has been brought, resampling gives 0 and Garwood's limit stands."""
    if rate.value[week] > 0:
        return float(rate.high[week])
    return poisson_limits(0, LEVEL)[1] / float(rate.n_at_risk[week])


def _missing(n_weeks: int, n_conversions: int) -> tuple[str, str]:
    if n_weeks == 0:
        return (
            f"fewer than {LEAST_BUYERS} buyers have been observed for a week since their first order",
            f"首单后观察满一周的买家不足 {LEAST_BUYERS} 位",
        )
    if n_conversions < LEAST_CONVERSIONS:
        return (
            f"{n_conversions} of the {LEAST_CONVERSIONS} conversions needed were brought by buyers",
            f"由买家带来的转化只有 {n_conversions} 次（需要 {LEAST_CONVERSIONS} 次）",
        )
    return "", ""


def _growth(value: Interval | None) -> str:
    if value is None:
        return "not_enough_evidence"
    if value.low > 1:
        return "self_growing"
    return "fading" if value.high < 1 else "open"


def _end_ms(facts: Facts, at_ms: int) -> Ints:
    """(n,) until when a contact was observed: now, or its break (the end of that day-block)."""
    return np.where(facts.is_broken, at_ms - np.where(facts.is_broken, facts.last_break_age, 0) * DAY_MS, at_ms)
