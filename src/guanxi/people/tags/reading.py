"""What the page of tags shows: each tag with its rule and how many have it; how many a rule would fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.people import bulk
from guanxi.people.models import PositionBook, Tag
from guanxi.people.tags.rules import Condition, conditions_of, sql_of

COUNT_EACH = "SELECT tag_id, count(*) FROM people_tagassignment WHERE until_ms IS NULL GROUP BY tag_id"
LATEST = 5_000
ATTRIBUTES = f"""
SELECT DISTINCT trait_key FROM (SELECT trait_key FROM people_traitvalue ORDER BY id DESC LIMIT {LATEST}) AS t
ORDER BY trait_key
"""
COUNT_FITTING = """
SELECT count(*), coalesce(sum(CASE WHEN {holds} THEN 1 ELSE 0 END), 0)
FROM people_contactposition p WHERE p.generation = %(generation)s
"""


@dataclass(frozen=True, slots=True)
class TagLine:
    """One tag. ``conditions`` is empty where people and imports give it; ``n_given`` counts open rows of any source."""

    public_id: str
    dimension: str
    name: str
    conditions: tuple[Condition, ...]
    n_given: int
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Fitting:
    """Of how many contacts a rule holds today."""

    n: int
    of: int


def list_attributes() -> tuple[str, ...]:
    """The attributes that the latest 5,000 statements about contacts name: what a rule can ask for."""
    return tuple(key for (key,) in bulk.fetch(ATTRIBUTES))


def list_tags() -> tuple[TagLine, ...]:
    """Every tag, by dimension and name, retired ones last; two queries whatever there is."""
    given = dict(bulk.fetch(COUNT_EACH))
    rows = Tag.objects.order_by("dimension", "name")
    lines = [
        TagLine(
            row.public_id,
            row.dimension,
            row.name,
            conditions_of(row.rule) if row.rule else (),
            int(given.get(row.pk, 0)),
            row.retired_ms is not None,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.is_retired))


def count_fitting(conditions: Sequence[Condition], now_ms: int) -> Fitting | None:
    """How many a rule fits, and of how many; ``None`` before any book was published."""
    book = PositionBook.objects.filter(state="current").first()
    if book is None:
        return None
    holds, values = sql_of(conditions, now_ms)
    ((of, n),) = bulk.fetch(COUNT_FITTING.format(holds=holds), values | {"generation": book.pk})
    return Fitting(int(n), int(of))
