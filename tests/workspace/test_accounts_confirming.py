"""The password once more before what matters: asked when it was long ago, counted as signing in, leading nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from brand_people import PASSWORD, World, make_user, sign_in_now
from django.test import Client
from test_accounts_sign_in import HERE, LEADING_ELSEWHERE, STAYING_HERE, Clock

from guanxi.accounts import gatekeeper, limits, operations
from guanxi.accounts.contracts import Role
from guanxi.accounts.freshness import FRESH_MINUTES, MARK
from guanxi.accounts.models import AuditEntry, User
from guanxi.console import frame
from guanxi.console.accounts import confirming, doors, own

CONFIRM = "/account/confirm/"
NEW = "a second farm in Anxi"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    for module in (doors, own, confirming, gatekeeper, frame):
        monkeypatch.setattr(module, "now_ms", made)
    yield made


@pytest.fixture
def admin(world: World, clock: Clock) -> Client:
    """Signed in by password, a while ago."""
    client = Client()
    assert client.post("/login/", {"login": "admin", "password": PASSWORD}).status_code == 302
    clock.pass_minutes(FRESH_MINUTES + 1)
    return client


def the_person(world: World) -> str:
    return f"/users/{world.user(Role.ANALYST).public_id}/"


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def asks(client: Client, address: str = "/users/new/") -> bool:
    response = client.get(address)
    return response.status_code == 302 and response.headers["Location"].startswith(CONFIRM)


@pytest.mark.django_db
class TestWhenItIsAsked:
    def test_not_soon_after_signing_in(self, world: World, clock: Clock) -> None:
        client = Client()
        client.post("/login/", {"login": "admin", "password": PASSWORD})
        clock.pass_minutes(FRESH_MINUTES - 0.1)

        assert not asks(client)

    def test_when_the_password_was_typed_long_ago(self, admin: Client) -> None:
        assert asks(admin)

    def test_not_for_pages_that_only_show(self, admin: Client, world: World) -> None:
        assert admin.get("/users/").status_code == 200
        assert admin.get(the_person(world)).status_code == 200

    def test_again_after_the_same_while(self, admin: Client, clock: Clock) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})
        assert not asks(admin)
        clock.pass_minutes(FRESH_MINUTES)

        assert asks(admin)

    def test_what_one_does_meanwhile_does_not_put_it_off(self, world: World, clock: Clock) -> None:
        client = Client()
        client.post("/login/", {"login": "admin", "password": PASSWORD})
        for _ in range(3):
            clock.pass_minutes(FRESH_MINUTES / 3 + 0.1)
            client.get("/users/")
            client.post("/account/name/", {"name": "周维"})

        assert asks(client)

    @pytest.mark.parametrize("mark", [None, "", "now", 10**18, -1, 1.5, [1], {"a": 1}])
    def test_by_a_session_that_says_nothing_sensible(self, world: World, clock: Clock, mark: object) -> None:
        client = Client()
        client.force_login(world.user(Role.ADMIN))
        session = client.session
        session[MARK] = mark
        session.save()

        assert asks(client)

    def test_a_clock_that_is_seconds_behind_does_not_ask_for_ever(self, admin: Client, clock: Clock) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})
        clock.pass_minutes(-0.2)

        assert not asks(admin)

    def test_not_after_changing_the_password_which_took_the_old_one(self, admin: Client) -> None:
        admin.post("/account/password/", {"old": PASSWORD, "password": NEW, "again": NEW})

        assert not asks(admin)

    def test_of_a_file_with_whole_keys_only_those_who_get_them(self, world: World) -> None:
        def answer(role: Role) -> int:
            client = Client()
            sign_in_now(client, world.user(role), minutes_ago=FRESH_MINUTES + 1)
            return client.get("/book/nothing-of-that-name/file/json/").status_code

        assert {role: answer(role) for role in (Role.OWNER, Role.OPERATOR, Role.ANALYST)} == {
            Role.OWNER: 302,
            Role.OPERATOR: 404,
            Role.ANALYST: 404,
        }


@pytest.mark.django_db
class TestConfirming:
    def test_a_page_that_was_asked_for_opens_afterwards(self, admin: Client) -> None:
        asking = admin.get("/users/new/?from=list").headers["Location"]

        page = admin.get(asking).content.decode()
        response = admin.post(CONFIRM, dict(parse_qsl(urlsplit(asking).query)) | {"password": PASSWORD})

        assert "确认是你本人" in page
        assert "还没有执行" not in page
        assert response.headers["Location"] == "/users/new/?from=list"
        assert admin.get("/users/new/?from=list").status_code == 200

    def test_what_was_pressed_is_not_done_and_the_page_says_so(self, admin: Client, world: World) -> None:
        asking = admin.post(f"{the_person(world)}close/").headers["Location"]

        page = admin.get(asking).content.decode()
        response = admin.post(CONFIRM, dict(parse_qsl(urlsplit(asking).query)) | {"password": PASSWORD})
        back = admin.get(response.headers["Location"]).content.decode()

        assert "还没有执行" in page
        assert "请再做一次" in back
        assert response.headers["Location"].startswith(the_person(world))
        assert world.user(Role.ANALYST).is_active
        assert "user.closed" not in actions()
        admin.post(f"{the_person(world)}close/")
        assert not User.objects.get(login="analyst").is_active

    def test_the_page_speaks_the_readers_language(self, admin: Client, world: World) -> None:
        asking = admin.post(f"{the_person(world)}close/").headers["Location"]
        admin.post("/language/", {"lang": "en", "next": "/"})

        page = admin.get(asking).content.decode()
        response = admin.post(CONFIRM, dict(parse_qsl(urlsplit(asking).query)) | {"password": PASSWORD})

        assert "Confirm it is you" in page
        assert "please do it once more" in admin.get(response.headers["Location"]).content.decode()

    def test_a_list_comes_back_as_it_was_filtered(self, world: World) -> None:
        client = Client()
        sign_in_now(client, world.user(Role.OWNER), minutes_ago=FRESH_MINUTES + 1)

        asking = client.post(
            "/contacts/export/", headers={"Referer": "http://testserver/contacts/?tier=core&sort=value"}
        ).headers["Location"]

        assert dict(parse_qsl(urlsplit(asking).query)) == {"next": "/contacts/?tier=core&sort=value", "again": "1"}

    @pytest.mark.parametrize(
        "sender",
        [
            "https://evil.example/contacts/",
            "http://testserver.evil.example/contacts/",
            "http://testserver@evil.example/contacts/",
            "//evil.example/contacts/",
            "http://[/contacts/",
            "http://testserver/contacts/export/",
            "http://testserver/users/",
            "http://testserver//evil.example",
            "javascript:alert(1)",
            "",
        ],
    )
    @pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
    def test_a_sender_of_elsewhere_is_not_believed(self, world: World, header: str, sender: str) -> None:
        client = Client()
        sign_in_now(client, world.user(Role.OWNER), minutes_ago=FRESH_MINUTES + 1)

        asking = client.post("/contacts/export/", headers={header: sender}).headers["Location"]

        assert dict(parse_qsl(urlsplit(asking).query))["next"] == "/contacts/"

    def test_who_confirmed_in_another_window_goes_on(self, admin: Client) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert admin.get(f"{CONFIRM}?next=/users/new/").headers["Location"] == "/users/new/"

    def test_an_address_alone_puts_no_sentence_on_a_page(self, admin: Client) -> None:
        assert "请再做一次" not in admin.get("/users/?confirmed").content.decode()

    def test_is_written_down(self, admin: Client, owner_client: Client) -> None:
        admin.post(CONFIRM, {"password": "wrong", "next": "/"})
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert actions()[-2:] == ["session.not_confirmed", "session.confirmed"]
        page = owner_client.get("/log/").content.decode()
        assert "再次输入密码，确认了是本人" in page
        assert "密码输入错误" in page


@pytest.mark.django_db
class TestWrongPasswords:
    @pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), PASSWORD + " ", "\x00", "x" * 100_000])
    def test_open_nothing(self, admin: Client, password: str) -> None:
        response = admin.post(CONFIRM, {"password": password, "next": "/users/new/"})

        assert response.status_code == 422
        assert "密码不对" in response.content.decode()
        assert '<input type="hidden" name="next" value="/users/new/">' in response.content.decode()
        assert asks(admin)

    def test_are_limited_by_account(self, admin: Client, clock: Clock) -> None:
        statuses = [admin.post(CONFIRM, {"password": "wrong"}).status_code for _ in range(limits.PER_ACCOUNT)]

        response = admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert statuses == [422] * limits.PER_ACCOUNT
        assert response.status_code == 429
        assert "分钟后再试" in response.content.decode()
        assert actions().count("session.not_confirmed") == limits.PER_ACCOUNT
        assert actions().count("session.limited") == 1
        clock.pass_minutes(15.1)
        assert admin.post(CONFIRM, {"password": PASSWORD, "next": "/"}).status_code == 302

    def test_count_together_with_those_of_the_sign_in_page(self, admin: Client) -> None:
        for _ in range(limits.PER_ACCOUNT):
            Client().post("/login/", {"login": "admin", "password": "wrong"})

        assert admin.post(CONFIRM, {"password": PASSWORD}).status_code == 429

    def test_are_limited_by_address(self, world: World, admin: Client) -> None:
        for n in range(limits.PER_ADDRESS):
            Client().post("/login/", {"login": f"somebody{n}", "password": "wrong"})

        assert admin.post(CONFIRM, {"password": PASSWORD}).status_code == 429


@pytest.mark.django_db
class TestTheSession:
    def test_goes_on_under_another_key_and_the_copied_cookie_is_dead(self, admin: Client) -> None:
        thief = Client()
        thief.cookies["sessionid"] = admin.cookies["sessionid"].value
        assert thief.get("/users/").status_code == 200

        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert admin.get("/users/").status_code == 200
        assert thief.get("/users/").headers["Location"].startswith("/login/")
        assert "当前设备" in admin.get("/account/").content.decode()

    def test_the_moment_dies_with_it(self, admin: Client) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})
        kept = admin.cookies["sessionid"].value

        admin.post("/logout/")

        thief = Client()
        thief.cookies["sessionid"] = kept
        assert thief.get("/users/new/").headers["Location"].startswith("/login/")

    def test_one_confirmed_session_says_nothing_of_another(self, world: World, admin: Client, clock: Clock) -> None:
        second = Client()
        second.post("/login/", {"login": "admin", "password": PASSWORD})
        clock.pass_minutes(FRESH_MINUTES + 1)

        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert not asks(admin)
        assert asks(second)

    def test_an_old_cookie_is_no_session_after_the_password_changed(self, admin: Client) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})
        old = Client()
        old.cookies["sessionid"] = admin.cookies["sessionid"].value

        admin.post("/account/password/", {"old": PASSWORD, "password": NEW, "again": NEW})

        for response in (old.get("/users/new/"), old.post(CONFIRM, {"password": NEW, "next": "/"})):
            assert response.headers["Location"].startswith("/login/")
        assert not asks(admin)

    def test_neither_after_the_roles_changed(self, admin: Client, world: World, clock: Clock) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})
        make_user(Role.ADMIN, "郑一", "zheng")

        operations.set_roles(
            world.access(Role.OWNER), world.user(Role.ADMIN).public_id, {Role.ADMIN, Role.ANALYST}, at_ms=clock()
        )

        assert admin.get("/users/new/").headers["Location"].startswith("/login/")

    def test_a_stranger_has_nothing_to_confirm(self, world: World) -> None:
        for response in (Client().get(CONFIRM), Client().post(CONFIRM, {"password": PASSWORD})):
            assert response.headers["Location"].startswith("/login/")


@pytest.mark.django_db
@pytest.mark.either_store
class TestWhereItLeads:
    @pytest.mark.parametrize("again", [{}, {"again": "1"}])
    @pytest.mark.parametrize("given", LEADING_ELSEWHERE)
    def test_never_elsewhere(self, admin: Client, given: str, again: dict[str, str]) -> None:
        response = admin.post(CONFIRM, {"password": PASSWORD, "next": given} | again)

        assert response.headers["Location"] == ("/?confirmed" if again else "/")

    @pytest.mark.parametrize("again", [{}, {"again": "1"}])
    @pytest.mark.parametrize("given", STAYING_HERE)
    def test_to_any_path_of_this_server(self, admin: Client, given: str, again: dict[str, str]) -> None:
        response = admin.post(CONFIRM, {"password": PASSWORD, "next": given} | again)

        leads = urlsplit(urljoin(HERE, response.headers["Location"]))
        assert (leads.scheme, leads.netloc) == ("http", "127.0.0.1:8000")
        assert "\r" not in response.headers["Location"]

    @pytest.mark.parametrize("given", LEADING_ELSEWHERE[:12])
    def test_the_form_carries_nothing_foreign(self, admin: Client, given: str) -> None:
        page = admin.get(f"{CONFIRM}?next={quote(given)}").content.decode()

        assert 'action="/account/confirm/"' in page
        assert '<input type="hidden" name="next" value="/">' in page

    @pytest.mark.parametrize("given", LEADING_ELSEWHERE[:12])
    def test_neither_for_who_confirmed_already(self, admin: Client, given: str) -> None:
        admin.post(CONFIRM, {"password": PASSWORD, "next": "/"})

        assert admin.get(f"{CONFIRM}?next={quote(given)}").headers["Location"] == "/"
