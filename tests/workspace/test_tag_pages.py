"""The pages of tags: a rule made in a form, counted before, applied in the background, put away and brought back."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from brand_people import World
from django.test import Client
from made_people import AT_MS, contact_row, make_contact, make_lake, take

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.people.contracts import Filters, Scope
from guanxi.people.models import Tag, TagAssignment, TraitValue
from guanxi.people.operations import find_or_make_tag, give_tag
from guanxi.people.queries import list_contacts

CORE = {"name": "核心茶友", "dimension": "behaviour", "tier": "core"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def six(tmp_path: Path) -> None:
    """Six contacts with positions: C0 and C3 are core; values grow from C0 to C5."""
    take(make_lake(tmp_path / "lake", tmp_path, contacts=[contact_row(f"C{i}") for i in range(6)]))


def text_of(client: Client, address: str, data: dict[str, str] | None = None) -> str:
    return unescape(client.get(address, data).content.decode())


def keys_with(tag: Tag) -> set[str]:
    return {row.key for row in list_contacts(Scope(True), Filters(tag=tag.public_id)).rows}


@pytest.mark.usefixtures("six")
class TestMaking:
    def test_a_rule_is_counted_made_and_given_in_the_background(
        self, owner_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        counted = text_of(owner_client, "/tags/count/", {"tier": "core"})

        made = owner_client.post("/tags/new/", CORE, follow=True)
        run_jobs()

        tag = Tag.objects.get()
        assert "适合 2 位客户" in counted and "层级：核心" in counted
        assert made.redirect_chain == [("/tags/?said=made", 302)]
        assert keys_with(tag) == {"C0", "C3"}
        assert made.content.decode().count("alert-success") == 1
        listed = text_of(owner_client, "/tags/")
        assert "核心茶友" in listed and "层级：核心" in listed and f"/contacts/?tag={tag.public_id}" in listed
        assert AuditEntry.objects.filter(action="tag.created").count() == 1

    def test_the_form_offers_the_attributes_that_the_data_state(self, owner_client: Client) -> None:
        contact = make_contact("D1")
        assert "还没有任何客户属性" in owner_client.get("/tags/new/").content.decode()

        TraitValue.objects.create(contact=contact, trait_key="city<b>", text="杭州", source="import", as_of_ms=AT_MS)
        page = owner_client.get("/tags/new/").content.decode()

        assert '<option value="city&lt;b&gt;">' in page and "例如 " in page

    def test_an_attribute_is_offered_shown_and_asked_for_by_its_name(
        self, owner_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        contact = make_contact("D1")
        TraitValue.objects.create(contact=contact, trait_key="city", text="杭州", source="import", as_of_ms=AT_MS)
        form = text_of(owner_client, "/tags/new/")
        card = text_of(owner_client, f"/contacts/{contact.public_id}/")
        given = {"trait_key": "城市", "trait_value": "杭州"}

        counted = text_of(owner_client, "/tags/count/", given)
        owner_client.post("/tags/new/", {"name": "杭州人", "dimension": "behaviour", **given})

        assert '<option value="城市" label="city">' in form
        assert "<dt><bdi>城市</bdi></dt><dd><bdi>杭州</bdi></dd>" in card and ">city<" not in card
        assert "城市：杭州" in counted
        assert Tag.objects.get().rule == [{"field": "trait:city", "operator": "is", "value": "杭州"}]

    def test_figures_are_typed_in_yuan_per_cent_and_days(self, owner_client: Client) -> None:
        given = {"value_from": "1,000", "trust_below": "70", "order_from": "30", "known_below": "4000"}

        owner_client.post("/tags/new/", {"name": "x", "dimension": "behaviour", **given})

        found = {(each["field"], each["operator"]): each["value"] for each in Tag.objects.get().rule}
        assert found == {
            ("clv_fen", "at_least"): 100_000,
            ("trust_milli", "below"): 700,
            ("days_since_order", "at_least"): 30,
            ("days_known", "below"): 4000,
        }

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({}, "至少要有一个条件"),
            ({"value_from": "很多"}, "须为整数"),
            ({"value_from": "-5"}, "须为整数"),
            ({"value_from": "9" * 40}, "须为整数"),
            ({"tier": "royal"}, "规则"),
            ({"trait_key": "city"}, "须同时填写"),
            ({"tier": "core", "name": " "}, "标签名"),
            ({"tier": "core", "dimension": "evil"}, "维度"),
            ({"tier": "core", "name": "<script>alert(1)</script>" * 4}, "标签名"),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(
        self, owner_client: Client, given: dict[str, str], says: str
    ) -> None:
        fields = {"name": "名称", "dimension": "behaviour", "order_from": ""} | given

        response = owner_client.post("/tags/new/", fields)

        shown = unescape(response.content.decode())
        assert response.status_code == 409
        assert says in shown
        assert not Tag.objects.exists()
        assert f'value="{fields["name"]}"' in shown or "<script>" in fields["name"]
        assert "<script>alert" not in response.content.decode()

    def test_a_second_tag_of_a_name_is_refused(self, owner_client: Client) -> None:
        find_or_make_tag("behaviour", CORE["name"], now_ms=AT_MS, actor_id=None)

        response = owner_client.post("/tags/new/", CORE)

        assert response.status_code == 409
        assert "已有同名标签" in response.content.decode()
        assert Tag.objects.get().rule == []

    def test_counting_says_what_is_wrong_as_one_types(self, owner_client: Client) -> None:
        assert "须为整数" in text_of(owner_client, "/tags/count/", {"value_from": "1e9"})


@pytest.mark.usefixtures("six")
class TestPuttingAway:
    def test_a_rule_takes_back_and_returns_and_a_word_of_a_person_is_kept(
        self, owner_client: Client, run_jobs: Callable[[], int]
    ) -> None:
        owner_client.post("/tags/new/", CORE)
        run_jobs()
        tag = Tag.objects.get()
        by_hand = make_contact("H1")
        give_tag(by_hand, tag, now_ms=AT_MS, actor_id=None)

        owner_client.post(f"/tags/{tag.public_id}/retire/")
        run_jobs()
        away = TagAssignment.objects.filter(until_ms=None).values_list("source", flat=True)
        on_page = text_of(owner_client, f"/contacts/{by_hand.public_id}/")
        offered = text_of(owner_client, "/contacts/")
        typed_again = owner_client.post(
            f"/contacts/{by_hand.public_id}/tags/", {"act": "add", "dimension": "behaviour", "name": CORE["name"]}
        )

        assert list(away) == ["person"]
        assert CORE["name"] not in on_page and CORE["name"] not in offered
        assert typed_again.status_code == 409

        owner_client.post(f"/tags/{tag.public_id}/revive/")
        run_jobs()
        assert TagAssignment.objects.filter(tag=tag, until_ms=None, source="rule").count() == 2
        assert CORE["name"] in text_of(owner_client, f"/contacts/{by_hand.public_id}/")

    def test_twice_is_once(self, owner_client: Client) -> None:
        tag = find_or_make_tag("behaviour", "x", now_ms=AT_MS, actor_id=None)

        for act in ("retire", "retire", "revive", "revive"):
            owner_client.post(f"/tags/{tag.public_id}/{act}/")

        actions = list(AuditEntry.objects.filter(action__startswith="tag.").values_list("action", flat=True))
        assert sorted(actions) == ["tag.created", "tag.retired", "tag.revived"]


def test_without_a_tag_or_a_book_the_pages_say_what_to_do(owner_client: Client) -> None:
    assert "还没有在用的标签" in text_of(owner_client, "/tags/")
    assert "第一次审计之后" in text_of(owner_client, "/tags/count/", {"tier": "core"})


def test_an_employee_makes_no_rules(world: World) -> None:
    client = world.client(Role.STAFF)

    assert [client.get("/tags/").status_code, client.post("/tags/new/", CORE).status_code] == [403, 403]
    assert not Tag.objects.exists()
