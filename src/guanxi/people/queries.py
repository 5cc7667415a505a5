"""Reads of people. What shows a person goes through :func:`contact_in` or a :class:`Scope` of :func:`scoped`."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from guanxi.accounts.contracts import Access
from guanxi.people.contracts import Scope
from guanxi.people.detail import (
    ConsentNow,
    Figures,
    consent_now,
    edges_of,
    figures_of,
    lifted_suppressions_of,
    merges_of,
    points_of,
    suppressions_of,
    tags_of,
    traits_of,
    trust_spans,
)
from guanxi.people.listing.queries import (
    PAGE_ROWS,
    Choices,
    choices,
    every_contact,
    list_contacts,
    no_contacts,
    unknown_filters,
)
from guanxi.people.models import Contact, ContactMerge, ContactPoint, IdentityCase, Tag
from guanxi.people.network import Neighbour, Neighbours, neighbours_of
from guanxi.people.rules import stored_key
from guanxi.people.scoping import approachable_in, contact_in, contacts_in, plain_id, scoped
from guanxi.people.tags.reading import Fitting, TagLine, count_fitting, list_attributes, list_tags
from guanxi.people.timeline import timeline_of

MOST_CASES = 50


def open_cases() -> tuple[IdentityCase, ...]:
    """Undecided identity cases, oldest first, with point and candidates; at most fifty."""
    rows = IdentityCase.objects.filter(decided_ms=None).select_related("point").order_by("created_ms")
    return tuple(rows.prefetch_related("candidates__contact")[:MOST_CASES])


def get_case(public_id: str) -> IdentityCase:
    """The case; 404 when there is none."""
    case = IdentityCase.objects.select_related("point").filter(public_id=plain_id(public_id)).first()
    if case is None:
        raise Http404
    return case


def get_merge(public_id: str) -> ContactMerge:
    """The merge; 404 when there is none."""
    merge = ContactMerge.objects.select_related("winner", "loser").filter(public_id=plain_id(public_id)).first()
    if merge is None:
        raise Http404
    return merge


def get_tag(public_id: str) -> Tag:
    """The tag; 404 when there is none."""
    tag = Tag.objects.filter(public_id=plain_id(public_id)).first()
    if tag is None:
        raise Http404
    return tag


def find_by_key(access: Access, key: str) -> Contact | None:
    """The contact in sight that has exactly this key; ``None`` for no such key and for foreign contacts alike."""
    named = ContactPoint.objects.filter(value_key=stored_key(key.strip()), contact__isnull=False)
    owner = named.values_list("contact_id", flat=True).first()
    return contacts_in(scoped(access)).filter(pk=owner).first() if owner else None


def named_by_lake(access: Access, lake_ids: Iterable[int]) -> dict[int, Contact]:
    """The contacts in sight behind some contacts of the lake, by their ids there: for links from figures to people."""
    owners = dict(
        ContactPoint.objects.filter(lake_id__in=list(lake_ids), contact__isnull=False).values_list(
            "lake_id", "contact_id"
        )
    )
    seen = {row.pk: row for row in contacts_in(scoped(access)).filter(pk__in=set(owners.values()))}
    return {lake_id: seen[owner] for lake_id, owner in owners.items() if lake_id is not None and owner in seen}


__all__ = [
    "PAGE_ROWS",
    "Choices",
    "ConsentNow",
    "Figures",
    "Fitting",
    "Neighbour",
    "Neighbours",
    "Scope",
    "TagLine",
    "approachable_in",
    "choices",
    "consent_now",
    "contact_in",
    "contacts_in",
    "count_fitting",
    "edges_of",
    "every_contact",
    "figures_of",
    "find_by_key",
    "get_case",
    "get_merge",
    "get_tag",
    "lifted_suppressions_of",
    "list_attributes",
    "list_contacts",
    "list_tags",
    "merges_of",
    "named_by_lake",
    "neighbours_of",
    "no_contacts",
    "open_cases",
    "points_of",
    "scoped",
    "suppressions_of",
    "tags_of",
    "timeline_of",
    "traits_of",
    "trust_spans",
    "unknown_filters",
]
