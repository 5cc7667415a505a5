"""Valuing contacts: the properties that any valuation must have, and agreement with brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbd_world import blank_facts, buyers_of, simulate

from guanxi.book.facts.contracts import Facts
from guanxi.book.settings import AuditSettings
from guanxi.book.value import expected_order_margin, learn_value, potential_orders, value_contacts
from guanxi.book.value.conversion import BAND_STARTS
from guanxi.stats.btyd import ModifiedBetaGeoNBD

SETTINGS = AuditSettings(margin_rate=0.4, margin_assumed=False)
WORLD = simulate(6_000, seed=11)
MODEL = learn_value(WORLD.facts, SETTINGS, channel=WORLD.channel)


def values(facts=WORLD.facts, **more):
    return value_contacts(MODEL, facts, SETTINGS, channel=WORLD.channel[: facts.n], **more)


class TestEveryContact:
    def test_clv_lies_between_zero_and_potential(self):
        got = values()

        assert (got.clv >= 0).all() and (got.clv <= got.potential).all() and np.isfinite(got.potential).all()
        assert got.potential.sum() > 0

    def test_a_break_ends_all_value(self):
        broken = WORLD.facts.is_broken
        got = values()

        assert broken.sum() > 100
        for column in (got.clv, got.potential, got.p_alive, got.expected_orders):
            assert not column[broken].any()
        assert not potential_orders(MODEL, WORLD.facts, 28)[broken].any()

    def test_the_order_of_contacts_changes_no_bit(self):
        shuffled = np.random.default_rng(1).permutation(WORLD.facts.n)

        got = value_contacts(MODEL, WORLD.facts.take(shuffled), SETTINGS, channel=WORLD.channel[shuffled])

        assert np.array_equal(got.clv, values().clv[shuffled])
        assert np.array_equal(got.potential, values().potential[shuffled])

    def test_a_contact_is_worth_the_same_alone(self):
        one = np.array([int(np.argmax(WORLD.facts.n_orders))])

        alone = value_contacts(MODEL, WORLD.facts.take(one), SETTINGS, channel=WORLD.channel[one])

        assert alone.clv[0] == pytest.approx(values().clv[one[0]], rel=1e-12)

    def test_longer_horizons_are_worth_more_and_later_money_less(self):
        short, long = values(horizon_days=91), values(horizon_days=730)
        dearer = value_contacts(MODEL, WORLD.facts, replace(SETTINGS, discount_rate=0.5), channel=WORLD.channel)

        assert (short.clv <= long.clv).all() and short.clv.sum() < long.clv.sum()
        assert (dearer.clv <= values().clv).all() and dearer.clv.sum() < values().clv.sum()

    def test_money_in_tenths_is_worth_a_tenth(self):
        facts = replace(WORLD.facts, net_fen=10 * WORLD.facts.net_fen)
        model = learn_value(facts, SETTINGS, channel=WORLD.channel)

        got = value_contacts(model, facts, SETTINGS, channel=WORLD.channel)

        assert np.allclose(got.clv, 10 * values().clv, rtol=1e-5)

    def test_margin_scales_value(self):
        half = value_contacts(MODEL, WORLD.facts, replace(SETTINGS, margin_rate=0.2), channel=WORLD.channel)

        assert np.allclose(2 * half.clv, values().clv, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(x=st.integers(1, 400), observed=st.integers(1, 2_000), data=st.data())
def test_a_more_recent_last_order_never_makes_a_contact_less_alive(x, observed, data):
    first_gap = data.draw(st.integers(0, observed - 1))
    more_recent = data.draw(st.integers(first_gap + 1, observed))
    facts = buyers_of([x + 1] * 2, [observed] * 2, [observed - first_gap, observed - more_recent], [5_000] * 2)

    older, newer = value_contacts(MODEL, facts, SETTINGS).p_alive

    assert 0 <= older <= newer <= 1


class TestBuyers:
    def test_value_is_alive_times_discounted_orders_times_margin(self):
        facts = buyers_of([4], [200], [30], [40_000])
        model = replace(MODEL, buyer_breaks=replace(MODEL.buyer_breaks, per_day=0.0))
        purchases = ModifiedBetaGeoNBD.from_params(MODEL.purchases.parameters)
        X = [[3, 170 / 7, 200 / 7]]

        got = value_contacts(model, facts, SETTINGS)

        orders = purchases.expected_purchases(X, 365 / 7, discount_rate=7 * np.log(1.1) / 365)[0]
        p, q, v = (MODEL.spend.gamma_gamma[symbol] for symbol in "pqv")
        order_yuan = p * (v + 4 * 100) / (p * 4 + q - 1)
        assert got.clv[0] == pytest.approx(orders * order_yuan * 100 * 0.4, rel=1e-10)
        assert expected_order_margin(model, facts, SETTINGS)[0] == pytest.approx(order_yuan * 40, rel=1e-12)

    def test_a_break_hazard_is_the_mean_over_the_day_of_the_break(self):
        """Brute force: E[orders until min(H, break)] = ∫ β e^(−βu) E[Y(min(u, H))] du."""
        hazard = 0.004
        model = replace(MODEL, buyer_breaks=replace(MODEL.buyer_breaks, per_day=hazard))
        safe = replace(MODEL, buyer_breaks=replace(MODEL.buyer_breaks, per_day=0.0))
        facts = buyers_of([4], [200], [30], [40_000])

        by_day = np.array([potential_orders(safe, facts, day)[0] for day in range(1, 366)])
        middle = (by_day + np.concatenate(([0.0], by_day[:-1]))) / 2
        survive = np.exp(-hazard * np.arange(366))
        brute = float(middle @ (survive[:-1] - survive[1:]) + by_day[-1] * survive[-1])

        assert potential_orders(model, facts, 365)[0] == pytest.approx(brute, rel=1e-4)

    def test_orders_given_alive_do_not_depend_on_recency(self):
        facts = buyers_of([4, 4], [200, 200], [30, 150], [40_000, 40_000])

        first, second = potential_orders(MODEL, facts, 28)

        assert first == second > 0


class TestContactsThatNeverBought:
    def test_value_is_that_of_brute_force_over_days(self):
        age, code, days = 40, 2, 365
        facts = Facts(**(blank_facts(1) | {"known_age": np.array([age])}))
        row = MODEL.conversion.by_channel[code]
        band = lambda block: max(i for i, start in enumerate(BAND_STARTS) if start <= block)  # noqa: E731
        fresh = ModifiedBetaGeoNBD.from_params(MODEL.purchases.parameters)
        interest = np.log(1.1) / 365
        cut = MODEL.buyer_breaks.per_day

        waiting, total = 1.0, 0.0
        for day in range(1, days + 1):
            still = waiting * np.exp(-row[band(age + day)])
            further = fresh.expected_purchases([[0, 0, 0]], (days - day) / 7, discount_rate=7 * (interest + cut))[0]
            discount = np.exp(-(interest + MODEL.waiting_breaks.per_day) * day)
            total += (waiting - still) * discount * (1 + MODEL.after_wait.by_band[band(age + day)] * further)
            waiting = still
        expected = total * MODEL.spend.mean_yuan * 100 * SETTINGS.margin_rate

        got = value_contacts(MODEL, facts, SETTINGS, channel=np.array([code]))
        assert got.clv[0] == got.potential[0] == pytest.approx(expected, rel=1e-3)
        assert np.isnan(got.p_alive[0]) and potential_orders(MODEL, facts, 28)[0] == 0.0

    def test_the_longer_one_waits_the_less_one_is_worth(self):
        ages = np.array([0, 5, 29, 60, 200, 480])
        facts = Facts(**(blank_facts(len(ages)) | {"known_age": ages}))

        got = value_contacts(MODEL, facts, SETTINGS).clv

        assert (np.diff(got) <= 0).all() and got[0] > got[-1]

    def test_a_channel_not_seen_before_gets_the_overall_hazard(self):
        facts = Facts(**(blank_facts(2) | {"known_age": np.array([10, 10])}))

        unknown, unnamed = value_contacts(MODEL, facts, SETTINGS, channel=np.array([999, -5])).clv

        assert unknown == unnamed > 0
