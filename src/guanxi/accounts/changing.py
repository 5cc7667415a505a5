"""What every operation on a user does: take turns, find the user, end all sessions, leave somebody in charge."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from guanxi.accounts.audit import lock_log
from guanxi.accounts.contracts import Role
from guanxi.accounts.errors import ChangeRefused
from guanxi.accounts.models import User, UserRole
from guanxi.accounts.rules import IRREMOVABLE


class NoSuchUser(Exception):
    """There is no user of that public id; the page answers 404."""


def locked(public_id: str) -> User:
    """The user, while nobody else changes users: the log's head is the one lock of all such changes.

    Two administrators who each take the other's role at once would otherwise both find one left.

    Raises
    ------
    NoSuchUser
        when there is none.
    """
    lock_log()
    user = User.objects.filter(public_id=public_id).first()
    if user is None:
        raise NoSuchUser(public_id)
    return user


def roles_of(user: User) -> tuple[frozenset[Role], frozenset[Role]]:
    """The roles in force, and those that wait for approval."""
    rows = list(UserRole.objects.filter(user=user).values_list("role", "is_approved"))
    return (
        frozenset(Role(role) for role, is_approved in rows if is_approved),
        frozenset(Role(role) for role, is_approved in rows if not is_approved),
    )


def end_all_sessions(user: User) -> None:
    """Every session of ``user`` is dead from the next request on."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def check_somebody_left(user: User, losing: Iterable[Role]) -> None:
    """Raises :class:`ChangeRefused` when ``user`` is the last one active in a role that somebody must hold."""
    for role in IRREMOVABLE:
        if role in losing and not _others(user, role):
            names = {Role.OWNER: ("owner", "负责人"), Role.ADMIN: ("administrator", "管理员")}[role]
            raise ChangeRefused(
                f"{user.name} is the last {names[0]}. Make somebody else {names[0]} first.",
                f"{user.name} 是最后一位{names[1]}。请先让另一个人成为{names[1]}。",
            )


def _others(user: User, role: Role) -> bool:
    held = UserRole.objects.filter(role=role, is_approved=True, user__is_active=True)
    return held.exclude(user=user).exists()


def subject_of(user: User) -> str:
    """How the audit log names a user."""
    return f"user:{user.public_id}"
