"""``take_positions``: what a published book says of each contact replaces what the one before said, whole."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from django.db import transaction
from django.db.models import Max

from guanxi.book.contracts import LifecycleStage, Tier
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake
from guanxi.people import bulk, marks
from guanxi.people.errors import BadPositions
from guanxi.people.models import Contact, PositionBook
from guanxi.people.projection.rows import BUILDING, CURRENT, OLD, TALLY_ALL, Some, locked_books, write_rows

NEEDED = ("contact_id", "potential", "clv", "trust_capital", "trust", "trust_low", "trust_high", "tier",
          "lifecycle_stage", "n_eff", "n_orders", "is_liability")  # fmt: skip
DROP_ROWS = 20_000

LATEST_ORDERS = """
SELECT contact_id, max(occurred_ms) AS at_ms FROM events JOIN kinds USING (kind_id)
WHERE kind = 'order_paid' AND amount_fen > 0 GROUP BY contact_id
"""

POSITIONS = """
-- Grain: one row per contact of the book, in the types of people_pointposition, in the order of contacts.
CREATE OR REPLACE TABLE positions AS
SELECT b.contact_id AS lake_id,
  {tier} AS tier, {stage} AS stage, CAST({layers} AS SMALLINT) AS layers,
  CAST(b.is_liability AS SMALLINT) * {liability} + CAST({is_new} AS SMALLINT) * {new}
    + CAST({has_evidence} AS SMALLINT) * {evidence} AS flags,
  b.potential AS potential_fen, b.clv AS clv_fen, b.trust_capital AS capital_fen,
  CAST({serving} AS BIGINT) AS serving_fen,
  CAST(round(b.trust * 1000) AS SMALLINT) AS trust_milli, CAST(round(b.trust_low * 1000) AS SMALLINT) AS low_milli,
  CAST(round(b.trust_high * 1000) AS SMALLINT) AS high_milli, CAST(round(b.n_eff * 1000) AS BIGINT) AS n_eff_milli,
  CAST(round({alive} * 1000) AS SMALLINT) AS alive_milli, CAST(b.n_orders AS INTEGER) AS n_orders,
  coalesce({latest}, 0) AS latest_order_ms, {drivers} AS drivers,
  row_number() OVER (ORDER BY b.contact_id) - 1 AS place
