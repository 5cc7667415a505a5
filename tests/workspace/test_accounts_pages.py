"""The pages of accounts, through a browser's eyes: set-up, links, users, one's own account."""

from __future__ import annotations

import re

import pytest
from brand_people import PASSWORD, ClientOf, World, make_user
from django.test import Client

from guanxi.accounts import operations
from guanxi.accounts.contracts import Role
from guanxi.accounts.models import SetupLink, User, UserRole
from guanxi.facade.asking import now_ms

NEW = "a second farm in Anxi"
LINK = re.compile(r"/password/([\w-]{43})/")


def made_link(page: bytes) -> str:
    found = LINK.search(page.decode())
    assert found, "the page shows a link"
    return found.group(0)


@pytest.mark.django_db
class TestSetUp:
    FORM = {"name": "林知夏", "login": "lin", "password": NEW, "again": NEW}  # noqa: RUF012

    def link(self) -> str:
        return f"/setup/{operations.issue_set_up_link(at_ms=now_ms()).token}/"

    def test_makes_an_owner_who_is_signed_in(self, client: Client) -> None:
        response = client.post(self.link(), self.FORM)

        assert response.headers["Location"] == "/"
        assert client.get("/users/").status_code == 200
        roles = UserRole.objects.filter(user__login="lin").values_list("role", flat=True)
        assert set(roles) == {"owner", "admin", "operator"}

    def test_says_that_the_roles_are_meant_for_two(self, client: Client) -> None:
        page = client.get(self.link(), headers={"Accept-Language": "en"}).content.decode()

        assert "meant for two people" in page

    def test_a_link_works_once(self, client: Client) -> None:
        link = self.link()
        client.post(link, self.FORM)

        again = Client().post(link, {**self.FORM, "login": "thief"})

        assert again.status_code == 410
        assert not User.objects.filter(login="thief").exists()

    def test_a_link_ends_after_a_day(self, client: Client) -> None:
        token = operations.issue_set_up_link(at_ms=now_ms() - 86_400_000).token

        assert client.get(f"/setup/{token}/").status_code == 410

    def test_a_newer_link_voids_the_older(self, client: Client) -> None:
        older, newer = self.link(), self.link()

        assert client.get(older).status_code == 410
        assert client.get(newer).status_code == 200

    def test_a_second_owner_is_refused(self, client: Client, world: World) -> None:
        with pytest.raises(operations.OwnerExists):
            operations.issue_set_up_link(at_ms=now_ms())

    def test_a_refused_field_leaves_the_link_good(self, client: Client) -> None:
        link = self.link()

        refused = client.post(link, {**self.FORM, "password": "short", "again": "short"})

        assert refused.status_code == 422
        assert client.post(link, self.FORM).status_code == 302

    @pytest.mark.parametrize(
        ("password", "zh", "en"),
        [
            ("short", "少于 10 个字符", "shorter than 10"),
            ("password123", "太常见", "everybody tries"),
            ("74839201748", "全是数字", "digits only"),
            ("lin.zhixia.tea", "太像", "resembles"),
        ],
    )
    def test_a_weak_password_is_refused_in_the_readers_language(
        self, client: Client, password: str, zh: str, en: str
    ) -> None:
        form = {**self.FORM, "login": "lin.zhixia.tea", "password": password, "again": password}
        link = self.link()

        pages = [
            client.post(link, form, headers={"Accept-Language": lang}).content.decode() for lang in ("zh-CN", "en")
        ]

        assert zh in pages[0]
        assert en in pages[1]

    def test_the_token_is_not_kept(self) -> None:
        link = operations.issue_set_up_link(at_ms=now_ms())

        assert len(link.token) >= 43
        assert not SetupLink.objects.filter(token_hash__contains=link.token).exists()


