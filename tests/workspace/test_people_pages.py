"""Contacts on pages: whose they are, hostile input, and the page of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from brand_people import STAFF_ID, ClientOf, World
from django.conf import settings
from django.test import Client
from made_people import AT_MS, DAY_MS, book_table, contact_row, make_contact, make_lake, take

from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry
from guanxi.book.drivers.columns import DRIVER_NAMES
from guanxi.console.people import words
from guanxi.people.consent.suppressing import lift, suppress
from guanxi.people.contracts import Filters, Scope
from guanxi.people.models import ConsentEntry, Contact, IdentityCase, TagAssignment
from guanxi.people.operations import merge_contacts, resolve_point, take_positions
from guanxi.people.queries import list_contacts
from guanxi.people.timeline import READER

pytestmark = pytest.mark.django_db
HOSTILE = [
    "id; DROP TABLE people_contact",
    "clv_fen",
    "__class__",
    "contact__user__password",
    "-value",
    "\0",
    "%s",
    "’",
]
EVIL = '<script>alert(1)</script>\u202e" onmouseover=x'


def keys_in(response: Any) -> str:
    return str(response.content.decode())


class TestWhoseContactsTheyAre:
    def test_staff_see_those_with_an_open_edge_to_them_and_404_elsewhere(self, client_of: ClientOf) -> None:
        own, other = make_contact("MINE", staff=STAFF_ID), make_contact("OTHERS", staff="S99")
        client = client_of(Role.STAFF)

        listed = keys_in(client.get("/contacts/"))

        assert "MINE" in listed
        assert "OTHERS" not in listed
        assert client.get(f"/contacts/{own.public_id}/").status_code == 200
        for path in ("", "timeline/"):
            assert client.get(f"/contacts/{other.public_id}/{path}").status_code == 404
        for path in ("tags/", "consent/", "suppression/"):
            assert client.post(f"/contacts/{other.public_id}/{path}").status_code == 404

    def test_an_edge_that_ended_shows_nothing_any_more(self, client_of: ClientOf) -> None:
        own = make_contact("MINE", staff=STAFF_ID)
        own.edges.update(until_ms=AT_MS)

        assert client_of(Role.STAFF).get(f"/contacts/{own.public_id}/").status_code == 404
        assert "MINE" not in keys_in(client_of(Role.STAFF).get("/contacts/"))

    def test_staff_cannot_widen_their_list_by_a_filter(self, client_of: ClientOf) -> None:
        other = make_contact("OTHERS", staff="S99")
        edge = other.edges.get()

        listed = keys_in(client_of(Role.STAFF).get("/contacts/", {"staff": edge.staff.public_id}))

        assert "OTHERS" not in listed

    @pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMIN])
    def test_analysts_and_administrators_see_no_contact(self, client_of: ClientOf, role: Role) -> None:
        contact = make_contact("C1")

        assert client_of(role).get("/contacts/").status_code == 403
        assert client_of(role).get(f"/contacts/{contact.public_id}/").status_code == 403

    @pytest.mark.parametrize("public_id", ["x", "a" * 22, "é", "%00", "..%2f", "1 OR 1=1", "a" * 400])
    def test_an_id_that_is_none_is_404(self, owner_client: Client, public_id: str) -> None:
        assert owner_client.get(f"/contacts/{public_id}/").status_code == 404
        assert owner_client.post(f"/merges/{public_id}/undo/").status_code == 404
        assert owner_client.post(f"/identity/{public_id}/").status_code == 404

    def test_a_merged_contact_leads_to_what_it_is_now(self, owner_client: Client) -> None:
        winner, loser = make_contact("C1"), make_contact("C2")
        merge_contacts(winner, loser, reason="", now_ms=AT_MS, actor_id=None)

        response = owner_client.get(f"/contacts/{loser.public_id}/")

        assert response.status_code == 302
        assert response.headers["Location"] == f"/contacts/{winner.public_id}/"

    def test_staff_do_not_reach_a_foreign_survivor_by_a_merged_id(self, client_of: ClientOf) -> None:
        winner, loser = make_contact("C1", staff="S99"), make_contact("C2")
        merge_contacts(winner, loser, reason="", now_ms=AT_MS, actor_id=None)

        assert client_of(Role.STAFF).get(f"/contacts/{loser.public_id}/").status_code == 404

    @pytest.mark.parametrize("end", ["erased_ms", "gone_ms"])
    def test_an_erased_contact_is_gone(self, owner_client: Client, end: str) -> None:
        contact = make_contact("C1")
        Contact.objects.filter(pk=contact.pk).update(**{end: AT_MS})

        assert owner_client.get(f"/contacts/{contact.public_id}/").status_code == 404

    @pytest.mark.parametrize("path", ["/", "/contacts/"])
    def test_staff_without_an_id_are_told_who_can_set_it(self, world: World, path: str) -> None:
        user = world.user(Role.STAFF)
        told = keys_in(world.client(Role.STAFF).get(path))
        user.staff_id = ""
        user.save()

        page = keys_in(world.client(Role.STAFF).get(path))

        assert "没有员工编号" not in told
        assert "没有员工编号" in page
        assert "管理员" in page


class TestHostileInput:
    @pytest.mark.parametrize("value", HOSTILE)
    @pytest.mark.parametrize("name", ["sort", "order", "tier", "stage", "layer", "band", "consent", "channel", "staff",
                                      "tag", "after", "before", "search", "nobody__knows"])  # fmt: skip
    def test_names_and_values_outside_of_the_lists_do_nothing(
        self, owner_client: Client, name: str, value: str
    ) -> None:
        make_contact("C1")

        response = owner_client.get("/contacts/", {name: value})

        assert response.status_code == 200

    @pytest.mark.parametrize("name", [EVIL, "名" * 300, "\u2066\u2067" * 20])
    def test_names_of_people_are_text(self, owner_client: Client, name: str) -> None:
        contact = make_contact("C1", name=name[:300])

        for page in ("/contacts/", f"/contacts/{contact.public_id}/"):
            shown = keys_in(owner_client.get(page))

            assert "<script>alert" not in shown
            assert not set("\u202e\u2066\u2067") & set(shown)
            assert "名" * 61 not in shown

    def test_a_telephone_number_is_masked_on_pages(self, owner_client: Client) -> None:
        contact = make_contact("13812345678")

        for page in ("/contacts/", f"/contacts/{contact.public_id}/"):
            assert "138****5678" in keys_in(owner_client.get(page))
            assert "13812345678" not in keys_in(owner_client.get(page))

    @pytest.mark.parametrize("skip", ["-1", "9" * 30, "x", "٣"])
    def test_a_place_in_the_timeline_that_is_none_is_the_beginning(self, owner_client: Client, skip: str) -> None:
        contact = make_contact("C1")

        assert owner_client.get(f"/contacts/{contact.public_id}/timeline/", {"skip": skip}).status_code == 200


class TestOneContact:
    def test_the_timeline_joins_lake_and_inbox_and_filters(
        self, tmp_path: Path, owner_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        events = [
            {"contact_key": "C1", "kind": "order_paid", "occurred_ms": AT_MS - DAY_MS, "amount_fen": 12_300},
            {"contact_key": "C1", "kind": "complaint_filed", "occurred_ms": AT_MS},
            {"contact_key": "C2", "kind": "reply", "occurred_ms": AT_MS},
            {"contact_key": "C1", "kind": "referral_made", "occurred_ms": AT_MS, "peer_key": "C2"},
        ]
        take(make_lake(tmp_path / "home" / "lake", tmp_path / "w", events=events))
        monkeypatch.setattr(settings, "HOME", type(settings.HOME)(tmp_path / "home"))
        contact = Contact.objects.get(key="C1")

        whole = keys_in(owner_client.get(f"/contacts/{contact.public_id}/"))
        orders = keys_in(owner_client.get(f"/contacts/{contact.public_id}/timeline/?role=order"))
        READER.close()

        assert "¥123" in whole
        assert "投诉" in whole
        assert ">C2<" in whole  # the neighbour
        assert "¥123" in orders
        assert "投诉" not in orders.partition('class="timeline"')[2]

    def test_every_driver_of_a_book_is_a_sentence_here(self) -> None:
        assert set(words.DRIVERS) == set(DRIVER_NAMES)

    def test_tags_come_and_go_and_are_written_down(self, owner_client: Client) -> None:
        contact = make_contact("C1")
        page = f"/contacts/{contact.public_id}/"

        owner_client.post(f"{page}tags/", {"act": "add", "dimension": "interest", "name": "  岩茶  "})
        assigned = TagAssignment.objects.get()
        shown = keys_in(owner_client.get(page))
        filtered = list_contacts(Scope(True), Filters(tag=assigned.tag.public_id))
        owner_client.post(f"{page}tags/", {"act": "remove", "tag": assigned.tag.public_id})

        assert "岩茶" in shown
        assert filtered.count.n == 1
        assert not TagAssignment.objects.filter(until_ms=None).exists()
        actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
        assert actions == ["tag.created", "contact.tag_added", "contact.tag_removed"]

    @pytest.mark.parametrize(
        "fields", [{"dimension": "evil", "name": "x"}, {"dimension": "interest", "name": "x" * 41}]
    )
    def test_a_tag_that_cannot_be_is_refused_with_a_sentence(
        self, owner_client: Client, fields: dict[str, str]
    ) -> None:
        contact = make_contact("C1")

        response = owner_client.post(f"/contacts/{contact.public_id}/tags/", fields | {"act": "add"})

        assert response.status_code == 409
        assert "标签" in keys_in(response)

    def test_consent_is_recorded_with_its_evidence(self, owner_client: Client) -> None:
        contact = make_contact("C1")
        fields = {"purpose": "promotion", "channel": "any", "act": "granted", "evidence": "2025-06 版表单"}

        response = owner_client.post(f"/contacts/{contact.public_id}/consent/", fields)

        assert response.status_code == 302
        assert ConsentEntry.objects.get().evidence == {"note": "2025-06 版表单"}
        assert "2025-06 版表单" in keys_in(owner_client.get(f"/contacts/{contact.public_id}/"))

    def test_merging_is_previewed_done_and_undone(self, owner_client: Client) -> None:
        winner, loser = make_contact("C1"), make_contact("C2")
        page = f"/contacts/{winner.public_id}/merge/"

        preview = keys_in(owner_client.get(page, {"key": "C2"}))
        owner_client.post(page, {"loser": loser.public_id, "reason": "电话相同"})
        merge = winner.merges.get()
        shown = keys_in(owner_client.get(f"/contacts/{winner.public_id}/"))
        owner_client.post(f"/merges/{merge.public_id}/undo/")

        assert "触点身份" in preview
        assert "电话相同" in shown
        assert Contact.objects.filter(merged_into=None).count() == 2

    def test_whom_to_merge_is_found_by_name_and_the_last_four_and_chosen_of_several(self, owner_client: Client) -> None:
        winner, one = make_contact("13900001234", name="张三"), make_contact("13800005678", name="张三丰")
        other = make_contact("WX-1", name="李四")
        page = f"/contacts/{winner.public_id}/merge/"

        by_name, by_four = (keys_in(owner_client.get(page, {"key": typed})) for typed in ("李", "5678"))
        several = keys_in(owner_client.get(page, {"key": "1"}))
        make_contact("13800009999", name="张小满")
        chosen = keys_in(owner_client.get(page, {"key": "张"}))

        assert "将把 李四 并入 张三" in by_name.replace("\u2068", "").replace("\u2069", "")
        assert f'value="{one.public_id}"' in by_four
        assert "将把 张三丰 并入" in several.replace("\u2068", "").replace("\u2069", "")
        assert "是哪一位" in chosen and f"?with={one.public_id}" in chosen and f"?with={other.public_id}" not in chosen
        assert f"?with={winner.public_id}" not in chosen
        assert f'value="{one.public_id}"' in keys_in(owner_client.get(page, {"with": one.public_id}))
        assert "没有找到另一位" in keys_in(owner_client.get(page, {"key": "没有这个人"}))

    def test_amounts_of_the_timeline_are_what_was_paid(
        self, owner_client: Client, tmp_path: Path, settings: Any
    ) -> None:
        settings.HOME = type(settings.HOME)(tmp_path)
        amounts = {"E1": 123_450, "E2": 9_000}
        events = [
            {"contact_key": "C1", "kind": "order_paid", "occurred_ms": AT_MS - DAY_MS, "amount_fen": fen}
            for fen in amounts.values()
        ]
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=[contact_row("C1")], events=events))

        page = keys_in(owner_client.get(f"/contacts/{Contact.objects.get().public_id}/"))
        READER.close()

        assert "¥1,234.50" in page and "¥90.00" in page

    def test_an_identity_case_is_decided_on_its_page(self, owner_client: Client) -> None:
        make_contact("C1")
        resolve_point("phone", "", "P1", [], now_ms=AT_MS, may_create=False, is_lookup_outstanding=True)
        case = IdentityCase.objects.get()

        assert ">P1<" in keys_in(owner_client.get("/identity/"))
        owner_client.post(f"/identity/{case.public_id}/", {"decision": "made_new"})

        assert Contact.objects.filter(key="P1").exists()

    def test_a_lifted_suppression_stays_on_the_contacts_page(self, owner_client: Client) -> None:
        contact = make_contact("C1")
        suppress(contact, "complaint", now_ms=AT_MS, actor_id=None)
        lift(contact, "complaint", now_ms=AT_MS + DAY_MS, actor_id=None)

        page = keys_in(owner_client.get(f"/contacts/{contact.public_id}/"))

        assert "已解除的禁止触达" in page
        assert "禁止触达：投诉" not in page
        assert "数据中没有这位客户与其他客户的联系" in page

    @pytest.mark.parametrize(
        ("figures", "zh"),
        [
            ((0.59, 6.0), "离核心还差：T 低于 0.60。"),
            ((0.70, 4.0), "离核心还差：有效证据不足 5 次。"),
            ((0.50, 4.0), "离核心还差：T 低于 0.60；有效证据不足 5 次。"),
            ((0.70, 6.0), "离核心还差：互动面低于 0.4，价值也低于 0.5。"),
        ],
    )
    def test_an_ordinary_contact_is_told_which_condition_of_core_fails(
        self, owner_client: Client, tmp_path: Path, figures: tuple[float, float], zh: str
    ) -> None:
        lake = make_lake(tmp_path / "l", tmp_path / "w", contacts=[contact_row("C1")])
        take(lake, book=False)
        columns = {"trust": figures[:1], "n_eff": figures[1:], "n_orders": (2,), "tier": ("ordinary",)}
        take_positions(book_table(lake, **{name: list(value) for name, value in columns.items()}), AT_MS, now_ms=AT_MS)

        assert zh in keys_in(owner_client.get(f"/contacts/{Contact.objects.get().public_id}/"))
