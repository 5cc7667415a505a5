"""The five people of a small tea brand, one of each role, and a browser for each.

An owner, an administrator, an operator, an assistant of the first shop (staff id ``S01``) and an analyst.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from guanxi.accounts.contracts import Access, Role
from guanxi.accounts.freshness import MARK
from guanxi.accounts.models import User, UserRole
from guanxi.accounts.queries import access_of_user
from guanxi.facade.asking import now_ms

AT_MS = 1_767_225_600_000
PASSWORD = "a tea farm in Fujian"
STAFF_ID = "S01"
NAMES = {
    Role.OWNER: "林知夏",
    Role.ADMIN: "周维",
    Role.OPERATOR: "陈小满",
    Role.STAFF: "吴桐",
    Role.ANALYST: "何析",
}
ClientOf = Callable[[Role], Client]


@dataclass(frozen=True)
class World:
    """The people of the brand, one of each role; the password of all of them is :data:`PASSWORD`."""

    users: dict[Role, User]

    def user(self, role: Role) -> User:
        """The person who is ``role``."""
        return self.users[role]

    def access(self, role: Role) -> Access:
        """That person's access, as the gatekeeper makes it."""
        return access_of_user(self.users[role])

    def client(self, role: Role, **defaults: Any) -> Client:
        """A browser in which that person is signed in."""
        client = Client(**defaults)
        sign_in_now(client, self.users[role])
        return client


def sign_in_now(client: Client, user: User, *, minutes_ago: float = 0) -> None:
    """A session in ``client``, as if the password had just been typed, or so long ago.

    Written as Django's ``login`` writes it, in one statement instead of a dozen: half of the matrix was signing in.
    """
    session = SessionStore(secrets.token_hex(16))
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[MARK] = now_ms() - int(minutes_ago * 60_000)
    session.save(must_create=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def make_world() -> World:
    """One person of each role, in the store: in two statements, as most tests begin with it."""
    users = {role: _user(role, name) for role, name in NAMES.items()}
    User.objects.bulk_create(users.values())
    UserRole.objects.bulk_create(UserRole(user=user, role=role) for role, user in users.items())
    return World(users)


def make_user(role: Role, name: str, login: str = "") -> User:
    """A person with one role, who may sign in with :data:`PASSWORD`."""
    user = _user(role, name, login)
    user.save()
    UserRole.objects.create(user=user, role=role)
    return user


def _user(role: Role, name: str, login: str = "") -> User:
    user = User(login=login or role.value, name=name, created_at_ms=AT_MS, lang="zh")
    user.staff_id = STAFF_ID if role is Role.STAFF else ""
    user.password = _hashed()
    return user


@cache
def _hashed() -> str:
    return make_password(PASSWORD)
