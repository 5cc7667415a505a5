"""The first page: true from the first audit on, and what to do before it; to each as much as they may see."""

from __future__ import annotations

import html
import re
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest
from audited_home import AT_MS, CLOSING, Books
from brand_people import World
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry, UserRole
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.books import disclosure
from guanxi.books.models import KeptBook, Talk
from guanxi.console.home import views
from guanxi.intake.contracts import SourceKind
from guanxi.intake.errors import SourceRefused
from guanxi.intake.models import InboxEvent
from guanxi.intake.sources import add_source
from guanxi.kit.clock import DAY_MS
from guanxi.people.consent.operations import record_consent
from guanxi.people.consent.suppressing import lift, suppress
from guanxi.people.models import Contact, PointPosition, PositionBook
from guanxi.people.operations import merge_contacts
from guanxi.report.reader import Reader
from guanxi.report.sections.mirror import glances
from guanxi.site.home import Home

Usage = namedtuple("Usage", "free")
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

    def test_figures_of_another_kind_are_not_compared(self, books: Books, owner_client: Client) -> None:
        row = KeptBook.objects.get(public_id=books.earlier.public_id)
        was = row.headline["trust_is_calibrated"]
        row.headline = row.headline | {"trust_is_calibrated": not was}
        row.save()

        page = read(owner_client)

        assert page.count('class="figure"') == 3
        assert page.count("的账簿口径不同，不作比较") == 3
        assert "since up" not in page

    def test_what_is_beyond_its_bound_or_got_worse_stands_before_what_went_well(
        self, mirror: MirrorBook, owner_client: Client
    ) -> None:
        expected, _ = glances(mirror, Reader.for_brand("zh", mirror.currency, mirror.zone))

        page = read(owner_client)

        assert ("先看这些" in page) == bool(expected)
        assert all(page.index(each.warning) < page.index('class="mirrorline"') for each in expected)
        assert page.count("<dt>复购</dt>") == 1
        assert "前一年下过单的客户中，这一年又下单的比例" in page

    def test_the_mirror_and_five_people_stand_below_it(self, mirror: MirrorBook, owner_client: Client) -> None:
        page = read(owner_client)

        warned, others = glances(mirror, Reader.for_brand("zh", mirror.currency, mirror.zone))
        assert page.count('class="figure"') == 3 + len(warned) + len(others)
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


class TestTheAdministratorsPage:
    def test_workers_jobs_accounts_and_sources_stand_on_it_with_links(
        self, empty_home: Home, world: World, admin_client: Client
    ) -> None:
        world.user(Role.OPERATOR).roles.update(is_approved=False)
        add_source(key="shop", name="店", kind=SourceKind.SERVER, now_ms=AT_MS, actor_id=None)

        page = read(admin_client)
        machine = page.partition('id="machine"')[2].partition("</section>")[0]

        assert re.findall(r'class="figure">([^<]*)<', machine)[:-1] == ["0", "0", "0", str(len(Role)), "1", "1"]
        assert "没有后台进程" in machine
        for address in ("/jobs/", "/jobs/?state=failed", "/users/", "/sources/"):
            assert f'href="{address}"' in machine

    @pytest.mark.parametrize(
        ("free", "says"), [(80 << 30, "80.0 GB"), (3 << 30, "请腾出至少 5 GB")], ids=["enough", "little"]
    )
    def test_it_says_how_much_room_the_disk_has_and_what_examines_the_rest(
        self, empty_home: Home, admin_client: Client, monkeypatch: pytest.MonkeyPatch, free: int, says: str
    ) -> None:
        monkeypatch.setattr("guanxi.console.home.machine.shutil.disk_usage", lambda _: Usage(free))

        machine = read(admin_client).partition('id="machine"')[2].partition("</section>")[0]

        assert says in machine
        assert ('text-danger">请腾出' in machine) == (free < 5 << 30)
        assert ("guanxi doctor" in machine) == (free > 5 << 30)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_leads_to_everything_that_is_theirs_to_look_after(
        self, books: Books, admin_client: Client, lang: str
    ) -> None:
        page = read(admin_client, lang=lang)

        duties = page.partition('id="duties"')[2].partition("</section>")[0]
        addresses = re.findall(r'href="([^"]+)"', duties)
        assert addresses == ["/users/", "/users/new/", "/sources/", "/sources/new/", "/jobs/", "/log/"]
        # An addition asks for the password first, which no refusal of the role does.
        assert {admin_client.get(address).status_code for address in addresses} <= {200, 302}
        assert "从左侧菜单开始" not in page

    def test_in_a_demo_home_no_source_is_offered(self, empty_home: Home, admin_client: Client) -> None:
        empty_home.demo_mark.touch()

        page = read(admin_client)

        assert 'href="/users/new/"' in page
        assert "/sources/new/" not in page

    def test_an_owner_who_is_administrator_too_has_no_need_of_it(self, books: Books, world: World) -> None:
        UserRole.objects.create(user=world.user(Role.OWNER), role=Role.ADMIN, is_approved=True)

        page = read(world.client(Role.OWNER))

        assert 'id="machine"' in page
        assert 'id="duties"' not in page

    @pytest.mark.parametrize("role", [Role.OWNER, Role.OPERATOR, Role.STAFF, Role.ANALYST])
    def test_nobody_else_reads_them(self, empty_home: Home, world: World, role: Role) -> None:
        page = read(world.client(role))

        assert 'id="machine"' not in page
        assert 'id="duties"' not in page


