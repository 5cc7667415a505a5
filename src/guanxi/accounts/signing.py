"""Signing in and out, and one's sessions. The session is Django's; its key is new whenever a password was typed."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_django_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest

from guanxi.accounts.audit import record
from guanxi.accounts.changing import end_all_sessions, locked, subject_of
from guanxi.accounts.contracts import Access
from guanxi.accounts.devices import device_of
from guanxi.accounts.errors import FieldRefused, SignInRefused
from guanxi.accounts.freshness import mark_confirmed
from guanxi.accounts.limits import begin_attempt, forgive, hash_of_address, record_limit
from guanxi.accounts.models import User, UserSession
from guanxi.accounts.texts import PASSWORD_LIMIT, checked_password, folded_login
from guanxi.kit.clock import DAY_MS

BACKEND = "django.contrib.auth.backends.ModelBackend"
KEPT_DAYS = 180
"""So long an ended session is kept in the list that knows trusted addresses."""


def sign_in(request: HttpRequest, *, login: str, password: str, at_ms: int) -> User:
    """Begin a session for the person with this login and password.

    An unknown login, a closed account and a wrong password take the same work and get the same answer.

    Raises
    ------
    SignInRefused, TooManyAttempts
        with a sentence; the latter says how long to wait.
    """
    name, address = folded_login(login), address_of(request)
    user = User.objects.filter(login=name).first() if name else None
    attempt = begin_attempt(name or login[:PASSWORD_LIMIT], address, user, at_ms)
    if user is None or not user.has_usable_password():
        make_password(password[:PASSWORD_LIMIT])  # the same work as comparing
        is_right = False
    else:
        is_right = user.check_password(password[:PASSWORD_LIMIT])
    if user is None or not is_right or not user.is_active or len(password) > PASSWORD_LIMIT:
        if user is not None:
            record_limit(user, at_ms)
        raise SignInRefused(
            "Login or password is not right. Check both; if you forgot the password, ask an administrator for a link.",
            "登录名或密码不对。请检查后重试；如果忘记了密码，请管理员给你一个重设链接。",
        )
    attempt.delete()
    forgive(user.login, address)
    open_session(request, user, at_ms=at_ms)
    return user


def open_session(request: HttpRequest, user: User, *, at_ms: int) -> None:
    """Sign ``user`` in, under a new session key, and remember the browser; sweeps what is out of date."""
    with transaction.atomic():
        SessionStore.clear_expired()
        begin_session(request, user, backend=BACKEND)
        mark_confirmed(request, at_ms)
        request.session.save()
        UserSession.objects.filter(user=user, started_ms__lt=at_ms - KEPT_DAYS * DAY_MS).delete()
        UserSession.objects.create(
            user=user,
            session_key=_key_of(request),
            epoch=user.session_epoch,
            device=device_of(request.headers.get("User-Agent", "")),
            address_hash=hash_of_address(address_of(request)),
            started_ms=at_ms,
        )
        record("session.signed_in", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))


def sign_out(request: HttpRequest, *, at_ms: int) -> None:
    """End this session."""
    UserSession.objects.filter(session_key=_key_of(request), ended_ms=None).update(ended_ms=at_ms)
    end_django_session(request)


def confirm_oneself(request: HttpRequest, user: User, *, password: str, at_ms: int) -> None:
    """Note that the person of this session typed the password now; the session goes on under a new key.

    A copy of the old cookie dies with it, so that a thief does not gain by the owner's password.

    Raises
    ------
    FieldRefused
        when it is wrong.
    TooManyAttempts
        as for signing in, and counted together with it.
    """
    address = address_of(request)
    attempt = begin_attempt(user.login, address, user, at_ms)
    if len(password) > PASSWORD_LIMIT or not user.check_password(password):
        with transaction.atomic():
            record("session.not_confirmed", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))
            record_limit(user, at_ms)
        raise FieldRefused("The password is not right. Type it again.", "密码不对。请重新输入。", field="password")
    attempt.delete()
    forgive(user.login, address)
    with transaction.atomic():
        record("session.confirmed", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))
        mark_confirmed(request, at_ms)
        _renew_session(request, user)


def change_password(request: HttpRequest, user: User, *, old: str, new: str, at_ms: int) -> None:
    """Change one's own password. All sessions end but the one that asked, which goes on under a new key.

    Raises
    ------
    FieldRefused
        when the old one is wrong or the new one too weak.
    TooManyAttempts
        as for signing in: whoever holds a stolen session must not guess here either.
    """
    attempt = begin_attempt(user.login, address_of(request), user, at_ms)
    if not user.check_password(old[:PASSWORD_LIMIT]):
        raise FieldRefused(
            "The present password is not right. Type it again.", "当前密码不对。请重新输入。", field="old"
        )
    attempt.delete()
    hashed = make_password(checked_password(new, user))
    with transaction.atomic():
        user = locked(user.public_id)
        user.password = hashed
        user.save(update_fields=["password"])
        end_all_sessions(user)
        record("user.password_changed", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))
        mark_confirmed(request, at_ms)
        _renew_session(request, user)


def end_other_sessions(request: HttpRequest, user: User, *, at_ms: int) -> None:
    """Sign out everywhere but here."""
    with transaction.atomic():
        user = locked(user.public_id)
        end_all_sessions(user)
        mine = UserSession.objects.filter(user=user, ended_ms=None).exclude(session_key=_key_of(request))
        mine.update(ended_ms=at_ms)
        record("session.others_ended", at_ms=at_ms, actor_id=user.pk, subject=subject_of(user))
        _renew_session(request, user)


def end_session(access: Access, public_id: str, *, at_ms: int) -> bool:
    """End one of one's own sessions; False when it is none of theirs."""
    with transaction.atomic():
        found = UserSession.objects.filter(user_id=access.user_id, public_id=public_id, ended_ms=None).first()
        if found is None:
            return False
        SessionStore(found.session_key).delete()
        UserSession.objects.filter(pk=found.pk).update(ended_ms=at_ms)
        record("session.ended", at_ms=at_ms, actor_id=access.user_id, subject=f"user:{found.user.public_id}")
        return True


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: the peer, or behind our own proxy what that proxy says.

    A proxy appends, so only the last entry is its word; those before it are whatever the client wrote. Of IPv6 the
    first 64 bits count, because one household has all addresses below them.
    """
    given: str = request.META.get("REMOTE_ADDR", "")
    if settings.IS_BEHIND_HTTPS:
        given = request.headers.get("X-Forwarded-For", given).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given[:60]
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _renew_session(request: HttpRequest, user: User) -> None:
    """Keep the session that asked, after all sessions of the user were ended; under a new key."""
    old_key = _key_of(request)
    update_session_auth_hash(request, user)
    request.session.save()
    UserSession.objects.filter(session_key=old_key).update(session_key=_key_of(request), epoch=user.session_epoch)


def _key_of(request: HttpRequest) -> str:
    key: str | None = request.session.session_key
    return key or ""
