"""Dense int64 ids for contact keys: one namespace for the brand, given once, never reused, in a fixed order.

The order of new ids is by the first moment at which the import mentions a key, then by the key. So ids do not depend
on threads or on the order of rows, and rows after a moment cannot change the ids of contacts seen before it.
"""

from __future__ import annotations

import duckdb

from guanxi.lake.schema import CONTACT_KEYS
from guanxi.lake.store.columns import ALWAYS_MS, NOBODY, digested
from guanxi.lake.store.duck import relation, scalar
from guanxi.lake.store.lake import Writer
from guanxi.lake.store.staged_rows import StagedRows

_MENTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "events": (("contact_key", "occurred_ms", "source_id"), ("peer_key", "occurred_ms", "source_id")),
    "contacts": (
        ("contact_key", "coalesce(valid_from_ms, acquired_ms)", "source_id"),
        ("inviter_key", "coalesce(valid_from_ms, acquired_ms)", "source_id"),
    ),
    "staff_edges": (("contact_key", "valid_from_ms", "''"),),
    "order_items": (("contact_key", "occurred_ms", "''"),),
    "promises": (("contact_key", "promised_ms", "''"),),
    "assignments": (("contact_key", "assigned_ms", "''"),),
}
"""Table → (key, moment, source) of every reference to a contact; no moment means "always"."""

CONTACT_MAP = """
-- Grain: one row per contact key that the import mentions. Known keys keep their id, new ones get the next.
CREATE OR REPLACE TABLE contact_map AS
WITH mentioned AS (
  SELECT contact_key, min(coalesce(first_ms, {always})) AS first_ms,
    min(source_id) FILTER (source_id <> '') AS source_id
  FROM ({mentions}) WHERE contact_key <> '' GROUP BY contact_key
), known AS (
  SELECT source_key, contact_id FROM {stored}
)
SELECT m.contact_key, coalesce(m.source_id, '') AS source_id, k.contact_id IS NULL AS is_new,
  coalesce(k.contact_id, {next_id} - 1 + row_number() OVER (
    PARTITION BY k.contact_id IS NULL ORDER BY m.first_ms, m.contact_key)) AS contact_id
FROM mentioned m LEFT JOIN known k ON k.source_key = m.contact_key
"""

NEW_KEYS = f"""
-- Grain: one row per contact key first met in this import.
SELECT source_id, {digested("contact_key")} AS key_hash, contact_key AS source_key, contact_id
FROM contact_map WHERE is_new ORDER BY contact_id
"""


def resolve_contacts(writer: Writer, tables: dict[str, StagedRows]) -> int:
    """Fill table ``contact_map`` (contact_key, source_id, is_new, contact_id); returns how many keys are new."""
    mentions = [
        f"SELECT {key} AS contact_key, {moment} AS first_ms, {source} AS source_id FROM {tables[table].sql}"
        for table, references in _MENTIONS.items()
        if table in tables
        for key, moment, source in references
    ]
    nothing = "SELECT '' AS contact_key, 0 AS first_ms, '' AS source_id WHERE false"
    writer.con.execute(
        CONTACT_MAP.format(
            always=ALWAYS_MS,
            mentions=" UNION ALL ".join(mentions) or nothing,
            stored=relation(writer.paths_of("contact_keys"), CONTACT_KEYS),
            next_id=writer.catalogue.next_contact_id,
        )
    )
    return scalar(writer.con, "SELECT count(*) FROM contact_map WHERE is_new")


def contact_id_of(key: str, alias: str) -> tuple[str, str]:
    """SQL of the id of column ``key`` and the join that it needs; 0 where the key is empty."""
    join = f"LEFT JOIN contact_map {alias} ON {alias}.contact_key = s.{key}"
    return f"coalesce({alias}.contact_id, {NOBODY})", join


def forget_contact_map(con: duckdb.DuckDBPyConnection) -> None:
    """Free the memory of the map once all tables are resolved."""
    con.execute("DROP TABLE IF EXISTS contact_map")
