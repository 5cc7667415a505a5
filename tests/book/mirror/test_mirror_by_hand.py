"""Small worlds in which one rule of a figure decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pytest
from worlds import AT_MS, Happening, Known, connect, day

from guanxi.book.contracts.mirror import MirrorFigure
from guanxi.book.facts.gather import prepare
from guanxi.book.mirror.figures import make_figure, make_wait
from guanxi.book.mirror.habit import make_habit
from guanxi.book.mirror.periods import Periods
from guanxi.book.mirror.spending import make_spending
from guanxi.book.mirror.tally import Tally
from guanxi.book.mirror.words import not_logged
from guanxi.book.settings import AuditSettings, MirrorSettings
from guanxi.kit.clock import DAY_MS

PLAIN = AuditSettings()
SETTINGS = replace(PLAIN, mirror=MirrorSettings(least=1, least_contacts=1, least_replies=1))
HOUR = 1 / 24


@dataclass(frozen=True)
class Session:
    """A connection that stands for a lake session."""

    con: duckdb.DuckDBPyConnection


def look(
    happenings: Sequence[Happening],
    contacts: Sequence[Known] = (),
    promises: Sequence[tuple[int, int | None, int | None]] = (),
    costs: Sequence[tuple[str, int]] = (),
    settings: AuditSettings = SETTINGS,
) -> tuple[Tally, Session]:
    """The tally of a world; promises as (contact, due, kept) in epoch ms; costs as category → fen over the year."""
    con = connect(happenings, contacts)
    owed = {
        "contact_id": pa.array([who for who, _, _ in promises], pa.int64()),
        "what": pa.array(["gift"] * len(promises), pa.string()),
        "promised_ms": pa.array([AT_MS - 900 * DAY_MS] * len(promises), pa.int64()),
        "due_ms": pa.array([due for _, due, _ in promises], pa.int64()),
        "kept_ms": pa.array([kept for _, _, kept in promises], pa.int64()),
    }
    con.register("owed", pa.table(owed))
    con.execute("CREATE TABLE promises AS FROM owed")
    con.execute(
        "CREATE TABLE costs (period_from_ms BIGINT, period_until_ms BIGINT, category VARCHAR, channel VARCHAR,"
        " staff_id VARCHAR, program_id VARCHAR, amount_fen BIGINT)"
    )
    for category, fen in costs:
        con.execute(
            "INSERT INTO costs VALUES (?, ?, ?, '', '', '', ?)", [AT_MS + 1 - 365 * DAY_MS, AT_MS + 1, category, fen]
        )
    prepare(con, settings)
    session = Session(con)
    tally = Tally.over(session, Periods(AT_MS, settings))  # type: ignore[arg-type]
    tally.add(session)  # type: ignore[arg-type]
    return tally, session


def figure(code: str, *happenings: Happening, contacts: Sequence[Known] = (), **more: object) -> MirrorFigure:
    tally, _ = look(happenings, contacts, **more)  # type: ignore[arg-type]
    return make_figure(code, tally, unmeasured=not_logged(tally).get(code))


def counts(code: str, *happenings: Happening, **more: object) -> tuple[int, int | None]:
    found = figure(code, *happenings, **more)  # type: ignore[arg-type]
    return found.denominator, found.numerator


def order(days: float, contact: int = 1, amount: int = 100) -> Happening:
    return day(days, contact, "order_paid", amount=amount)


class TestRepurchase:
    @pytest.mark.parametrize(
        ("first", "again", "found"),
        [
            (400, 10, (1, 1)),
            (400, 380, (1, 0)),
            (365.5, 364.5, (1, 1)),  # either side of a year
            (364, 10, (0, 0)),
            (729, 0, (1, 1)),
            (730, 10, (0, 0)),  # two years ago to the day: before the year before the last
        ],
    )
    def test_orders_in_the_year_before_the_last_and_again(
        self, first: float, again: float, found: tuple[int, int]
    ) -> None:
        assert counts("repurchase", order(first), order(again)) == found

    def test_an_order_that_came_back_is_none(self) -> None:
        refund = day(10.1, 1, "order_refunded", amount=-100)

        assert counts("repurchase", order(400), order(10.2), refund) == (1, 0)

    def test_a_brand_with_long_cycles_sets_several_years(self) -> None:
        years = replace(SETTINGS, mirror=replace(SETTINGS.mirror, year_days=3 * 365))

        assert counts("repurchase", order(1_500), order(900)) == (0, 0)
        assert counts("repurchase", order(1_500), order(900), settings=years) == (1, 1)


class TestRecommendation:
    def brought(self, *more: Happening) -> tuple[int, int | None]:
        base = (order(200), day(50, 1, "referral_made", peer=2), day(40, 1, "referral_converted", peer=2), *more)
        return counts("recommendation", *base, contacts=(Known(2, None, 10_000),))

    def test_counts_a_buyer_who_brought_somebody(self) -> None:
        assert self.brought() == (1, 1)

    @pytest.mark.parametrize(("asked", "found"), [(80.1, 1), (79.9, 0), (50.5, 0), (49, 1)])
    def test_asking_within_30_days_before_the_invitation_prompts_it(self, asked: float, found: int) -> None:
        assert self.brought(day(asked, 1, "referral_asked")) == (1, found)

    def test_oneself_and_machines_bring_nobody(self) -> None:
        itself = day(30, 1, "referral_converted", peer=1)
        machine = day(30, 1, "referral_converted", peer=3, automated=True)

        assert counts("recommendation", order(200), itself, machine) == (1, 0)

    def test_without_a_conversion_a_first_payment_within_90_days_verifies(self) -> None:
        made = (order(300), day(200, 1, "referral_made", peer=2))

        assert counts("recommendation", *made, order(111, 2))[1] == 1
        assert counts("recommendation", *made, order(109, 2))[1] == 0
        assert counts("recommendation", *made, order(250, 2))[1] == 0  # had paid before the invitation

    def test_the_earliest_inviter_has_brought_the_contact(self) -> None:
        rows = (order(300), order(300, 5), day(200, 1, "referral_made", peer=2), day(190, 5, "referral_made", peer=2))
        tally, _ = look((*rows, order(150, 2)))

        assert tally.referrals["contact_id"].to_pylist() == [1]

    def test_an_inviter_named_in_the_list_of_contacts_counts(self) -> None:
        listed = (Known(2, 100 * DAY_MS, 100 * DAY_MS, inviter=1),)

        assert counts("recommendation", order(200), order(50, 2), contacts=listed) == (2, 1)

    def test_without_any_recommendation_on_record_it_is_not_measured(self) -> None:
        found = figure("recommendation", order(200))

        assert found.value is None
        assert "Not measured" in found.missing_en and found.missing_zh


class TestPromises:
    def test_kept_by_due(self) -> None:
        due = AT_MS - 10 * DAY_MS - 5_000
        rows = [(1, due, due), (1, due, due + 1), (2, due, None), (2, None, None), (3, AT_MS + 1, None)]

        assert counts("promises", promises=rows) == (3, 1)

    def test_a_due_date_without_a_time_of_day_ends_with_its_day(self) -> None:
        midnight = AT_MS + 1 - 11 * DAY_MS

        assert counts("promises", promises=[(1, midnight, midnight + 20 * 3_600_000)]) == (1, 1)
        assert counts("promises", promises=[(1, midnight, midnight + 25 * 3_600_000)]) == (1, 0)


def person(days: float, contact: int = 1, kind: str = "service_rendered", by: str = "person") -> Happening:
    return day(days, contact, kind, properties=json.dumps({"written_by": by}))


class TestListening:
    @pytest.mark.parametrize(("wait_hours", "answered"), [(0, 1), (1, 1), (72, 1), (72.1, 0)])
    def test_a_person_answers_within_72_hours(self, wait_hours: float, answered: int) -> None:
        rows = (day(20, 1, "message_from_contact"), person(20 - wait_hours * HOUR))

        assert counts("listening", *rows) == (1, answered)

    @pytest.mark.parametrize(
        "answer",
        [
            person(19.9, kind="content_delivered", by="tool"),
            day(19.9, 1, "promotion_sent"),
            day(19.9, 1, "order_notice"),
            day(19.9, 1, "human_contact", automated=True),
            person(19.9, contact=2),
            person(20.1),
        ],
    )
    def test_a_tool_a_notice_another_and_the_past_answer_nothing(self, answer: Happening) -> None:
        proof = person(300)  # somebody answers here at all

        assert counts("listening", day(20, 1, "message_from_contact"), answer, proof) == (1, 0)

    def test_what_may_still_be_answered_is_left_out(self) -> None:
        rows = (day(2.9, 1, "message_from_contact"), day(3.1, 1, "message_from_contact"), person(300))

        assert counts("listening", *rows) == (1, 0)

    def test_where_no_answer_is_ever_logged_it_is_not_measured(self) -> None:
        tally, _ = look((day(20, 1, "message_from_contact"),))
        said = not_logged(tally)["listening"]

        assert make_figure("listening", tally, unmeasured=said).value is None
        assert make_wait(tally, said).missing_en == said[0]

    def test_the_wait_is_that_of_answered_messages(self) -> None:
        rows = [day(20 + k, k, "message_from_contact") for k in range(1, 6)]
        rows += [person(20 + k - hours * HOUR, k) for k, hours in zip(range(1, 5), (1, 2, 3, 100), strict=True)]
        tally, _ = look(rows)

        found = make_wait(tally, None)

        assert (found.denominator, found.numerator) == (3, None)
        assert found.value is not None
        assert found.value.value == pytest.approx(2, abs=1.1 / 60)


class TestToolWorship:
    def test_a_send_that_no_person_wrote_or_followed_up(self) -> None:
        rows = (
            person(20, 1, "promotion_sent", "tool"),
            person(20, 2, "promotion_sent", "tool"),
            day(18, 2, "human_contact"),
            person(20, 3, "content_delivered", "person"),
            day(20, 4, "content_delivered", automated=True),
            day(20, 5, "content_delivered"),
            day(20, 6, "order_notice", automated=True),
        )

        found = figure("tool_worship", *rows)

        assert (found.denominator, found.numerator, found.n_unknown) == (4, 2, 1)

    def test_a_malformed_text_is_a_writer_unknown(self) -> None:
        broken = day(20, 1, "promotion_sent", properties='{"written_by": "to')

        assert figure("tool_worship", broken).missing_en.startswith("Not measured: nobody has recorded who wrote")


class TestCashingIn:
    def test_is_the_share_of_asks_and_knows_the_rule_of_three(self) -> None:
        gives = [day(5, 1, "greeting_sent"), day(90.5, 1, "benefit_granted"), day(91.5, 1, "content_delivered")]
        found = figure("cashing_in", *gives, day(6, 1, "promotion_sent"), day(6, 1, "delivery_notice"))

        assert (found.denominator, found.numerator) == (3, 1)
        assert found.reference == 0.25


class TestBillboard:
    @pytest.mark.parametrize(("kind", "products"), [("product", 1), ("Product ", 1), ("产品", 1), ("expertise", 0)])
    def test_counts_content_about_products(self, kind: str, products: int) -> None:
        named = day(5, 1, "content_delivered", properties=json.dumps({"content": kind}, ensure_ascii=False))
        found = figure("billboard", named, day(5, 1, "content_delivered"))

        assert (found.denominator, found.numerator, found.n_unknown) == (1, products, 1)


class TestCare:
    def test_counts_gives_and_talks_of_the_first_30_days(self) -> None:
        listed = (Known(1, 60 * DAY_MS, 60 * DAY_MS), Known(2, 60 * DAY_MS, 60 * DAY_MS), Known(3, None, 10))
        rows = (
            day(59, 1, "greeting_sent"),
            day(31, 1, "human_contact"),
            day(29, 1, "greeting_sent"),
            day(59, 1, "promotion_sent"),
            day(59, 3, "greeting_sent"),
        )

        assert counts("care", *rows, contacts=listed) == (2, 2)

    def test_who_is_not_30_days_old_is_left_out(self) -> None:
        young = (Known(1, 20 * DAY_MS, 20 * DAY_MS),)

        assert counts("care", day(19, 1, "greeting_sent"), contacts=young)[0] == 0


class TestSpending:
    def test_is_pools_and_direct_costs_of_the_year(self) -> None:
        rows = (
            day(10, 1, "contact_added", cost=500),
            day(10, 1, "greeting_sent", cost=100),
            day(400, 1, "greeting_sent", cost=9),
        )
        tally, session = look(rows, costs=(("acquisition", 1_500), ("maintenance", 900)))

        found = make_spending(session, tally.periods)  # type: ignore[arg-type]

        assert (found.numerator, found.denominator) == (2_000, 1_000)
        assert found.value is not None
        assert (found.value.value, found.value.level) == (2.0, 1.0)

    @pytest.mark.parametrize("costs", [(), (("acquisition", 5),), (("maintenance", 5),)])
    def test_without_both_there_is_no_ratio(self, costs: Sequence[tuple[str, int]]) -> None:
        tally, session = look((), costs=costs)

        found = make_spending(session, tally.periods)  # type: ignore[arg-type]

        assert found.value is None
        assert found.missing_en.startswith("Not measured") and found.missing_zh


class TestHabit:
    def test_is_the_share_that_would_have_to_change_kind(self) -> None:
        rows = [person(20, k, "promotion_sent", "tool") for k in range(1, 4)] + [day(20, 4, "greeting_sent")]
        rows += [day(19.9, 4, "reply"), day(19.8, 4, "reply")]
        tally, _ = look(rows)

        found, kinds = make_habit(tally)

        assert found.value is not None
        assert found.value.value == pytest.approx(0.75)  # three quarters of the sends, none of the replies
        assert [(each.what, each.n_sent, each.n_replies) for each in kinds] == [
            ("promotion_sent", 3, 0),
            ("greeting_sent", 1, 2),
        ]

    def test_a_reply_belongs_to_the_latest_send_before_it(self) -> None:
        rows = (
            day(20, 1, "promotion_sent"),
            day(19.5, 1, "greeting_sent"),
            day(19.4, 1, "reply"),
            day(16.4, 1, "reply"),
        )
        tally, _ = look(rows)

        assert [(each.what, each.n_replies) for each in make_habit(tally)[1]] == [
            ("greeting_sent", 1),
            ("promotion_sent", 0),
        ]

    def test_few_replies_or_one_kind_are_not_enough(self) -> None:
        rows = (day(20, 1, "promotion_sent"), day(19.9, 1, "reply"))

        assert make_habit(look(rows)[0])[0].value is None
        assert "100 replies" in make_habit(look(rows, settings=PLAIN)[0])[0].missing_en


class TestEvidence:
    def test_below_thirty_there_is_no_value_and_a_sentence(self) -> None:
        rows = [row for who in range(1, 30) for row in (order(400, who), order(10, who))]

        found = figure("repurchase", *rows, settings=PLAIN)

        assert found.value is None
        assert found.missing_en.startswith("Not enough evidence: 29 contacts")
        assert (found.denominator, found.numerator) == (29, 29)

    def test_from_thirty_on_there_is_one_with_an_interval(self) -> None:
        rows = [row for who in range(1, 31) for row in (order(400, who), order(10, who))]

        found = figure("repurchase", *rows, settings=PLAIN)

        assert found.value is not None
        assert found.value.value == 1.0 > found.value.low

    def test_thirty_messages_of_one_contact_are_its_own_story(self) -> None:
        rows = [day(20 + k / 10, 1, "message_from_contact") for k in range(40)]

        found = figure("listening", *rows, person(5), settings=PLAIN)

        assert found.value is None
        assert "from 1 contact;" in found.missing_en

    def test_a_change_is_the_difference_with_both_errors(self) -> None:
        now = [row for who in range(1, 61) for row in (order(400, who), *((order(10, who),) if who % 2 else ()))]
        then = [row for who in range(101, 161) for row in (order(800, who), *((order(500, who),) if who % 3 else ()))]

        found = figure("repurchase", *now, *then, settings=PLAIN)

        year = next(each for each in found.changes if each.against == "year")
        assert year.before is not None and year.change is not None and found.value is not None
        assert year.before.value == pytest.approx(40 / 60)
        # 40 of those who came back then did not come again now.
        assert found.denominator == 100
        assert year.change.value == pytest.approx(found.value.value - year.before.value)
        assert year.change.low < year.change.value < year.change.high
