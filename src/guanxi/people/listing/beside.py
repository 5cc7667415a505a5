"""What stands beside the rows of a page: a fixed number of statements, whatever the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from guanxi.people import bulk, marks
from guanxi.people.contracts import Beside
from guanxi.people.models import PositionBook, StaffEdge, Suppression
from guanxi.people.projection.rows import Some


def beside(book: PositionBook, contact_ids: Collection[int], *, with_staff: bool = False) -> dict[int, Beside]:
    """Contact → what stands beside its row; ``with_staff`` for files, which say who serves the contact."""
    ids = list(contact_ids)
    found = _parts(book, ids)
    suppressed: dict[int, list[str]] = defaultdict(list)
    rows = Suppression.objects.filter(contact__in=ids, until_ms=None).order_by("from_ms", "pk")
    for contact_id, reason in rows.values_list("contact_id", "reason"):
        suppressed[contact_id].append(reason)
    staff: dict[int, list[str]] = defaultdict(list)
    if with_staff:
        edges = StaffEdge.objects.filter(contact__in=ids, until_ms=None).order_by("staff__key")
        for contact_id, key in edges.values_list("contact_id", "staff__key").distinct():
            staff[contact_id].append(key)
    return {
        each: _made(found.get(each, []), tuple(suppressed.get(each, ())), tuple(staff.get(each, ()))) for each in ids
    }


Part = tuple[int, int, int, int, int]
"""Potential, ends of the interval, evidence, flags; in the units of the table."""


PARTS = """
SELECT p.contact_id, v.potential_fen, v.low_milli, v.high_milli, v.n_eff_milli, v.flags
FROM people_contactpoint p JOIN people_pointposition v ON v.generation = %(generation)s AND v.lake_id = p.lake_id
WHERE p.gone_ms IS NULL AND {contacts}
"""


def _parts(book: PositionBook, ids: list[int]) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    if not ids:
        return parts
    some = Some.of(tuple(ids))
    sql = PARTS.format(contacts=some.on("p.contact_id"))
    for contact_id, *part in bulk.fetch(sql, {"generation": book.pk, **some.params}):
        parts[contact_id].append((part[0], part[1], part[2], part[3], part[4]))
    return parts


def _made(parts: list[Part], suppressed: tuple[str, ...], staff: tuple[str, ...]) -> Beside:
    if not parts:
        return Beside(suppressed=suppressed, staff=staff)
    potential = sum(part[0] for part in parts)
    # The parts of a merged contact weigh by what they are worth, as their T does.
    weights = [part[0] / potential if potential > 0 else 1 / len(parts) for part in parts]
    low, high = (
        sum(weight * part[place] for weight, part in zip(weights, parts, strict=True)) / 1000 for place in (1, 2)
    )
    return Beside(
        low=low,
        high=high,
        n_eff=sum(part[3] for part in parts) / 1000,
        has_evidence=any(part[4] & marks.FLAG_EVIDENCE for part in parts),
        suppressed=suppressed,
        staff=staff,
    )
