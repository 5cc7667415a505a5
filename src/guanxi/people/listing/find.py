"""How the rows of a page are found and counted, so that no page reads a million rows.

Four ways, chosen by what is known of the sizes: *gather* a small set that one condition names (those of an employee,
with a tag, with a key) and sort it; *glance* at the beginning of the index of the sort, where a set that is asked for
alone is large enough to fill a page from there; *pick* the few combinations of marks and channel that fit, when few
rows do; else *walk* the index of the sort and test each entry, which also holds marks and channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from guanxi.people import bulk, marks
from guanxi.people.bulk import Value
from guanxi.people.contracts import Band, Count, Filters, Scope
from guanxi.people.listing import sets
from guanxi.people.listing.asked import SORTS, cursor_of
from guanxi.people.listing.sets import ContactSet
from guanxi.people.models import PositionBook

SMALL = 20_000
"""A set up to this size is gathered and sorted."""
LARGE = 5_000
"""A set from this size on is first looked for where the index of the sort begins."""
GLANCED_AT = 20_000
"""Entries of the index of the sort that are looked at for it: as many cost less than looking 5,000 rows up."""
LOOKED_AT = 10_000
"""Of a larger set so many are looked at to say how many fit *at least*."""
EACH_OF_FEW = {
    # CROSS JOIN tells SQLite which side to begin with.
    "sqlite": "FROM few CROSS JOIN people_contactposition p",
    # PostgreSQL would rather read the whole list and hash it, which takes five times as long as looking the few up.
    "postgresql": "FROM few CROSS JOIN LATERAL (SELECT * FROM people_contactposition x"
    " WHERE x.generation = %(generation)s AND x.contact_id = few.contact_id OFFSET 0) p",
}

ROWS = """
SELECT v.contact_id, c.public_id, c.key, c.name, coalesce(l.name, ''), v.marks, v.clv_fen, v.capital_fen, v.trust_milli,
  v.latest_order_ms, v.created_ms, page.sorted_by{more}