@pytest.mark.django_db
class TestAddingAPerson:
    def add(self, client: Client, *roles: Role, **fields: str) -> bytes:
        form = {"name": "沈青", "login": "shen", "staff_id": "S09", "roles": [*roles], **fields}
        return client.post("/users/new/", form).content

    def test_the_link_is_shown_once_and_lets_the_person_choose_a_password(
        self, admin_client: Client, owner_client: Client
    ) -> None:
        link = made_link(self.add(admin_client, Role.ANALYST))

        response = Client().post(link, {"password": NEW, "again": NEW})

        assert response.headers["Location"] == "/login/?new"
        person = Client()
        assert person.post("/login/", {"login": "shen", "password": NEW}).status_code == 302
        assert person.get("/account/").status_code == 200
        page = admin_client.get(f"/users/{User.objects.get(login='shen').public_id}/")
        assert not LINK.search(page.content.decode())

    def test_staff_are_not_added_without_the_id_that_shows_them_their_contacts(self, admin_client: Client) -> None:
        refused = self.add(admin_client, Role.STAFF, staff_id="").decode()

        assert "员工靠员工编号看到自己的客户" in refused
        assert not User.objects.filter(login="shen").exists()
        self.add(admin_client, Role.STAFF)
        assert User.objects.get(login="shen").staff_id == "S09"

    def test_a_role_that_sees_contacts_waits_for_an_owner(self, admin_client: Client, owner_client: Client) -> None:
        self.add(admin_client, Role.OPERATOR, Role.ANALYST)
        shen = User.objects.get(login="shen")
        assert operations.roles_of(shen) == ({Role.ANALYST}, {Role.OPERATOR})

        refused = admin_client.post(f"/users/{shen.public_id}/approve/")
        approved = owner_client.post(f"/users/{shen.public_id}/approve/")

        assert (refused.status_code, approved.status_code) == (409, 302)
        assert operations.roles_of(shen) == ({Role.ANALYST, Role.OPERATOR}, set())

    def test_a_taken_login_is_refused_with_a_sentence(self, admin_client: Client) -> None:
        page = self.add(admin_client, Role.ANALYST, login="ＯＷＮＥＲ")

        assert "登录名“owner”已被使用" in page.decode()

    def test_an_owner_without_the_role_of_administrator_adds_nobody(self, owner_client: Client) -> None:
        assert owner_client.get("/users/new/").status_code == 403


@pytest.mark.django_db
class TestRoles:
    def set(self, client: Client, user: User, *roles: Role) -> int:
        return client.post(f"/users/{user.public_id}/roles/", {"roles": [*roles]}).status_code

    def test_an_administrator_cannot_raise_themselves(self, admin_client: Client, world: World) -> None:
        admin = world.user(Role.ADMIN)

        assert self.set(admin_client, admin, Role.ADMIN, Role.OPERATOR) == 409
        assert operations.roles_of(admin) == ({Role.ADMIN}, set())

    def test_an_owner_cannot_become_administrator_alone(self, owner_client: Client, world: World) -> None:
        assert self.set(owner_client, world.user(Role.OWNER), Role.OWNER, Role.ADMIN) == 409

    def test_the_last_owner_stays(self, owner_client: Client, world: World) -> None:
        assert self.set(owner_client, world.user(Role.OWNER), Role.ANALYST) == 409

    def test_the_last_administrator_stays(self, owner_client: Client, world: World) -> None:
        admin = world.user(Role.ADMIN)

        assert self.set(owner_client, admin, Role.ANALYST) == 409
        assert owner_client.post(f"/users/{admin.public_id}/close/").status_code == 409

    def test_an_administrator_takes_no_owners_role_account_or_password(
        self, admin_client: Client, world: World
    ) -> None:
        second = make_user(Role.OWNER, "二东家", "second")
        page = f"/users/{second.public_id}/"

        assert self.set(admin_client, second, Role.ANALYST) == 409
        assert admin_client.post(f"{page}close/").status_code == 409
        assert admin_client.post(f"{page}link/").status_code == 409
        assert admin_client.post(f"{page}details/", {"name": "x", "staff_id": ""}).status_code == 409

    def test_a_change_ends_that_persons_sessions(
        self, owner_client: Client, staff_client: Client, world: World
    ) -> None:
        self.set(owner_client, world.user(Role.STAFF), Role.STAFF, Role.ANALYST)

        assert staff_client.get("/account/").status_code == 302

    def test_another_staff_id_set_by_an_administrator_waits(self, admin_client: Client, world: World) -> None:
        staff = world.user(Role.STAFF)

        admin_client.post(f"/users/{staff.public_id}/details/", {"name": "吴桐", "staff_id": "S02"})

        assert operations.roles_of(staff) == (set(), {Role.STAFF})

    def test_a_role_that_there_is_not_is_refused(self, owner_client: Client, world: World) -> None:
        response = owner_client.post(f"/users/{world.user(Role.STAFF).public_id}/roles/", {"roles": ["root"]})

        assert response.status_code == 422


