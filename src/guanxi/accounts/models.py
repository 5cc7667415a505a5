"""Tables of accounts: fields and constraints only."""

from __future__ import annotations

import secrets
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from guanxi.accounts.contracts import Role


def new_public_id() -> str:
    """128 random bits for addresses: nobody can guess the next one."""
    return secrets.token_urlsafe(16)


class User(AbstractBaseUser):
    """A person who signs in. Removing one closes the account; the row stays, because the audit log names it.

    ``session_epoch`` goes up whenever all sessions must end (password, roles, closing).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    staff_id = models.CharField(max_length=120, blank=True, default="")
    lang = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)
    session_epoch = models.BigIntegerField(default=0)
    created_at_ms = models.BigIntegerField()

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()
    USERNAME_FIELD = "login"

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with ``session_epoch``: a session that carries another hash is dead."""
        return salted_hmac(
            "guanxi.accounts.session", f"{self.password}|{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self, *_: object) -> list[str]:
        """None: a rotated key ends the sessions."""
        return []


class UserRole(models.Model):
    """A role that a user holds; one that waits for an owner's approval gives nothing yet."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    is_approved = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="user_role_once")]


class UserSession(models.Model):
    """A browser in which somebody is signed in: for the list of one's devices, and for knowing a trusted address.

    It is alive while its ``epoch`` is the user's and its session exists; the session itself is Django's.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    epoch = models.BigIntegerField()
    device = models.CharField(max_length=40, blank=True, default="")
    address_hash = models.CharField(max_length=64)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-started_ms"], name="session_by_user")]


class SetupLink(models.Model):
    """A link that was shown once: the first owner's set-up, or a new password. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    until_ms = models.BigIntegerField()
    used_ms = models.BigIntegerField(null=True)


class SignInAttempt(models.Model):
    """A failed attempt, for the limits by account and by address; old rows are swept."""

    login_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at_ms = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["login_hash", "at_ms"], name="attempt_by_login"),
            models.Index(fields=["address_hash", "at_ms"], name="attempt_by_address"),
            models.Index(fields=["at_ms"], name="attempt_by_time"),
        ]


class AuditEntry(models.Model):
    """One thing that was done. Append-only: triggers refuse changes, ``hash`` chains it to the entry before.

    ``action`` is a dotted name stored as data and rendered in the reader's language; ``before``/``after`` hold ids and
    values, never names or free text of contacts.
    """

    at_ms = models.BigIntegerField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, blank=True, default="")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
        ]


class AuditHead(models.Model):
    """One row: the hash of the latest entry. Writers lock it, so that the chain has no fork."""

    hash = models.CharField(max_length=64, default="")
