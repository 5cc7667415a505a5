"""The list of contacts: every way of finding gives the same rows, counts, constant cost, the file that is taken out."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from typing import Any

import pytest
from brand_people import STAFF_ID, ClientOf, World
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_people import AT_MS, book_table, contact_row, make_contact, make_lake, take

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.people.consent.suppressing import suppress
from guanxi.people.contracts import Filters, Scope
from guanxi.people.listing import find
from guanxi.people.listing.asked import SORTS, filters_of
from guanxi.people.models import Contact, PositionBook
from guanxi.people.operations import take_positions
from guanxi.people.queries import list_contacts
from guanxi.people.timeline import READER

pytestmark = pytest.mark.django_db
LIST_QUERIES, CONTACT_QUERIES = 13, 26
"""Session and account included: at most so many, whatever the size of the brand."""


def keys_in(response: Any) -> str:
    return str(response.content.decode())


class TestTheList:
    def test_pages_hold_every_contact_once_in_any_order_forwards_and_back(self, tmp_path: Path) -> None:
        lake = make_lake(tmp_path / "lake", tmp_path / "w", contacts=[contact_row(f"C{i:02}") for i in range(17)])
        take(lake)

        for sort, descending in itertools.product(SORTS, (True, False)):
            forwards, after, backwards = [], "", []
            while True:
                page = list_contacts(Scope(True), Filters(sort=sort, descending=descending, after=after), 5)
                forwards.append([row.key for row in page.rows])
                if not page.next_cursor:
                    break
                after = page.next_cursor
            before = page.previous_cursor
            while before:
                page = list_contacts(Scope(True), Filters(sort=sort, descending=descending, before=before), 5)
                backwards.append([row.key for row in page.rows])
                before = page.previous_cursor

            assert sorted(itertools.chain(*forwards)) == [f"C{i:02}" for i in range(17)]
            assert backwards == forwards[-2::-1]

    @pytest.mark.parametrize("small", [0, 3, 20_000])
    def test_every_way_of_finding_gives_the_same_rows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
    ) -> None:
        rows = [contact_row(f"C{i:02}", staff_id=f"S{i % 3}", channel=f"ch{i % 2}") for i in range(24)]
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=rows))
        monkeypatch.setattr(find, "SMALL", small)
        channel = Contact.objects.get(key="C01").channel_id or 0
        staff = Contact.objects.get(key="C01").edges.get().staff.public_id

        def found(**asked: Any) -> set[str]:
            return {row.key for row in list_contacts(Scope(True), Filters(**asked)).rows}

        assert found(tier="core") == {f"C{i:02}" for i in range(0, 24, 3)}
        assert found(channel=channel) == {f"C{i:02}" for i in range(1, 24, 2)}
        assert found(staff=staff) == {f"C{i:02}" for i in range(1, 24, 3)}
        assert found(staff=staff, channel=channel, search="c0") == {"C01", "C07"}
        assert filters_of({"search": " Ｃ0"}).search == "c0"
        assert found(search="c0", layer="potential") == {"C02", "C03", "C06", "C07"}
        assert found(band="top", sort="value") <= found(sort="value")
        assert found(search="zz") == set()

    @pytest.mark.parametrize("glanced_at", [40, 9])
    def test_a_large_set_is_met_at_a_glance_or_gathered_and_pages_are_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, glanced_at: int
    ) -> None:
        rows = [contact_row(f"C{i:02}", staff_id=f"S{i % 3}") for i in range(40)]
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=rows))
        staff = Contact.objects.get(key="C01").edges.get().staff.public_id
        monkeypatch.setattr(find, "GLANCED_AT", glanced_at)

        def pages(large: int, sort: str, descending: bool) -> list[list[str]]:
            monkeypatch.setattr(find, "LARGE", large)
            seen: list[list[str]] = []
            after = ""
            while len(seen) < 9:
                asked = Filters(staff=staff, sort=sort, descending=descending, after=after)
                page = list_contacts(Scope(True), asked, 4)
                assert (page.count.n, page.count.is_exact) == (13, True)
                seen.append([row.key for row in page.rows])
                if page.previous_cursor:
                    back = Filters(staff=staff, sort=sort, descending=descending, before=page.previous_cursor)
                    assert [row.key for row in list_contacts(Scope(True), back, 4).rows] == seen[-2]
                if not page.next_cursor:
                    return seen
                after = page.next_cursor
            raise AssertionError("pages do not end")

        for sort, descending in itertools.product(SORTS, (True, False)):
            assert pages(1, sort, descending) == pages(1_000, sort, descending)

    @pytest.mark.parametrize(
        ("name", "value", "zh"),
        [
            ("staff", "foo", "员工"),
            ("tag", "xx", "标签"),
            ("tier", "hack", "层级"),
            ("channel", "77", "获客渠道"),
            ("after", "zzz", "下一页的位置"),
        ],
    )
    def test_a_filter_that_names_nothing_known_is_said_and_lists_nobody(
        self, owner_client: Client, name: str, value: str, zh: str
    ) -> None:
        make_contact("C1")
        PositionBook.objects.update(as_of_ms=AT_MS)

        page = keys_in(owner_client.get("/contacts/", {name: value}))

        assert f"筛选“{zh}”的值不存在" in page
        assert "还没有发布过账本" not in page
        assert "<bdi>C1</bdi>" not in page

    def test_names_are_found_by_their_beginning_too(self, owner_client: Client) -> None:
        for key, name in (("C1", "张小满"), ("C2", "李张"), ("C3", "Alice"), ("张C4", ""), ("C5", "张三")):
            make_contact(key, name=name)

        def found(search: str) -> set[str]:
            return {row.key for row in list_contacts(Scope(True), filters_of({"search": search})).rows}

        assert found("张") == {"C1", "张C4", "C5"}
        assert found("张小") == {"C1"}
        assert found("ali") == found("Alice") == {"C3"}
        assert found("c") == {"C1", "C2", "C3", "C5"}

    def test_a_name_is_found_on_every_way_and_by_an_index(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [contact_row(f"C{i:02}", staff_id=f"S{i % 3}") for i in range(24)]
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=rows))
        Contact.objects.filter(key__in=("C01", "C02", "C04")).update(name="张三")
        staff = Contact.objects.get(key="C01").edges.get().staff.public_id

        for small in (0, 2, 20_000):
            monkeypatch.setattr(find, "SMALL", small)
            both = list_contacts(Scope(True), Filters(search="张", staff=staff))
            assert {row.key for row in both.rows} == {"C01", "C04"}
            assert {row.key for row in list_contacts(Scope(True), Filters(search="张")).rows} == {"C01", "C02", "C04"}

    def test_who_is_not_to_be_reached_is_marked_and_can_be_listed(self, owner_client: Client) -> None:
        contact, other = make_contact("C1"), make_contact("C2")
        suppress(contact, "do_not_contact", now_ms=AT_MS, actor_id=None)

        page = keys_in(owner_client.get("/contacts/"))
        only = list_contacts(Scope(True), filters_of({"reach": "suppressed"}))

        assert page.count("禁止触达：请勿联系") == 1
        assert [row.key for row in only.rows] == ["C1"]
        assert other.public_id in page

    @pytest.mark.parametrize(("evidence", "marked"), [(True, 0), (False, 1)])
    def test_t_without_evidence_is_marked(
        self, owner_client: Client, tmp_path: Path, evidence: bool, marked: int
    ) -> None:
        lake = make_lake(tmp_path / "l", tmp_path / "w", contacts=[contact_row("C1")])
        take(lake, book=False)
        take_positions(book_table(lake, has_evidence=[evidence]), AT_MS, now_ms=AT_MS)

        assert keys_in(owner_client.get("/contacts/")).count("证据不足") == marked

    def test_counts_are_exact_where_marks_decide(self, tmp_path: Path) -> None:
        take(make_lake(tmp_path / "l", tmp_path / "w", contacts=[contact_row(f"C{i}") for i in range(9)]))

        for asked in (Filters(), Filters(tier="core"), Filters(stage="new", layer="high_value"), Filters(search="c1")):
            page = list_contacts(Scope(True), asked)

            assert page.count.n == len(page.rows)
            assert page.count.is_exact

    def test_htmx_gets_the_rows_alone(self, owner_client: Client) -> None:
        make_contact("C1")

        part = owner_client.get("/contacts/", headers={"HX-Request": "true", "HX-Target": "found"})

        assert b">C1<" in part.content
        assert b"<html" not in part.content

    def test_the_number_of_queries_does_not_depend_on_the_number_of_contacts(
        self, tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
    ) -> None:
        monkeypatch.setattr(settings, "HOME", type(settings.HOME)(tmp_path))
        few = self.counted(tmp_path, world, 10)

        many = self.counted(tmp_path, world, 1_000)
        client = world.client(Role.OWNER)
        client.get("/contacts/")
        with django_assert_num_queries(few["owner", "/contacts/"]):
            client.get("/contacts/")
        READER.close()

        assert many == few
        assert max(n for (_, page), n in few.items() if "one" not in page) <= LIST_QUERIES
        assert max(few.values()) <= CONTACT_QUERIES

    def counted(self, home: Path, world: World, n: int) -> dict[tuple[str, str], int]:
        """Queries of each page for two roles in a brand of ``n`` contacts."""
        rows = [contact_row(f"C{i:04}", staff_id=STAFF_ID, inviter_key="C0003" if i != 3 else "") for i in range(n)]
        events = [
            {"contact_key": f"C{i % 10:04}", "kind": "order_paid", "occurred_ms": AT_MS - i, "amount_fen": 100}
            for i in range(n)
        ]
        take(make_lake(home / "lake", home / f"work{n}", contacts=rows, events=events))
        contact = Contact.objects.get(key="C0003")
        found = {}
        for role in (Role.OWNER, Role.STAFF):
            client = world.client(role)
            for page in ("/contacts/", "/contacts/?tier=core&sort=trust", "/contacts/?search=c000", "/contacts/one/"):
                path = page.replace("one", contact.public_id)
                assert client.get(path).status_code == 200
                with CaptureQueriesContext(connection) as queries:
                    client.get(path)
                found[role.value, page] = len(queries)
        return found


class TestTakingTheListOut:
    FORMULAS = ("=1+1", "+86 138", "-2", "@SUM", "\t=1", "＝1", "\r=1")

    def test_cells_stay_text_and_keys_stay_whole(self, owner_client: Client) -> None:
        for n, name in enumerate(self.FORMULAS):
            make_contact(f"C{n}", name=name)
        make_contact("13812345678", name="李雷")

        body = b"".join(owner_client.post("/contacts/export/")).decode("utf-8")  # type: ignore[call-overload]

        rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline="")))
        assert body.startswith("\ufeff")
        assert {row[1] for row in rows[1:]} == {f"'{name}" for name in self.FORMULAS} | {"李雷"}
        assert "13812345678" in {row[0] for row in rows}

    def test_it_is_written_down_without_what_was_searched(self, owner_client: Client) -> None:
        make_contact("13812345678")

        list(owner_client.post("/contacts/export/", {"search": "138", "tier": "core"}))

        entry = AuditEntry.objects.get(action="contact.exported")
        assert entry.after == {"search": "…", "tier": "core", "n_rows": 0}

    def test_it_says_how_sure_t_is_who_serves_and_who_is_not_to_be_reached(
        self, owner_client: Client, tmp_path: Path
    ) -> None:
        take(make_lake(tmp_path / "l", tmp_path / "w", contacts=[contact_row("C1", staff_id="S7")]))
        suppress(Contact.objects.get(), "complaint", now_ms=AT_MS, actor_id=None)

        body = b"".join(owner_client.post("/contacts/export/")).decode("utf-8-sig")  # type: ignore[call-overload]

        (row,) = csv.DictReader(io.StringIO(body, newline=""))
        assert row["信任资本（指数，不是钱）"]
        assert (row["信任 T 下限（80% 区间）"], row["信任 T 上限（80% 区间）"]) == ("0.050", "0.950")
        assert (row["有效证据（次）"], row["证据是否足够"], row["员工"]) == ("6.5", "是", "S7")
        assert row["禁止触达"] == "投诉"

    def test_a_filter_that_names_nothing_takes_nobody_out(self, owner_client: Client) -> None:
        make_contact("C1")

        response = owner_client.post("/contacts/export/", {"tier": "hack"})

        assert response.status_code == 422
        assert not AuditEntry.objects.filter(action="contact.exported").exists()

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.STAFF, Role.ANALYST, Role.ADMIN])
    def test_others_may_not(self, client_of: ClientOf, role: Role) -> None:
        assert client_of(role).post("/contacts/export/").status_code == 403
