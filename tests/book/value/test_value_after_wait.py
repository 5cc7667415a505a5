"""The wait before the first order as evidence on what follows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from nbd_world import blank_facts, simulate

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value import learn_value, value_contacts
from guanxi.book.value.conversion import BAND_STARTS, N_BANDS

SETTINGS = AuditSettings()


def slow_and_quick(n: int, seed: int) -> Facts:
    """Buyers whose wait is one of their own gaps: half order every 20 days or so, half every 200."""
    rng = np.random.default_rng(seed)
    mean = np.where(np.arange(n) % 2 == 0, 20.0, 200.0)
    known = rng.integers(1, 800, n)
    at = np.floor(np.cumsum(rng.exponential(1.0, (n, 120)) * mean[:, None], axis=1))
    came = at < known[:, None]
    n_orders = came.sum(axis=1)
    bought = n_orders > 0
    last = np.where(came, at, -1).max(axis=1)
    blank = blank_facts(n)
    return Facts(
        **blank
        | {
            "known_age": known,
            "n_orders": n_orders,
            "first_order_age": np.where(bought, known - at[:, 0] - 1, blank["first_order_age"]).astype(np.int64),
            "last_order_age": np.where(bought, known - last - 1, blank["last_order_age"]).astype(np.int64),
            "net_fen": 10_000 * n_orders,
        }
    )


def test_slow_beginners_are_found_to_come_back_less():
    model = learn_value(slow_and_quick(6_000, seed=4), SETTINGS)

    factor = np.asarray(model.after_wait.by_band)
    first_week, months_later = BAND_STARTS.index(1), BAND_STARTS.index(180)
    assert factor[first_week] > 1.1 and factor[months_later] < 0.6
    assert model.after_wait.n > 1_000


def test_waits_longer_than_any_seen_are_taken_for_the_longest_seen():
    facts = slow_and_quick(6_000, seed=5)
    young = facts.take(facts.known_age < 250)

    factor = learn_value(young, SETTINGS).after_wait.by_band

    assert factor[BAND_STARTS.index(270)] == factor[BAND_STARTS.index(540)] == factor[BAND_STARTS.index(180)] < 0.8


def test_a_wait_that_says_nothing_changes_little():
    """In this world the wait is drawn apart from the pace of later orders."""
    world = simulate(6_000, seed=31)

    model = learn_value(world.facts, SETTINGS)

    busy = [b for b, start in enumerate(BAND_STARTS) if start <= 60]
    assert np.asarray(model.after_wait.by_band)[busy] == pytest.approx(1.0, abs=0.2)


def test_without_buyers_the_factor_is_one():
    model = learn_value(Facts(**(blank_facts(50) | {"known_age": np.full(50, 90)})), SETTINGS)

    assert model.after_wait.by_band == (1.0,) * N_BANDS and model.after_wait.n == 0


def test_contacts_that_wait_are_worth_in_proportion_to_what_follows_the_first_order():
    """Value is first order + factor · further orders: linear in the factor."""
    facts = slow_and_quick(3_000, seed=9)
    model = learn_value(facts, SETTINGS)
    waits = ~facts.is_buyer

    def total(factor: float) -> float:
        with_factor = replace(model, after_wait=replace(model.after_wait, by_band=(factor,) * N_BANDS))
        return float(value_contacts(with_factor, facts, SETTINGS).clv[waits].sum())

    assert waits.sum() > 100
    assert total(0.0) > 0
    assert total(1.0) - total(0.5) == pytest.approx(total(0.5) - total(0.0), rel=1e-9)


def test_the_total_of_the_book_is_that_of_its_contacts():
    from guanxi.book.value import total_interval

    facts = slow_and_quick(3_000, seed=2)
    model = learn_value(facts, SETTINGS)
    values = value_contacts(model, facts, SETTINGS)

    totals = total_interval(model, facts, SETTINGS, values)

    assert totals.clv.value == pytest.approx(float(values.clv.sum()))
    assert totals.clv.low < totals.clv.value < totals.clv.high
