"""The audit log: one function writes, one verifies. A chain of hashes shows what was changed behind its back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guanxi.accounts.models import AuditEntry, AuditHead

HEAD_ID = 1
GENESIS = "0" * 64
COLUMNS = ("prev_hash", "at_ms", "actor_id", "action", "subject", "before", "after", "reason")
"""What an entry's hash covers, in this order; it never changes, or the chains of all homes would break."""

Values = Mapping[str, Any]  # Any: JSON values of an object's fields


def record(
    action: str,
    *,
    at_ms: int,
    actor_id: int | None,
    subject: str = "",
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry, inside the transaction of what it records: both happen or neither.

    Parameters
    ----------
    action : dotted and stable, ``user.roles_changed``; its sentence stands in :mod:`guanxi.accounts.actions`.
    actor_id : the user; ``None`` when guanxi itself acted.
    subject : ``kind:public_id`` of what it was done to.
    before, after : the fields that changed. No names, numbers or texts of contacts.
    """
    with transaction.atomic():
        head = lock_log()
        entry = AuditEntry(
            at_ms=at_ms,
            actor_id=actor_id,
            action=action,
            subject=subject,
            before=_as_stored(before),
            after=_as_stored(after),
            reason=reason,
            prev_hash=head.hash,
        )
        entry.hash = hash_of(tuple(getattr(entry, column) for column in COLUMNS))
        entry.save(force_insert=True)
        head.hash = entry.hash
        head.save(update_fields=["hash"])
        return entry


def lock_log() -> AuditHead:
    """The head of the chain, locked until the transaction ends: writers take turns, so the chain has no fork."""
    AuditHead.objects.get_or_create(id=HEAD_ID, defaults={"hash": GENESIS})
    return AuditHead.objects.select_for_update().get(id=HEAD_ID)


def hash_of(fields: tuple[Any, ...]) -> str:
    """SHA-256 over the canonical JSON of :data:`COLUMNS`, which hold the hash of the entry before."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Where the chain does not hold.

    Parameters
    ----------
    entry_id : the first entry that is wrong; 0 when the end is.
    what : ``"content"`` (the entry was changed), ``"place"`` (one before it was removed, added or moved) or ``"end"``
        (the latest entries, or the head that names them, are gone).
    """

    entry_id: int
    what: str


def latest_of(*actions: str) -> AuditEntry | None:
    """The latest entry of any of ``actions``."""
    return AuditEntry.objects.filter(action__in=actions).order_by("-id").first()


def find_break(latest: int | None = None) -> ChainBreak | None:
    """The first entry that was changed, moved or lost its predecessor; ``None`` when the chain is whole.

    Parameters
    ----------
    latest : look at so many entries only, from the end back; what lies before them is then taken on trust.
    """
    entries = AuditEntry.objects.order_by("id")
    if latest is not None:
        newest = list(AuditEntry.objects.order_by("-id").values_list("id", flat=True)[:latest])
        entries = entries.filter(id__gte=newest[-1]) if newest else entries
    prev_hash, is_first = GENESIS, True
    for pk, stored_hash, *fields in entries.values_list("id", "hash", *COLUMNS).iterator(chunk_size=2_000):
        begins_inside = latest is not None and is_first
        if fields[0] != prev_hash and not begins_inside:
            return ChainBreak(pk, "place")
        if hash_of(tuple(fields)) != stored_hash:
            return ChainBreak(pk, "content")
        prev_hash, is_first = stored_hash, False
    head = AuditHead.objects.filter(id=HEAD_ID).first()
    if (head.hash if head else GENESIS) != prev_hash:
        return ChainBreak(0, "end")
    return None


def _as_stored(values: Values | None) -> dict[str, Any]:
    """``values`` as the store gives them back (keys as text, tuples as lists), so that the hash is the same then."""
    stored: dict[str, Any] = json.loads(json.dumps(dict(values or {})))
    return stored
