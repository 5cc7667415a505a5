"""SQL of what a session shows where some contacts count as parts of others; without aliases none of it is used.

Rows keep the contact of their source; what shows is the contact that they belong to. So a merged contact lies wholly in
the hash bucket of the one that stays: events of its parts lie in other files, and those few are read beside.
"""

from __future__ import annotations

from guanxi.lake.schema import ASSIGNMENTS, CONTACTS, EVENTS, bucket_sql
from guanxi.lake.store.columns import FOREVER_MS, NOBODY
from guanxi.lake.store.views import SHOWN_EVENTS, Moment, Share, shown_rows

SESSION_ALIASES = """
-- Grain: one row per contact that counts as a part of another one, as known to the session; never a chain.
CREATE TABLE session_aliases AS
SELECT loser_id, winner_id, {loser_bucket} AS loser_bucket, {winner_bucket} AS winner_bucket FROM {rows} WHERE {known}
"""

SHOW_WINNERS = """
UPDATE {table} SET contact_id = a.winner_id FROM session_aliases a WHERE a.loser_id = {table}.contact_id
"""

LOSER_BUCKETS = """
-- Grain: one row per hash bucket in which events of the share's contacts lie beside its own.
SELECT DISTINCT loser_bucket FROM session_aliases
WHERE winner_bucket >= {bucket_from} AND winner_bucket < {bucket_until} ORDER BY loser_bucket
"""

EVENTS_VIEW = """
-- Grain: one row per event, its latest known version. Nothing after as_of is read. Events of a contact that is a part
-- of another one show the other, also where they name it as peer.
CREATE OR REPLACE TEMP VIEW events AS
SELECT {columns} FROM (
  SELECT {own} FROM {rows} e WHERE occurred_ms <= {as_of} AND {known} AND {share} {shown}
    AND NOT EXISTS (FROM session_aliases a WHERE a.loser_id = e.contact_id)
  UNION ALL
  SELECT {of_losers} FROM {loser_rows} e JOIN session_aliases a ON a.loser_id = e.contact_id
  WHERE occurred_ms <= {as_of} AND {known} AND {winner_share} {shown}
) m LEFT JOIN session_aliases p ON p.loser_id = m.peer_id
"""

WINNERS = """
(SELECT o.* REPLACE (coalesce(a.winner_id, o.contact_id) AS contact_id), o.contact_id AS own_id
 FROM {rows} o LEFT JOIN session_aliases a ON a.loser_id = o.contact_id)
"""

LISTED_AS_ONE = """
-- Grain: one row per contact on a contact list. What the contact that stays leaves open is filled from its parts, the
-- earliest first; it was acquired when the first of them was.
WITH stated AS ({shown}), named AS (
  SELECT s.* REPLACE (coalesce(i.winner_id, s.inviter_id) AS inviter_id),
    (s.own_id <> s.contact_id, s.valid_from_ms, s.own_id) AS place
  FROM stated s LEFT JOIN session_aliases i ON i.loser_id = s.inviter_id
)
SELECT {columns} FROM named WHERE contact_id NOT IN (SELECT winner_id FROM session_aliases)
UNION ALL BY NAME
SELECT n.contact_id,
  coalesce(any_value(n.source_id) FILTER (n.own_id = n.contact_id), any_value(k.source_id)) AS source_id,
  coalesce(any_value(n.source_key) FILTER (n.own_id = n.contact_id), any_value(k.source_key)) AS source_key,
  min(n.acquired_ms) AS acquired_ms,
  coalesce(arg_min(n.channel, n.place) FILTER (n.channel <> ''), '') AS channel,
  coalesce(arg_min(n.campaign, n.place) FILTER (n.campaign <> ''), '') AS campaign,
  coalesce(arg_min(n.inviter_id, n.place) FILTER (n.inviter_id NOT IN ({nobody}, n.contact_id)), {nobody})
    AS inviter_id,
  coalesce(arg_min(n.staff_id, n.place) FILTER (n.staff_id <> ''), '') AS staff_id,
  coalesce(arg_min(n.properties, n.place) FILTER (n.properties <> ''), '') AS properties,
  min(n.valid_from_ms) AS valid_from_ms,
  max(n.valid_until_ms) AS valid_until_ms
FROM named n JOIN {keys} k ON k.contact_id = n.contact_id
WHERE n.contact_id IN (SELECT winner_id FROM session_aliases) GROUP BY n.contact_id
"""

