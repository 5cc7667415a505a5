"""Contacts that are not to be reached, whatever they agreed to."""

from __future__ import annotations

from django.db import transaction

from guanxi.accounts import audit
from guanxi.people.contracts import SuppressionReason
from guanxi.people.errors import BadConsent
from guanxi.people.models import Contact, Suppression


def suppress(contact: Contact, reason: str, *, now_ms: int, actor_id: int | None) -> None:
    """Stop all contact for ``reason``; doing it twice changes nothing."""
    if reason not in tuple(SuppressionReason):
        raise BadConsent(
            "This is no reason to stop contact. Choose one from the list.", "没有这样的停止原因。请从列表中选择。"
        )
    with transaction.atomic():
        _, is_new = Suppression.objects.get_or_create(
            contact=contact, scope="all", reason=reason, until_ms=None, defaults={"from_ms": now_ms}
        )
        if is_new:
            _record("contact.suppressed", contact, reason, now_ms, actor_id)


def lift(contact: Contact, reason: str, *, now_ms: int, actor_id: int | None) -> None:
    """End a suppression; the row stays, with its end."""
    with transaction.atomic():
        n = Suppression.objects.filter(contact=contact, reason=reason, until_ms=None).update(until_ms=now_ms)
        if n:
            _record("contact.suppression_lifted", contact, reason, now_ms, actor_id)


def _record(action: str, contact: Contact, reason: str, now_ms: int, actor_id: int | None) -> None:
    subject = f"contact:{contact.public_id}"
    audit.record(action, at_ms=now_ms, actor_id=actor_id, subject=subject, after={"reason": reason})
