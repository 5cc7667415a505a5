"""Cost to serve: each yuan once, pools to the fen, and "not known" is never zero."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_lake import AT, tiny_lake

from guanxi.book.cost import cost_to_serve, serving_by_trust
from guanxi.book.cost.allocation import NOBODY, allocate
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.settings import AuditSettings, ServingRates

YEAR = AuditSettings(discount_rate=0.0)


def rated(**rates: float) -> AuditSettings:
    return AuditSettings(discount_rate=0.0, rates=ServingRates(**rates))


def facts_of(n: int, *, known_age: int = 500, broken: tuple[int, ...] = ()) -> Facts:
    columns = {field.name: np.zeros(n, dtype=np.int64) for field in fields(Facts)}
    columns["contact_id"] = np.arange(1, n + 1)
    columns["known_age"] += known_age
    for name in ("first_order_age", "last_order_age", "last_break_age"):
        columns[name] = np.full(n, NEVER)
    columns["broken"][list(broken)] = 1
    columns["last_break_age"][list(broken)] = 5
    return Facts(**columns)


@pytest.fixture
def lake():
    return tiny_lake()


class TestNothingKnown:
    def test_is_none_and_not_zero(self, lake):
        lake.event(1, "promotion_sent", 3)

        assert cost_to_serve(lake, facts_of(2), YEAR, AT) is None

    def test_a_stated_rate_of_zero_is_known(self, lake):
        assert cost_to_serve(lake, facts_of(2), rated(message_fen=0.0), AT).per_contact_fen.tolist() == [0, 0]


class TestActivity:
    def test_messages_at_the_stated_rate(self, lake):
        for days_ago in (1, 100, 364, 366):
            lake.event(1, "promotion_sent", days_ago)
        lake.event(2, "order_paid", 4)

        got = cost_to_serve(lake, facts_of(2), rated(message_fen=5.0), AT)

        assert got.activity_fen.tolist() == [15.0, 0.0]

    def test_a_message_with_its_own_cost_is_not_priced_again(self, lake):
        lake.event(1, "content_delivered", 3, cost_fen=80)
        lake.event(1, "content_delivered", 4)

        got = cost_to_serve(lake, facts_of(1), rated(message_fen=5.0), AT)

        assert got.activity_fen.tolist() == [85.0]

    def test_a_group_message_is_shared_by_those_it_reached(self, lake):
        for contact in (1, 2, 3, 4):
            lake.event(contact, "greeting_sent", 10, group_id="g1")
        lake.event(1, "greeting_sent", 11, group_id="g1")

        got = cost_to_serve(lake, facts_of(4), rated(message_fen=8.0), AT)

        assert got.activity_fen.tolist() == [10.0, 2.0, 2.0, 2.0]

    def test_recorded_minutes_at_the_stated_rate(self, lake):
        lake.event(1, "service_rendered", 10, properties='{"minutes": 12.5, "by": "li"}')
        lake.event(1, "problem_solved", 12, properties='{"minutes":"4"}')
        lake.event(2, "problem_solved", 12, properties='{"minutes": "soon"')

        got = cost_to_serve(lake, facts_of(2), rated(staff_minute_fen=100.0), AT)

        assert got.activity_fen.tolist() == [1650.0, 0.0]

    def test_costs_of_acquiring_and_of_goods_are_no_maintenance(self, lake):
        lake.event(1, "contact_added", 10, cost_fen=900)
        lake.event(1, "order_paid", 9, cost_fen=400)
        lake.event(1, "benefit_granted", 8, cost_fen=30)

        assert cost_to_serve(lake, facts_of(1), YEAR, AT).activity_fen.tolist() == [30.0]

    def test_young_contacts_are_carried_to_a_year_from_at_least_a_quarter(self, lake):
        for contact in (1, 2):
            lake.event(contact, "greeting_sent", 1)

        young = cost_to_serve(lake, facts_of(1, known_age=2), rated(message_fen=90.0), AT)
        half = cost_to_serve(lake, facts_of(1, known_age=181), rated(message_fen=91.0), AT)

        assert young.activity_fen[0] == pytest.approx(365.0)
        assert half.activity_fen[0] == pytest.approx(365 / 2)

    def test_after_a_break_nothing_is_spent(self, lake):
        lake.event(1, "greeting_sent", 20, cost_fen=50)
        lake.pool("maintenance", 365, 0, 1_000)

        got = cost_to_serve(lake, facts_of(2, broken=(0,)), rated(message_fen=1.0), AT)

        assert got.per_contact_fen.tolist() == [0.0, 1000.0]


class TestPools:
    def test_go_to_the_contacts_of_their_staff_and_channel_and_else_to_everybody(self, lake):
        for contact, channel, staff in ((1, "shop", "li"), (2, "shop", "wu"), (3, "live", "li"), (4, "live", "wu")):
            lake.contact(contact, channel, staff)
        lake.pool("maintenance", 365, 0, 1_000, staff_id="li")
        lake.pool("maintenance", 365, 0, 100, channel="shop")
        lake.pool("maintenance", 365, 0, 10, channel="live", staff_id="wu")
        lake.pool("maintenance", 365, 0, 4)
        lake.pool("maintenance", 365, 0, 400, staff_id="nobody's")

        got = cost_to_serve(lake, facts_of(4), YEAR, AT)

        assert got.pool_fen.tolist() == [500 + 50 + 101, 50 + 101, 500 + 101, 10 + 101]
        assert got.pool_total_fen == got.pool_fen.sum() == 1_514

    def test_a_staff_pool_follows_recorded_minutes(self, lake):
        for contact in (1, 2, 3):
            lake.contact(contact, "shop", "li")
        lake.event(1, "service_rendered", 5, properties='{"minutes": 30}')
        lake.event(2, "service_rendered", 5, properties='{"minutes": 10}')
        lake.pool("maintenance", 365, 0, 800, staff_id="li")

        got = cost_to_serve(lake, facts_of(3), rated(staff_minute_fen=50.0, fixed_fen_per_year=7.0), AT)

        assert got.pool_fen.tolist() == [600, 200, 0]
        assert not got.activity_fen.any() and not got.fixed_fen.any()
        assert [notice.code for notice in got.notices] == ["cost.rates_superseded"]

    def test_only_the_part_inside_the_last_year_counts(self, lake):
        lake.contact(1)
        lake.pool("maintenance", 465, 265, 2_000)
        lake.pool("maintenance", 265, 0, 5)
        lake.pool("maintenance", 10, -10, 40)
        lake.pool("acquisition", 100, 0, 9_999)

        assert cost_to_serve(lake, facts_of(1), YEAR, AT).pool_total_fen == 1_000 + 5 + 20

    def test_a_short_record_is_carried_to_a_year_and_says_so(self, lake):
        lake.pool("maintenance", 73, 0, 100)

        got = cost_to_serve(lake, facts_of(2), YEAR, AT)

        assert got.pool_total_fen == 500
        assert [notice.code for notice in got.notices] == ["cost.annualised"]
        assert "73" in got.notices[0].en and "73" in got.notices[0].zh

    def test_present_value_over_two_years_at_ten_per_cent(self, lake):
        lake.pool("maintenance", 365, 0, 1_000)

        got = cost_to_serve(lake, facts_of(1), AuditSettings(horizon_days=730), AT)

        weeks = np.arange(0, 104, 1 / 70)
        brute = 1_000 / 52 / 70 * np.sum(1.1 ** -((weeks + 1 / 140) / 52))
        assert got.per_contact_fen[0] == pytest.approx(brute, rel=1e-5)

    def test_everybody_gone_leaves_nobody_to_serve(self, lake):
        lake.pool("maintenance", 365, 0, 1_000)

        assert cost_to_serve(lake, facts_of(1, broken=(0,)), YEAR, AT).per_contact_fen.tolist() == [0.0]


@given(st.data())
def test_allocation_loses_no_fen_and_stays_within_one_of_the_exact_share(data):
    pools = data.draw(st.lists(st.integers(0, 10**11), min_size=1, max_size=5))
    contacts = data.draw(st.lists(st.tuples(st.integers(NOBODY, len(pools) - 1), st.integers(0, 10**6)), max_size=40))
    code, weight = (np.array(column, dtype=np.int64) for column in (list(zip(*contacts, strict=True)) or ([], [])))
    amounts = np.array(pools, dtype=np.int64)

    shares, left = allocate(amounts, code, weight)

    assert shares.sum() + left == amounts.sum()
    assert (shares >= 0).all() and not shares[(code == NOBODY) | (weight == 0)].any()
    for pool, amount in enumerate(pools):
        inside = code == pool
        whole = weight[inside].sum()
        if whole:
            assert shares[inside].sum() == amount
            assert (np.abs(shares[inside] - amount * weight[inside] / whole) <= 1 + 1e-4).all()


def test_bands_of_trust_add_up():
    serving = np.array([1, 10, 100, 1_000, 10_000])
    trust = np.array([0.0, 0.25, 0.59, 0.6, 1.0])

    bands = serving_by_trust(serving, trust)

    assert [(band.low, band.n_contacts, band.serving_fen) for band in bands] == [
        (0.0, 1, 1),
        (0.25, 1, 10),
        (0.4, 1, 100),
        (0.6, 1, 1_000),
        (0.8, 1, 10_000),
    ]