DEALT_AS_ONE = """
-- Grain: one row per contact, program and moment at which it was dealt an arm. Parts of one contact count as dealt when
-- the first of them was: dealt two arms, the contact contradicts itself and is in neither.
WITH dealt AS ({shown})
SELECT {columns} FROM dealt WHERE contact_id NOT IN (SELECT winner_id FROM session_aliases)
UNION ALL
SELECT {columns} FROM (
  SELECT * REPLACE (CASE WHEN assigned_ms = min(assigned_ms) OVER (PARTITION BY program_id, own_id)
    THEN min(assigned_ms) OVER (PARTITION BY program_id, contact_id) ELSE assigned_ms END AS assigned_ms)
  FROM dealt WHERE contact_id IN (SELECT winner_id FROM session_aliases))
"""

KEYS_OF_WINNERS = "AND contact_id NOT IN (SELECT loser_id FROM session_aliases)"
"""Condition on ``contact_keys``: a contact is known by the key of the one that stays."""


def session_aliases(rows: str, moment: Moment) -> str:
    """SQL that makes table ``session_aliases``: what had been declared, and not been declared otherwise, by then."""
    at_ms = moment.known_ms
    known = f"until_ms >= {FOREVER_MS}" if at_ms is None else f"declared_ms <= {at_ms} AND until_ms > {at_ms}"
    return SESSION_ALIASES.format(
        rows=rows, known=known, loser_bucket=bucket_sql("loser_id"), winner_bucket=bucket_sql("winner_id")
    )


def winners(rows: str) -> str:
    """The relation ``rows`` with the contact that each row belongs to; its own one beside, as ``own_id``."""
    return WINNERS.format(rows=rows)


def events_as_one(rows: str, loser_rows: str, moment: Moment, share: Share, *, has_hidden: bool) -> str:
    """SQL that makes view ``events``.

    Parameters
    ----------
    rows : event files of the share's buckets. loser_rows : of the buckets in which parts of its contacts lie.
    """
    columns = ("coalesce(p.winner_id, m.peer_id) AS peer_id" if name == "peer_id" else f"m.{name}" for name in EVENTS)
    of_losers = ("a.winner_id AS contact_id" if name == "contact_id" else f"e.{name}" for name in EVENTS)
    return EVENTS_VIEW.format(
        columns=", ".join(columns),
        own=", ".join(f"e.{name}" for name in EVENTS),
        of_losers=", ".join(of_losers),
        rows=rows,
        loser_rows=loser_rows,
        as_of=moment.as_of_ms,
        known=moment.known(),
        share=share.condition(bucket="bucket"),
        winner_share=share.condition("a.winner_id", bucket="a.winner_bucket"),
        shown=SHOWN_EVENTS if has_hidden else "",
    )


def rows_as_one(table: str, rows: str, keys: str, moment: Moment, share: Share) -> str:
    """SQL of the rows of a row set as they were, under the contacts that they belong to; ``keys``: ``contact_keys``."""
    shown = shown_rows(table, winners(rows), moment, share, own_id=table in ("contacts", "assignments"))
    if table == "contacts":
        return LISTED_AS_ONE.format(shown=shown, columns=", ".join(CONTACTS), keys=keys, nobody=NOBODY)
    if table == "assignments":
        return DEALT_AS_ONE.format(shown=shown, columns=", ".join(ASSIGNMENTS))
    return shown