FROM page JOIN people_contactposition v ON v.generation = %(generation)s AND v.contact_id = page.contact_id
JOIN people_contact c ON c.id = v.contact_id LEFT JOIN people_label l ON l.id = v.channel_id
ORDER BY page.sorted_by {direction}, page.contact_id {direction}
"""

PAGE = """
WITH {sets}page AS MATERIALIZED (
  SELECT p.{sort} AS sorted_by, p.contact_id {source} WHERE p.generation = %(generation)s {conditions} {beyond}
  ORDER BY p.{sort} {direction}, p.contact_id {direction} LIMIT %(limit)s
)"""

PAGE_OF_FEW = """
WITH {sets}fits AS MATERIALIZED (
  SELECT p.{sort} AS sorted_by, p.contact_id {source} WHERE p.generation = %(generation)s {conditions}
), page AS MATERIALIZED (
  SELECT sorted_by, contact_id FROM fits p WHERE true {beyond}
  ORDER BY sorted_by {direction}, contact_id {direction} LIMIT %(limit)s
)"""
"""A small set is read once: sorted for the page and counted."""

PAGE_AT_A_GLANCE = """
WITH {sets}begins AS (
  SELECT p.{sort} AS sorted_by, p.contact_id FROM people_contactposition p
  WHERE p.generation = %(generation)s {beyond}
  ORDER BY p.{sort} {direction}, p.contact_id {direction} LIMIT %(glanced_at)s
), page AS MATERIALIZED (
  SELECT sorted_by, contact_id FROM begins WHERE contact_id IN (SELECT contact_id FROM few)
  ORDER BY sorted_by {direction}, contact_id {direction} LIMIT %(limit)s
)"""

COUNT = """
WITH {sets}fits AS (SELECT p.contact_id {source} WHERE p.generation = %(generation)s {conditions})
SELECT count(*) FROM fits
"""

COUNT_BY_MARKS = (
    "SELECT coalesce(sum(p.n), 0) FROM people_positioncount p WHERE p.generation = %(generation)s {conditions}"
)

COMBINATIONS = """
SELECT p.marks, p.channel_id FROM people_positioncount p WHERE p.generation = %(generation)s AND p.n > 0 {conditions}
"""


@dataclass(slots=True)
class Asked:
    """What is looked for: the generation, conditions on the row itself, and sets."""

    book: PositionBook
    filters: Filters
    sets: list[ContactSet] = field(default_factory=list)

    @property
    def has_row_conditions(self) -> bool:
        """Whether marks or channel are restricted."""
        return bool(marks.wanted(self.filters) or self.filters.channel)

    @property
    def is_one_set(self) -> bool:
        """Whether one set is asked for and nothing else."""
        return len(self.sets) == 1 and not self.has_row_conditions


@dataclass(frozen=True, slots=True)
class Way:
    """How rows are found: what stands before the statement, where rows come from, conditions, values."""

    sets: str
    source: str
    conditions: str
    params: dict[str, Value]


def ask(book: PositionBook, filters: Filters, scope: Scope, staff_ids: tuple[int, ...], tag_id: int | None) -> Asked:
    """The question, with the size of every set; two sets of employees when a member of staff filters by another."""
    asked, most = Asked(book, filters), SMALL + 1
    asked.sets += [sets.of_staff(staff_id, n, most) for n, staff_id in enumerate(staff_ids)]
    if tag_id is not None:
        asked.sets.append(sets.tagged(tag_id, most))
    if filters.search:
        asked.sets.append(sets.begins_with(filters.search, most))
    if filters.reach:
        asked.sets.append(sets.suppressed(most))
    assert scope.sees_all or staff_ids, "a scope of one's own needs its employee"
    asked.sets.sort(key=lambda each: each.size)
    return asked


def count(asked: Asked) -> Count:
    """How many fit: exact while that is cheap, else at least how many."""
    if not asked.sets:
        row = bulk.fetch(COUNT_BY_MARKS.format(conditions=_on_row(asked)), _values(asked))
        return Count(int(row[0][0]))
    smallest = asked.sets[0]
    if smallest.size <= SMALL:
        way = _gather(asked, "")
        return Count(_counted(way))
    if asked.is_one_set:
        return Count(SMALL, is_exact=False)
    return Count(_counted(_gather(asked, f" LIMIT {LOOKED_AT}")), is_exact=False)


def _counted(way: Way) -> int:
    sql = COUNT.format(sets=way.sets, source=way.source, conditions=way.conditions)
    return int(bulk.fetch(sql, way.params)[0][0])


def page_of(asked: Asked, limit: int) -> tuple[list[tuple[Any, ...]], Count]:
    """At most ``limit`` rows of the page that the cursor names, in the order asked for, and how many fit in all."""
    if asked.sets and asked.sets[0].size <= SMALL:
        gathered = _gather(asked, "")
        if asked.is_one_set and asked.sets[0].size >= LARGE:
            soon = _rows(asked, PAGE_AT_A_GLANCE, gathered, limit)
            if len(soon) == limit:
                return soon, Count(_counted(gathered))
        found = _rows(asked, PAGE_OF_FEW, gathered, limit, more=", (SELECT count(*) FROM fits)")
        # A page beyond the end has no row to say how many there are.
        return [row[:-1] for row in found], Count(int(found[0][-1])) if found else count(asked)
    counted = count(asked)
    # Few are picked; many are met soon when walking.
    is_few = not asked.sets and asked.has_row_conditions and counted.n <= SMALL
    return _rows(asked, PAGE, _pick(asked) if is_few else _walk(asked), limit), counted


def _rows(asked: Asked, page: str, way: Way, limit: int, more: str = "") -> list[tuple[Any, ...]]:
    filters = asked.filters
    is_backwards = bool(filters.before)
    direction = "DESC" if filters.descending != is_backwards else "ASC"
    place = cursor_of(filters.before or filters.after)
    beyond, params = "", {**way.params, "limit": limit, "glanced_at": GLANCED_AT}
    column = SORTS[filters.sort]
    if place is not None:
        side = "<" if direction == "DESC" else ">"
        name = "sorted_by" if page is PAGE_OF_FEW else column
        beyond = f"AND (p.{name}, p.contact_id) {side} (%(place)s, %(place_id)s)"
        params |= {"place": place[0], "place_id": place[1]}
    sql = (page + ROWS).format(
        sets=way.sets,
        sort=column,
        source=way.source,
        conditions=way.conditions,
        beyond=beyond,
        direction=direction,
        more=more,
    )
    found = bulk.fetch(sql, params)
    return found[::-1] if is_backwards else found


def _gather(asked: Asked, limit: str) -> Way:
    first, others = asked.sets[0], asked.sets[1:]
    return Way(
        # Other sets first: an entry of their index costs less than a row of the list.
        sets="few AS MATERIALIZED (SELECT DISTINCT p.contact_id FROM "
        f"({first.sql}{limit}) AS p WHERE true {_also(others)}), ",
        source=EACH_OF_FEW[connection.vendor],
        conditions=f"AND p.contact_id = few.contact_id {_on_row(asked)}",
        params=_values(asked, *asked.sets),
    )


def _pick(asked: Asked) -> Way:
    combinations = COMBINATIONS.format(conditions=_on_row(asked))
    return Way(
        sets=f"few AS MATERIALIZED ({combinations}), ",
        source="FROM few CROSS JOIN people_contactposition p",
        conditions="AND p.marks = few.marks AND p.channel_id = few.channel_id",
        params=_values(asked),
    )


def _walk(asked: Asked) -> Way:
    return Way(
        sets="",
        source="FROM people_contactposition p",
        conditions=f"{_on_row(asked)} {_in_band(asked)} {_also(asked.sets)}",
        params=_values(asked, *asked.sets),
    )


def _also(others: list[ContactSet]) -> str:
    return " ".join(each.also for each in others)


def _on_row(asked: Asked) -> str:
    parts = []
    if marks.wanted(asked.filters):
        parts.append("AND (p.marks & %(wanted)s) = %(wanted)s")
    if asked.filters.channel:
        parts.append("AND p.channel_id = %(channel)s")
    return " ".join(parts)


def _in_band(asked: Asked) -> str:
    """The band as a range too: walking by value then begins where the band begins."""
    band, book = asked.filters.band, asked.book
    if not band or asked.filters.sort != "value":
        return ""
    bounds = {
        Band.TOP: f"p.clv_fen >= {int(book.top_from_fen)}",
        Band.UPPER: f"p.clv_fen >= {int(book.upper_from_fen)} AND p.clv_fen < {int(book.top_from_fen)}",
        Band.LOWER: f"p.clv_fen > 0 AND p.clv_fen < {int(book.upper_from_fen)}",
        Band.NONE: "p.clv_fen <= 0",
    }
    return f"AND {bounds[Band(band)]}"


def _values(asked: Asked, *asked_sets: ContactSet) -> dict[str, Value]:
    values: dict[str, Value] = {
        "generation": asked.book.pk,
        "wanted": marks.wanted(asked.filters),
        "channel": asked.filters.channel,
    }
    for each in asked_sets:
        values |= each.params
    return values
