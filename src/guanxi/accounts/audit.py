"""The audit log: one function writes, one verifies. A chain of hashes shows what was changed behind its back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guanxi.accounts.models import AuditEntry, AuditHead

HEAD_ID = 1
GENESIS = "0" * 64

Values = dict[str, Any]  # Any: JSON values of an object's fields


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
    action : dotted and stable, ``user.roles_changed``; rendered by the page.
    actor_id : the user; ``None`` when guanxi itself acted.
    subject : ``kind:public_id`` of what it was done to.
    before, after : the fields that changed. No names, numbers or texts of contacts.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(id=HEAD_ID, defaults={"hash": GENESIS})
        head = AuditHead.objects.select_for_update().get(id=HEAD_ID)
        entry = AuditEntry(
            at_ms=at_ms,
            actor_id=actor_id,
            action=action,
            subject=subject,
            before=before or {},
            after=after or {},
            reason=reason,
            prev_hash=head.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
        head.hash = entry.hash
        head.save(update_fields=["hash"])
        return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry's canonical JSON, which holds the hash of the one before."""
    fields = (
        entry.prev_hash,
        entry.at_ms,
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
    )
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Where the chain does not hold: the entry, and whether its content or its place is wrong."""

    entry_id: int
    what: str


def find_break() -> ChainBreak | None:
    """The first entry that was changed, moved or lost its predecessor; ``None`` when the chain is whole."""
    prev_hash = GENESIS
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2_000):
        if entry.prev_hash != prev_hash:
            return ChainBreak(entry.pk, "place")
        if hash_of(entry) != entry.hash:
            return ChainBreak(entry.pk, "content")
        prev_hash = entry.hash
    head = AuditHead.objects.filter(id=HEAD_ID).first()
    if head is not None and head.hash != prev_hash:
        return ChainBreak(0, "end")
    return None
