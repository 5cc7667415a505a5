"""The pages of kept books: every chapter in both languages, for those who may see it, as much as they may see."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from audited_home import AT_MS, AUDIT, Audited, Books, register
from brand_people import World
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.book import kept
from guanxi.book.contracts.mirror import MirrorBook
from guanxi.book.contracts.network import Circle
from guanxi.books import queries
from guanxi.books.contracts import BookKind, KeptView
from guanxi.console.book.chapters import CHAPTERS
from guanxi.jobs.models import Job
from guanxi.people.models import Contact
from guanxi.site.home import Home

HOSTILE = "<script>alert(1)</script>\"'{{7*7}}\u202e=cmd()"
ISLAND = re.compile(r'<script type="application/json" id="chart-options">(.*?)</script>', re.S)
each_chapter = pytest.mark.parametrize("key", [chapter.key for chapter in CHAPTERS])
pytestmark = pytest.mark.django_db


def read(client: Client, path: str, lang: str = "zh") -> str:
    client.cookies["guanxi_lang"] = lang
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def page_of(view: KeptView, key: str) -> str:
    return f"/book/{view.public_id}/{key}/"


@pytest.mark.either_store
class TestChapters:
    @each_chapter
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_each_has_its_own_address_in_both_languages(
        self, books: Books, owner_client: Client, key: str, lang: str
    ) -> None:
        page = read(owner_client, page_of(books.closing, key), lang)

        assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in page
        assert 'aria-current="page"' in page

    @each_chapter
    def test_each_chart_is_in_the_island_and_has_a_table_twin(
        self, books: Books, owner_client: Client, key: str
    ) -> None:
        page = read(owner_client, page_of(books.closing, key))

        found = ISLAND.search(page)
        assert found is not None
        options = json.loads(found.group(1))
        figures = re.findall(r'<figure class="chart".*?</figure>', page, re.S)
        drawn = {re.search(r'data-chart="([^"]+)"', each).group(1) for each in figures}  # type: ignore[union-attr]
        assert drawn == set(options)
        assert all('<details class="twin"' in each and "<table" in each for each in figures)

    def test_nothing_runs_that_stands_in_the_page(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, page_of(books.closing, "statement"))

        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in each or 'type="application/json"' in each for each in scripts)
        assert not re.search(r"\son\w+=", page)

    def test_the_first_thing_said_is_the_verdict_with_its_evidence(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, page_of(books.closing, "statement"))

        book = queries.open_audit(books.closing)
        assert book.verdict.zh.split("：")[0][:8] in re.sub(r"<[^>]+>", "", page)
        assert 'class="keyfigures"' in page
        assert page.index('class="verdict"') < page.index('class="ledger"')

    def test_a_date_leads_to_the_same_chapter_of_another_book(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, page_of(books.closing, "tiers"))

        assert f'href="{page_of(books.earlier, "tiers")}"' in page

    def test_rows_of_tiers_stages_and_layers_lead_to_the_contacts(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, page_of(books.closing, "tiers"))

        for address in ("/contacts/?tier=core", "/contacts/?stage=active", "/contacts/?layer="):
            assert f'href="{address}' in page

    @each_chapter
    def test_a_page_costs_the_same_statements_however_many_books_are_kept(
        self, books: Books, owner_client: Client, audited: Audited, key: str
    ) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                read(owner_client, page_of(books.closing, key))
            return len(found)

        few = count()
        for days in range(30, 34):
            register(f"b-more-{days}", replace(AUDIT, days=days), folder=audited.audit_id)

        assert count() == few <= 12

    def test_the_newest_book_opens_from_the_menu(self, books: Books, owner_client: Client) -> None:
        response = owner_client.get("/book/")

        assert response.headers["Location"] == page_of(books.closing, "statement")

    def test_before_the_first_book_it_says_what_to_do(self, empty_home: Home, owner_client: Client) -> None:
        assert "/book/ask/" in read(owner_client, "/book/")
        assert "事件湖里还没有数据" in read(owner_client, "/book/ask/")

    @pytest.mark.parametrize("path", ["/book/nobody/statement/", "/book/b-closing/nothing/", "/book/b-programs/tiers/"])
    def test_what_is_not_there_is_not_found(self, books: Books, owner_client: Client, path: str) -> None:
        assert owner_client.get(path).status_code == 404


@pytest.mark.either_store
class TestOtherVersions:
    def test_a_book_of_another_definition_gives_a_sentence_and_the_way_out(
        self, books: Books, audited: Audited, owner_client: Client, tmp_path: Path, settings: LazySettings
    ) -> None:
        home = Home(tmp_path / "old")
        shutil.copytree(audited.home.path, home.path)
        document = home.books / books.closing.public_id / kept.DOCUMENT
        tree = json.loads(document.read_text(encoding="utf-8"))
        tree["stamp"]["definition_version"] = "0"
        document.write_text(json.dumps(tree), encoding="utf-8")
        settings.HOME = home

        response = owner_client.get(page_of(books.closing, "statement"))

        assert response.status_code == 409
        assert "两种定义的数字不能并列比较" in response.content.decode()
        assert 'action="/book/ask/"' in response.content.decode()
        assert owner_client.get("/").status_code == 200


@pytest.mark.either_store
class TestSight:
    @each_chapter
    def test_analysts_see_no_person(self, books: Books, world: World, key: str) -> None:
        whole = queries.open_whole_audit(books.closing)
        response = world.client(Role.ANALYST).get(page_of(books.closing, key))

        page = response.content.decode()
        shown = [each for each in whole.contacts["source_key"].to_pylist() if each and each in page]
        assert response.status_code == (404 if key == "people" else 200)
        assert shown == []
        assert "/contacts/" not in page

    def test_staff_are_sent_to_their_own_figures(self, books: Books, world: World, staff_client: Client) -> None:
        assert staff_client.get("/book/").headers["Location"] == "/book/mine/"
        assert staff_client.get(page_of(books.closing, "statement")).status_code == 404
        assert "由你服务的客户" in read(staff_client, "/book/mine/")

    def test_staff_read_their_own_row(self, books: Books, world: World) -> None:
        book = queries.open_audit(books.closing)
        row = next(each for each in book.cuts if each.dimension == "staff" and each.key)
        user = world.user(Role.STAFF)
        user.staff_id = row.key
        user.save()

        page = read(world.client(Role.STAFF), "/book/mine/")

        assert 'class="keyfigures"' in page
        assert f">{row.n_contacts:,}<" in page

    def test_hostile_names_are_text(
        self, books: Books, audited: Audited, owner_client: Client, tmp_path: Path, settings: LazySettings
    ) -> None:
        home = Home(tmp_path / "hostile")
        shutil.copytree(audited.home.path, home.path)
        settings.HOME = home
        book = queries.open_whole_audit(books.closing)
        network = book.network
        assert network is not None
        hostile = replace(
            book,
            brand=HOSTILE,
            cuts=tuple(replace(each, key=HOSTILE) for each in book.cuts),
            touchpoints=tuple(replace(each, touchpoint=HOSTILE) for each in book.touchpoints),
            core_examples=tuple(replace(each, source_key=HOSTILE) for each in book.core_examples),
            network=replace(network, advocates=tuple(replace(each, source_key=HOSTILE) for each in network.advocates)),
        )
        kept.keep(hostile, home.books / books.closing.public_id, kept.Stamp("audit", AT_MS, 1))

        for chapter in CHAPTERS:
            page = read(owner_client, page_of(books.closing, chapter.key))
            assert "<script>alert" not in page
            assert "\u202e" not in page


class TestNames:
    def test_people_have_the_names_that_the_brand_knows_and_lead_to_their_pages(
        self, books: Books, mirror: MirrorBook, owner_client: Client
    ) -> None:
        path = page_of(books.closing, "people")
        linked = re.findall(r'<a href="/contacts/([\w-]+)/"><bdi>(.*?)</bdi>', read(owner_client, path))
        names = dict(Contact.objects.values_list("public_id", "name"))

        assert len(linked) >= 2
        assert all(names[public_id] == name for public_id, name in linked)

        Contact.objects.filter(public_id=linked[0][0]).update(name=HOSTILE, gone_ms=None)
        Contact.objects.filter(public_id=linked[1][0]).update(erased_ms=AT_MS)
        page = read(owner_client, path)

        assert "<script>alert" not in page
        assert linked[1][0] not in page

    def test_the_network_calls_people_by_their_names_and_leads_to_their_pages(
        self, books: Books, mirror: MirrorBook, owner_client: Client, world: World
    ) -> None:
        network = queries.open_whole_audit(books.closing).network
        assert network is not None and network.advocates and network.picture.nodes
        first = network.advocates[0]
        contact = Contact.objects.get(points__lake_id=first.contact_id)
        Contact.objects.filter(pk=contact.pk).update(name="<b>林晓月</b>", gone_ms=None)
        path = page_of(books.closing, "network")

        page = read(owner_client, path)
        to_analyst = read(world.client(Role.ANALYST), path)

        link = f'<a href="/contacts/{contact.public_id}/"><bdi>&lt;b&gt;林晓月&lt;/b&gt;</bdi></a>'
        assert page.count(link) >= 2, "in the ranking and in the reasons"
        assert first.source_key not in page and "<b>林" not in page
        assert "林晓月" in ISLAND.findall(page)[0], "in the drawing too"
        assert "林晓月" not in to_analyst and "/contacts/" not in to_analyst

    def test_a_list_of_people_in_one_cell_leads_to_each(
        self, books: Books, mirror: MirrorBook, owner_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = queries.open_audit(books.closing)
        assert book.network is not None
        known = list(Contact.objects.order_by("pk").values_list("points__lake_id", "public_id")[:9])
        circle = Circle(tuple(i for i, _ in known), tuple(f"key-{i}" for i, _ in known), 0.8, 20, 0, ())
        changed = replace(book, network=replace(book.network, circles=(circle,), n_circles=1))
        monkeypatch.setattr(queries, "open_audit", lambda _: changed)

        page = read(owner_client, page_of(books.closing, "network"))

        rows = re.findall(r'<th scope="row">.*?</th>', page[page.index('<h3 class="inner">小圈子') :])
        assert re.findall(r'href="/contacts/([\w-]+)/"', rows[0]) == [public_id for _, public_id in known[:8]]
        assert "+1" in rows[0] and "key-" not in rows[0]


@pytest.mark.either_store
class TestFiles:
    @pytest.mark.parametrize("form", ["html", "json", "xlsx"])
    def test_each_form_comes_whole_and_is_written_down(self, books: Books, owner_client: Client, form: str) -> None:
        response = owner_client.get(f"/book/{books.closing.public_id}/file/{form}/")

        body = b"".join(response.streaming_content)
        assert response.status_code == 200
        assert f'filename="guanxi-2025-12-31.{form}"' in response.headers["Content-Disposition"]
        assert len(body) > 10_000
        assert AuditEntry.objects.filter(action="book.exported", after__form=form).exists()

    @pytest.mark.parametrize(("role", "sees"), [(Role.OWNER, True), (Role.OPERATOR, False), (Role.ANALYST, False)])
    def test_keys_of_contacts_are_whole_only_for_who_may_export_them(
        self, books: Books, world: World, tmp_path: Path, role: Role, sees: bool
    ) -> None:
        keys = set(queries.open_whole_audit(books.closing).contacts["source_key"].to_pylist())
        response = world.client(role).get(f"/book/{books.closing.public_id}/file/xlsx/")
        (tmp_path / "b.xlsx").write_bytes(b"".join(response.streaming_content))

        workbook = openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)
        cells = {cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row}

        assert bool(keys & cells) is sees

    def test_there_is_no_other_form(self, books: Books, owner_client: Client) -> None:
        assert owner_client.get(f"/book/{books.closing.public_id}/file/exe/").status_code == 404


class TestAsking:
    def test_the_form_proposes_the_latest_day_and_three_months_before(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, "/book/ask/")

        assert 'value="2025-12-31"' in page
        assert 'value="2025-10-01"' in page
        assert 'value="365"' in page

    @pytest.mark.parametrize(("asked_from", "opens"), [("", "statement"), ("change", "change"), ("//x", "statement")])
    def test_a_question_that_was_answered_leads_to_its_verdict_or_to_where_it_was_asked(
        self, books: Books, owner_client: Client, asked_from: str, opens: str
    ) -> None:
        given = {"as_of": "2025-12-31", "compare_to": "2025-09-30", "days": "365", "then": asked_from}

        response = owner_client.post("/book/ask/", given)

        assert response.headers["Location"] == page_of(books.closing, opens)
        assert not Job.objects.exists()

    @pytest.mark.parametrize(("asked_from", "ending"), [("", "/"), ("change", "/?then=change"), ("x&y", "/")])
    def test_a_wait_remembers_the_chapter_that_was_asked_from(
        self, books: Books, owner_client: Client, asked_from: str, ending: str
    ) -> None:
        given = {"as_of": "2025-12-31", "compare_to": "2025-09-30", "days": "180", "then": asked_from}

        address = owner_client.post("/book/ask/", given).headers["Location"]

        assert address.endswith(ending)
        assert f"refresh={quote(address)}" in read(owner_client, address)

    def test_a_new_question_leads_to_its_progress(self, books: Books, owner_client: Client) -> None:
        response = owner_client.post("/book/ask/", {"as_of": "2025-12-31", "compare_to": "", "days": "180"})

        page = read(owner_client, response.headers["Location"])
        assert "/progress/" in page
        assert Job.objects.get().args["days"] == 180

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"as_of": "", "compare_to": "", "days": "365"}, "请填写有效的日期"),
            ({"as_of": "2025-12-31", "compare_to": "x", "days": "365"}, "请填写有效的日期"),
            ({"as_of": "2025-12-31", "compare_to": "2026-01-31", "days": "365"}, "期初日期须早于截至日期"),
            ({"as_of": "2025-12-31", "compare_to": "", "days": "٣٦٥"}, "请填写天数"),
            ({"as_of": "2025-12-31", "compare_to": "", "days": "7"}, "超出范围"),
            ({"as_of": "2199-12-31", "compare_to": "", "days": "365"}, "在未来"),
            ({"as_of": "2001-01-01", "compare_to": "", "days": "365"}, "早于数据中的第一个事件。请选择 20"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_the_field(
        self, books: Books, owner_client: Client, given: dict[str, str], said: str
    ) -> None:
        response = owner_client.post("/book/ask/", given)

        assert response.status_code == 400
        assert said in response.content.decode()
        assert not Job.objects.exists()


class TestKeptBooks:
    def test_the_list_names_each_and_what_it_said(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, "/book/kept/")

        assert page_of(books.closing, "statement") in page
        assert page_of(books.earlier, "statement") in page

    def test_removing_can_be_undone(self, books: Books, owner_client: Client) -> None:
        owner_client.post(f"/book/{books.closing.public_id}/remove/")
        without = read(owner_client, "/book/kept/")
        owner_client.post(f"/book/{books.closing.public_id}/bring-back/")

        assert page_of(books.closing, "statement") not in without
        assert queries.get_kept(books.closing.public_id, BookKind.AUDIT) == books.closing


class TestPrograms:
    def test_all_programs_and_each_of_them(self, programs: KeptView, owner_client: Client) -> None:
        overview = read(owner_client, f"/book/programs/{programs.public_id}/")
        one = read(owner_client, f"/book/programs/{programs.public_id}/1/", "en")

        assert f"/book/programs/{programs.public_id}/1/" in overview
        assert 'id="program-1"' in one
        assert "<table" in one
        assert owner_client.get(f"/book/programs/{programs.public_id}/99/").status_code == 404
        assert owner_client.get("/book/programs/").headers["Location"].endswith(f"/{programs.public_id}/")

    def test_before_the_first_read_out_it_says_how(self, books: Books, owner_client: Client) -> None:
        page = read(owner_client, "/book/programs/")

        assert 'action="/book/programs/ask/"' in page
        assert owner_client.post("/book/programs/ask/").status_code == 302
        assert Job.objects.get().kind == "books.read_out_programs"
