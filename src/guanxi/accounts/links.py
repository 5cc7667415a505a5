"""One-time links: the first owner's set-up, a new person's first password, another password.

A link's token has 256 random bits and is shown once; the store keeps its SHA-256 alone, so that reading the store
opens no account. Each works once, within a day, and a newer link of a person voids the older.
"""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction

from guanxi.accounts.audit import lock_log, record
from guanxi.accounts.changing import end_all_sessions, locked, roles_of, subject_of
from guanxi.accounts.contracts import Access, Grant, IssuedLink, LinkPurpose, Permission, Role
from guanxi.accounts.errors import ChangeRefused, LinkRefused, OwnerExists
from guanxi.accounts.limits import forgive
from guanxi.accounts.models import SetupLink, User, UserRole
from guanxi.accounts.queries import has_owner
from guanxi.accounts.rules import check_grant, check_owner_matter
from guanxi.accounts.texts import checked_login, checked_name, checked_password
from guanxi.kit.clock import DAY_MS

TOKEN_BYTES = 32
FIRST_ROLES = (Role.OWNER, Role.ADMIN, Role.OPERATOR)
"""What the first person is, so that a shop of one can work; the page says that they are meant for two."""


def issue_set_up_link(*, at_ms: int) -> IssuedLink:
    """The link for the first owner, for the server to print on its console; an older one is void.

    Raises
    ------
    OwnerExists
        when somebody has set the workspace up.
    """
    with transaction.atomic():
        lock_log()
        if has_owner():
            raise OwnerExists.already()
        link = store_link(LinkPurpose.SET_UP, None, at_ms)
        record("workspace.link_issued", at_ms=at_ms, actor_id=None)
        return link


def set_up(token: str, *, login: str, name: str, password: str, lang: str, at_ms: int) -> User:
    """Make the first owner, by the link of the console.

    Raises
    ------
    LinkRefused, OwnerExists
        when the link is not valid (any more), or somebody was faster.
    FieldRefused
        when a field cannot stand; the link stays good.
    """
    _find(token, (LinkPurpose.SET_UP,), at_ms)
    user = User(login=checked_login(login), name=checked_name(name), lang=lang, created_at_ms=at_ms)
    user.password = make_password(checked_password(password, user))
    with transaction.atomic():
        lock_log()
        if has_owner():
            raise OwnerExists.already()
        _use(token, (LinkPurpose.SET_UP,), at_ms)
        user.save(force_insert=True)
        UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in FIRST_ROLES)
        after = {"name": user.name, "login": user.login, "roles": sorted(FIRST_ROLES)}
        record("workspace.set_up", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user), after=after)
        return user


def issue_password_link(by: Access | None, public_id: str, *, at_ms: int) -> IssuedLink:
    """A link with which a person chooses a (new) password; the old password stops working at once.

    Parameters
    ----------
    by : who makes it; ``None`` for the server's console, the way back in for an only owner.

    Raises
    ------
    NotPermitted, ChangeRefused
        when ``by`` may not; see :mod:`guanxi.accounts.rules`.
    """
    if by is not None:
        check_grant(by, Permission.MANAGE_SYSTEM, Grant.PROPOSE)
    with transaction.atomic():
        user = locked(public_id)
        if by is not None:
            _check_link(by, user)
        purpose = LinkPurpose.RESET if user.has_usable_password() or user.last_login else LinkPurpose.INVITE
        User.objects.filter(pk=user.pk).update(password=make_password(None))
        end_all_sessions(user)
        actor_id = None if by is None else by.user_id
        after = {"purpose": purpose.value}
        record("user.link_issued", at_ms=at_ms, actor_id=actor_id, subject=subject_of(user), after=after)
        return store_link(purpose, user, at_ms)


def set_password_by_link(token: str, *, password: str, at_ms: int) -> None:
    """Choose a password by an invitation or reset. It does not sign in: the sign-in page, with its limits, does.

    Raises
    ------
    LinkRefused
        when the link is not valid (any more), or the account was closed.
    FieldRefused
        when the password is too weak; the link stays good.
    """
    link = _find(token, (LinkPurpose.INVITE, LinkPurpose.RESET), at_ms)
    if link.user is None:
        raise LinkRefused.of_any_kind()
    hashed = make_password(checked_password(password, link.user))
    with transaction.atomic():
        user = locked(link.user.public_id)
        _use(token, (LinkPurpose.INVITE, LinkPurpose.RESET), at_ms)
        if not user.is_active:
            raise LinkRefused.of_any_kind()
        User.objects.filter(pk=user.pk).update(password=hashed)
        end_all_sessions(user)
        forgive(user.login)
        record("user.password_set", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))


def link_purpose(token: str, *, at_ms: int) -> LinkPurpose:
    """What a link is for; looking does not use it up.

    Raises
    ------
    LinkRefused
        when it is not valid (any more).
    """
    return LinkPurpose(_find(token, tuple(LinkPurpose), at_ms).purpose)


def store_link(purpose: LinkPurpose, user: User | None, at_ms: int) -> IssuedLink:
    """A new link in place of the older ones for the same person; call it inside the transaction that allows it."""
    SetupLink.objects.filter(user=user, used_ms=None).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SetupLink.objects.create(
        token_hash=_hash_of(token), purpose=purpose.value, user=user, until_ms=at_ms + DAY_MS
    )
    return IssuedLink(token, purpose, link.until_ms)


def _check_link(by: Access, user: User) -> None:
    check_owner_matter(by, roles_of(user)[0])
    if user.pk == by.user_id:
        raise ChangeRefused("For yourself, change the password under My account.", "自己的密码请在“我的账号”中修改。")
    if not user.is_active:
        raise ChangeRefused(
            f"The account of {user.name} is closed. Open it again first.", f"{user.name} 的账号已停用。请先重新启用。"
        )


def _find(token: str, purposes: tuple[LinkPurpose, ...], at_ms: int) -> SetupLink:
    link = SetupLink.objects.select_related("user").filter(token_hash=_hash_of(token), used_ms=None).first()
    if link is None or link.purpose not in purposes or not at_ms < link.until_ms:
        raise LinkRefused.of_any_kind()
    return link


def _use(token: str, purposes: tuple[LinkPurpose, ...], at_ms: int) -> None:
    """Mark the link as used, by one conditional update: of two at once, one finds it gone."""
    live = SetupLink.objects.filter(token_hash=_hash_of(token), purpose__in=purposes, used_ms=None, until_ms__gt=at_ms)
    if not live.update(used_ms=at_ms):
        raise LinkRefused.of_any_kind()


def _hash_of(token: str) -> str:
    # Tokens are long and random, so a plain hash is enough, and finding it by index tells nothing about its bits.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
