"""Who belongs to which cut, read from the lake's tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from lake_views import Views, event, views

from guanxi.book.statement.memberships import MOST_POINTS, Membership, cohort_labels, membership, read_memberships
from guanxi.kit.clock import DAY_MS, day_end_ms, parse_as_of
from guanxi.lake.kinds import BY_CODE

ZONE = "Asia/Shanghai"
AS_OF = parse_as_of("2025-06-30", ZONE)
CONTACTS = np.array([1, 2, 3])


def contact(contact_id: int, channel: str = "", staff: str = "", since: int = 0) -> tuple[object, ...]:
    return (contact_id, "s", f"k{contact_id}", None, channel, "", 0, staff, "", since, None)


def happened(contact_id: int, kind: str, at: int, **values: object) -> tuple[object, ...]:
    return event(contact_id=contact_id, kind_id=BY_CODE[kind].kind_id, occurred_ms=at, **values)


def cuts(session: Views, dimension: str) -> dict[str, list[int]]:
    """Name of each cut → its contacts."""
    found = read_memberships(session, CONTACTS, np.zeros(3, dtype=np.int64), AS_OF, ZONE)
    for each in found:
        if each.dimension == dimension:
            return {name: CONTACTS[each.row[each.code == code]].tolist() for code, name in enumerate(each.names)}
    return {}


class TestAcquisition:
    SESSION = views(
        contacts=[contact(1, "shop", "Bai"), contact(2, "live", "Bai"), contact(2, "mail", "Bai", since=5)],
        staff_edges=[
            (1, "Chen", 0, 10),
            (2, "Chen", 0, None),
            (2, "Dong", 5, None),
            (3, "Dong", AS_OF, AS_OF + 1),
            (3, "Chen", AS_OF + 1, None),
        ],
    )

    def test_everybody_is_in_exactly_one_channel_the_latest_on_record(self) -> None:
        assert cuts(self.SESSION, "channel") == {"": [3], "mail": [2], "shop": [1]}

    def test_the_current_holder_counts_else_the_staff_of_acquisition(self) -> None:
        assert cuts(self.SESSION, "staff") == {"Bai": [1], "Dong": [2, 3]}

    def test_whom_nobody_serves_any_more_is_told_apart_from_whom_somebody_does(self) -> None:
        found = read_memberships(self.SESSION, CONTACTS, np.zeros(3, dtype=np.int64), AS_OF, ZONE)
        staff = next(each for each in found if each.dimension == "staff")

        assert staff.ended is not None
        assert CONTACTS[staff.row[staff.ended]].tolist() == [1]

    def test_what_the_data_does_not_know_is_no_dimension(self) -> None:
        found = read_memberships(views(), CONTACTS, np.zeros(3, dtype=np.int64), AS_OF, ZONE)

        assert [each.dimension for each in found] == ["cohort"]

    def test_a_book_without_contacts_has_no_cuts(self) -> None:
        none = np.zeros(0, dtype=np.int64)

        assert read_memberships(self.SESSION, none, none, AS_OF, ZONE) == ()


class TestGroups:
    @pytest.mark.parametrize(
        ("history", "is_in"),
        [
            ([("group_joined", 1)], True),
            ([("content_delivered", 1)], True),
            ([("group_joined", 1), ("group_left", 2)], False),
            ([("group_joined", 1), ("group_left", 2), ("group_joined", 3)], True),
            ([("group_left", 2), ("promotion_sent", 3)], False),
            ([("group_joined", 2), ("group_left", 2)], False),
            ([("group_joined", 1), ("group_left", AS_OF + 1)], True),
            ([("group_joined", AS_OF + 1)], False),
        ],
    )
    def test_is_in_a_group_until_it_leaves(self, history: list[tuple[str, int]], is_in: bool) -> None:
        session = views(events=[happened(2, kind, at, group_id="g") for kind, at in history])

        assert cuts(session, "group") == ({"g": [2]} if is_in else {})


class TestPrograms:
    def test_a_program_holds_whom_it_touched_within_a_year(self) -> None:
        session = views(
            events=[
                happened(1, "promotion_sent", AS_OF, program_id="618"),
                happened(1, "order_paid", AS_OF - 1, program_id="618"),
                happened(1, "promotion_sent", AS_OF - 1, program_id="tea club"),
                happened(2, "promotion_sent", AS_OF - 365 * DAY_MS, program_id="618"),
                happened(3, "promotion_sent", AS_OF + 1, program_id="618"),
            ]
        )

        assert cuts(session, "program") == {"618": [1], "tea club": [1]}


class TestTouchpoints:
    def test_a_touchpoint_is_the_account_where_accounts_are_few(self) -> None:
        session = views(
            events=[
                happened(1, "reply", 1, channel="wecom", point_id="account A"),
                happened(1, "order_paid", 2, channel="shop"),
                happened(2, "reply", 2, channel="wecom", point_id="account A"),
                happened(3, "link_clicked", 2, channel="web", automated=True),
                happened(77, "reply", 2, channel="wecom"),  # in no position
            ]
        )

        assert cuts(session, "touchpoint") == {"account A": [1, 2], "shop": [1]}

    def test_and_the_channel_where_they_are_many(self) -> None:
        session = views(
            events=[happened(1, "reply", 1, channel="wecom", point_id=f"p{i}") for i in range(MOST_POINTS + 1)]
        )

        assert cuts(session, "touchpoint") == {"wecom": [1]}


class TestCohorts:
    def test_a_cohort_is_a_quarter_of_the_brands_calendar(self) -> None:
        labels = cohort_labels(np.array([0, 90, 91, 180, 181, 20000]), AS_OF, ZONE).to_pylist()

        assert labels == ["2025Q2", "2025Q2", "2025Q1", "2025Q1", "2024Q4", "1970Q3"]

    def test_the_day_is_the_brands_and_not_greenwichs(self) -> None:
        """The last millisecond of 31 March in Los Angeles is already April in UTC."""
        from datetime import date

        at_ms = day_end_ms(date(2025, 3, 31), "America/Los_Angeles")

        assert cohort_labels(np.array([0]), at_ms, "America/Los_Angeles").to_pylist() == ["2025Q1"]


class TestMembership:
    def test_names_are_sorted_and_every_contact_finds_its_own(self) -> None:
        made = membership("channel", pa.chunked_array([["b", None], ["a", "b"]]))

        assert made.names == ("", "a", "b")
        assert made.code_of_contact(4).tolist() == [2, 0, 1, 2]

    def test_a_dimension_of_nothing_but_blanks_is_empty(self) -> None:
        assert membership("staff", pa.array(["", None])).is_empty
        assert Membership("staff", (), np.zeros(0, int), np.zeros(0, int)).is_empty
