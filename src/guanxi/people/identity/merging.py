"""Two contacts made one by a person, after seeing what will move; and taken apart again, exactly."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from guanxi.accounts import audit
from guanxi.jobs.operations import enqueue
from guanxi.people.consent.operations import consent_of, entries_of, parts_of
from guanxi.people.consent.rules import Part, state_of
from guanxi.people.contracts import ANY_CHANNEL, CONSENT_CODES, ConsentCode, Purpose
from guanxi.people.errors import NotMergeable, NotUndoable
from guanxi.people.identity import moving
from guanxi.people.identity.publishing import PUBLISH_MERGES
from guanxi.people.models import Contact, ContactMerge
from guanxi.people.projection.rows import Some, refresh_current

LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge will do.

    Parameters
    ----------
    counts : kind of row → how many move (``identity.moving``).
    consent_before, consent_after : of the winner, for promotion.
    """

    winner: Contact
    loser: Contact
    counts: dict[str, int]
    consent_before: ConsentCode
    consent_after: ConsentCode

    @property
    def loses_consent(self) -> bool:
        """Whether the winner may be reached less than before."""
        return self.consent_before is ConsentCode.GRANTED and self.consent_after is not ConsentCode.GRANTED


def preview_merge(winner: Contact, loser: Contact, *, now_ms: int) -> Preview:
    """What :func:`merge_contacts` would do now.

    Raises
    ------
    NotMergeable
    """
    _check(winner, loser)
    counts = {what: rows.count() for what, rows in moving.rows_to_move(winner, loser).items()}
    parts = (*parts_of(winner.pk), *parts_of(loser.pk), Part(loser.pk, now_ms))
    after = state_of(
        entries_of(winner.pk, parts), Purpose.PROMOTION, ANY_CHANNEL, now_ms - 1, survivor=winner.pk, parts=parts
    )
    return Preview(winner, loser, counts, consent_of(winner.pk, Purpose.PROMOTION, ANY_CHANNEL, now_ms), after)


def merge_contacts(winner: Contact, loser: Contact, *, reason: str, now_ms: int, actor_id: int | None) -> ContactMerge:
    """Make ``loser`` a part of ``winner``: nothing is lost, and :func:`undo_merge` brings everything back.

    Raises
    ------
    NotMergeable
        for a contact with itself, and for contacts that were merged, erased or taken back already.
    """
    with transaction.atomic():
        locked = Contact.objects.select_for_update().filter(pk__in=(winner.pk, loser.pk)).order_by("pk")
        rows = {row.pk: row for row in locked}
        winner, loser = rows[winner.pk], rows[loser.pk]
        _check(winner, loser)
        merge = ContactMerge.objects.create(
            winner=winner, loser=loser, at_ms=now_ms, by_id=actor_id, reason=reason.replace("\0", "")[:LONGEST_REASON]
        )
        moving.move(merge, now_ms)
        _refresh(merge, now_ms)
        audit.record(
            "contact.merged",
            at_ms=now_ms,
            actor_id=actor_id,
            subject=f"contact:{winner.public_id}",
            after={"merge": merge.public_id, "loser": loser.public_id},
        )
        _publish_afterwards(f"{merge.public_id}:merged", now_ms, actor_id)
    return merge


def undo_merge(merge: ContactMerge, *, now_ms: int, actor_id: int | None) -> None:
    """Take a merge apart: every row stands where it stood before.

    Raises
    ------
    NotUndoable
        when it is undone already, or when a later merge builds upon it, which is to be undone first.
    """
    with transaction.atomic():
        merge = ContactMerge.objects.select_for_update().select_related("winner", "loser").get(pk=merge.pk)
        if merge.undone_ms is not None:
            raise NotUndoable(
                "This merge is undone already. There is nothing left to do.", "这次合并已经撤销，无需再次操作。"
            )
        pair = (merge.winner_id, merge.loser_id)
        later = ContactMerge.objects.filter(undone_ms=None, pk__gt=merge.pk)
        if later.filter(Q(winner_id__in=pair) | Q(loser_id__in=pair)).exists():
            raise NotUndoable(
                "A later merge builds upon this one. Undo the later one first; it stands above this one in the list.",
                "后来的一次合并建立在这次之上。请先撤销列表中靠上的那一次。",
            )
        moving.move_back(merge)
        ContactMerge.objects.filter(pk=merge.pk).update(undone_ms=now_ms, undone_by_id=actor_id)
        _refresh(merge, now_ms)
        audit.record(
            "contact.merge_undone",
            at_ms=now_ms,
            actor_id=actor_id,
            subject=f"contact:{merge.winner.public_id}",
            before={"merge": merge.public_id, "loser": merge.loser.public_id},
        )
        _publish_afterwards(f"{merge.public_id}:undone", now_ms, actor_id)


def _publish_afterwards(act: str, now_ms: int, actor_id: int | None) -> None:
    """Once for each act: a job that runs already may have read what was before it. The lake may be busy now."""
    enqueue(PUBLISH_MERGES, {}, now_ms=now_ms, actor_id=actor_id, key=f"{PUBLISH_MERGES}:{act}")


def _check(winner: Contact, loser: Contact) -> None:
    if winner.pk == loser.pk:
        raise NotMergeable(
            "These are one and the same contact already. Choose another one to merge with.",
            "这两条本来就是同一位客户。请选择另一位客户进行合并。",
        )
    for each in (winner, loser):
        if each.merged_into_id is not None or each.erased_ms is not None or each.gone_ms is not None:
            raise NotMergeable(
                "One of the two was merged, erased or taken back meanwhile. Reload the page and choose again.",
                "其中一位客户已被合并、清除或撤回。请刷新页面后重新选择。",
            )


def _refresh(merge: ContactMerge, now_ms: int) -> None:
    """Derive consent of both anew and write their rows of the list."""
    ids = (merge.winner_id, merge.loser_id)
    for contact_id in ids:
        code = consent_of(contact_id, Purpose.PROMOTION, ANY_CHANNEL, now_ms)
        Contact.objects.filter(pk=contact_id).update(consent=CONSENT_CODES.index(code), touched_ms=now_ms)
    refresh_current(Some.of(ids))
