"""The engine's facts against plain lists, over worlds that crowd the edges of every definition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import fields, replace

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_facts import facts_of, is_on_record
from worlds import AT_MS, Happening, Known, connect, day, fill, worlds

from guanxi.book.facts import Facts
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS

SETTINGS = AuditSettings()
MOMENTS = (
    Moment.of(AT_MS),
    Moment(AT_MS, AT_MS - 20 * DAY_MS, 45.0, 24.0),
    Moment(AT_MS - 30 * DAY_MS, AT_MS - 30 * DAY_MS, 120.0, 5.0),
    Moment(AT_MS + 300 * DAY_MS, AT_MS, 62.0, 100.0),
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect([]) as con:
        yield con


def facts_at(con: duckdb.DuckDBPyConnection, moment: Moment = MOMENTS[0]) -> Facts:
    prepare(con, SETTINGS)
    return gather(con, moment, SETTINGS)


def as_rows(facts: Facts) -> dict[int, dict[str, int]]:
    named = {field.name: getattr(facts, field.name).tolist() for field in fields(Facts)}
    ids = named.pop("contact_id")
    return {contact: {name: column[i] for name, column in named.items()} for i, contact in enumerate(ids)}


def by_hand(happenings: list[Happening], listed: list[Known], moment: Moment) -> dict[int, dict[str, int]]:
    on_record = {each.contact: each for each in listed if is_on_record(each, moment)}
    everyone = sorted({it.contact for it in happenings} | set(on_record))
    rows = {who: facts_of(who, happenings, on_record.get(who), moment) for who in everyone}
    return {who: row for who, row in rows.items() if row is not None}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), moment=st.sampled_from(MOMENTS))
def test_facts_equal_those_counted_by_hand(con, world, moment):
    fill(con, *world)

    assert as_rows(facts_at(con, moment)) == by_hand(*world, moment)


@pytest.mark.slow
@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), moment=st.sampled_from(MOMENTS))
def test_facts_equal_those_counted_by_hand_in_many_worlds(con, world, moment):
    fill(con, *world)

    assert as_rows(facts_at(con, moment)) == by_hand(*world, moment)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), moment=st.sampled_from(MOMENTS), seed=st.integers(0, 1 << 30))
def test_facts_know_neither_the_order_of_rows_nor_what_comes_later(con, world, moment, seed):
    happenings, listed = world
    fill(con, happenings, listed)
    before = as_rows(facts_at(con, moment))
    shuffled = [it for it in happenings if it.at_ms <= moment.until_ms]
    random.Random(seed).shuffle(shuffled)
    later = [replace(it, kind="blocked", key=it.key + "x") for it in happenings if it.at_ms > moment.until_ms]

    fill(con, [*later, *shuffled], listed[::-1])

    after = as_rows(facts_at(con, moment))
    # An ask whose window is still open at `until` may close by `at`; nothing else of the future is looked at.
    assert {who: row for who, row in after.items() if who in before} == before


def only(con: duckdb.DuckDBPyConnection, *happenings: Happening, contacts: tuple[Known, ...] = ()) -> dict[str, int]:
    """Facts of contact 1 in a world of these events."""
    fill(con, happenings, contacts)
    return as_rows(facts_at(con))[1]


class TestOrders:
    def test_a_refund_of_the_same_day_undoes_the_order_and_one_of_a_later_day_only_its_money(self, con):
        same = only(con, day(5, 1, "order_paid", amount=900), day(5, 1, "order_refunded", amount=-900))
        later = only(con, day(5, 1, "order_paid", amount=900), day(3, 1, "order_refunded", amount=-900))

        assert (same["n_orders"], same["net_fen"]) == (0, 0)
        assert (later["n_orders"], later["net_fen"]) == (1, 0)

    def test_a_machine_may_refund_but_not_order(self, con):
        row = only(
            con,
            day(9, 1, "order_paid", amount=900),
            day(5, 1, "order_paid", amount=700, automated=True),
            day(4, 1, "order_refunded", amount=-400, automated=True),
        )

        assert (row["n_orders"], row["net_fen"]) == (1, 500)

    def test_a_million_orders_of_a_hundred_thousand_yuan_fit(self, con):
        fill(con, [day(1, 1, "order_paid", amount=10_000_000)])
        con.execute("CREATE OR REPLACE TABLE events AS SELECT e.* FROM events e, range(1000000)")

        row = as_rows(facts_at(con))[1]

        assert row["n_orders"] == 1
        assert row["net_fen"] == 10**13
        assert row["spend_w"] > 0
        assert row["full_price_w"] == 1000 * row["order_w"]


class TestAsks:
    def test_one_reply_answers_only_the_latest_of_the_asks_that_stand(self, con):
        fill(con, [*(day(5 + i, 1, "promotion_sent", program=str(i)) for i in range(5)), day(4, 1, "reply")])
        prepare(con, SETTINGS)

        outcomes = con.execute("SELECT asked_ms, answered_ms FROM ask_outcomes ORDER BY asked_ms").fetchall()

        assert [answered for _, answered in outcomes] == [None] * 4 + [AT_MS - 4 * DAY_MS]

    def test_an_offer_that_stands_is_answered_although_a_later_question_is_over(self, con):
        row = only(con, day(15, 1, "promotion_sent"), day(12, 1, "survey_sent"), day(2, 1, "reply"))

        # Two asks: the survey closed after 72 hours without an answer, the offer was answered on its 13th day.
        assert row["answered_w"] > 0
        assert row["asks_w"] > row["answered_w"]

    def test_an_open_ask_is_no_failure_yet(self, con):
        assert only(con, day(20, 1, "promotion_sent"))["asks_w"] == 0
        assert only(con, day(21, 1, "promotion_sent"))["asks_w"] > 0

    def test_an_order_answers_the_ask_whose_program_it_names_and_no_other(self, con):
        asked = day(30, 1, "promotion_sent", program="spring")
        plain = only(con, asked, day(28, 1, "order_paid", amount=100))
        named = only(con, asked, day(28, 1, "order_paid", amount=100, program="spring"))

        assert plain["answered_w"] == 0
        assert named["answered_w"] == named["asks_w"] > 0

    def test_a_late_answer_counts_to_the_75th_day_where_it_names_the_program(self, con):
        asked = day(90, 1, "promotion_sent", program="spring")

        assert only(con, asked, day(15, 1, "benefit_redeemed", program="spring"))["answered_w"] > 0
        assert only(con, asked, day(14, 1, "benefit_redeemed", program="spring"))["answered_w"] == 0
        assert only(con, asked, day(15, 1, "benefit_redeemed"))["answered_w"] == 0

    @pytest.mark.parametrize("text", ["{", "[]", "until_ms", '{"until_ms": null}', '{"until_ms": 1e40}'])
    def test_properties_that_say_nothing_leave_the_usual_window(self, con, text):
        row = only(con, day(21, 1, "promotion_sent", properties=text), day(20, 1, "survey_sent", properties=text))

        assert row["asks_w"] == only(con, day(21, 1, "promotion_sent"), day(20, 1, "survey_sent"))["asks_w"]


class TestBonds:
    def test_a_farm_is_worth_five_friends_at_every_later_moment(self, con):
        fill(con, [day(1 + i / 100, 1, "referral_converted", peer=2 + i) for i in range(500)])
        prepare(con, SETTINGS)

        worth = [int(gather(con, Moment(AT_MS + t * DAY_MS, AT_MS), SETTINGS).verified_w[0]) for t in range(0, 66, 6)]

        # Five days may lie in two blocks of the calendar: never more than ten, and never more as time goes by.
        assert worth[0] <= 10 * 1000 * 2**20
        assert all(later <= sooner for sooner, later in itertools.pairwise(worth))

    def test_oneself_a_stranger_and_a_machine_are_no_bond(self, con):
        row = only(
            con,
            day(1, 1, "referral_converted", peer=1),
            day(1, 1, "referral_converted", peer=0),
            day(1, 1, "referral_converted", peer=2, automated=True),
        )

        assert row["verified_w"] == 0


class TestComplaints:
    def test_a_resolution_without_its_complaint_closes_none_that_comes_later(self, con):
        orphan = only(con, day(9, 1, "complaint_resolved"), day(5, 1, "complaint_filed"))
        closed = only(
            con, day(9, 1, "complaint_resolved"), day(5, 1, "complaint_filed"), day(4, 1, "complaint_resolved")
        )

        assert closed["strain_w"] * 5 == orphan["strain_w"]


class TestBreaks:
    def test_a_restoration_lifts_a_break_and_a_new_break_cuts_again(self, con):
        cut, back = day(9, 1, "blocked"), day(5, 1, "contact_restored")

        assert only(con, cut)["broken"] == 1
        assert only(con, cut, back)["broken"] == 0
        assert only(con, cut, back, day(5, 1, "unsubscribed"))["broken"] == 1


def test_nobody_and_nothing_give_facts_of_nobody(con):
    fill(con, [])

    facts = facts_at(con)

    assert facts.n == 0
    assert facts.is_buyer.dtype == np.bool_


def test_a_day_of_the_year_1900_has_a_weight_of_nothing(con):
    row = only(con, day(45_000, 1, "order_paid", amount=500), contacts=(Known(1, None, 0),))

    assert (row["n_orders"], row["net_fen"], row["order_w"], row["known_age"]) == (1, 500, 0, 45_000)