class TestWhoIsNotCalled:
    def test_nobody_who_is_suppressed_and_the_next_in_line_instead(
        self, mirror: MirrorBook, owner_client: Client
    ) -> None:
        first, *others = TALK.findall(read(owner_client))

        suppress(Contact.objects.get(public_id=first), "do_not_contact", now_ms=AT_MS, actor_id=None)

        after = TALK.findall(read(owner_client))
        assert first not in after
        assert len(after) == len(others) + 1
        lift(Contact.objects.get(public_id=first), "do_not_contact", now_ms=AT_MS, actor_id=None)
        assert first in TALK.findall(read(owner_client))

    def test_nobody_who_took_consent_back(self, mirror: MirrorBook, owner_client: Client) -> None:
        first = TALK.findall(read(owner_client))[0]

        record_consent(
            Contact.objects.get(public_id=first),
            purpose="promotion",
            channel="any",
            act="withdrawn",
            at_ms=AT_MS,
            now_ms=AT_MS,
            actor_id=None,
            evidence="",
        )

        assert first not in TALK.findall(read(owner_client))

    def test_a_suppression_counts_for_what_was_merged(self, mirror: MirrorBook, owner_client: Client) -> None:
        first, second, *_ = TALK.findall(read(owner_client))
        winner, loser = (Contact.objects.get(public_id=each) for each in (first, second))

        merge_contacts(winner, loser, reason="", now_ms=AT_MS, actor_id=None)
        after = TALK.findall(read(owner_client))
        suppress(winner, "complaint", now_ms=AT_MS, actor_id=None)

        assert after.count(first) == 1
        assert second not in after
        assert not {first, second} & set(TALK.findall(read(owner_client)))


class TestOfWhatDayTheListIs:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_an_old_list_says_so(
        self, mirror: MirrorBook, owner_client: Client, monkeypatch: pytest.MonkeyPatch, lang: str
    ) -> None:
        monkeypatch.setattr(views, "now_ms", lambda: CLOSING + 25 * DAY_MS)

        page = read(owner_client, lang=lang)

        assert 'id="list-day"' in page
        assert ("距今 25 天" if lang == "zh" else "25 days ago") in page

    def test_one_of_yesterday_does_not(
        self, mirror: MirrorBook, owner_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "now_ms", lambda: CLOSING + DAY_MS)

        assert 'id="list-day"' not in read(owner_client)


class TestHowSureTrustIs:
    @pytest.mark.parametrize(("flags", "zh"), [(4, "（0.15–0.95）"), (0, "信任：证据不足")])
    def test_its_interval_stands_beside_it_or_that_evidence_is_missing(
        self, mirror: MirrorBook, owner_client: Client, flags: int, zh: str
    ) -> None:
        book = PositionBook.objects.get(state="current")
        PositionBook.objects.filter(pk=book.pk).update(as_of_ms=mirror.as_of_ms)
        usual = dict.fromkeys(
            ("tier", "stage", "layers", "potential_fen", "clv_fen", "capital_fen", "n_eff_milli", "n_orders"), 0
        )
        PointPosition.objects.bulk_create(
            PointPosition(
                generation=book.pk,
                lake_id=each.contact_id,
                flags=flags,
                trust_milli=500,
                low_milli=150,
                high_milli=950,
                latest_order_ms=0,
                **usual,
            )
            for each in mirror.candidates
        )

        assert zh in read(owner_client)


class TestTheReasonOnTheContactsPage:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_says_the_same_as_the_first_page_and_takes_the_talk(
        self, mirror: MirrorBook, owner_client: Client, lang: str
    ) -> None:
        first = TALK.findall(read(owner_client))[0]
        contact = Contact.objects.get(public_id=first)
        person = next(each for each in mirror.candidates if each.source_key == contact.key)

        page = read(owner_client, f"/contacts/{first}/", lang)
        response = owner_client.post(f"/talked/{first}/", {"next": f"/contacts/{first}/"})

        said = person.reasons[0]
        assert (said.zh if lang == "zh" else said.en) in html.unescape(page)
        assert TALK.findall(page) == [first]
        assert response.headers["Location"] == f"/contacts/{first}/"
        assert TALK.findall(read(owner_client, f"/contacts/{first}/")) == []

    def test_a_suppressed_contact_has_no_reason_to_be_called(self, mirror: MirrorBook, owner_client: Client) -> None:
        first = TALK.findall(read(owner_client))[0]

        suppress(Contact.objects.get(public_id=first), "complaint", now_ms=AT_MS, actor_id=None)

        assert 'id="talk"' not in read(owner_client, f"/contacts/{first}/")


class TestDone:
    def test_a_talk_is_written_down_in_a_demo_too(
        self, mirror: MirrorBook, owner_client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "demo.json").touch()
        monkeypatch.setattr(Home, "demo_mark", property(lambda _: tmp_path / "demo.json"))
        first = TALK.findall(read(owner_client))[0]

        response = owner_client.post(f"/talked/{first}/")

        assert response.status_code == 302
        assert InboxEvent.objects.get().kind == "human_contact"
        with pytest.raises(SourceRefused, match="demo brand"):
            add_source(key="shop", name="店", kind=SourceKind.SERVER, now_ms=AT_MS, actor_id=None)

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
