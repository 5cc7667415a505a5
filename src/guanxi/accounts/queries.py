"""Reads of accounts."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest

from guanxi.accounts.contracts import NOBODY, Access, Device, Person, Role
from guanxi.accounts.models import User, UserRole, UserSession
from guanxi.kit.clock import ms

LIST_LIMIT = 200
"""Most people that one page lists; the search finds the others."""


def access_of(request: HttpRequest) -> Access:
    """Who is behind ``request``; :data:`NOBODY` for a stranger and for a closed account."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    return access_of_user(user)


def access_of_user(user: User) -> Access:
    """What ``user`` is, read anew: a role that was taken away does not last until the session ends."""
    roles = UserRole.objects.filter(user=user, is_approved=True).values_list("role", flat=True)
    return Access(user.pk, frozenset(Role(role) for role in roles), user.staff_id)


def has_owner() -> bool:
    """Whether somebody has set the workspace up."""
    return UserRole.objects.filter(role=Role.OWNER, is_approved=True, user__is_active=True).exists()


def list_people(search: str = "") -> tuple[list[Person], int]:
    """People by name, active ones first, at most :data:`LIST_LIMIT`; and how many there are in all.

    Parameters
    ----------
    search : part of a name, login or staff id; ``""`` for everybody.
    """
    users = User.objects.all()
    if search and "\x00" not in search:
        users = users.filter(
            Q(name__icontains=search) | Q(login__icontains=search.casefold()) | Q(staff_id__icontains=search)
        )
    shown = users.order_by("-is_active", "name", "pk").prefetch_related("roles")[:LIST_LIMIT]
    return [_person(user) for user in shown], users.count()


def find_person(public_id: str) -> Person | None:
    """One user, or ``None``."""
    user = User.objects.filter(public_id=public_id).prefetch_related("roles").first()
    return None if user is None else _person(user)


def find_person_by_id(user_id: int) -> Person | None:
    """The same by the id that an :class:`Access` carries."""
    user = User.objects.filter(pk=user_id).prefetch_related("roles").first()
    return None if user is None else _person(user)


def count_open() -> int:
    """How many accounts may sign in."""
    return User.objects.filter(is_active=True).count()


def count_waiting() -> int:
    """How many open accounts wait for an owner to approve a role."""
    return User.objects.filter(is_active=True, roles__is_approved=False).distinct().count()


def names_of(public_ids: Iterable[str]) -> dict[str, str]:
    """Public id → name of those users that exist."""
    return dict(User.objects.filter(public_id__in=set(public_ids)).values_list("public_id", "name"))


def list_devices(access: Access, session_key: str, *, at_ms: int) -> list[Device]:
    """Where this person is signed in now, latest first."""
    since_ms = at_ms - settings.SESSION_COOKIE_AGE * 1000
    alive = UserSession.objects.filter(
        user_id=access.user_id, ended_ms=None, epoch=F("user__session_epoch"), started_ms__gt=since_ms
    )
    return [
        Device(session.public_id, session.device, session.started_ms, session.session_key == session_key)
        for session in alive.order_by("-started_ms", "-pk")
    ]


def _person(user: User) -> Person:
    roles = list(user.roles.all())
    return Person(
        user_id=user.pk,
        public_id=user.public_id,
        login=user.login,
        name=user.name,
        staff_id=user.staff_id,
        roles=frozenset(Role(row.role) for row in roles if row.is_approved),
        waiting=frozenset(Role(row.role) for row in roles if not row.is_approved),
        is_active=user.is_active,
        has_password=user.has_usable_password(),
        created_ms=user.created_at_ms,
        signed_in_ms=None if user.last_login is None else ms(user.last_login),
    )
