"""What a merge moves: one statement per kind of row, each moved row remembered as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from guanxi.people.models import (
    Contact,
    ContactMerge,
    ContactMergeItem,
    ContactPoint,
    IdentityCandidate,
    PointOwner,
    StaffEdge,
    Suppression,
    TagAssignment,
    TraitValue,
)

POINT, OWNER, OWNER_MADE, EDGE = "point", "owner", "owner_made", "edge"
TAG, TAG_ENDED, TRAIT, SUPPRESSION, SUPPRESSION_ENDED = "tag", "tag_ended", "trait", "suppression", "suppression_ended"
CANDIDATE, PART, INVITEE, CONTACT = "candidate", "part", "invitee", "contact"

TABLES: dict[str, tuple[type[Model], str]] = {
    POINT: (ContactPoint, "contact_id"),
    OWNER: (PointOwner, "until_ms"),
    EDGE: (StaffEdge, "contact_id"),
    TAG: (TagAssignment, "contact_id"),
    TAG_ENDED: (TagAssignment, "until_ms"),
    TRAIT: (TraitValue, "contact_id"),
    SUPPRESSION: (Suppression, "contact_id"),
    SUPPRESSION_ENDED: (Suppression, "until_ms"),
    CANDIDATE: (IdentityCandidate, "contact_id"),
    PART: (Contact, "merged_into_id"),
    INVITEE: (Contact, "inviter_id"),
    CONTACT: (Contact, "merged_into_id"),
}
"""Kind of item → table and the one column that a merge changes there."""


def rows_to_move(winner: Contact, loser: Contact) -> dict[str, QuerySet[Any]]:
    """Kind → rows of the loser that would change hands; what the winner has already is left out, or ended."""
    tagged = _doubles(TagAssignment, winner, loser, ("tag_id", "edge_id", "source"))
    suppressed = _doubles(Suppression, winner, loser, ("scope", "reason"))
    own_traits = set(TraitValue.objects.filter(contact=winner).values_list("trait_key", "source"))
    traits = TraitValue.objects.filter(contact=loser).values_list("pk", "trait_key", "source")
    new_traits = [pk for pk, key, source in traits if (key, source) not in own_traits]
    own_cases = IdentityCandidate.objects.filter(contact=winner).values("case_id")
    return {
        POINT: ContactPoint.objects.filter(contact=loser),
        OWNER: PointOwner.objects.filter(contact=loser, until_ms=None),
        EDGE: StaffEdge.objects.filter(contact=loser),
        TAG: TagAssignment.objects.filter(contact=loser, until_ms=None).exclude(pk__in=tagged),
        TAG_ENDED: TagAssignment.objects.filter(pk__in=tagged),
        TRAIT: TraitValue.objects.filter(pk__in=new_traits),
        SUPPRESSION: Suppression.objects.filter(contact=loser, until_ms=None).exclude(pk__in=suppressed),
        SUPPRESSION_ENDED: Suppression.objects.filter(pk__in=suppressed),
        CANDIDATE: IdentityCandidate.objects.filter(contact=loser).exclude(case_id__in=own_cases),
        PART: Contact.objects.filter(merged_into=loser),
        # Nobody invites oneself: the winner may have been invited by the loser.
        INVITEE: Contact.objects.filter(inviter=loser).exclude(pk=winner.pk),
    }


def _doubles(table: type[Any], winner: Contact, loser: Contact, columns: tuple[str, ...]) -> list[int]:
    held = set(table.objects.filter(contact=winner, until_ms=None).values_list(*columns))
    rows = table.objects.filter(contact=loser, until_ms=None).values_list("pk", *columns)
    return [row[0] for row in rows if row[1:] in held]


def move(merge: ContactMerge, at_ms: int) -> None:
    """Move everything, remembering each row; in the caller's transaction."""
    winner, loser = merge.winner, merge.loser
    for what, rows in rows_to_move(winner, loser).items():
        column = TABLES[what][1]
        found = list(rows.values_list("pk", column))
        _remember(merge, what, found)
        ids = [pk for pk, _ in found]
        value = at_ms if column == "until_ms" else winner.pk
        TABLES[what][0]._default_manager.filter(pk__in=ids).update(**{column: value})
        if what == OWNER:
            _own_anew(merge, ids, at_ms)
    _remember(merge, CONTACT, [(loser.pk, None)])
    Contact.objects.filter(pk=loser.pk).update(merged_into=winner)


def _own_anew(merge: ContactMerge, ended: list[int], at_ms: int) -> None:
    points = PointOwner.objects.filter(pk__in=ended).values_list("point_id", flat=True)
    made = PointOwner.objects.bulk_create(
        PointOwner(point_id=point, contact=merge.winner, from_ms=at_ms, reason="merge", evidence_ref=merge.public_id)
        for point in points
    )
    _remember(merge, OWNER_MADE, [(row.pk, None) for row in made])


def _remember(merge: ContactMerge, what: str, rows: Iterable[tuple[int, object]]) -> None:
    ContactMergeItem.objects.bulk_create(
        ContactMergeItem(merge=merge, what=what, row_id=pk, former={"value": former}) for pk, former in rows
    )


def move_back(merge: ContactMerge) -> None:
    """Put every remembered row back as it was; in the caller's transaction.

    Rows that came to the winner since stay with it; a tag that was ended since stays ended, on the loser again.
    """
    items = list(merge.items.values_list("what", "row_id", "former"))
    made = [row_id for what, row_id, _ in items if what == OWNER_MADE]
    PointOwner.objects.filter(pk__in=made).delete()
    groups: dict[tuple[str, int | None], list[int]] = {}
    for what, row_id, former in items:
        if what != OWNER_MADE:
            groups.setdefault((what, former["value"]), []).append(row_id)
    for (what, value), ids in groups.items():
        table, column = TABLES[what]
        table._default_manager.filter(pk__in=ids).filter(_still(what, merge)).update(**{column: value})


def _still(what: str, merge: ContactMerge) -> Q:
    """Only rows that still stand as the merge left them: what a person moved on since is not moved back."""
    column = TABLES[what][1]
    return Q(**{column: merge.at_ms if column == "until_ms" else merge.winner_id})
