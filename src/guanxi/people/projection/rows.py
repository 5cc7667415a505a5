"""The list of contacts made from what stands in the tables: the one statement that writes it."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.people import bulk, marks
from guanxi.people.bulk import Value
from guanxi.people.models import PositionBook

POSITION, COUNT = "people_contactposition", "people_positioncount"

CURRENT, BUILDING, OLD = "current", "building", "old"
"""States of a book: read by pages, being written, to be dropped."""

LISTED = "c.merged_into_id IS NULL AND c.erased_ms IS NULL AND c.gone_ms IS NULL"

ROWS = f"""
-- Grain: one row per listed contact of the scope, in one generation. A contact that several contacts of the lake were
-- merged into adds up their money; its T is their capital over their potential; of tier and stage the best stands.
INSERT INTO {POSITION} (generation, contact_id, marks, channel_id, clv_fen, capital_fen, trust_milli,
  latest_order_ms, created_ms)
SELECT %(generation)s, c.id,
  (CASE WHEN b.contact_id IS NULL THEN {marks.UNRATED} ELSE
     (CAST(1 AS BIGINT) << (CAST({marks.TIER_AT} + b.tier AS INTEGER)))
   + (CAST(1 AS BIGINT) << (CAST({marks.STAGE_AT} + b.stage AS INTEGER)))
   + b.layers * {1 << marks.LAYER_AT}
   + b.liability * {1 << marks.LIABILITY_AT} + b.is_new * {1 << marks.NEW_AT} END)
  + (CASE WHEN coalesce(b.clv_fen, 0) <= 0 THEN {1 << marks.BAND_AT}
          WHEN b.clv_fen >= %(top)s THEN {8 << marks.BAND_AT}
          WHEN b.clv_fen >= %(upper)s THEN {4 << marks.BAND_AT}
          ELSE {2 << marks.BAND_AT} END)
  + (CAST(1 AS BIGINT) << (CAST({marks.CONSENT_AT} + c.consent AS INTEGER))),
  coalesce(c.channel_id, 0), coalesce(b.clv_fen, 0), coalesce(b.capital_fen, 0), coalesce(b.trust_milli, -1),
  coalesce(b.latest_order_ms, 0), c.created_ms
FROM people_contact c LEFT JOIN (
  SELECT p.contact_id, sum(v.clv_fen) AS clv_fen, sum(v.capital_fen) AS capital_fen,
    CASE WHEN count(*) = 1 OR sum(v.potential_fen) <= 0 THEN max(v.trust_milli)
         ELSE sum(v.capital_fen) * 1000 / sum(v.potential_fen) END AS trust_milli,
    max(v.latest_order_ms) AS latest_order_ms, min(v.tier) AS tier, min(v.stage) AS stage,
    max(v.layers & 1) + max(v.layers & 2) + max(v.layers & 4) + max(v.layers & 8) AS layers,
    min(v.flags & {marks.FLAG_LIABILITY}) AS liability, min(v.flags & {marks.FLAG_NEW}) / {marks.FLAG_NEW} AS is_new
  FROM people_pointposition v JOIN people_contactpoint p ON p.lake_id = v.lake_id
  WHERE v.generation = %(generation)s AND p.gone_ms IS NULL AND {{points}}
  GROUP BY p.contact_id
) b ON b.contact_id = c.id
WHERE {LISTED} AND {{contacts}}
ON CONFLICT (generation, contact_id) DO NOTHING
"""

TALLY = f"""
-- Grain: one row per generation, marks and channel; adds (or takes away) the rows of the scope.
INSERT INTO {COUNT} (generation, marks, channel_id, n)
SELECT generation, marks, channel_id, %(sign)s * count(*) FROM {POSITION} c
WHERE generation = %(generation)s AND {{contacts}} GROUP BY generation, marks, channel_id
ON CONFLICT (generation, marks, channel_id) DO UPDATE SET n = {COUNT}.n + excluded.n
"""

TALLY_ALL = TALLY.replace("%(sign)s * count(*)", "count(*)").format(contacts="true")


@dataclass(frozen=True, slots=True)
class Some:
    """Which contacts a statement is about; texts of this module, values bound.

    Parameters
    ----------
    contacts : condition on ``{id}``, the id of a contact. params : its values.
    """

    contacts: str
    params: dict[str, Value]

    @classmethod
    def between(cls, after: int, until: int) -> Some:
        """Ids in (after, until]."""
        return cls("{id} > %(after)s AND {id} <= %(until)s", {"after": after, "until": until})

    @classmethod
    def of(cls, contact_ids: tuple[int, ...]) -> Some:
        """A few ids by name."""
        names = {f"id{i}": contact_id for i, contact_id in enumerate(contact_ids)}
        return cls("{id} IN (" + ", ".join(f"%({name})s" for name in names) + ")", dict(names))

    @classmethod
    def staged(cls) -> Some:
        """Contacts of the points that are staged in ``people_batch``."""
        return cls(
            "{id} IN (SELECT q.contact_id FROM people_contactpoint q JOIN people_batch s ON s.lake_id = q.lake_id)", {}
        )

    def on(self, column: str) -> str:
        """The condition on ``column``."""
        return self.contacts.replace("{id}", column)


def write_rows(book: PositionBook, some: Some) -> int:
    """Make the rows of ``some`` contacts in the generation of ``book``; those that are there already stay."""
    sql = ROWS.format(points=some.on("p.contact_id"), contacts=some.on("c.id"))
    values = {"generation": book.pk, "top": book.top_from_fen, "upper": book.upper_from_fen}
    return bulk.execute(sql, {**values, **some.params})


def refresh_current(some: Some, *, tell_planner: bool = False) -> None:
    """Make the rows of ``some`` contacts anew, where pages read and where new positions are being written.

    In the caller's transaction. The books stay locked until it ends, so that neither a batch of new positions nor the
    switch to them falls between a change and its row.

    Parameters
    ----------
    tell_planner : as in :func:`guanxi.people.projection.write_batch.write_contacts`.
    """
    for book in locked_books():
        refresh_rows(book, some, tell_planner=tell_planner)


def locked_books() -> list[PositionBook]:
    """The book that pages read and the one being written, locked until the transaction ends."""
    return list(PositionBook.objects.select_for_update().filter(state__in=(CURRENT, BUILDING)).order_by("pk"))


def refresh_rows(book: PositionBook, some: Some, *, tell_planner: bool = False) -> None:
    """Make the rows of ``some`` contacts in one book anew, and count them where pages read them."""
    values = {"generation": book.pk, **some.params}
    tally = TALLY.format(contacts=some.on("contact_id"))
    # A book that is being written is counted as a whole when it is done.
    is_counted = book.state == CURRENT
    if is_counted:
        bulk.execute(tally, {**values, "sign": -1})
    bulk.execute(f"DELETE FROM {POSITION} WHERE generation = %(generation)s AND {some.on('contact_id')}", values)
    write_rows(book, some)
    if tell_planner:
        bulk.analyze(POSITION)
    if is_counted:
        bulk.execute(tally, {**values, "sign": 1})
