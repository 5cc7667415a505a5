"""Signing in and out: where it leads, what it answers, how often one may fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

import pytest
from brand_people import PASSWORD, World
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client

from guanxi.accounts import limits
from guanxi.accounts.contracts import Role
from guanxi.accounts.models import AuditEntry, SignInAttempt, UserSession
from guanxi.console.accounts import doors
from guanxi.console.addresses import local_path

HERE = "http://127.0.0.1:8000/login/"
LEADING_ELSEWHERE = [
    "",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "\u00a0//evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "http://127.0.0.1:8000@evil.example/",
    "//127.0.0.1:8000@evil.example/",
    "//user:pass@evil.example",
    "https://例子.测试/",
    "//xn--fsqu00a.xn--0zwm56d/",
    "//evil。example",
    "／／evil.example",
    "∕∕evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "evil.example",
    "./evil",
    "../evil",
    "?next=//evil.example",
    "#//evil.example",
    "%2f%2fevil.example",
    "/" + "a" * 3_000,
]
STAYING_HERE = [
    "/account/",
    "/contacts/?sort=name&page=2",
    "/login/?next=//evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/／evil.example",
    "/∕evil.example",
    "/;@evil.example",
    "/.//evil.example",
    "/a//evil.example",
    "/客户/?q=茶",
]


class Clock:
    """The page's clock, in the test's hand."""

    def __init__(self) -> None:
        self.at_ms = 1_780_000_000_000

    def __call__(self) -> int:
        return self.at_ms

    def pass_minutes(self, minutes: float) -> None:
        self.at_ms += int(minutes * 60_000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(doors, "now_ms", made)
    yield made


def attempt(login: str = "owner", password: str = "wrong", address: str = "203.0.113.7") -> tuple[int, str]:
    response = Client(REMOTE_ADDR=address).post("/login/", {"login": login, "password": password})
    return response.status_code, response.content.decode()


@pytest.mark.django_db
class TestSignIn:
    def test_leads_to_the_page_that_was_asked_for(self, world: World, client: Client) -> None:
        response = client.post("/login/", {"login": "owner", "password": PASSWORD, "next": "/account/"})

        assert response.headers["Location"] == "/account/"
        assert client.get("/account/").status_code == 200

    def test_the_login_is_folded_as_a_person_in_a_hurry_writes_it(self, world: World) -> None:
        assert attempt(" ＯＷＮＥＲ ", PASSWORD)[0] == 302

    def test_the_session_has_another_key_afterwards(self, world: World, client: Client) -> None:
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted

        client.post("/login/", {"login": "owner", "password": PASSWORD})

        assert client.cookies["sessionid"].value != planted
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert thief.get("/account/").status_code == 302

    def test_unknown_closed_and_wrong_get_one_answer(self, world: World) -> None:
        closed = world.user(Role.ANALYST)
        closed.is_active = False
        closed.save()

        answers = [attempt("nobody"), attempt("analyst", PASSWORD), attempt("owner")]

        assert {status for status, _ in answers} == {422}
        assert all("登录名或密码不对" in page for _, page in answers)

    @pytest.mark.parametrize("login", ["owner", "nobody", "analyst", "\x00", "x" * 5_000])
    def test_each_failure_hashes_one_password(self, world: World, monkeypatch: pytest.MonkeyPatch, login: str) -> None:
        worked: list[str] = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: worked.append("") or encode(self, *given))
        invited = world.user(Role.ANALYST)
        invited.set_unusable_password()
        invited.save()

        assert attempt(login)[0] == 422

        assert len(worked) == 1

    def test_is_recorded_with_the_device_and_without_the_address(self, world: World) -> None:
        agent = "Mozilla/5.0 (iPhone) MicroMessenger/8.0<script>"
        browser = Client(headers={"User-Agent": agent}, REMOTE_ADDR="203.0.113.7")

        browser.post("/login/", {"login": "staff", "password": PASSWORD})

        session = UserSession.objects.get()
        assert session.device == "微信 WeChat · iPhone"
        assert "203.0.113.7" not in str(vars(session))
        assert AuditEntry.objects.get().action == "session.signed_in"

    def test_signing_out_takes_a_post(self, world: World, owner_client: Client) -> None:
        assert owner_client.get("/logout/").status_code == 405
        assert owner_client.get("/account/").status_code == 200

        owner_client.post("/logout/")

        assert owner_client.get("/account/").status_code == 302

    def test_sweeps_sessions_that_are_out_of_date(self, world: World) -> None:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        Session.objects.create(session_key="k" * 32, session_data="", expire_date=long_ago)

        attempt(password=PASSWORD)

        assert not Session.objects.filter(expire_date=long_ago).exists()

    def test_somebody_who_is_signed_in_goes_on(self, owner_client: Client) -> None:
        assert owner_client.get("/login/?next=/account/").headers["Location"] == "/account/"


@pytest.mark.django_db
@pytest.mark.either_store
class TestWhereItLeads:
    @pytest.mark.parametrize("given", LEADING_ELSEWHERE)
    def test_never_elsewhere(self, world: World, given: str) -> None:
        response = Client().post("/login/", {"login": "owner", "password": PASSWORD, "next": given})

        assert response.headers["Location"] == "/"

    @pytest.mark.parametrize("given", STAYING_HERE)
    def test_to_any_path_of_this_server(self, world: World, given: str) -> None:
        response = Client().post("/login/", {"login": "owner", "password": PASSWORD, "next": given})

        assert local_path(given) == given
        leads = urlsplit(urljoin(HERE, response.headers["Location"]))
        assert (leads.scheme, leads.netloc) == ("http", "127.0.0.1:8000")
        assert "\r" not in response.headers["Location"]

    @pytest.mark.parametrize("given", LEADING_ELSEWHERE[:12])
    def test_the_form_carries_nothing_foreign(self, world: World, given: str) -> None:
        page = Client().get(f"/login/?next={quote(given)}").content.decode()

        assert 'action="/login/"' in page
        assert '<input type="hidden" name="next" value="/">' in page

    @pytest.mark.parametrize("given", LEADING_ELSEWHERE[:12])
    def test_neither_does_the_choice_of_language(self, given: str) -> None:
        assert Client().post("/language/", {"lang": "en", "next": given}).headers["Location"] == "/"


@pytest.mark.django_db
class TestLimits:
    def test_after_five_failures_an_account_waits_and_is_told_how_long(self, world: World, clock: Clock) -> None:
        for _ in range(limits.PER_ACCOUNT):
            assert attempt()[0] == 422
        clock.pass_minutes(4.5)

        status, page = attempt(password=PASSWORD)

        assert status == 429
        assert "请 11 分钟后再试" in page

    def test_what_is_refused_does_not_prolong_the_wait(self, world: World, clock: Clock) -> None:
        for _ in range(limits.PER_ACCOUNT):
            attempt()
        for _ in range(14):
            clock.pass_minutes(1)
            assert attempt()[0] == 429
        clock.pass_minutes(1.1)

        assert attempt(password=PASSWORD)[0] == 302

    def test_unknown_logins_are_limited_the_same_way(self, world: World, clock: Clock) -> None:
        statuses = [attempt("nobody")[0] for _ in range(limits.PER_ACCOUNT + 1)]

        assert statuses == [422] * limits.PER_ACCOUNT + [429]

    def test_an_address_is_limited_over_all_logins(self, world: World, clock: Clock) -> None:
        statuses = [attempt(f"somebody{n}")[0] for n in range(limits.PER_ADDRESS + 1)]

        assert statuses == [422] * limits.PER_ADDRESS + [429]
        assert attempt(address="198.51.100.9", password=PASSWORD)[0] == 302

    def test_failures_from_elsewhere_do_not_keep_an_owner_out(self, world: World, clock: Clock) -> None:
        assert attempt(password=PASSWORD, address="198.51.100.9")[0] == 302
        for n in range(3 * limits.PER_ACCOUNT):
            attempt(address=f"203.0.113.{n}")

        assert attempt(password=PASSWORD, address="203.0.113.200")[0] == 429
        assert attempt(password=PASSWORD, address="198.51.100.9")[0] == 302

    def test_a_whole_network_of_ipv6_is_one_address(self, world: World, clock: Clock) -> None:
        for n in range(limits.PER_ADDRESS):
            attempt(f"somebody{n}", address=f"2001:db8::{n:x}")

        assert attempt("another", address="2001:db8::ffff")[0] == 429

    def test_a_forwarded_address_is_believed_behind_our_proxy_only(
        self, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def from_behind(forwarded: str) -> int:
            client = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": forwarded})
            return client.post("/login/", {"login": f"x{forwarded[-3:]}".strip(". "), "password": "w"}).status_code

        statuses = [from_behind(f"203.0.113.{100 + n}") for n in range(limits.PER_ADDRESS + 1)]

        assert statuses[-1] == 429
        monkeypatch.setattr(settings, "IS_BEHIND_HTTPS", True)
        assert from_behind("198.51.100.9, 203.0.113.250") == 422

    def test_success_forgives_the_failures_from_there(self, world: World, clock: Clock) -> None:
        for _ in range(limits.PER_ACCOUNT - 1):
            attempt()
        attempt(password=PASSWORD)

        assert attempt()[0] == 422
        assert SignInAttempt.objects.count() == 1

    def test_the_limit_is_recorded_once(self, world: World, clock: Clock) -> None:
        for _ in range(limits.PER_ACCOUNT + 3):
            attempt()

        assert AuditEntry.objects.filter(action="session.limited").count() == 1

    def test_logins_and_addresses_are_kept_as_hashes(self, world: World, clock: Clock) -> None:
        attempt()

        kept = str(SignInAttempt.objects.values().get())
        assert "owner" not in kept
        assert "203.0.113.7" not in kept
