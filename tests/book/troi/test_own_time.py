"""What is a program's own doing, and what a contact looks like in its own time."""

from __future__ import annotations

from dataclasses import fields, replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AT_MS, Happening, Known, connect, day, happenings

from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import Moment, gather, prepare
from guanxi.book.facts.small_tables import make_table
from guanxi.book.settings import AuditSettings
from guanxi.book.troi.money import Pools, coupons_in, margins, spend
from guanxi.book.troi.outcomes import HERE, Outcomes, leave_out_own
from guanxi.kit.clock import DAY_MS

SETTINGS = AuditSettings(margin_rate=0.4)
NO_POOLS = Pools(0, 0, 0, 0)
SIGNS_SQL = (HERE / "signs.sql").read_text(encoding="utf-8")


def left(events: list[Happening], assigned_ms: dict[int, int], programs: tuple[str, ...] = ("P",)) -> list[tuple]:
    """(contact, kind, days before the moment in own time) of what is left of ``events``."""
    con = connect(events, [Known(contact, 400 * DAY_MS) for contact in assigned_ms])
    in_own_time(con, assigned_ms, programs)
    return con.execute(
        "SELECT contact_id, kind, ($at - occurred_ms) / 86400000.0 FROM events JOIN kinds USING (kind_id) "
        "ORDER BY contact_id, occurred_ms",
        {"at": AT_MS},
    ).fetchall()


def in_own_time(con: duckdb.DuckDBPyConnection, assigned_ms: dict[int, int], programs: tuple[str, ...]) -> None:
    make_table(con, "own_programs", {"program_id": pa.array(programs, pa.string())})
    make_table(
        con,
        "dealt",
        {"contact_id": np.array(list(assigned_ms)), "assigned_ms": np.array(list(assigned_ms.values()))},
    )
    leave_out_own(con, SETTINGS, AT_MS)


class TestOwnEvents:
    def test_sends_and_named_acts_go_and_orders_stay(self) -> None:
        events = [
            day(50, 1, "order_paid", program="P", amount=100),
            day(40, 1, "promotion_sent", program="P"),
            day(39, 1, "benefit_redeemed", program="P"),
            day(38, 1, "greeting_sent", program="P"),
            day(37, 1, "referral_converted", program="P", peer=1),
            day(36, 1, "complaint_filed", program="P"),
            day(35, 1, "promotion_sent", program="Q"),
            day(34, 1, "benefit_redeemed", program="Q"),
        ]

        kept = [kind for _, kind, _ in left(events, {1: AT_MS})]

        assert kept == ["order_paid", "complaint_filed", "promotion_sent", "benefit_redeemed"]

    @pytest.mark.parametrize(
        ("asked", "replied", "stays"),
        [("P", 5, False), ("P", 22, True), ("Q", 5, True)],
        ids=["answers the program", "comes after its window", "answers another program"],
    )
    def test_an_answer_goes_with_the_ask_that_drew_it(self, asked: str, replied: int, stays: bool) -> None:
        events = [day(60, 1, "promotion_sent", program=asked), day(60 - replied, 1, "reply")]

        assert ("reply" in [kind for _, kind, _ in left(events, {1: AT_MS})]) is stays

    def test_an_ask_that_says_until_when_it_stands_is_answered_until_then(self) -> None:
        until = f'{{"until_ms": {AT_MS - 20 * DAY_MS}}}'
        ask = day(60, 1, "promotion_sent", program="P", properties=until)

        inside, outside = ([kind for _, kind, _ in left([ask, day(d, 1, "reply")], {1: AT_MS})] for d in (25, 15))

        assert (inside, outside) == ([], ["reply"])

    def test_an_unprompted_message_is_never_the_programs(self) -> None:
        events = [day(60, 1, "promotion_sent", program="P"), day(59, 1, "message_from_contact")]

        assert [kind for _, kind, _ in left(events, {1: AT_MS})] == ["message_from_contact"]


