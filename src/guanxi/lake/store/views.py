"""SQL of what a session shows: the latest known version of each row, as it was at ``as_of``."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.lake.schema import CONTACTS, EVENTS, N_BUCKETS, TABLES, bucket_sql
from guanxi.lake.store.columns import FOREVER_MS


@dataclass(frozen=True, slots=True)
class Moment:
    """What a session may know.

    Parameters
    ----------
    as_of_ms : the latest time at which something shown may have happened, inclusive.
    known_ms : the latest time at which it may have been received, inclusive; ``None``: no limit.
    without_import : an import whose rows are not shown, as if it had been undone; ``""``: none.
    """

    as_of_ms: int
    known_ms: int | None
    without_import: str = ""

    def known(self, alias: str = "") -> str:
        """SQL condition on ``received_ms``."""
        return "true" if self.known_ms is None else f"{alias}received_ms <= {self.known_ms}"


@dataclass(frozen=True, slots=True)
class Share:
    """Which contacts a session shows.

    Parameters
    ----------
    bucket_from, bucket_until : half-open range of hash buckets.
    modulus : keep a fixed one in so many contacts; 1 keeps all.
    is_listed : only ids of table ``session_contacts``.
    """

    bucket_from: int = 0
    bucket_until: int = N_BUCKETS
    modulus: int = 1
    is_listed: bool = False

    def condition(self, contact: str = "contact_id", bucket: str | None = None) -> str:
        """SQL condition on the contact of a row; ``bucket`` names a stored column where there is one."""
        parts = []
        if (self.bucket_from, self.bucket_until) != (0, N_BUCKETS):
            parts.append(f"{bucket or bucket_sql(contact)} BETWEEN {self.bucket_from} AND {self.bucket_until - 1}")
        if self.modulus > 1:
            parts.append(f"{_sample_sql(contact)} % {self.modulus} = 0")
        if self.is_listed:
            parts.append(f"{contact} IN (SELECT contact_id FROM session_contacts)")
        return " AND ".join(parts) or "true"


def _sample_sql(contact: str) -> str:
    """A second multiplicative hash (below 2⁶³ throughout), so that a sample is spread over all buckets."""
    return f"((({contact}) % 2147483647) * 2246822519 % 4294967296 // 1024)"


HIDDEN_EVENTS = """
-- Grain: one row per event version that a later known version of its key supersedes.
CREATE TABLE hidden_events AS
SELECT event_id, contact_id FROM (SELECT DISTINCT * FROM {versions} WHERE {known})
QUALIFY row_number() OVER (
  PARTITION BY source_id, source_event_id ORDER BY received_ms DESC, import_id DESC, seq DESC) > 1
"""

HIDDEN_SETS = """
-- Grain: one row per version of a group that a later known version supersedes.
CREATE TABLE hidden_sets AS
SELECT table_name, group_hash, import_id
FROM (SELECT DISTINCT * FROM {versions} WHERE {known} AND (table_name <> 'contacts' OR valid_from_ms <= {as_of}))
QUALIFY row_number() OVER (
  PARTITION BY table_name, group_hash ORDER BY valid_from_ms DESC, received_ms DESC, import_id DESC) > 1
"""

EVENTS_VIEW = """
-- Grain: one row per event, its latest known version. Nothing after as_of is read.
CREATE OR REPLACE TEMP VIEW events AS
SELECT {columns} FROM {rows} e WHERE occurred_ms <= {as_of} AND {known} AND {share} {shown}
"""

SHOWN_EVENTS = "AND NOT EXISTS (FROM hidden_events h WHERE h.event_id = e.event_id)"

SHOWN_ROWS = """
-- Grain: as the table's. Groups that a later known import replaced are hidden.
SELECT {columns} FROM {rows} r WHERE {known} AND {share} AND {until}
AND NOT EXISTS (FROM hidden_sets h WHERE h.table_name = '{table}' AND h.group_hash = r.group_hash
  AND h.import_id = r.import_id)
