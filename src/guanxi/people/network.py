"""Whom a contact is bound to: bonds of the lake and invitations, as far as the reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from guanxi.kit.errors import LakeError
from guanxi.lake.engine import Session
from guanxi.lake.kinds import Role
from guanxi.people.contracts import Scope
from guanxi.people.models import Contact, ContactPoint
from guanxi.people.scoping import contacts_in
from guanxi.people.timeline import READER

MOST = 12
MOST_INVITED, MOST_BOUND = 200, 500
ORDER = {"inviter": 0, "invitee": 1, "bond": 2}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A contact bound to another one; ``how`` is ``inviter``, ``invitee`` or ``bond``."""

    public_id: str
    key: str
    name: str
    how: str
    n_bonds: int = 0
    latest_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest, at most twelve; ``n_hidden`` more belong to others or did not fit."""

    shown: tuple[Neighbour, ...]
    n_hidden: int


def neighbours_of(contact: Contact, scope: Scope) -> Neighbours:
    """Inviter first, then those whom the contact invited, then other bonds, the latest first."""
    how: dict[int, tuple[str, int, int]] = {pk: ("bond", n, at_ms) for pk, n, at_ms in _bonds(contact)}
    invited = Contact.objects.filter(inviter=contact).order_by("-created_ms")[:MOST_INVITED]
    for pk, at_ms in invited.values_list("pk", "created_ms"):
        how[pk] = ("invitee", how.get(pk, ("", 0, 0))[1], at_ms)
    if contact.inviter_id is not None:
        how[contact.inviter_id] = ("inviter", how.get(contact.inviter_id, ("", 0, 0))[1], contact.created_ms)
    how.pop(contact.pk, None)
    seen = {row.pk: row for row in contacts_in(scope).filter(pk__in=list(how))}
    ranked = sorted(seen, key=lambda pk: (ORDER[how[pk][0]], -how[pk][2], pk))[:MOST]
    shown = tuple(_neighbour(seen[pk], how[pk]) for pk in ranked)
    return Neighbours(shown, len(how) - len(shown))


def _neighbour(contact: Contact, how: tuple[str, int, int]) -> Neighbour:
    what, n_bonds, at_ms = how
    return Neighbour(contact.public_id, contact.key, contact.name, what, n_bonds, at_ms if at_ms > 0 else None)


def _bonds(contact: Contact) -> list[tuple[int, int, int]]:
    """(contact, number of bonds, the latest) of those whom the contact's own events name."""
    lake_ids = list(
        ContactPoint.objects.filter(contact=contact, lake_id__isnull=False).values_list("lake_id", flat=True)
    )
    found: dict[int, tuple[int, int]] = {}
    try:
        with READER.session(settings.HOME.lake) as session:
            for lake_id in lake_ids:
                _add_bonds(session, int(lake_id or 0), found)
    except LakeError:
        return []  # the timeline beside it says that the lake cannot be read
    latest = sorted(found, key=lambda peer: -found[peer][1])[:MOST_BOUND]
    owners = ContactPoint.objects.filter(lake_id__in=latest, contact__isnull=False).values_list("lake_id", "contact_id")
    return [(int(owner or 0), *found[int(peer or 0)]) for peer, owner in owners]


def _add_bonds(session: Session, lake_id: int, found: dict[int, tuple[int, int]]) -> None:
    bonds = {kind.kind_id for kind in session.catalogue.kinds() if kind.role is Role.BOND}
    history = session.history(lake_id)
    columns = (history[name].tolist() for name in ("peer_id", "kind_id", "automated", "occurred_ms"))
    for peer, kind_id, is_automated, at_ms in zip(*columns, strict=True):
        if peer > 0 and peer != lake_id and kind_id in bonds and not is_automated:
            found[peer] = (found.get(peer, (0, 0))[0] + 1, at_ms)
