"""Writes of accounts: one transaction each, recorded in the audit log.

Every change of roles, password or closing ends all sessions of that person.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from guanxi.accounts.audit import record
from guanxi.accounts.changing import check_somebody_left, end_all_sessions, locked, roles_of, subject_of
from guanxi.accounts.contracts import Access, Grant, IssuedLink, LinkPurpose, Permission, Role
from guanxi.accounts.errors import ChangeRefused, FieldRefused, OwnerExists
from guanxi.accounts.links import (
    issue_password_link,
    issue_set_up_link,
    link_purpose,
    set_password_by_link,
    set_up,
    store_link,
)
from guanxi.accounts.models import User, UserRole
from guanxi.accounts.rules import NEEDS_OWNER, check_grant, check_owner_matter, check_roles, waiting_roles
from guanxi.accounts.signing import (
    change_password,
    confirm_oneself,
    end_other_sessions,
    end_session,
    open_session,
    sign_in,
    sign_out,
)
from guanxi.accounts.texts import checked_login, checked_name, checked_staff_id

__all__ = [
    "OwnerExists",
    "approve_roles",
    "change_details",
    "change_password",
    "close_user",
    "confirm_oneself",
    "create_user",
    "end_other_sessions",
    "end_session",
    "issue_password_link",
    "issue_set_up_link",
    "link_purpose",
    "open_session",
    "rename_oneself",
    "reopen_user",
    "roles_of",
    "set_password_by_link",
    "set_roles",
    "set_up",
    "sign_in",
    "sign_out",
]


def create_user(
    by: Access, *, login: str, name: str, roles: Set[Role], at_ms: int, staff_id: str = "", lang: str = "zh"
) -> tuple[User, IssuedLink]:
    """A new user without a password, and the link with which that person chooses one.

    Raises
    ------
    NotPermitted
        when ``by`` is no administrator.
    FieldRefused
        when a field cannot stand, the login is taken, no role was chosen, or staff have no staff id.
    """
    check_grant(by, Permission.MANAGE_SYSTEM)
    user = User(login=checked_login(login), name=checked_name(name), created_at_ms=at_ms, lang=lang)
    user.staff_id, user.password = checked_staff_id(staff_id), make_password(None)
    if not roles:
        raise FieldRefused(
            "A person without a role may do nothing. Choose at least one.",
            "没有角色的人什么也做不了。请至少选择一个角色。",
            field="roles",
        )
    _check_staff_named(user, roles, "staff_id")
    waiting = waiting_roles(by, roles)
    with transaction.atomic():
        _check_staff_id_free(user)
        _save_new(user)
        UserRole.objects.bulk_create(
            UserRole(user=user, role=role, is_approved=role not in waiting) for role in sorted(roles)
        )
        after = {"name": user.name, "login": user.login, "roles": sorted(roles)}
        _record("user.created", by, user, at_ms, after=after)
        _record_waiting(by, user, at_ms, waiting)
        return user, store_link(LinkPurpose.INVITE, user, at_ms)


def set_roles(by: Access, public_id: str, roles: Set[Role], *, at_ms: int) -> None:
    """Give a person exactly ``roles``; what an owner must approve waits (see :mod:`guanxi.accounts.rules`).

    Raises
    ------
    NotPermitted, ChangeRefused
        as :func:`guanxi.accounts.rules.check_roles`, or when nobody would be left in charge.
    FieldRefused
        for staff without a staff id: they would see nobody.
    """
    with transaction.atomic():
        user = locked(public_id)
        approved, waited = roles_of(user)
        before = approved | waited
        check_roles(by, user.pk, approved, frozenset(roles) - waited)
        check_somebody_left(user, approved - roles)
        _check_staff_named(user, roles, "roles")
        waiting = waiting_roles(by, roles - approved)
        if roles == before and waiting == waited:
            return
        UserRole.objects.filter(user=user).exclude(role__in=approved & roles).delete()
        UserRole.objects.bulk_create(
            UserRole(user=user, role=role, is_approved=role not in waiting) for role in sorted(roles - approved)
        )
        end_all_sessions(user)
        before_after = {"before": {"roles": sorted(before)}, "after": {"roles": sorted(roles)}}
        _record("user.roles_changed", by, user, at_ms, **before_after)
        _record_waiting(by, user, at_ms, waiting)


def approve_roles(by: Access, public_id: str, *, at_ms: int) -> None:
    """An owner puts the waiting roles of a person in force."""
    with transaction.atomic():
        user = locked(public_id)
        if Role.OWNER not in by.roles:
            raise ChangeRefused(
                "Only an owner approves a role that sees persons. Ask an owner.",
                "能看到客户的角色只能由负责人批准。请联系负责人。",
            )
        waiting = roles_of(user)[1]
        if not waiting:
            return
        UserRole.objects.filter(user=user, role__in=waiting).update(is_approved=True)
        end_all_sessions(user)
        _record("user.roles_approved", by, user, at_ms, after={"roles": sorted(waiting)})


def change_details(by: Access, public_id: str, *, name: str, staff_id: str, at_ms: int) -> None:
    """Rename a person, or say under which id the exports know them.

    Another staff id shows other contacts, so it is an owner's matter like a role: without one, the role of staff waits.
    """
    check_grant(by, Permission.MANAGE_SYSTEM, Grant.PROPOSE)
    name, staff_id = checked_name(name), checked_staff_id(staff_id)
    with transaction.atomic():
        user = locked(public_id)
        check_owner_matter(by, roles_of(user)[0])
        _rename(by, user, name, at_ms)
        if user.staff_id == staff_id:
            return
        before, user.staff_id = user.staff_id, staff_id
        _check_staff_id_free(user)
        user.save(update_fields=["staff_id"])
        waits = Role.OWNER not in by.roles and UserRole.objects.filter(user=user, role=Role.STAFF).update(
            is_approved=False
        )
        end_all_sessions(user)
        changed = {"before": {"staff_id": before}, "after": {"staff_id": staff_id}}
        _record("user.staff_id_changed", by, user, at_ms, **changed)
        _record_waiting(by, user, at_ms, {Role.STAFF} if waits else set())


def rename_oneself(by: Access, *, name: str, at_ms: int) -> None:
    """Change one's own name."""
    name = checked_name(name)
    with transaction.atomic():
        _rename(by, User.objects.get(pk=by.user_id), name, at_ms)


