"""From a row of a book to the list of the contacts that it is about, and from advice to the page that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from guanxi.console.book.chapters import Link, Named
from guanxi.people.contracts import LIABILITY, Scope
from guanxi.people.listing.asked import filters_of
from guanxi.people.queries import choices, contacts_in, list_contacts
from guanxi.report.blocks import ONE_CONTACT
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.words.common import BRAND_PAGE, LIABILITIES

LONGEST_NAME = 40
BY_CODE = ("tier", "stage", "layer")
"""Dimensions whose keys are the codes that the list of contacts filters by; other ones are looked up by name."""


def links_to_contacts(as_of_ms: int, persons: Mapping[int, Named] | None = None) -> Link:
    """The list of the contacts of whom a row of the book of ``as_of_ms`` speaks, as an address; ``""`` for none.

    Parameters
    ----------
    persons : contact of the lake → name and page, for rows that speak of one.
    """
    offered = choices()
    by_name = {
        "channel": {name: value for value, name in offered.channels},
        "staff": {name: value for value, name in offered.staff},
    }
    contacts = reverse("contacts")

    def link(about: tuple[str, str]) -> str:
        dimension, key = about
        if dimension == ONE_CONTACT:
            return (persons or {}).get(int(key), ("", ""))[1]
        if about == BRAND_PAGE:
            return reverse("brand")
        if dimension == LIABILITIES:
            return _to_liabilities(key, as_of_ms)
        value = key if dimension in BY_CODE else by_name.get(dimension, {}).get(key, "")
        return f"{contacts}?{urlencode({dimension: str(value)})}" if value else ""

    return link


def names_of(lake_ids: Collection[int]) -> dict[int, Named]:
    """Contact of the lake → the name that the brand knows it by, and the address of its page; for who sees them all."""
    if not lake_ids:
        return {}
    rows = contacts_in(Scope(sees_all=True)).filter(points__lake_id__in=list(lake_ids))
    found = rows.values_list("points__lake_id", "public_id", "name", "key")
    return {
        lake_id or 0: (inert(name or masked_key(key), LONGEST_NAME), reverse("contact", args=[public_id]))
        for lake_id, public_id, name, key in found
    }


def _to_liabilities(n: str, as_of_ms: int) -> str:
    """The list of those who cost more than they bring, where it is of the book's moment and holds as many as it says.

    An older book speaks of others, and so does the list once contacts were merged or taken back: a figure never leads
    to other people.
    """
    pairs = {"worth": LIABILITY}
    page = list_contacts(Scope(sees_all=True), filters_of(pairs), 1)
    is_same = page.as_of_ms == as_of_ms and page.count.is_exact and str(page.count.n) == n
    return f"{reverse('contacts')}?{urlencode(pairs)}" if is_same else ""
