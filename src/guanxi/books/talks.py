"""Talks with contacts: what a person says was done becomes an event, and the contact leaves today's list."""

from __future__ import annotations

from django.db import transaction

from guanxi.accounts import audit as audit_log
from guanxi.accounts.contracts import Access, Permission
from guanxi.book.settings import AuditSettings
from guanxi.books.errors import TalkRefused
from guanxi.books.models import Talk
from guanxi.intake.brand import current_brand
from guanxi.intake.contracts import SourceKind, SourceView, Status
from guanxi.intake.errors import SourceRefused
from guanxi.intake.operations import add_source, append
from guanxi.intake.queries import list_sources
from guanxi.kit.clock import DAY_MS, local_day
from guanxi.people.queries import contact_in

SOURCE_KEY = "workspace"
SOURCE_NAME = "guanxi 工作台"
KIND = "human_contact"
REST_DAYS = AuditSettings().mirror.rest_days


def record_talk(access: Access, contact_public_id: str, *, now_ms: int) -> None:
    """Write down that ``access`` spoke to a contact in sight; a second time on the same day changes nothing.

    Raises
    ------
    django.http.Http404
        for a contact that is not there or not the caller's.
    TalkRefused
        when intake cannot take the event; nothing is written then.
    """
    contact = contact_in(access, contact_public_id, Permission.EDIT_CONTACT)
    day = local_day(now_ms, current_brand().zone)
    event = {
        "id": f"talk-{contact.public_id}-{day}",
        "kind": KIND,
        "contact": contact.key,
        "occurred_ms": now_ms,
    }
    if access.staff_id:
        event["staff_id"] = access.staff_id
    source = _source(now_ms, access.user_id)
    with transaction.atomic():
        _, is_new = Talk.objects.get_or_create(
            contact=contact, day=day, defaults={"at_ms": now_ms, "by_id": access.user_id}
        )
        if not is_new:
            return
        answer = append(source, [event], now_ms, keep_problems=False).results[0]
        if answer.status is Status.REJECTED:
            refused = answer.refused
            raise TalkRefused(refused.en if refused else "", refused.zh if refused else "")
        audit_log.record(
            "contact.talked", at_ms=now_ms, actor_id=access.user_id, subject=f"contact:{contact.public_id}"
        )


def list_talked(now_ms: int) -> frozenset[int]:
    """Ids in the lake of the contacts to whom somebody has spoken within the days of rest."""
    rows = Talk.objects.filter(at_ms__gt=now_ms - REST_DAYS * DAY_MS)
    lake_ids = rows.values_list("contact__points__lake_id", flat=True)
    return frozenset(lake_id for lake_id in lake_ids if lake_id is not None)


def _source(now_ms: int, actor_id: int) -> SourceView:
    """The workspace as a source of events; made when the first is written."""
    known = _find_source(now_ms)
    if known is not None:
        return known
    try:
        made = add_source(
            key=SOURCE_KEY,
            name=SOURCE_NAME,
            kind=SourceKind.SERVER,
            now_ms=now_ms,
            actor_id=actor_id,
            may_create_contacts=False,
            is_own=True,
        )
    except SourceRefused:
        known = _find_source(now_ms)  # somebody was faster
        if known is None:
            raise
        return known
    return made.source


def _find_source(now_ms: int) -> SourceView | None:
    return next((each.source for each in list_sources(now_ms) if each.source.key == SOURCE_KEY), None)
