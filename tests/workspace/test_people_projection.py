"""The lake and the book, brought into the tables of people: whole, again, and after changes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_people import AT_MS, DAY_MS, book_table, contact_row, make_lake, take

from guanxi.lake.engine import undo
from guanxi.people.contracts import Filters, Scope
from guanxi.people.errors import BadPositions
from guanxi.people.models import (
    ConsentEntry,
    Contact,
    ContactPoint,
    ContactPosition,
    PointOwner,
    PointPosition,
    PositionBook,
    StaffEdge,
    TraitValue,
)
from guanxi.people.operations import Taken, merge_contacts, take_contacts, take_positions
from guanxi.people.queries import list_contacts

pytestmark = pytest.mark.django_db
EVERYBODY = Scope(True)


class TestTellingThePlanner:
    """A planner that believes the tables empty looks through the whole batch for each of its contacts."""

    def test_a_brand_s_first_batch_is_told_before_its_list_is_made_and_again_before_it_is_counted(
        self, tmp_path: Path
    ) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row(f"C{i}") for i in range(20)])

        with CaptureQueriesContext(connection) as asked:
            take_contacts(lake, now_ms=AT_MS)

        said = [query["sql"].strip() for query in asked.captured_queries]
        listed = next(i for i, sql in enumerate(said) if "INSERT INTO people_contactposition" in sql)
        counted = next(i for i, sql in enumerate(said) if i > listed and "INSERT INTO people_positioncount" in sql)
        assert {"ANALYZE people_contact", "ANALYZE people_contactpoint"} <= set(said[:listed])
        assert "ANALYZE people_contactposition" in said[listed:counted]

    def test_a_few_changes_are_not(self, tmp_path: Path) -> None:
        rows = [contact_row(f"C{i}") for i in range(20)]
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=rows)
        take_contacts(lake, now_ms=AT_MS)
        lake = make_lake(tmp_path / "lake", tmp_path / "later", contacts=[*rows, contact_row("C20")])

        with CaptureQueriesContext(connection) as asked:
            taken = take_contacts(lake, now_ms=AT_MS + 1)

        assert taken.n_written == 1
        assert not any("ANALYZE people_contact" in query["sql"] for query in asked.captured_queries)


class TestTakingContacts:
    def test_a_contact_comes_with_point_edge_traits_and_acquisition(self, tmp_path: Path) -> None:
        lake = make_lake(
            tmp_path / "lake",
            tmp_path / "work",
            contacts=[
                contact_row("C1", campaign="活码-1", properties='{"city":"杭州","spend":"12.5"}'),
                contact_row("C2", inviter_key="C1"),
            ],
            staff_edges=[
                {
                    "contact_key": "C1",
                    "staff_id": "S01",
                    "valid_from_ms": AT_MS - 9 * DAY_MS,
                    "valid_until_ms": AT_MS - 1,
                },
                {"contact_key": "C1", "staff_id": "S02", "valid_from_ms": AT_MS - 1, "valid_until_ms": None},
            ],
        )

        taken = take_contacts(lake, now_ms=AT_MS)

        first = Contact.objects.get(key="C1")
        assert taken.n_written == 2
        assert (first.channel and first.channel.name, first.campaign and first.campaign.name) == ("门店扫码", "活码-1")
        assert Contact.objects.get(key="C2").inviter == first
        assert list(first.edges.order_by("from_ms").values_list("staff__key", "until_ms")) == [
            ("S01", AT_MS - 1),
            ("S02", None),
        ]
        assert dict(TraitValue.objects.values_list("trait_key", "number_milli")) == {"city": None, "spend": 12_500}
        assert PointOwner.objects.filter(until_ms=None).count() == 2

    def test_taking_twice_changes_nothing(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row("C1", staff_id="S01")])
        take_contacts(lake, now_ms=AT_MS)
        before = (list(Contact.objects.values()), list(ContactPoint.objects.values()), list(StaffEdge.objects.values()))

        taken = take_contacts(lake, now_ms=AT_MS + 1)

        assert taken.n_written == 0
        assert before == (
            list(Contact.objects.values()),
            list(ContactPoint.objects.values()),
            list(StaffEdge.objects.values()),
        )

    def test_a_later_import_writes_only_what_is_new_or_changed(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row("C1"), contact_row("C2")])
        take_contacts(lake, now_ms=AT_MS)
        public_id = Contact.objects.get(key="C1").public_id

        more = [contact_row("C1", channel="公众号", valid_from_ms=AT_MS - 1), contact_row("C2"), contact_row("C3")]
        make_lake(tmp_path / "lake", tmp_path / "work2", contacts=more)
        taken = take_contacts(lake, now_ms=AT_MS + 1)

        changed = Contact.objects.get(key="C1")
        assert taken.n_written == 2
        assert changed.public_id == public_id
        assert changed.channel is not None
        assert changed.channel.name == "公众号"
        assert ContactPosition.objects.count() == 3

    def test_contacts_of_an_undone_import_leave_the_list_and_come_back(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row("C1")])
        make_lake(tmp_path / "lake", tmp_path / "work2", contacts=[contact_row("C2"), contact_row("C3")])
        take_contacts(lake, now_ms=AT_MS)

        undo(lake, lake.imports()[-1].import_id)
        taken = take_contacts(lake, now_ms=AT_MS + 1)
        left = list_contacts(EVERYBODY, Filters())
        make_lake(tmp_path / "lake", tmp_path / "work3", contacts=[contact_row("C2")])
        take_contacts(lake, now_ms=AT_MS + 2)

        assert taken.n_gone == 2
        assert ([row.key for row in left.rows], left.count.n) == (["C1"], 1)
        assert {row.key for row in list_contacts(EVERYBODY, Filters()).rows} == {"C1", "C2"}

    def test_a_key_that_no_column_holds_is_stored_by_its_digest(self, tmp_path: Path) -> None:
        keys = ["客" * 400, "客" * 401, "\u202eevil"]
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row(key) for key in keys])

        take_contacts(lake, now_ms=AT_MS)

        stored = set(ContactPoint.objects.values_list("value_key", flat=True))
        assert len(stored) == 3
        assert all(len(key) <= 300 for key in stored)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_take_at_once_write_each_contact_once(tmp_path: Path) -> None:
    lake = make_lake(
        tmp_path / "lake", tmp_path / "work", contacts=[contact_row(f"C{i}", staff_id="S01") for i in range(9)]
    )
    writes, waits, done = threading.Event(), threading.Event(), dict[str, Taken]()

    class First:
        """Stops where it has compared and not yet written, until the second waits for it."""

        def step(self, en: str, _zh: str, *, done: int = 0, total: int = 0) -> None:
            if en == "Taking contacts":
                writes.set()
                waits.wait(5)

    class Second:
        def step(self, en: str, _zh: str, *, done: int = 0, total: int = 0) -> None:
            if en.startswith("Waiting"):
                waits.set()

    def take_as(name: str, progress: First | Second) -> None:
        try:
            done[name] = take_contacts(lake, now_ms=AT_MS, progress=progress)
        finally:
            connection.close()

    first = threading.Thread(target=take_as, args=("first", First()))
    second = threading.Thread(target=take_as, args=("second", Second()))
    first.start()
    assert writes.wait(30)
    second.start()
    for thread in (first, second):
        thread.join(60)

    assert {name: taken.n_written for name, taken in done.items()} == {"first": 9, "second": 0}
    assert (Contact.objects.count(), ContactPoint.objects.count(), StaffEdge.objects.count()) == (9, 9, 9)
    assert ContactPosition.objects.count() == 9


class TestTakingPositions:
    def test_the_list_shows_what_the_book_says(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row(f"C{i}") for i in range(6)])

        take(lake)

        page = list_contacts(EVERYBODY, Filters())
        top = page.rows[0]
        assert (top.clv_fen, top.trust, top.tier, top.stage) == (48_000, 0.9, "doubtful", "new")
        assert top.layers == ("high_value", "silent_buyer")
        assert page.as_of_ms == AT_MS
        assert page.count.n == 6

    def test_a_new_book_replaces_the_old_one_whole(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row(f"C{i}") for i in range(4)])
        take(lake)

        n = take_positions(book_table(lake, clv=[1, 2, 3, 4]), AT_MS + 1, now_ms=AT_MS + 1)

        assert n == 4
        assert [row.clv_fen for row in list_contacts(EVERYBODY, Filters()).rows] == [4, 3, 2, 1]
        assert PositionBook.objects.count() == 1
        assert (PointPosition.objects.count(), ContactPosition.objects.count()) == (4, 4)

    def test_contacts_that_no_book_knows_say_that_they_await_one(self, owner_client: Client, tmp_path: Path) -> None:
        take_contacts(make_lake(tmp_path / "lake", tmp_path / "w", contacts=[contact_row("C1")]), now_ms=AT_MS)

        assert "等下一次审计" in owner_client.get("/contacts/").content.decode()

    def test_contacts_that_no_book_knows_are_listed_without_figures(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row("C1")])
        take(lake)

        make_lake(tmp_path / "lake", tmp_path / "work2", contacts=[contact_row("C2")])
        take_contacts(lake, now_ms=AT_MS + 1)

        rows = {row.key: row for row in list_contacts(EVERYBODY, Filters()).rows}
        assert rows["C2"].clv_fen is None
        assert rows["C2"].tier is None
        assert rows["C1"].clv_fen == 8_000

    @pytest.mark.parametrize("moment", ["Making the list", "Dropping old positions"])
    def test_a_change_while_positions_are_written_is_not_lost(self, tmp_path: Path, moment: str) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row(f"C{i}") for i in range(4)])
        take(lake)

        class Merging:
            """Merges two contacts at a step of the work."""

            def step(self, en: str, _zh: str, *, done: int = 0, total: int = 0) -> None:
                pair = [Contact.objects.get(key=key) for key in ("C0", "C1")]
                if en == moment and pair[1].merged_into_id is None:
                    merge_contacts(*pair, reason="", now_ms=AT_MS + 2, actor_id=None)

        n = take_positions(book_table(lake), AT_MS + 1, now_ms=AT_MS + 1, progress=Merging())

        page = list_contacts(EVERYBODY, Filters())
        assert {row.key for row in page.rows} == {"C0", "C2", "C3"}
        assert (n, page.count.n) == (3, 3)
        assert next(row.clv_fen for row in page.rows if row.key == "C0") == 8_000 + 16_000

    def test_a_table_without_its_columns_is_refused(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "work", contacts=[contact_row("C1")])
        take(lake)

        with pytest.raises(BadPositions, match="tier"):
            take_positions(book_table(lake).drop_columns("tier"), AT_MS, now_ms=AT_MS)

        assert list_contacts(EVERYBODY, Filters()).rows[0].clv_fen == 8_000


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_was_agreed(change: str) -> None:
    contact = Contact.objects.create(key="C1", created_ms=1, touched_ms=1)
    entry = ConsentEntry.objects.create(
        contact=contact, purpose="promotion", channel="any", act="granted", at_ms=1, recorded_ms=1
    )

    rows = ConsentEntry.objects.filter(pk=entry.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(act="withdrawn") if change == "update" else rows._raw_delete(rows.db)

    assert ConsentEntry.objects.get(pk=entry.pk).act == "granted"
