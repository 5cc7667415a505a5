"""A brand of any size for measuring pages: a lake of contacts, edges and events, and a book's table of positions.

Every column is drawn by a hash of the contact's number, so that two runs make the same brand.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.lake.engine import Lake, publish
from guanxi.lake.staged import Staged

NOW_MS = 1_767_225_600_000
N_STAFF = 60
EVENTS_PER_CONTACT = 6
CHANNELS = ("门店扫码", "抽奖裂变", "朋友推荐", "公众号", "视频号", "小程序", "线下活动", "包裹卡")

CONTACTS = """
-- Grain: one row per contact; acquired within three years, one in eight invited by an earlier one.
SELECT 'tea' AS source_id, printf('C%08d', i) AS contact_key,
  {now} - 86400000 - (hash(i, {seed}, 1) % 94608000000)::BIGINT AS acquired_ms,
  {channels}[1 + (hash(i, {seed}, 2) % {n_channels})::BIGINT] AS channel,
  '活码-' || hash(i, {seed}, 3) % 40 AS campaign,
  CASE WHEN i > 10 AND hash(i, {seed}, 4) % 8 = 0 THEN printf('C%08d', hash(i, {seed}, 5) % i) ELSE '' END
    AS inviter_key,
  printf('S%03d', hash(i, {seed}, 6) % {staff}) AS staff_id, '' AS source_key,
  '{{"city":"' || ['上海','杭州','苏州','成都'][1 + (hash(i, {seed}, 7) % 4)::BIGINT] || '"}}' AS properties,
  NULL::BIGINT AS valid_from_ms, NULL::BIGINT AS valid_until_ms
FROM range({n}) r(i)
"""

EVENTS = """
-- Grain: one row per event of the standard kinds that pages show most.
SELECT 'tea' AS source_id, 'E' || i AS source_event_id,
  {now} - 3600000 - (hash(i, {seed}, 11) % 63072000000)::BIGINT AS occurred_ms, NULL::BIGINT AS received_ms,
  printf('C%08d', hash(i, {seed}, 12) % {n}) AS contact_key, 'wx' || hash(i, {seed}, 13) % 5 AS point_id,
  [10, 10, 11, 12, 40, 60, 70, 50][1 + (hash(i, {seed}, 14) % 8)::BIGINT]::SMALLINT AS kind_id, false AS automated,
  'wecom' AS channel, printf('S%03d', hash(i, {seed}, 15) % {staff}) AS staff_id, '' AS group_id, '' AS program_id,
  CASE WHEN hash(i, {seed}, 14) % 8 = 7 THEN printf('C%08d', hash(i, {seed}, 16) % {n}) ELSE '' END AS peer_key,
  (CASE WHEN hash(i, {seed}, 14) % 8 < 2 THEN 1000 + hash(i, {seed}, 17) % 50000 ELSE 0 END)::BIGINT AS amount_fen,
  0::BIGINT AS cost_fen, 0::BIGINT AS value_hint_fen, 'CNY' AS currency, '' AS properties
FROM range({events}) r(i)
"""

POSITIONS = """
-- Grain: one row per contact of the lake: value skewed as brands are, tiers and stages in usual shares.
SELECT contact_id, potential, potential * 8 // 10 AS clv, (potential * trust)::BIGINT AS trust_capital, trust,
  greatest(trust - .2, 0) AS trust_low, least(trust + .2, 1) AS trust_high,
  CASE WHEN trust >= .7 THEN 'core' WHEN trust < .25 THEN 'doubtful' ELSE 'ordinary' END AS tier,
  ['new', 'active', 'cooling', 'dormant', 'lost'][1 + (hash(contact_id, {seed}, 23) % 5)::BIGINT] AS lifecycle_stage,
  (hash(contact_id, {seed}, 24) % 16)::TINYINT AS layers, 4.5 AS n_eff, (hash(contact_id, {seed}, 25) % 12)::BIGINT
    AS n_orders, trust < .1 AS is_liability, false AS is_new, true AS has_evidence, .5 AS p_alive,
  CASE WHEN hash(contact_id, {seed}, 26) % 4 > 0 THEN {now} - (hash(contact_id, {seed}, 27) % 63072000000)::BIGINT
    ELSE 0 END AS latest_order_ms,
  [{{'driver': 'silence', 'strength': -.6}}, {{'driver': 'frequency', 'strength': .3}}] AS drivers
FROM (
  SELECT contact_id, (hash(contact_id, {seed}, 21) % 1000) / 1000.0 AS trust,
    CASE WHEN hash(contact_id, {seed}, 20) % 4 = 0 THEN 0
      ELSE (100 * exp((hash(contact_id, {seed}, 22) % 8000) / 1000.0))::BIGINT END AS potential
  FROM contact_keys
)
ORDER BY contact_id
"""


def make_lake(home: Path, work: Path, n_contacts: int, seed: int) -> Lake:
    """A lake of ``n_contacts``, each with six events on average."""
    work.mkdir(parents=True, exist_ok=True)
    values = {
        "n": n_contacts,
        "seed": seed,
        "now": NOW_MS,
        "staff": N_STAFF,
        "channels": str(list(CHANNELS)),
        "n_channels": len(CHANNELS),
        "events": n_contacts * EVENTS_PER_CONTACT,
    }
    tables = {}
    with duckdb.connect(config={"threads": "2", "memory_limit": "3GB"}) as con:
        con.execute("SET enable_progress_bar = false")
        for table, sql in (("contacts", CONTACTS), ("events", EVENTS)):
            path = work / f"{table}.parquet"
            con.execute(f"COPY ({sql.format(**values)}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            tables[table] = [path]
    lake = Lake.create(home)
    publish(lake, Staged(tables, None, (), 0, "bench"), NOW_MS)
    return lake


def positions(lake: Lake, seed: int) -> pa.Table:
    """A table with the columns of a book's contacts."""
    with lake.session(as_of_ms=NOW_MS) as session:
        return session.con.execute(POSITIONS.format(seed=seed, now=NOW_MS)).to_arrow_table()
