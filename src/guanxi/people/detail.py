"""One contact as its page shows it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from guanxi.book.contracts import Tier
from guanxi.people import marks
from guanxi.people.consent.operations import entries_of, parts_of
from guanxi.people.consent.rules import state_of
from guanxi.people.contracts import ANY_CHANNEL, ConsentCode, Purpose, Standing, TrustSpan
from guanxi.people.models import (
    ConsentEntry,
    Contact,
    ContactMerge,
    ContactPoint,
    PointPosition,
    PositionBook,
    StaffEdge,
    Suppression,
    TagAssignment,
    TraitValue,
)

MOST = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """What the current book says; ``standing`` is ``None`` before the first, and for whom it does not know.

    ``is_before_undo`` : the book counts this contact and another one as one, and their merge was undone since.
    """

    standing: Standing | None
    as_of_ms: int | None
    capital_is_money: bool
    is_before_undo: bool = False


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """Where consent stands for each purpose, and every act on record, latest first."""

    states: tuple[tuple[Purpose, ConsentCode], ...]
    entries: tuple[ConsentEntry, ...]


def figures_of(contact: Contact) -> Figures:
    """The figures of the contact; four queries."""
    book = PositionBook.objects.filter(state="current").first()
    if book is None:
        return Figures(None, None, False)
    lake_ids = ContactPoint.objects.filter(contact=contact, gone_ms=None, lake_id__isnull=False)
    parts = list(
        PointPosition.objects.filter(generation=book.pk, lake_id__in=list(lake_ids.values_list("lake_id", flat=True)))
    )
    undone = ContactMerge.objects.filter(
        Q(winner=contact) | Q(loser=contact), at_ms__lte=book.started_ms, undone_ms__gt=book.started_ms
    )
    standing = _standing(parts) if parts else None
    return Figures(standing, book.as_of_ms or None, book.capital_is_money, len(parts) < 2 and undone.exists())


def trust_spans(lake_ids: Collection[int], as_of_ms: int) -> dict[int, TrustSpan]:
    """Contact of the lake → how sure its T is; empty when the current book is not the one of ``as_of_ms``."""
    generations = PositionBook.objects.filter(state="current", as_of_ms=as_of_ms).values("pk")
    rows = PointPosition.objects.filter(generation__in=generations, lake_id__in=list(lake_ids))
    return {
        lake_id: TrustSpan(low / 1000, high / 1000, bool(flags & marks.FLAG_EVIDENCE))
        for lake_id, low, high, flags in rows.values_list("lake_id", "low_milli", "high_milli", "flags")
    }


def _standing(parts: list[PointPosition]) -> Standing:
    """The parts of a merged contact added up; as ``projection.rows`` does for the list.

    The interval of T is that of a sum of capitals over the sum of potentials, its parts moving together: a part that
    broke off has no potential left and widens nothing.
    """
    main = max(parts, key=lambda part: (part.capital_fen, part.trust_milli))
    potential, capital = sum(part.potential_fen for part in parts), sum(part.capital_fen for part in parts)
    is_one = len(parts) == 1
    milli = max(part.trust_milli for part in parts) if is_one or potential <= 0 else capital * 1000 // potential
    layers = 0
    for part in parts:
        layers |= part.layers
    serving = [part.serving_fen for part in parts if part.serving_fen is not None]
    alive = [part.alive_milli for part in parts if part.alive_milli is not None]
    return Standing(
        tier=marks.TIERS[min(part.tier for part in parts)],
        stage=marks.STAGES[min(part.stage for part in parts)],
        layers=tuple(name for place, name in enumerate(marks.LAYERS) if layers >> place & 1),
        is_liability=all(part.flags & marks.FLAG_LIABILITY for part in parts),
        has_evidence=any(part.flags & marks.FLAG_EVIDENCE for part in parts),
        is_new=all(part.flags & marks.FLAG_NEW for part in parts),
        potential_fen=potential,
        clv_fen=sum(part.clv_fen for part in parts),
        capital_fen=capital,
        serving_fen=sum(serving) if serving else None,
        trust=milli / 1000,
        low=_end([(part.potential_fen, part.low_milli) for part in parts], main.low_milli),
        high=_end([(part.potential_fen, part.high_milli) for part in parts], main.high_milli),
        n_eff=sum(part.n_eff_milli for part in parts) / 1000,
        p_alive=max(alive) / 1000 if alive else None,
        n_orders=sum(part.n_orders for part in parts),
        latest_order_ms=max(part.latest_order_ms for part in parts) or None,
        drivers=tuple((str(name), float(strength)) for name, strength in json.loads(main.drivers)),
        n_parts=len(parts),
        n_ended=sum(marks.TIERS[part.tier] == Tier.NONE for part in parts),
    )


def _end(parts: list[tuple[int, int]], of_main: int) -> float:
    """An end of T over (potential, end in thousandths); that of the largest part where none has any potential."""
    potential = sum(weight for weight, _ in parts)
    return (sum(weight * milli for weight, milli in parts) / potential if potential > 0 else of_main) / 1000


def points_of(contact: Contact) -> tuple[ContactPoint, ...]:
    """The contact's points, earliest first."""
    return tuple(ContactPoint.objects.filter(contact=contact).order_by("created_ms", "id")[:MOST])


def edges_of(contact: Contact) -> tuple[StaffEdge, ...]:
    """Relationships with employees: the open ones first, then the latest."""
    edges = StaffEdge.objects.filter(contact=contact).select_related("staff").order_by("-from_ms", "id")[:MOST]
    return tuple(sorted(edges, key=lambda edge: edge.until_ms is not None))


def tags_of(contact: Contact) -> tuple[TagAssignment, ...]:
    """Open tags, by dimension and name."""
    rows = TagAssignment.objects.filter(contact=contact, until_ms=None, tag__retired_ms=None).select_related("tag")
    return tuple(rows.order_by("tag__dimension", "tag__name", "source")[:MOST])


def traits_of(contact: Contact) -> tuple[TraitValue, ...]:
    """Attributes, by key."""
    return tuple(TraitValue.objects.filter(contact=contact).order_by("trait_key", "source")[:MOST])


def consent_now(contact: Contact, at_ms: int) -> ConsentNow:
    """Consent as it stands at ``at_ms``, with the record behind it."""
    parts = parts_of(contact.pk)
    entries = entries_of(contact.pk, parts)
    states = tuple(
        (purpose, state_of(entries, purpose, ANY_CHANNEL, at_ms, survivor=contact.pk, parts=parts))
        for purpose in Purpose
    )
    ids = (contact.pk, *(part.contact_id for part in parts))
    rows = ConsentEntry.objects.filter(contact_id__in=ids).select_related("recorded_by").order_by("-at_ms", "-id")
    return ConsentNow(states, tuple(rows[:MOST]))


def suppressions_of(contact: Contact) -> tuple[Suppression, ...]:
    """Open suppressions."""
    return tuple(Suppression.objects.filter(contact=contact, until_ms=None).order_by("from_ms"))


def lifted_suppressions_of(contact: Contact) -> tuple[Suppression, ...]:
    """Suppressions that were lifted, the one lifted last first."""
    rows = Suppression.objects.filter(contact=contact, until_ms__isnull=False)
    return tuple(rows.order_by("-until_ms", "-id")[:MOST])


def merges_of(contact: Contact) -> tuple[ContactMerge, ...]:
    """Merges into this contact, the latest first, undone ones too."""
    rows = ContactMerge.objects.filter(winner=contact).select_related("loser", "by", "undone_by")
    return tuple(rows.order_by("-id")[:MOST])
