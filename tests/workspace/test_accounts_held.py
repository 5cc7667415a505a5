"""What was typed into a form survives the password that is asked for first: for its page, its person, once."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from brand_people import PASSWORD, World, sign_in_now
from django.test import Client

from guanxi.accounts.contracts import Role
from guanxi.accounts.freshness import FRESH_MINUTES
from guanxi.accounts.held import HELD, MOST_CHARACTERS
from guanxi.accounts.models import User

CONFIRM = "/account/confirm/"
TYPED = {"name": "陈一品", "login": "chen", "staff_id": "S77", "roles": ["staff", "analyst"], "password": "not kept"}


@pytest.fixture
def admin(world: World) -> Client:
    """Signed in by password, a while ago."""
    client = Client()
    sign_in_now(client, world.user(Role.ADMIN), minutes_ago=FRESH_MINUTES + 1)
    return client


def confirmed(client: Client, asking: str) -> str:
    """The page to which one comes after typing the password."""
    answer = client.post(CONFIRM, dict(parse_qsl(urlsplit(asking).query)) | {"password": PASSWORD})
    return client.get(answer.headers["Location"]).content.decode()


def post(client: Client, address: str, given: dict[str, object]) -> str:
    answer = client.post(address, given)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(CONFIRM)
    return str(answer.headers["Location"])


@pytest.mark.django_db
class TestAFormThatWaited:
    def test_comes_back_filled_in_and_says_that_nothing_was_sent(self, admin: Client) -> None:
        asking = post(admin, "/users/new/", TYPED)
        told = admin.get(asking).content.decode()

        page = confirmed(admin, asking)

        assert "你填写的内容会留着" in told
        assert "尚未提交" in page and "请再做一次" not in page
        assert all(f'value="{each}"' in page for each in ("陈一品", "chen", "S77"))
        assert page.count(" checked") == 2
        assert not User.objects.filter(login="chen").exists()

    def test_is_given_out_once(self, admin: Client) -> None:
        confirmed(admin, post(admin, "/users/new/", TYPED))

        again = admin.get("/users/new/?confirmed").content.decode()

        assert "陈一品" not in again and "尚未提交" not in again
        assert HELD not in admin.session

    def test_holds_no_field_that_the_route_does_not_name(self, admin: Client) -> None:
        post(admin, "/users/new/", TYPED)

        assert set(admin.session[HELD]["fields"]) == {"name", "login", "staff_id", "roles"}
        assert "not kept" not in str(dict(admin.session))

    def test_both_forms_of_a_person_come_back(self, admin: Client, world: World) -> None:
        page = f"/users/{world.user(Role.ANALYST).public_id}/"

        details = confirmed(admin, post(admin, f"{page}details/", {"name": "新名字", "staff_id": "S88"}))

        assert 'value="新名字"' in details and 'value="S88"' in details
        sign_in_now(admin, world.user(Role.ADMIN), minutes_ago=FRESH_MINUTES + 1)
        roles = confirmed(admin, post(admin, f"{page}roles/", {"form": "roles", "roles": ["operator", "owner"]}))
        assert 'value="operator" checked' in roles and 'value="owner" checked' in roles
        assert 'value="analyst" checked' not in roles

    def test_of_one_person_says_nothing_on_the_page_of_another(self, admin: Client, world: World) -> None:
        first, second = (f"/users/{world.user(role).public_id}/" for role in (Role.ANALYST, Role.OPERATOR))
        asking = post(admin, f"{first}details/", {"name": "新名字", "staff_id": ""})
        admin.post(CONFIRM, dict(parse_qsl(urlsplit(asking).query)) | {"password": PASSWORD})

        assert "新名字" not in admin.get(second).content.decode()
        assert "新名字" in admin.get(first).content.decode()

    def test_a_source_keeps_what_was_typed_too(self, admin: Client) -> None:
        given = {"name": "小程序", "key": "mini", "kind": "app", "replay_days": "12"}

        page = confirmed(admin, post(admin, "/sources/new/", given))

        assert all(f'value="{each}"' in page for each in ("小程序", "mini", "12"))
        assert 'value="app" checked' in page
        assert 'name="creates" checked' not in page

    def test_is_not_shown_before_the_password(self, admin: Client, world: World) -> None:
        page = f"/users/{world.user(Role.ANALYST).public_id}/"
        post(admin, f"{page}details/", {"name": "新名字", "staff_id": ""})

        assert "新名字" not in admin.get(page).content.decode()

    @pytest.mark.parametrize(
        "change",
        [{"user_id": 0}, {"at_ms": 0}, {"route": "source_add"}, {"page": "user"}, {"of": {"public_id": "x"}}],
    )
    def test_of_somebody_else_of_long_ago_or_of_another_page_is_dropped(
        self, admin: Client, change: dict[str, object]
    ) -> None:
        asking = post(admin, "/users/new/", TYPED)
        session = admin.session
        session[HELD] = session[HELD] | change
        session.save()

        assert "陈一品" not in confirmed(admin, asking)

    def test_is_dropped_when_it_is_too_long_or_when_another_is_sent(self, admin: Client, world: World) -> None:
        post(admin, "/users/new/", TYPED)
        post(admin, f"/users/{world.user(Role.ANALYST).public_id}/close/", {})
        assert HELD not in admin.session

        page = confirmed(admin, post(admin, "/users/new/", TYPED | {"name": "长" * MOST_CHARACTERS}))

        assert "请再做一次" in page and "尚未提交" not in page

    def test_what_it_held_is_no_markup(self, admin: Client) -> None:
        page = confirmed(admin, post(admin, "/users/new/", TYPED | {"name": '"><script>alert(1)</script>'}))

        assert "<script>alert" not in page

    def test_dies_with_the_session(self, admin: Client, world: World) -> None:
        post(admin, "/users/new/", TYPED)
        admin.post("/logout/")
        sign_in_now(admin, world.user(Role.OWNER))

        assert HELD not in admin.session
