"""Whose a point is: asked with evidence, answered in one of four outcomes, open questions decided by a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from guanxi.accounts import audit
from guanxi.people.contracts import Evidence, Outcome, Resolution
from guanxi.people.errors import CaseDecided
from guanxi.people.models import Contact, ContactPoint, IdentityCandidate, IdentityCase, PointOwner, StaffEdge
from guanxi.people.projection.rows import Some, refresh_current
from guanxi.people.rules import folded, resolve, stored_key

DISMISSED, ATTACHED, MADE_NEW = "dismissed", "attached", "made_new"


def resolve_point(
    kind: str,
    namespace: str,
    key: str,
    evidence: Sequence[Evidence],
    *,
    now_ms: int,
    may_create: bool,
    is_lookup_outstanding: bool = False,
) -> tuple[ContactPoint, Resolution]:
    """The point of a key, made when it is new, and whose it is.

    *resolved*: attached. *not_found*: a contact is made if ``may_create``, else the point stays unowned. *pending* and
    *conflict*: the point stays unowned and a case waits for a person. A point that has an owner keeps it.
    """
    stored = stored_key(key)
    with transaction.atomic():
        point, _ = ContactPoint.objects.select_for_update().get_or_create(
            kind=kind,
            namespace=namespace,
            value_key=stored,
            defaults={"folded_key": folded(stored), "created_ms": now_ms},
        )
        if point.contact_id is not None:
            return point, Resolution(Outcome.RESOLVED, contact_id=point.contact_id)
        found = resolve(evidence, is_lookup_outstanding=is_lookup_outstanding)
        if found.outcome is Outcome.RESOLVED:
            attach(point, Contact.objects.get(pk=found.contact_id), now_ms=now_ms, reason="evidence")
        elif found.outcome is Outcome.NOT_FOUND and may_create:
            attach(point, _new_contact(point, now_ms), now_ms=now_ms, reason="created")
        elif found.outcome in (Outcome.PENDING, Outcome.CONFLICT):
            _open_case(point, found, evidence, now_ms)
    return point, found


def attach(point: ContactPoint, contact: Contact, *, now_ms: int, reason: str, evidence_ref: str = "") -> None:
    """Make ``contact`` (its survivor, when merged) the owner of a point without one; in the caller's transaction."""
    owner_id = contact.merged_into_id or contact.pk
    ContactPoint.objects.filter(pk=point.pk).update(contact_id=owner_id)
    PointOwner.objects.create(
        point=point, contact_id=owner_id, from_ms=now_ms, reason=reason, evidence_ref=evidence_ref
    )
    StaffEdge.objects.filter(point=point).update(contact_id=owner_id)
    point.contact_id = owner_id
    Contact.objects.filter(pk=owner_id).update(touched_ms=now_ms)
    refresh_current(Some.of((owner_id,)))


def decide_case(
    case: IdentityCase, *, decision: str, contact: Contact | None, now_ms: int, actor_id: int | None
) -> None:
    """A person's answer: the point belongs to ``contact``, to somebody new, or to nobody.

    Raises
    ------
    CaseDecided
        when somebody was faster.
    """
    with transaction.atomic():
        case = IdentityCase.objects.select_for_update().select_related("point").get(pk=case.pk)
        if case.decided_ms is not None or (case.point.contact_id is not None and decision != DISMISSED):
            raise CaseDecided(
                "Somebody decided this case meanwhile. Reload the page to see how.",
                "这个身份问题已有人处理。请刷新页面查看结果。",
            )
        IdentityCase.objects.filter(pk=case.pk).update(decided_ms=now_ms, decided_by_id=actor_id, decision=decision)
        if decision == ATTACHED and contact is not None:
            attach(case.point, contact, now_ms=now_ms, reason="case", evidence_ref=case.public_id)
        elif decision == MADE_NEW:
            contact = _new_contact(case.point, now_ms)
            attach(case.point, contact, now_ms=now_ms, reason="case", evidence_ref=case.public_id)
        audit.record(
            "identity.case_decided",
            at_ms=now_ms,
            actor_id=actor_id,
            subject=f"identity_case:{case.public_id}",
            before={"outcome": case.outcome},
            after={"decision": decision, "contact": contact.public_id if contact else ""},
        )


def _new_contact(point: ContactPoint, now_ms: int) -> Contact:
    return Contact.objects.create(key=point.value_key, created_ms=now_ms, touched_ms=now_ms)


def _open_case(point: ContactPoint, found: Resolution, evidence: Sequence[Evidence], now_ms: int) -> None:
    case, is_new = IdentityCase.objects.get_or_create(
        point=point,
        decided_ms=None,
        defaults={
            "outcome": found.outcome,
            "evidence": sorted({each.what for each in evidence}),
            "created_ms": now_ms,
        },
    )
    if not is_new and case.outcome != found.outcome:
        IdentityCase.objects.filter(pk=case.pk).update(outcome=found.outcome)
    strengths = {
        each.contact_id: each.strength for each in sorted(evidence, key=lambda each: each.strength, reverse=True)
    }
    IdentityCandidate.objects.bulk_create(
        [
            IdentityCandidate(case=case, contact_id=contact_id, strength=strengths[contact_id])
            for contact_id in found.candidates
        ],
        ignore_conflicts=True,
    )
