"""Recording what a contact agreed to or took back."""

from __future__ import annotations

from django.db import transaction

from guanxi.accounts import audit
from guanxi.people.consent.rules import Entry, Part, state_of
from guanxi.people.contracts import (
    ANY_CHANNEL,
    CONSENT_CHANNELS,
    CONSENT_CODES,
    Act,
    ConsentCode,
    Purpose,
)
from guanxi.people.errors import BadConsent
from guanxi.people.models import ConsentEntry, Contact, ContactMerge
from guanxi.people.projection.rows import Some, refresh_current

LONGEST_EVIDENCE = 1_000
RECORDED_BY_HAND = (Act.GRANTED, Act.WITHDRAWN)


def record_consent(
    contact: Contact,
    *,
    purpose: str,
    channel: str,
    act: str,
    at_ms: int,
    now_ms: int,
    actor_id: int | None,
    evidence: str,
    valid_until_ms: int | None = None,
) -> ConsentEntry:
    """Append one act. A grant needs evidence: what the contact was shown, and how it agreed.

    Raises
    ------
    BadConsent
        for a grant without evidence, an act in the future, and codes that there are not.
    """
    evidence = evidence.replace("\0", "").strip()
    if act not in RECORDED_BY_HAND or purpose not in tuple(Purpose) or channel not in CONSENT_CHANNELS:
        raise BadConsent(
            "This is no act, purpose or channel of consent. Choose from the lists of the form.",
            "没有这样的授权动作、用途或渠道。请从表单的列表中选择。",
        )
    if act == Act.GRANTED and not evidence:
        raise BadConsent(
            "A consent without evidence proves nothing. Say what the contact was shown and how it agreed, such as "
            "“form of 2025-06, ticked in the shop”.",
            "没有凭据的授权无法证明。请写明向客户展示了什么、客户如何同意，例如“2025-06 版表单，门店勾选”。",
        )
    if len(evidence) > LONGEST_EVIDENCE or at_ms > now_ms:
        raise BadConsent(
            f"The act must not lie in the future, and its evidence has at most {LONGEST_EVIDENCE:,} characters. "
            "Correct the form and send it again.",
            f"授权时间不能在未来，凭据最多 {LONGEST_EVIDENCE:,} 个字。请改正后重新提交。",
        )
    with transaction.atomic():
        entry = ConsentEntry.objects.create(
            contact=contact,
            purpose=purpose,
            channel=channel,
            act=act,
            at_ms=at_ms,
            valid_until_ms=valid_until_ms,
            evidence={"note": evidence},
            recorded_ms=now_ms,
            recorded_by_id=actor_id,
        )
        refresh_consent(contact.pk, now_ms)
        audit.record(
            f"contact.consent_{act}",
            at_ms=now_ms,
            actor_id=actor_id,
            subject=f"contact:{contact.public_id}",
            after={"purpose": purpose, "channel": channel, "entry": entry.pk},
        )
    return entry


def refresh_consent(contact_id: int, now_ms: int) -> None:
    """Derive anew where promotion stands, for the list; in the caller's transaction."""
    code = consent_of(contact_id, Purpose.PROMOTION, ANY_CHANNEL, now_ms)
    Contact.objects.filter(pk=contact_id).update(consent=CONSENT_CODES.index(code), touched_ms=now_ms)
    refresh_current(Some.of((contact_id,)))


def expire_consents(after_ms: int, now_ms: int) -> int:
    """Show in the list what expired in (after, now]; gives how many contacts. The derived state needs no help."""
    ended = ConsentEntry.objects.filter(valid_until_ms__gt=after_ms, valid_until_ms__lte=now_ms)
    ids = set(ended.values_list("contact_id", flat=True))
    survivors = dict(Contact.objects.filter(pk__in=ids).values_list("pk", "merged_into_id"))
    for contact_id in sorted({survivors.get(each) or each for each in ids}):
        with transaction.atomic():
            refresh_consent(contact_id, now_ms)
    return len(ids)


def consent_of(contact_id: int, purpose: str, channel: str, at_ms: int) -> ConsentCode:
    """Where consent stands at a moment, also for what was merged into the contact."""
    parts = parts_of(contact_id)
    return state_of(entries_of(contact_id, parts), purpose, channel, at_ms, survivor=contact_id, parts=parts)


def parts_of(contact_id: int) -> tuple[Part, ...]:
    """Contacts merged into this one, with the moment at which the last merge made them part of it."""
    merged = Contact.objects.filter(merged_into_id=contact_id).values_list("pk", flat=True)
    moments = ContactMerge.objects.filter(winner_id=contact_id, undone_ms=None).values_list("loser_id", "at_ms")
    at = dict(moments)
    latest = max(at.values(), default=0)
    return tuple(Part(each, at.get(each, latest)) for each in sorted(merged))


def entries_of(contact_id: int, parts: tuple[Part, ...]) -> list[Entry]:
    """Every act on the records of a contact and its parts, earliest first."""
    ids = (contact_id, *(part.contact_id for part in parts))
    rows = ConsentEntry.objects.filter(contact_id__in=ids).order_by("at_ms", "id")
    return [
        Entry(row.contact_id, row.purpose, row.channel, Act(row.act), row.at_ms, row.valid_until_ms) for row in rows
    ]
