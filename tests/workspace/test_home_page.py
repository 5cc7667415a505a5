"""The first page: true from the first audit on, and what to do before it; to each as much as they may see."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from audited_home import Books
from brand_people import World
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.books import disclosure
from guanxi.books.models import Talk
from guanxi.intake.models import InboxEvent
from guanxi.people.models import Contact
from guanxi.site.home import Home

TALK = re.compile(r'action="/talked/([^/"]+)/"')
pytestmark = pytest.mark.django_db


def read(client: Client, path: str = "/", lang: str = "zh") -> str:
    client.cookies["guanxi_lang"] = lang
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


class TestBeforeTheFirstBook:
    def test_three_steps_lead_to_it(self, empty_home: Home, owner_client: Client) -> None:
        page = read(owner_client)

        assert page.count('class="stepmark"') == 3
        assert "/imports/new/" in page
        assert "/book/ask/" in page

    def test_who_may_not_do_a_step_is_told_so(self, empty_home: Home, world: World) -> None:
        page = read(world.client(Role.ANALYST), lang="en")

        assert "A colleague with the permission does this." in page
        assert "/imports/new/" not in page


class TestAfterAnAudit:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_says_the_verdict_three_figures_and_what_moved(
        self, books: Books, owner_client: Client, lang: str
    ) -> None:
        page = read(owner_client, lang=lang)

        assert 'class="verdictline"' in page
        assert page.count('class="figure"') == 3
        # The earlier book of the fixture is the same one: nothing moved since.
        assert page.count('class="since same"') == 3

    def test_the_mirror_and_five_people_stand_below_it(self, mirror: MirrorBook, owner_client: Client) -> None:
        page = read(owner_client)

        assert page.count('class="figure"') == 3 + 4
        assert "conversion" not in page
        assert 1 <= len(TALK.findall(page)) <= 5

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.ANALYST])
    def test_who_may_see_no_contact_sees_none(self, mirror: MirrorBook, world: World, role: Role) -> None:
        page = read(world.client(role))

        assert TALK.findall(page) == []
        assert not any(person.source_key in page for person in mirror.candidates)

    def test_staff_see_people_whom_they_serve(self, mirror: MirrorBook, world: World) -> None:
        staff_id = next(key for key, people in mirror.by_staff.items() if key and people)
        user = world.user(Role.STAFF)
        user.staff_id = staff_id
        user.save()

        offered = {person.source_key for person in mirror.by_staff[staff_id]}
        shown = Contact.objects.filter(public_id__in=TALK.findall(read(world.client(Role.STAFF))))

        assert shown.exists()
        assert {contact.key for contact in shown} <= offered

    def test_it_costs_the_same_statements_each_time(self, mirror: MirrorBook, owner_client: Client) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                read(owner_client)
            return len(found)

        assert count() == count() <= 14


class TestDone:
    def test_a_talk_becomes_an_event_and_the_next_in_line_appears(
        self, mirror: MirrorBook, owner_client: Client
    ) -> None:
        first = TALK.findall(read(owner_client))[0]

        response = owner_client.post(f"/talked/{first}/")

        assert response.status_code == 302
        event = InboxEvent.objects.get()
        assert (event.kind, event.contact_key) == ("human_contact", Contact.objects.get(public_id=first).key)
        assert first not in TALK.findall(read(owner_client))
        assert AuditEntry.objects.filter(action="contact.talked").count() == 1

    def test_twice_is_once(self, mirror: MirrorBook, owner_client: Client) -> None:
        first = TALK.findall(read(owner_client))[0]

        owner_client.post(f"/talked/{first}/")
        owner_client.post(f"/talked/{first}/")

        assert (InboxEvent.objects.count(), Talk.objects.count()) == (1, 1)

    def test_a_foreign_contact_is_not_there(self, mirror: MirrorBook, world: World, owner_client: Client) -> None:
        first = TALK.findall(read(owner_client))[0]

        assert world.client(Role.STAFF).post(f"/talked/{first}/").status_code == 404
        assert owner_client.get(f"/talked/{first}/").status_code == 405
        assert not Talk.objects.exists()


class TestMirror:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_whole_mirror_has_its_page(self, mirror: MirrorBook, owner_client: Client, lang: str) -> None:
        page = read(owner_client, "/mirror/", lang)

        assert 'id="chart-options"' in page
        assert "<table" in page

    def test_an_analyst_reads_figures_of_groups_only(self, mirror: MirrorBook, world: World) -> None:
        page = read(world.client(Role.ANALYST), "/mirror/")

        assert not any(person.source_key in page for person in mirror.candidates)
        small = replace(mirror, leading=tuple(replace(each, n_contacts=9) for each in mirror.leading))
        assert all(each.value is None and each.missing_zh for each in disclosure.aggregate_mirror(small).leading)

    def test_before_the_first_it_says_when(self, books: Books, owner_client: Client) -> None:
        assert "每次审计" in read(owner_client, "/mirror/")
