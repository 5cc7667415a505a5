"""Contacts, points, staff edges, traits and acquisition as the lake states them, brought into the tables of people.

Only what changed is written: each point keeps a hash of what the lake said of it. The lake's engine compares; the
operational store sees the differences in chunks, each a fixed number of statements in one short transaction.
"""

from __future__ import annotations

from guanxi.lake.engine import ALWAYS_MS, FOREVER_MS, Session

LONGEST_JSON = 4_000
"""Characters of a contact's own attributes that are looked at; what is longer is no list of attributes."""
NAME_KEYS = ("name", "姓名", "昵称", "nickname", "nick")
NAMES = ", ".join(f"json_extract_string(properties, '$.{key}')" for key in NAME_KEYS)

STATED = f"""
-- Grain: one row per contact known to the lake, with all that people take of it, and a hash over that.
CREATE OR REPLACE TEMP TABLE stated AS
WITH edges AS (
  SELECT contact_id, list(row(staff_id, valid_from_ms, valid_until_ms) ORDER BY staff_id, valid_from_ms) AS edges
  FROM staff_edges WHERE staff_id <> '' GROUP BY contact_id
)
SELECT c.contact_id AS lake_id, k.source_key,
  coalesce(c.acquired_ms, CASE WHEN c.valid_from_ms > {ALWAYS_MS} THEN c.valid_from_ms END, 0) AS created_ms,
  left(replace(c.channel, chr(0), ''), 300) AS channel, left(replace(c.campaign, chr(0), ''), 300) AS campaign,
  c.inviter_id, c.staff_id,
  CASE WHEN length(c.properties) <= {LONGEST_JSON} AND json_valid(c.properties)
    AND json_type(c.properties) = 'OBJECT' THEN c.properties ELSE '{{}}' END AS properties,
  hash(k.source_key, c.acquired_ms, c.valid_from_ms, c.channel, c.campaign, c.inviter_id, c.staff_id, c.properties,
    e.edges) >> 1 AS lake_hash,
  e.contact_id IS NOT NULL AS has_edges
FROM contacts c JOIN contact_keys k ON k.contact_id = c.contact_id LEFT JOIN edges e ON e.contact_id = c.contact_id
"""

CHANGED = """
-- Grain: one row per contact that is new or stated otherwise than when it was taken; in the order of ids.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT s.*, row_number() OVER (ORDER BY s.lake_id) - 1 AS place FROM stated s LEFT JOIN known k USING (lake_id)
WHERE k.lake_id IS NULL OR k.lake_hash <> s.lake_hash OR k.is_gone
"""

GONE = """
-- Grain: one row per contact that was taken and that the lake does not state any more (an import was undone).
SELECT k.lake_id FROM known k ANTI JOIN stated s USING (lake_id) WHERE NOT k.is_gone ORDER BY k.lake_id
"""

BATCH = f"""
SELECT lake_id, source_key, created_ms, channel, campaign, lake_hash,
  left(replace(coalesce({NAMES}, ''), chr(0), ''), 300) AS name
FROM changed WHERE place >= ? AND place < ? ORDER BY lake_id
"""

EDGES = f"""
-- Grain: one row per interval; a contact that names its staff member without a list of edges has one since it was won.
SELECT e.contact_id AS lake_id, left(replace(e.staff_id, chr(0), ''), 300) AS staff_key,
  greatest(e.valid_from_ms, {ALWAYS_MS}) AS from_ms,
  CASE WHEN e.valid_until_ms < {FOREVER_MS} THEN e.valid_until_ms END AS until_ms
FROM staff_edges e JOIN changed c ON c.lake_id = e.contact_id
WHERE e.staff_id <> '' AND c.place >= $begin AND c.place < $until
UNION ALL
SELECT lake_id, left(replace(staff_id, chr(0), ''), 300), created_ms, NULL FROM changed
WHERE NOT has_edges AND staff_id <> '' AND place >= $begin AND place < $until
"""

TRAITS = f"""
-- Grain: one row per contact and attribute: scalar values of a flat list, at most twenty.
SELECT lake_id, left(replace(key, chr(0), ''), 80) AS trait_key, left(replace(value, chr(0), ''), 300) AS text,
  CAST(round(try_cast(value AS DECIMAL(18, 3)) * 1000) AS BIGINT) AS number_milli
FROM (
  SELECT lake_id, key, json_extract_string(properties, '$."' || replace(key, '"', '') || '"') AS value
  FROM (SELECT lake_id, properties, unnest(json_keys(properties)[:20]) AS key FROM changed
    WHERE place >= ? AND place < ? AND properties <> '{{}}')
)
WHERE value <> '' AND key NOT IN ({", ".join(f"'{key}'" for key in NAME_KEYS)})
QUALIFY row_number() OVER (PARTITION BY lake_id, left(replace(key, chr(0), ''), 80)) = 1
"""

INVITED = """
SELECT lake_id, inviter_id AS inviter_lake_id FROM changed WHERE inviter_id > 0 ORDER BY lake_id
"""


def compare(session: Session, known: object) -> int:
    """Make the tables ``stated`` and ``changed`` from the lake and what is ``known`` (Arrow: lake_id, lake_hash,
    is_gone); gives how many changed."""
    con = session.con
    con.register("known", known)
    con.execute(STATED)
    con.execute(CHANGED)
    row = con.execute("SELECT count(*) FROM changed").fetchone()
    return int(row[0]) if row else 0
