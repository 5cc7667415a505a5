"""From a row of a book to the list of the contacts that it is about, and from advice to the page that it names."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from guanxi.console.book.chapters import Link
from guanxi.people.queries import choices
from guanxi.report.words.common import BRAND_PAGE

BY_CODE = ("tier", "stage", "layer")
"""Dimensions whose keys are the codes that the list of contacts filters by; other ones are looked up by name."""


def links_to_contacts() -> Link:
    """The address of the list of contacts that a row speaks of; ``""`` where there is none."""
    offered = choices()
    by_name = {
        "channel": {name: value for value, name in offered.channels},
        "staff": {name: value for value, name in offered.staff},
    }
    contacts = reverse("contacts")

    def link(about: tuple[str, str]) -> str:
        dimension, key = about
        if about == BRAND_PAGE:
            return reverse("brand")
        value = key if dimension in BY_CODE else by_name.get(dimension, {}).get(key, "")
        return f"{contacts}?{urlencode({dimension: str(value)})}" if value else ""

    return link
