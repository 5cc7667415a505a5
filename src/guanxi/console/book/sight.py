"""How much of a book a person may see: all of it, groups only, or what concerns themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from guanxi.accounts.contracts import Access, Grant, Permission
from guanxi.accounts.gatekeeper import access_in
from guanxi.accounts.rules import TABLE, grant_of


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees.

    Parameters
    ----------
    whole : figures of the whole brand. persons : rows about one contact, and links to lists of contacts.
    exports_persons : contacts' keys in files, unmasked.
    """

    whole: bool
    persons: bool
    exports_persons: bool


def sight_of(access: Access) -> Sight:
    """The sum of what a person's roles may see; a shop assistant who is also an analyst sees the aggregates too."""
    grants = {TABLE[role, Permission.SEE_FIGURES] for role in access.roles}
    return Sight(
        whole=bool(grants & {Grant.YES, Grant.AGGREGATE}),
        persons=Grant.YES in grants and grant_of(access, Permission.SEE_CONTACT) is Grant.YES,
        exports_persons=grant_of(access, Permission.EXPORT_PERSONS) is Grant.YES,
    )


def sight_in(request: HttpRequest) -> Sight:
    """The sight of who asks for figures of the whole brand; 404 for those whose figures are their own only."""
    sight = sight_of(access_in(request))
    if not sight.whole:
        raise Http404
    return sight
