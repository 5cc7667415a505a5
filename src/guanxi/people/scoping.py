"""Whose contacts a person may see: the one place that decides it. Everything foreign is a 404."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.rules import grant_of
from guanxi.people.contracts import CONSENT_CODES, NOBODY_IN_SIGHT, ConsentCode, Scope
from guanxi.people.models import Contact, StaffEdge, Suppression

_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


def plain_id(public_id: str) -> str:
    """``public_id`` when it can be one; 404 for anything else, which no store needs to be asked about."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise Http404
    return public_id


def scoped(access: Access, permission: Permission = Permission.SEE_CONTACT) -> Scope:
    """The scope of ``access`` for ``permission``: all contacts, one's own, or none."""
    grant = grant_of(access, permission)
    if grant >= Grant.YES:
        return Scope(True)
    if grant >= Grant.OWN and access.staff_id:
        return Scope(False, access.staff_id)
    return NOBODY_IN_SIGHT


def contacts_in(scope: Scope) -> QuerySet[Contact]:
    """Contacts in sight that are there: not merged, not erased, not taken back."""
    present = Contact.objects.filter(merged_into=None, erased_ms=None, gone_ms=None)
    if scope.sees_all:
        return present
    if not scope.staff_key:
        return present.none()
    edge = StaffEdge.objects.filter(contact=OuterRef("pk"), staff__key=scope.staff_key, until_ms=None)
    return present.filter(Exists(edge))


def approachable_in(scope: Scope) -> QuerySet[Contact]:
    """Contacts in sight whom somebody may turn to: none who is suppressed, and none who took consent back."""
    suppressed = Suppression.objects.filter(contact=OuterRef("pk"), until_ms=None)
    withdrawn = CONSENT_CODES.index(ConsentCode.WITHDRAWN)
    return contacts_in(scope).exclude(consent=withdrawn).exclude(Exists(suppressed))


def contact_in(access: Access, public_id: str, permission: Permission = Permission.SEE_CONTACT) -> Contact:
    """The contact with that id, if ``access`` may use ``permission`` on it; a merged one gives its survivor.

    Raises
    ------
    Http404
        when there is none, when it was erased or taken back, and when it is not the caller's: nobody learns which.
    """
    named = Contact.objects.filter(public_id=plain_id(public_id)).values_list("pk", "merged_into_id").first()
    if named is None:
        raise Http404
    present = contacts_in(scoped(access, permission)).select_related("channel", "campaign", "inviter")
    contact = present.filter(pk=named[1] or named[0]).first()
    if contact is None:
        raise Http404
    return contact