"""

CONTACTS_VIEW = """
-- Grain: one row per contact known at as_of: from a contact list as it stood then, else from its first event.
CREATE OR REPLACE TEMP VIEW contacts AS
WITH listed AS ({listed}), seen AS ({seen})
SELECT {columns} FROM listed
UNION ALL BY NAME
SELECT k.contact_id, k.source_id, k.source_key, NULL::BIGINT AS acquired_ms, '' AS channel, '' AS campaign,
  0::BIGINT AS inviter_id, '' AS staff_id, '' AS properties, s.first_ms AS valid_from_ms, {forever} AS valid_until_ms
FROM seen s JOIN {keys} k USING (contact_id)
WHERE NOT EXISTS (FROM listed l WHERE l.contact_id = s.contact_id)
"""

SEEN_STORED = """
-- Grain: one row per contact that has an event at or before as_of.
SELECT contact_id, min(first_ms) AS first_ms FROM {seen} WHERE {share} {moved}
GROUP BY contact_id HAVING min(first_ms) <= {as_of}
"""

SEEN_UNMOVED = "AND contact_id NOT IN (SELECT contact_id FROM hidden_events)"

SEEN_EVENTS = """
SELECT contact_id, min(occurred_ms) AS first_ms FROM events {where} GROUP BY contact_id
"""

SEEN_MOVED = "WHERE contact_id IN (SELECT contact_id FROM hidden_events)"

UNTIL: dict[str, str] = {
    "contacts": "valid_from_ms <= {as_of}",
    "staff_edges": "valid_from_ms <= {as_of}",
    "order_items": "occurred_ms <= {as_of}",
    "costs": "period_from_ms <= {as_of}",
    "promises": "promised_ms <= {as_of}",
    "assignments": "assigned_ms <= {as_of}",
}
"""Table → SQL of "had begun at as_of"."""

AS_IT_WAS: dict[str, str] = {
    "valid_until_ms": f"CASE WHEN valid_until_ms <= {{as_of}} THEN valid_until_ms ELSE {FOREVER_MS} END",
    "kept_ms": "CASE WHEN kept_ms <= {as_of} THEN kept_ms END",
}
"""Column → SQL that hides an end which came after as_of."""


def events_view(rows: str, moment: Moment, share: Share, *, has_hidden: bool) -> str:
    """SQL that makes view ``events``."""
    return EVENTS_VIEW.format(
        columns=", ".join(EVENTS),
        rows=rows,
        as_of=moment.as_of_ms,
        known=moment.known(),
        share=share.condition(bucket="bucket"),
        shown=SHOWN_EVENTS if has_hidden else "",
    )


def shown_rows(table: str, rows: str, moment: Moment, share: Share, *, own_id: bool = False) -> str:
    """SQL of the rows of a row set as they were; ``own_id``: with that column of ``rows`` beside the table's."""
    columns = [f"{AS_IT_WAS[name]} AS {name}" if name in AS_IT_WAS else name for name in TABLES[table]]
    columns += ["own_id"] if own_id else []
    return SHOWN_ROWS.format(
        columns=", ".join(columns).format(as_of=moment.as_of_ms),
        rows=rows,
        known=moment.known("r."),
        share=share.condition("r.contact_id") if "contact_id" in TABLES[table] else "true",
        until=UNTIL[table].format(as_of=moment.as_of_ms),
        table=table,
    )


def contacts_view(listed: str, seen_rows: str, keys: str, moment: Moment, share: Share, *, has_hidden: bool) -> str:
    """SQL that makes view ``contacts``; contacts whose events were corrected, and limits on receipt, ask the events."""
    if moment.known_ms is not None:
        seen = SEEN_EVENTS.format(where="")
    else:
        seen = SEEN_STORED.format(
            seen=seen_rows,
            share=share.condition(),
            moved=SEEN_UNMOVED if has_hidden else "",
            as_of=moment.as_of_ms,
        )
        if has_hidden:
            seen = f"{seen} UNION ALL {SEEN_EVENTS.format(where=SEEN_MOVED)}"
    return CONTACTS_VIEW.format(listed=listed, seen=seen, columns=", ".join(CONTACTS), keys=keys, forever=FOREVER_MS)