class TestOwnTime:
    def test_events_move_so_that_the_assignment_falls_on_the_launch(self) -> None:
        found = left([day(30, 1, "order_paid", amount=5), day(10, 1, "reply")], {1: AT_MS - 20 * DAY_MS})

        assert [(kind, round(age, 6)) for _, kind, age in found] == [("order_paid", 10.0), ("reply", -10.0)]

    @pytest.mark.parametrize("until", [-(2**63), 2**63 - 1, '"soon"', "null", "{}", "", "{"])
    def test_an_end_that_is_no_time_does_no_harm(self, until: object) -> None:
        ask = day(30, 1, "promotion_sent", program="Q", properties=f'{{"until_ms": {until}}}')

        found = left([ask, day(29, 1, "reply")], {1: AT_MS + 20 * DAY_MS})

        assert [kind for _, kind, _ in found] == ["promotion_sent", "reply"]

    @settings(max_examples=20)
    @given(st.lists(happenings(n_contacts=1), max_size=25), st.integers(1, 4))
    def test_whenever_assigned_the_same_past_gives_the_same_facts(self, past: list[Happening], blocks: int) -> None:
        # Whole blocks of 30 days: the cap on bonds counts by calendar blocks, which a move must not cut.
        later = blocks * 30 * DAY_MS
        twin = [
            replace(each, contact=2, age_ms=each.age_ms + later, key="", properties=_moved(each.properties, later))
            for each in past
        ]
        both = [replace(each, key="") for each in past] + twin
        both = [replace(each, peer=3 if each.peer else 0) for each in both]
        con = connect(both, [Known(1, 400 * DAY_MS), Known(2, 400 * DAY_MS + later)])

        in_own_time(con, {1: AT_MS, 2: AT_MS - later}, ("a",))
        prepare(con, SETTINGS)
        facts = gather(con, Moment.of(AT_MS), SETTINGS)

        assert facts.contact_id.tolist() == [1, 2]
        for field in fields(Facts):
            if field.name not in ("contact_id", "channel"):
                one, other = getattr(facts, field.name)
                assert one == other, field.name


class TestSigns:
    def test_scores_orders_and_unprompted_sharing(self) -> None:
        events = [
            day(-1, 1, "nps_answered", properties='{"score": 9}'),
            day(-2, 1, "nps_answered", properties='{"score": "6"}'),
            day(-3, 1, "nps_answered", properties='{"score": 10}'),
            day(-4, 1, "nps_answered", properties="no json"),
            day(-5, 1, "nps_answered", properties='{"score": 11}'),
            day(-6, 1, "order_paid", amount=500),
            day(-6, 1, "order_refunded", amount=-500),
            day(-7, 1, "order_paid", amount=500),
            day(-8, 1, "content_shared"),
            day(-1, 2, "referral_asked", program="P"),
            day(-20, 2, "content_shared"),
            day(-1, 3, "content_shared", automated=True),
        ]
        con = connect(events)
        in_own_time(con, {1: AT_MS, 2: AT_MS, 3: AT_MS}, ("P",))

        rows = con.execute(SIGNS_SQL, {"launch_ms": AT_MS, "until_ms": AT_MS + 56 * DAY_MS}).fetchall()

        assert sorted(rows) == [(1, 1, 3, 1, 1), (2, 0, 0, 0, 0), (3, 0, 0, 0, 0)]


def _moved(properties: str, by_ms: int) -> str:
    if not properties.startswith('{"until_ms": ') or "soon" in properties:
        return properties
    until = int(properties.removeprefix('{"until_ms": ').removesuffix("}"))
    return f'{{"until_ms": {max(until - by_ms, -(2**63))}}}'


def outcomes(**columns: list[int]) -> Outcomes:
    n = len(next(iter(columns.values())))
    shapes = {"net_by_period": (n, 8), "nps_score": (n, 2)}
    empty = {f.name: np.zeros(shapes.get(f.name, (n,)), dtype=np.int64) for f in fields(Outcomes)}
    return Outcomes(**(empty | {name: np.array(values, dtype=np.int64) for name, values in columns.items()}))


class TestCoupons:
    def test_a_coupon_is_taken_off_the_margin_in_full(self) -> None:
        found = outcomes(net_after=[9_000, 10_000], coupon=[1_000, 0])

        assert coupons_in(found) == "margin"
        assert margins(found, SETTINGS).after.tolist() == [0.4 * 10_000 - 1_000, 4_000]

    def test_a_coupon_that_is_in_the_spend_is_not_in_the_margin(self) -> None:
        found = outcomes(net_after=[9_000, 10_000], coupon=[1_000, 0], benefit=[1_000, 0], cost=[1_000, 0])

        assert coupons_in(found) == "spend"
        assert margins(found, SETTINGS).after.tolist() == [4_000, 4_000]

    @given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**5)), min_size=1, max_size=9))
    def test_either_way_the_same_is_left(self, rows: list[tuple[int, int]]) -> None:
        net, coupon = (list(each) for each in zip(*rows, strict=True))
        in_margin = outcomes(net_after=net, coupon=coupon)
        in_spend = outcomes(net_after=net, coupon=coupon, benefit=coupon, cost=coupon)

        left_over = [
            margins(each, SETTINGS).after.sum() - spend(each, NO_POOLS, n_treated_matured=1, n_treated=1).total
            for each in (in_margin, in_spend)
        ]

        assert left_over[0] == pytest.approx(left_over[1])