def close_user(by: Access, public_id: str, *, at_ms: int) -> None:
    """End an account: its sessions die at once, its links are void; the log keeps its name."""
    check_grant(by, Permission.MANAGE_SYSTEM, Grant.PROPOSE)
    with transaction.atomic():
        user = locked(public_id)
        if user.pk == by.user_id:
            raise ChangeRefused(
                "You cannot close your own account. Ask another owner or administrator.",
                "不能停用自己的账号。请另一位负责人或管理员来操作。",
            )
        approved = roles_of(user)[0]
        check_owner_matter(by, approved)
        check_somebody_left(user, approved)
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            return
        end_all_sessions(user)
        user.setuplink_set.filter(used_ms=None).delete()
        _record("user.closed", by, user, at_ms)


def reopen_user(by: Access, public_id: str, *, at_ms: int) -> None:
    """Open a closed account again; without an owner, its roles that see persons wait for approval."""
    check_grant(by, Permission.MANAGE_SYSTEM, Grant.PROPOSE)
    with transaction.atomic():
        user = locked(public_id)
        check_owner_matter(by, roles_of(user)[0])
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            return
        if Role.OWNER not in by.roles:
            UserRole.objects.filter(user=user, role__in=NEEDS_OWNER).update(is_approved=False)
        end_all_sessions(user)
        _record("user.reopened", by, user, at_ms)
        _record_waiting(by, user, at_ms, roles_of(user)[1])


def _rename(by: Access, user: User, name: str, at_ms: int) -> None:
    if user.name == name:
        return
    before, user.name = user.name, name
    user.save(update_fields=["name"])
    _record("user.renamed", by, user, at_ms, before={"name": before}, after={"name": name})


def _save_new(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise FieldRefused(
            f"The login “{user.login}” is taken. Choose another.",
            f"登录名“{user.login}”已被使用。请换一个。",
            field="login",
        ) from error


def _check_staff_named(user: User, roles: Set[Role], field: str) -> None:
    """Raises :class:`FieldRefused` beside ``field`` for staff whom no id binds to their contacts."""
    if Role.STAFF not in roles or user.staff_id:
        return
    if field == "roles":
        raise FieldRefused(
            f"{user.name} has no staff id, by which staff see their own contacts. Fill it in under Details and save it "
            "first, or choose another role.",
            f"{user.name} 还没有员工编号，而员工靠它看到自己的客户。请先在“资料”中填写并保存，或选择其他角色。",
            field=field,
        )
    raise FieldRefused(
        "Staff see their own contacts by their staff id. Write the id under which exports and WeCom name this "
        "person, or choose another role.",
        "员工靠员工编号看到自己的客户。请填写此人在导出文件或企业微信中的编号，或选择其他角色。",
        field=field,
    )


def _check_staff_id_free(user: User) -> None:
    """One staff id is one person: two would see, and answer for, the same relationships."""
    taken = User.objects.filter(staff_id=user.staff_id, is_active=True).exclude(pk=user.pk).first()
    if user.staff_id and taken:
        raise FieldRefused(
            f"The staff id “{user.staff_id}” belongs to {taken.name}. Choose another, or take it from them first.",
            f"员工编号“{user.staff_id}”属于{taken.name}。请换一个，或先从对方那里取消。",
            field="staff_id",
        )


def _record(
    action: str,
    by: Access,
    user: User,
    at_ms: int,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(action, at_ms=at_ms, actor_id=by.user_id, subject=subject_of(user), before=before, after=after)


def _record_waiting(by: Access, user: User, at_ms: int, waiting: Set[Role]) -> None:
    if waiting:
        _record("user.roles_waiting", by, user, at_ms, after={"roles": sorted(waiting)})
