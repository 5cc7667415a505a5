"""Learning a value model: recovery, the choice between models, JSON, and data that carry no model."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from nbd_world import ALPHA_DAYS, A, B, R, blank_facts, buyers_of, simulate

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value import ValueModel, ValueStatus, learn, learn_value, potential_orders, value_contacts
from guanxi.book.value.choice import choose, poisson_deviance
from guanxi.book.value.purchases import fit_purchases

SETTINGS = AuditSettings(margin_rate=0.4, margin_assumed=False)


@pytest.fixture(scope="module")
def world():
    return simulate(30_000, seed=5)


@pytest.fixture(scope="module")
def model(world):
    return learn_value(world.facts, SETTINGS, channel=world.channel)


class TestLearning:
    def test_recovers_the_planted_purchase_process_within_three_standard_errors(self, model):
        fit = next(fit for fit in model.fits if fit.name == "mbg_nbd")

        for symbol, planted in {"r": R, "alpha": ALPHA_DAYS / 7, "a": A, "b": B}.items():
            assert abs(fit.parameters[symbol] - planted) < 3 * fit.standard_errors[symbol] + 0.02 * planted

    def test_recovers_the_planted_mean_spend(self, model):
        assert model.spend.mean_yuan == pytest.approx(6.25 * 15.44 / 2.74, rel=0.05)

    def test_recovers_the_planted_break_hazard(self, model):
        for rate in (model.buyer_breaks, model.waiting_breaks):
            assert rate.per_day == pytest.approx(2e-4, abs=3 * 2e-4 / np.sqrt(rate.n))

    def test_shows_three_purchase_models_and_chooses_one_of_two(self, model):
        assert {fit.name for fit in model.fits} == {"mbg_nbd", "pareto_nbd", "bg_nbd", "gamma_gamma"}
        assert [fit.name for fit in model.fits if fit.chosen] == ["mbg_nbd", "gamma_gamma"]

    def test_without_a_contest_the_default_is_the_same_and_alone(self, world, model):
        alone = learn_value(world.facts, SETTINGS, channel=world.channel, candidates=("mbg_nbd",))

        assert alone.purchases == model.purchases
        assert {fit.name for fit in alone.fits} == {"mbg_nbd", "gamma_gamma"}

    def test_where_the_ascent_of_the_default_does_not_end_another_stands_in(self, world, monkeypatch):
        def endless(name, rows):
            fitted = fit_purchases(name, rows)
            return replace(fitted, converged=False) if name == "mbg_nbd" else fitted

        monkeypatch.setattr(learn, "fit_purchases", endless)

        assert learn_value(world.facts, SETTINGS, candidates=("mbg_nbd",)).purchases.name == "pareto_nbd"

    def test_survives_json(self, world, model):
        again = ValueModel.from_dict(json.loads(json.dumps(model.to_dict())))

        assert again == model
        assert np.array_equal(
            value_contacts(again, world.facts, SETTINGS).clv, value_contacts(model, world.facts, SETTINGS).clv
        )

    def test_learns_the_same_bits_from_contacts_in_any_order(self, world, model):
        shuffled = np.random.default_rng(0).permutation(world.facts.n)

        again = learn_value(world.facts.take(shuffled), SETTINGS, channel=world.channel[shuffled])

        assert again == model


class TestBrokenContacts:
    def test_leaving_them_out_would_learn_from_survivors_and_they_are_not_left_out(self):
        world = simulate(20_000, seed=6, breaks=3e-3)

        fit = next(fit for fit in learn_value(world.facts, SETTINGS).fits if fit.name == "mbg_nbd")

        assert fit.n == int(world.facts.is_buyer.sum())
        mean_rate = fit.parameters["r"] / fit.parameters["alpha"]
        assert mean_rate == pytest.approx(7 * R / ALPHA_DAYS, rel=0.12)

    def test_expected_orders_of_the_next_month_are_unbiased_despite_breaks(self):
        world = simulate(40_000, seed=7, breaks=3e-3, future=28)
        held = world.facts.is_buyer & ~world.facts.is_broken
        model = learn_value(world.facts, SETTINGS)

        expected = value_contacts(model, world.facts, SETTINGS, 28).expected_orders[held].sum()

        observed = world.orders[held].sum()
        assert abs(expected - observed) < 4 * np.sqrt(observed) + 0.03 * observed


class TestChoice:
    def test_keeps_the_default_when_the_challenger_is_not_clearly_better(self):
        windows = []
        for seed in (1, 2):
            world = simulate(4_000, seed=seed, future=91)
            windows.append((world.facts, world.orders, 91))

        choice = choose(windows)

        assert choice.name == "mbg_nbd"
        assert set(choice.deviances) == {"mbg_nbd", "pareto_nbd", "bg_nbd"}
        assert choice.gain < 2 * choice.gain_standard_error

    def test_deviances_stand_beside_the_fits(self):
        world = simulate(3_000, seed=3, future=91)

        model = learn_value(world.facts, SETTINGS, [(world.facts, world.orders, 91)])

        shown = {fit.name: fit.deviance for fit in model.fits}
        assert all(shown[name] is not None and shown[name] > 0 for name in ("mbg_nbd", "pareto_nbd", "bg_nbd"))

    def test_deviance_is_zero_only_where_expected_equals_observed(self):
        observed = np.array([0.0, 1.0, 4.0])

        assert np.allclose(poisson_deviance(observed, np.maximum(observed, 1e-12)), 0, atol=1e-9)
        assert (poisson_deviance(observed, observed + 0.5) > 0).all()


def _nobody_repeats() -> Facts:
    n = 50
    return buyers_of(np.ones(n), np.arange(n), np.arange(n), np.full(n, 10_000))


DEGENERATE = {
    "no contacts at all": (Facts(**blank_facts(0)), ValueStatus.NO_BUYERS),
    "nobody bought": (Facts(**blank_facts(40)), ValueStatus.NO_BUYERS),
    "one buyer, today": (buyers_of([1], [0], [0], [9_900]), ValueStatus.TOO_FEW_BUYERS),
    "a handful": (buyers_of([1, 3, 2], [90, 200, 50], [90, 3, 10], [100, 300, 500]), ValueStatus.TOO_FEW_BUYERS),
    "nobody repeats": (_nobody_repeats(), ValueStatus.NOBODY_REPEATS),
    "refunded to nothing": (buyers_of([1] * 40, [9] * 40, [9] * 40, [0] * 40), ValueStatus.NOBODY_REPEATS),
    "all the same": (buyers_of([5] * 60, [99] * 60, [3] * 60, [5_000] * 60), ValueStatus.FITTED),
}


@pytest.mark.parametrize("story", DEGENERATE)
class TestDataThatCarryNoModel:
    def test_says_so_and_values_are_finite_and_ordered(self, story):
        facts, status = DEGENERATE[story]

        model = learn_value(facts, SETTINGS)
        values = value_contacts(model, facts, SETTINGS)

        assert model.status is status
        assert status is ValueStatus.FITTED or any(notice.severe for notice in model.notices)
        for column in (values.clv, values.potential, values.expected_orders, potential_orders(model, facts, 28)):
            assert np.isfinite(column).all() and (column >= 0).all()
        assert (values.clv <= values.potential).all()

    def test_is_stored_like_any_other(self, story):
        facts, _ = DEGENERATE[story]
        model = learn_value(facts, SETTINGS)

        assert ValueModel.from_dict(json.loads(json.dumps(model.to_dict(), allow_nan=False))) == model
