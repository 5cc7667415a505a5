"""Hostile text in every field of accounts: refused with a sentence, or stored and shown inert. Never a broken page."""

from __future__ import annotations

import pytest
from brand_people import ClientOf, World
from django.test import Client
from markupsafe import escape

from guanxi.accounts import operations
from guanxi.accounts.contracts import Role
from guanxi.accounts.models import User
from guanxi.facade.asking import now_ms

INERT = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' OR 1=1 --",
    "'; DROP TABLE accounts_user; --",
    "{{ 7*7 }}",
    "{% raw %}{{ config }}",
    "{name} {0.__class__}",
    "%(x)s %s %n",
    "${7*7} #{7*7}",
    "👩‍👩‍👧 茶 🏳️‍🌈",
    '=HYPERLINK("http://evil.example")',
    "الشاي",
    "javascript:alert(1)",
    "a&lt;b&amp;c",
]
REFUSED = [
    "\x00",
    "茶\x00园",
    "a\nb",
    "a\rSet-Cookie: x",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "a\u200bb",
    "\ufeff茶",
    "a\u2028b",
    "x" * 300,
    "",
    "   ",
]
ADDRESSES = ["/users/", "/log/", "/account/"]


def shown(client: Client, *addresses: str) -> str:
    pages = [client.get(address) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    return "".join(page.content.decode() for page in pages)


@pytest.mark.django_db
class TestNames:
    @pytest.mark.parametrize("name", INERT)
    def test_what_is_only_strange_is_shown_inert(
        self, admin_client: Client, owner_client: Client, world: World, name: str
    ) -> None:
        form = {"name": name, "login": "shen", "staff_id": name, "roles": [Role.ANALYST]}

        added = admin_client.post("/users/new/", form)

        shen = User.objects.get(login="shen")
        assert shen.name == name
        pages = added.content.decode() + shown(owner_client, "/users/", f"/users/{shen.public_id}/", "/log/")
        assert str(escape(name)) in pages
        if escape(name) != name:
            assert name not in pages

    @pytest.mark.parametrize("name", REFUSED)
    @pytest.mark.parametrize("field", ["name", "login", "staff_id"])
    def test_what_hides_or_is_endless_is_refused(
        self, admin_client: Client, world: World, field: str, name: str
    ) -> None:
        if field == "staff_id" and not name.strip():
            pytest.skip("a staff id may stay empty")
        form = {"name": "沈青", "login": "shen", "staff_id": "", "roles": [Role.ANALYST], field: name}

        response = admin_client.post("/users/new/", form)

        assert response.status_code == 422
        assert "invalid-feedback" in response.content.decode()
        assert User.objects.count() == len(world.users)

    @pytest.mark.parametrize("name", [name for name in REFUSED if name.strip() and name.strip() == name])
    def test_nobody_renames_themselves_or_others_so(self, admin_client: Client, world: World, name: str) -> None:
        staff = world.user(Role.STAFF)

        own = admin_client.post("/account/name/", {"name": name})
        others = admin_client.post(f"/users/{staff.public_id}/details/", {"name": name, "staff_id": "S01"})

        assert (own.status_code, others.status_code) == (422, 422)
        assert name not in User.objects.values_list("name", flat=True)

    @pytest.mark.parametrize("text", [*INERT, *REFUSED])
    def test_set_up_never_breaks(self, client: Client, db: None, text: str) -> None:
        token = operations.issue_set_up_link(at_ms=now_ms()).token
        for field in ("name", "login", "password", "again"):
            good = {"name": "林", "login": "lin", "password": "a tea farm in Fujian", "again": "a tea farm in Fujian"}

            response = Client(raise_request_exception=False).post(f"/setup/{token}/", {**good, field: text})

            assert response.status_code in {302, 410, 422}
            assert "<script>alert" not in response.content.decode()


@pytest.mark.django_db
class TestEverythingElse:
    @pytest.mark.parametrize("text", [*INERT, *REFUSED])
    def test_signing_in_never_breaks(self, world: World, text: str) -> None:
        client = Client(raise_request_exception=False)

        statuses = [
            client.post("/login/", {"login": text, "password": "x", "next": text}).status_code,
            client.post("/login/", {"login": "owner", "password": text}).status_code,
            client.get("/login/", {"next": text, "new": text}).status_code,
        ]

        assert set(statuses) <= {200, 422, 429}

    @pytest.mark.parametrize("text", [*INERT, *REFUSED])
    def test_searching_and_filtering_never_break(self, owner_client: Client, text: str) -> None:
        pages = [
            owner_client.get("/users/", {"q": text}),
            owner_client.get("/log/", {"actor": text, "action": text, "subject": text, "before": text}),
            owner_client.get("/account/", {"said": text}),
        ]

        assert {page.status_code for page in pages} == {200}
        assert "<script>alert" not in "".join(page.content.decode() for page in pages)

    @pytest.mark.parametrize("text", [*INERT, *REFUSED])
    def test_roles_and_passwords_never_break(self, client_of: ClientOf, world: World, text: str) -> None:
        owner, staff = client_of(Role.OWNER), client_of(Role.STAFF)
        page = f"/users/{world.user(Role.STAFF).public_id}/roles/"

        assert owner.post(page, {"roles": [text]}).status_code == 422
        change = {"old": text, "password": text, "again": text}
        assert staff.post("/account/password/", change).status_code in {422, 429}

    @pytest.mark.parametrize("agent", ["", "<script>", "\u202e", "x" * 10_000, "Mozilla \x00 Chrome"])
    def test_neither_does_the_name_of_a_browser(self, world: World, agent: str) -> None:
        client = Client(HTTP_USER_AGENT=agent)
        client.post("/login/", {"login": "staff", "password": "a tea farm in Fujian"})

        assert '<script>"' not in shown(client, "/account/")

    @pytest.mark.parametrize("address", ["", "unknown", "999.1.1.1", "::1%eth0", "\u202e", "x" * 500])
    def test_neither_does_an_address(self, world: World, address: str) -> None:
        response = Client(REMOTE_ADDR=address).post("/login/", {"login": "staff", "password": "wrong"})

        assert response.status_code == 422

    @pytest.mark.parametrize("token", ["x", "%00", "%E2%80%AE", "x" * 5_000, "..%2f..", "<script>"])
    def test_a_link_that_is_none_is_refused(self, client: Client, world: World, token: str) -> None:
        for kind in ("setup", "password"):
            assert client.get(f"/{kind}/{token}/").status_code in {404, 410}