@pytest.mark.django_db
class TestClosing:
    def test_ends_sessions_and_signing_in_until_it_is_opened_again(
        self, admin_client: Client, analyst_client: Client, world: World
    ) -> None:
        page = f"/users/{world.user(Role.ANALYST).public_id}/"
        form = {"login": "analyst", "password": PASSWORD}

        admin_client.post(f"{page}close/")

        assert analyst_client.get("/account/").status_code == 302
        assert Client().post("/login/", form).status_code == 422
        admin_client.post(f"{page}reopen/")
        assert Client().post("/login/", form).status_code == 302

    def test_nobody_closes_their_own(self, admin_client: Client, world: World) -> None:
        assert admin_client.post(f"/users/{world.user(Role.ADMIN).public_id}/close/").status_code == 409

    def test_reopened_by_an_administrator_the_roles_that_see_contacts_wait(
        self, admin_client: Client, world: World
    ) -> None:
        operator = world.user(Role.OPERATOR)
        admin_client.post(f"/users/{operator.public_id}/close/")

        admin_client.post(f"/users/{operator.public_id}/reopen/")

        assert operations.roles_of(operator) == (set(), {Role.OPERATOR})


@pytest.mark.django_db
class TestResetLink:
    def test_ends_sessions_and_the_old_password_and_does_not_sign_in(
        self, admin_client: Client, analyst_client: Client, world: World
    ) -> None:
        page = admin_client.post(f"/users/{world.user(Role.ANALYST).public_id}/link/").content
        link = made_link(page)
        assert analyst_client.get("/account/").status_code == 302
        assert Client().post("/login/", {"login": "analyst", "password": PASSWORD}).status_code == 422
        person = Client()

        person.post(link, {"password": NEW, "again": NEW})

        assert person.get("/account/").status_code == 302
        assert person.post("/login/", {"login": "analyst", "password": NEW}).status_code == 302
        assert person.get(link).status_code == 410

    def test_a_set_up_token_is_no_password_link_and_the_other_way_round(self, client: Client, world: World) -> None:
        token = operations.issue_password_link(None, world.user(Role.OWNER).public_id, at_ms=now_ms()).token

        assert client.get(f"/setup/{token}/").status_code == 410
        assert client.get(f"/password/{token}/").status_code == 200

    def test_two_passwords_that_differ_are_refused(self, client: Client, world: World) -> None:
        token = operations.issue_password_link(None, world.user(Role.OWNER).public_id, at_ms=now_ms()).token

        assert client.post(f"/password/{token}/", {"password": NEW, "again": f"{NEW}!"}).status_code == 422


@pytest.mark.django_db
class TestOnesOwnAccount:
    CHANGE = {"old": PASSWORD, "password": NEW, "again": NEW}  # noqa: RUF012

    def test_another_password_ends_every_other_session_and_renews_this_one(self, client_of: ClientOf) -> None:
        here, there = client_of(Role.STAFF), client_of(Role.STAFF)
        old_cookie = here.cookies["sessionid"].value

        here.post("/account/password/", self.CHANGE)

        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302
        assert here.cookies["sessionid"].value != old_cookie
        stolen = Client()
        stolen.cookies["sessionid"] = old_cookie
        assert stolen.get("/account/").status_code == 302

    def test_a_wrong_present_password_is_limited_like_signing_in(self, staff_client: Client) -> None:
        wrong = {**self.CHANGE, "old": "not this one"}

        answers = [staff_client.post("/account/password/", wrong).status_code for _ in range(6)]

        assert answers == [422] * 5 + [429]

    def test_one_ends_other_devices_singly_and_together(self, world: World) -> None:
        browsers = [Client(headers={"User-Agent": "Firefox Windows"}) for _ in range(3)]
        for browser in browsers:
            browser.post("/login/", {"login": "staff", "password": PASSWORD})
        page = browsers[0].get("/account/").content.decode()
        assert page.count("Firefox · Windows</strong>") == 3
        single = re.findall(r"/account/sessions/([\w-]+)/end/", page)[0]

        browsers[0].post(f"/account/sessions/{single}/end/")

        assert sum(browser.get("/account/").status_code == 200 for browser in browsers) == 2
        browsers[0].post("/account/sessions/end/")
        assert [browser.get("/account/").status_code for browser in browsers] == [200, 302, 302]

    def test_a_session_of_somebody_else_is_not_there(self, world: World, staff_client: Client) -> None:
        Client().post("/login/", {"login": "owner", "password": PASSWORD})
        foreign = world.user(Role.OWNER).sessions.get().public_id

        assert staff_client.post(f"/account/sessions/{foreign}/end/").status_code == 404
        assert world.user(Role.OWNER).sessions.get().ended_ms is None

    def test_one_changes_the_own_name(self, staff_client: Client, world: World) -> None:
        staff_client.post("/account/name/", {"name": " 吴小桐 "})

        assert User.objects.get(login="staff").name == "吴小桐"
