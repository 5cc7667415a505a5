"""Reads of accounts."""

from __future__ import annotations

from django.http import HttpRequest

from guanxi.accounts.contracts import NOBODY, Access, Role
from guanxi.accounts.models import User, UserRole


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