FROM book b LEFT JOIN orders o ON o.contact_id = b.contact_id
"""

SOME_POSITIONS = """
SELECT ?::BIGINT AS generation, * EXCLUDE (place) FROM positions WHERE place >= ? AND place < ? ORDER BY place
"""

LISTED_ROWS = "SELECT coalesce(sum(n), 0) FROM people_positioncount WHERE generation = %s"

BANDS = """
SELECT coalesce(quantile_disc(clv_fen, 0.5), 0), coalesce(quantile_disc(clv_fen, 0.9), 0)
FROM positions WHERE clv_fen > 0
"""


def take_positions(
    contacts: pa.Table,
    as_of_ms: int,
    *,
    now_ms: int,
    lake: Lake | None = None,
    definition_version: str = "",
    capital_is_money: bool = False,
    progress: Progress | None = None,
) -> int:
    """Replace all positions by those of a book's table of contacts; gives how many rows the list has.

    Readers see the old ones until a single row is switched, then the new ones; a kill before that leaves the old ones,
    and the next call drops the unfinished. Contacts that change meanwhile write their rows into both.

    Parameters
    ----------
    contacts : ``Book.contacts``. lake : where the latest orders are looked up, unless the table has them.

    Raises
    ------
    BadPositions
        when a column is missing.
    """
    draw = progress or Silent()
    missing = [name for name in NEEDED if name not in contacts.column_names]
    if missing:
        raise BadPositions(
            f"The table of contacts lacks the column “{missing[0]}”. Hand over the contacts of a published book.",
            f"客户表缺少“{missing[0]}”列。请使用已发布账本的客户表。",
        )
    PositionBook.objects.filter(state=BUILDING).update(state=OLD)
    _drop_old(draw)
    with duckdb.connect(config={"threads": "1"}) as con:
        upper, top, n = _prepare(con, contacts, as_of_ms, lake)
        book = PositionBook.objects.create(
            as_of_ms=as_of_ms,
            definition_version=definition_version,
            started_ms=now_ms,
            state=BUILDING,
            upper_from_fen=upper,
            top_from_fen=top,
            capital_is_money=capital_is_money,
        )
        _write_points(con, book, n, draw)
    # A planner that knows nothing of the new generation loops over it for each contact: 40 s for a thousand of them.
    bulk.analyze("people_pointposition")
    _write_list(book, draw)
    bulk.analyze("people_contactposition")
    with transaction.atomic():
        locked_books()
        bulk.execute(TALLY_ALL, {"generation": book.pk})
        PositionBook.objects.filter(state=CURRENT).update(state=OLD)
        PositionBook.objects.filter(pk=book.pk).update(state=CURRENT)
    _drop_old(draw)
    return int(bulk.fetch(LISTED_ROWS, [book.pk])[0][0])


def _prepare(con: Any, contacts: pa.Table, as_of_ms: int, lake: Lake | None) -> tuple[int, int, int]:
    """(lower bound of the upper band, of the top band, number of rows) of table ``positions``."""
    have = frozenset(contacts.column_names)
    con.execute("SET TimeZone = 'UTC'")
    con.register("book", contacts)
    orders = pa.table({"contact_id": pa.array([], pa.int64()), "at_ms": pa.array([], pa.int64())})
    if lake is not None and "latest_order_ms" not in have:
        with lake.session(as_of_ms=as_of_ms, threads=1, memory_limit="2GB") as session:
            orders = session.con.execute(LATEST_ORDERS).to_arrow_table()
    con.register("orders", orders)
    drivers = "CAST(to_json([[d.driver, CAST(d.strength AS VARCHAR)] for d in b.drivers]) AS VARCHAR)"
    con.execute(
        POSITIONS.format(
            tier=_code("b.tier", tuple(tier.value for tier in Tier)),
            stage=_code("b.lifecycle_stage", tuple(stage.value for stage in LifecycleStage)),
            layers="b.layers" if "layers" in have else "0",
            is_new="b.is_new" if "is_new" in have else "false",
            has_evidence="b.has_evidence" if "has_evidence" in have else "false",
            serving="b.cost_to_serve" if "cost_to_serve" in have else "NULL",
            alive="b.p_alive" if "p_alive" in have else "NULL::DOUBLE",
            latest="b.latest_order_ms" if "latest_order_ms" in have else "o.at_ms",
            drivers=drivers if "drivers" in have else "'[]'",
            liability=marks.FLAG_LIABILITY,
            new=marks.FLAG_NEW,
            evidence=marks.FLAG_EVIDENCE,
        )
    )
    upper, top = con.execute(BANDS).fetchone()
    return int(upper), int(top), int(contacts.num_rows)


def _code(column: str, names: tuple[str, ...]) -> str:
    arms = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names))
    return f"CAST(CASE CAST({column} AS VARCHAR) {arms} ELSE {len(names) - 1} END AS SMALLINT)"


def _write_points(con: Any, book: PositionBook, n: int, draw: Progress) -> None:
    def write(begin: int, until: int) -> None:
        draw.step("Taking positions", "写入持仓", done=begin, total=n)
        rows = con.execute(SOME_POSITIONS, [book.pk, begin, until]).to_arrow_table()
        with transaction.atomic():
            bulk.load("people_pointposition", rows)

    bulk.in_chunks(n, write)


def _write_list(book: PositionBook, draw: Progress) -> None:
    last = Contact.objects.aggregate(last=Max("id"))["last"] or 0

    def write(begin: int, until: int) -> None:
        draw.step("Making the list", "生成名单", done=begin, total=last)
        with transaction.atomic():
            locked_books()
            write_rows(book, Some.between(begin, until))

    bulk.in_chunks(last, write)


def _drop_old(draw: Progress) -> None:
    """Remove the rows of generations that nobody reads, some at a time."""
    for book in PositionBook.objects.filter(state=OLD):
        draw.step("Dropping old positions", "清理旧持仓")
        for table, key in (("people_contactposition", "contact_id"), ("people_pointposition", "lake_id")):
            drop = (
                f"DELETE FROM {table} WHERE generation = %(g)s AND {key} IN "
                f"(SELECT {key} FROM {table} WHERE generation = %(g)s ORDER BY {key} LIMIT {DROP_ROWS})"
            )
            while bulk.execute(drop, {"g": book.pk}) == DROP_ROWS:
                continue
        bulk.execute("DELETE FROM people_positioncount WHERE generation = %s", [book.pk])
        book.delete()
