"""Reading the audit log: who may read what, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from guanxi.accounts.actions import ACTIONS, SYSTEM_KINDS, is_system
from guanxi.accounts.audit import HEAD_ID
from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.models import AuditEntry, AuditHead, User
from guanxi.accounts.rules import TABLE

PAGE = 50
TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,120}")
"""What may be looked for as an action or subject; anything else finds nothing."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry.

    Parameters
    ----------
    actor, actor_id : name and public id of the person; ``""`` when guanxi itself acted.
    """

    entry_id: int
    at_ms: int
    actor: str
    actor_id: str
    action: str
    subject: str
    before: dict[str, Any]  # Any: JSON values
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the reader looks for; ``""`` everywhere for all.

    Parameters
    ----------
    actor : public id of a user.
    action, subject : as they are stored.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""


def list_log(access: Access, wanted: LogFilter, *, before_id: int = 0) -> tuple[list[LogLine], int]:
    """Entries that ``access`` may read, latest first, and the key of the next page (0: there is none).

    Parameters
    ----------
    before_id : the key of the page, from the page before; 0 for the first.
    """
    entries = _readable(access)
    for column, value in (
        ("actor__public_id", wanted.actor),
        ("action", wanted.action),
        ("subject", wanted.subject),
    ):
        if value:
            entries = entries.filter(**{column: value}) if TEXT.fullmatch(value) else entries.none()
    if before_id > 0:
        entries = entries.filter(pk__lt=before_id)
    rows = list(entries.select_related("actor").order_by("-pk")[: PAGE + 1])
    return [_line(row) for row in rows[:PAGE]], rows[PAGE - 1].pk if len(rows) > PAGE else 0


def list_actors(access: Access) -> list[tuple[str, str]]:
    """Public id and name of the people whose actions ``access`` may read."""
    users = User.objects.order_by("name", "pk")
    if not reads_others(access):
        users = users.filter(pk=access.user_id)
    return list(users.values_list("public_id", "name")[:500])


def list_actions(access: Access) -> list[str]:
    """The actions that ``access`` may read and that have a sentence."""
    is_narrow = Grant.YES not in _grants(access) and reads_others(access)
    return [action for action in ACTIONS if is_system(action) or not is_narrow]


def reads_others(access: Access) -> bool:
    """Whether ``access`` reads more of the log than its own actions."""
    return not _grants(access).isdisjoint({Grant.YES, Grant.AGGREGATE})


def head_of_log() -> tuple[int, str]:
    """How many entries there are, and the hash of the latest: written down elsewhere, it proves the log later."""
    head = AuditHead.objects.filter(pk=HEAD_ID).first()
    return AuditEntry.objects.count(), head.hash if head else ""


def _readable(access: Access) -> QuerySet[AuditEntry]:
    grants = _grants(access)
    if Grant.YES in grants:
        return AuditEntry.objects.all()
    if Grant.AGGREGATE in grants:
        system = reduce(or_, (Q(action__startswith=f"{kind}.") for kind in sorted(SYSTEM_KINDS)))
        return AuditEntry.objects.filter(system | Q(actor_id=access.user_id))
    if Grant.OWN in grants:
        return AuditEntry.objects.filter(actor_id=access.user_id)
    return AuditEntry.objects.none()


def _grants(access: Access) -> frozenset[Grant]:
    """Of each role by itself: "the system part" and "one's own actions" are no more and no less, they add up."""
    return frozenset(TABLE[role, Permission.SEE_AUDIT_LOG] for role in access.roles)


def _line(row: AuditEntry) -> LogLine:
    actor = row.actor
    return LogLine(
        entry_id=row.pk,
        at_ms=row.at_ms,
        actor=actor.name if actor else "",
        actor_id=actor.public_id if actor else "",
        action=row.action,
        subject=row.subject,
        before=row.before,
        after=row.after,
        reason=row.reason,
    )
