"""One batch of what the lake states, written: a fixed number of statements whatever its size."""

from __future__ import annotations

import pyarrow as pa

from guanxi.people import bulk
from guanxi.people.models import Staff
from guanxi.people.projection.rows import Some, refresh_current

BATCH_KINDS = {
    "lake_id": "BIGINT",
    "value_key": "TEXT",
    "folded_key": "TEXT",
    "public_id": "TEXT",
    "name": "TEXT",
    "created_ms": "BIGINT",
    "channel": "TEXT",
    "campaign": "TEXT",
    "lake_hash": "BIGINT",
}
EDGE_KINDS = {"lake_id": "BIGINT", "staff_key": "TEXT", "from_ms": "BIGINT", "until_ms": "BIGINT"}
TRAIT_KINDS = {"lake_id": "BIGINT", "trait_key": "TEXT", "text": "TEXT", "number_milli": "BIGINT"}
LINK_KINDS = {"lake_id": "BIGINT", "inviter_lake_id": "BIGINT"}
ID_KINDS = {"lake_id": "BIGINT"}

LABELS = """
INSERT INTO people_label (kind, name) SELECT DISTINCT %(kind)s, {kind} FROM people_batch
WHERE {kind} <> '' ON CONFLICT DO NOTHING
"""

KNOWN_BY_KEY = """
-- A point that an event named before the lake numbered it.
UPDATE people_contactpoint SET lake_id = s.lake_id FROM people_batch s
WHERE people_contactpoint.kind = 'key' AND people_contactpoint.namespace = ''
  AND people_contactpoint.value_key = s.value_key AND people_contactpoint.lake_id IS NULL
"""

ACQUISITION = """
LEFT JOIN people_label ch ON ch.kind = 'channel' AND ch.name = s.channel
LEFT JOIN people_label ca ON ca.kind = 'campaign' AND ca.name = s.campaign
"""

CONTACTS = f"""
INSERT INTO people_contact (public_id, key, name, created_ms, touched_ms, consent, channel_id, campaign_id)
SELECT s.public_id, s.value_key, s.name, s.created_ms, %(now)s, 0, ch.id, ca.id FROM people_batch s {ACQUISITION}
WHERE NOT EXISTS (SELECT 1 FROM people_contactpoint p WHERE p.lake_id = s.lake_id AND p.contact_id IS NOT NULL)
ORDER BY s.lake_id
"""

OWN_UNOWNED = """
UPDATE people_contactpoint SET contact_id = c.id FROM people_batch s JOIN people_contact c ON c.public_id = s.public_id
WHERE people_contactpoint.lake_id = s.lake_id AND people_contactpoint.contact_id IS NULL
"""

POINTS = """
INSERT INTO people_contactpoint (kind, namespace, value_key, folded_key, verified, contact_id, lake_id, lake_hash,
  created_ms)
SELECT 'key', '', s.value_key, s.folded_key, 1, c.id, s.lake_id, s.lake_hash, s.created_ms
FROM people_batch s JOIN people_contact c ON c.public_id = s.public_id
WHERE NOT EXISTS (SELECT 1 FROM people_contactpoint p WHERE p.lake_id = s.lake_id)
"""

OWNERS = """
INSERT INTO people_pointowner (point_id, contact_id, from_ms, reason, evidence_ref)
SELECT p.id, p.contact_id, s.created_ms, 'lake', '' FROM people_batch s
JOIN people_contactpoint p ON p.lake_id = s.lake_id WHERE NOT EXISTS (
  SELECT 1 FROM people_pointowner o WHERE o.point_id = p.id AND o.until_ms IS NULL)
"""

SEEN = """
-- What this batch has just made is as it says: PostgreSQL would write each such row, and all its index entries, again.
UPDATE people_contactpoint SET lake_hash = s.lake_hash, gone_ms = NULL FROM people_batch s
WHERE people_contactpoint.lake_id = s.lake_id
  AND (people_contactpoint.lake_hash IS NULL OR people_contactpoint.lake_hash <> s.lake_hash
    OR people_contactpoint.gone_ms IS NOT NULL)
"""

ACQUIRED = f"""
-- The acquisition is that of the key which the contact is known by; what a merge brought in keeps its own silent.
UPDATE people_contact SET name = s.name, created_ms = s.created_ms, touched_ms = %(now)s, gone_ms = NULL,
  channel_id = ch.id, campaign_id = ca.id
FROM people_batch s JOIN people_contactpoint p ON p.lake_id = s.lake_id {ACQUISITION}
WHERE people_contact.id = p.contact_id AND people_contact.key = s.value_key
  AND (people_contact.name <> s.name OR people_contact.created_ms <> s.created_ms OR people_contact.gone_ms IS NOT NULL
    OR coalesce(people_contact.channel_id, 0) <> coalesce(ch.id, 0)
    OR coalesce(people_contact.campaign_id, 0) <> coalesce(ca.id, 0))
"""

OLD_EDGES = """
DELETE FROM people_staffedge WHERE origin = 'lake' AND point_id IN (
  SELECT p.id FROM people_contactpoint p JOIN people_batch s ON s.lake_id = p.lake_id)
"""

EDGES = """
INSERT INTO people_staffedge (staff_id, point_id, contact_id, phase, from_ms, until_ms, add_way, state_code, closed_by,
  origin)
SELECT f.id, p.id, p.contact_id, 'full', e.from_ms, e.until_ms, '', '',
  CASE WHEN e.until_ms IS NULL THEN '' ELSE 'unknown' END, 'lake'
FROM people_batch_edge e JOIN people_contactpoint p ON p.lake_id = e.lake_id JOIN people_staff f ON f.key = e.staff_key
WHERE p.contact_id IS NOT NULL ON CONFLICT DO NOTHING
"""

OLD_TRAITS = """
DELETE FROM people_traitvalue WHERE source = 'import' AND contact_id IN (
  SELECT p.contact_id FROM people_contactpoint p JOIN people_batch s ON s.lake_id = p.lake_id)
"""

TRAITS = """
INSERT INTO people_traitvalue (contact_id, trait_key, text, number_milli, source, as_of_ms)
SELECT p.contact_id, t.trait_key, t.text, t.number_milli, 'import', %(now)s
FROM people_batch_trait t JOIN people_contactpoint p ON p.lake_id = t.lake_id
WHERE p.contact_id IS NOT NULL ON CONFLICT DO NOTHING
"""

INVITERS = """
UPDATE people_contact SET inviter_id = i.contact_id FROM people_batch_link l
JOIN people_contactpoint p ON p.lake_id = l.lake_id JOIN people_contactpoint i ON i.lake_id = l.inviter_lake_id
WHERE people_contact.id = p.contact_id AND people_contact.key = p.value_key AND i.contact_id <> p.contact_id
"""

GONE_POINTS = """
UPDATE people_contactpoint SET gone_ms = %(now)s WHERE gone_ms IS NULL AND lake_id IN (SELECT lake_id FROM people_batch)
"""

GONE_CONTACTS = """
-- A contact goes with the last of its points; what people recorded of it stays, and shows again if it comes back.
UPDATE people_contact SET gone_ms = %(now)s, touched_ms = %(now)s WHERE gone_ms IS NULL AND id IN (
  SELECT p.contact_id FROM people_contactpoint p JOIN people_batch s ON s.lake_id = p.lake_id)
AND NOT EXISTS (SELECT 1 FROM people_contactpoint o WHERE o.contact_id = people_contact.id AND o.gone_ms IS NULL)
"""


def write_contacts(
    batch: pa.Table, edges: pa.Table, traits: pa.Table, now_ms: int, *, tell_planner: bool = False
) -> None:
    """Write one batch; in the caller's transaction. Doing it twice changes nothing.

    Parameters
    ----------
    tell_planner : the tables held much less before this batch. A planner that believes them empty looks through the
        whole batch for each of its contacts: twice 15 s for 20,000 of them on PostgreSQL.
    """
    bulk.stage("people_batch", BATCH_KINDS, batch)
    bulk.stage("people_batch_edge", EDGE_KINDS, edges)
    bulk.stage("people_batch_trait", TRAIT_KINDS, traits)
    for kind in ("channel", "campaign"):
        bulk.execute(LABELS.format(kind=kind), {"kind": kind})
    _make_staff()
    now = {"now": now_ms}
    bulk.execute(KNOWN_BY_KEY)
    bulk.execute(CONTACTS, now)
    bulk.execute(OWN_UNOWNED)
    bulk.execute(POINTS)
    bulk.execute(OWNERS)
    bulk.execute(SEEN)
    bulk.execute(ACQUIRED, now)
    bulk.execute(OLD_EDGES)
    bulk.execute(EDGES)
    bulk.execute(OLD_TRAITS)
    bulk.execute(TRAITS, now)
    if tell_planner:
        bulk.analyze("people_contact", "people_contactpoint")
    refresh_current(Some.staged(), tell_planner=tell_planner)


def _make_staff() -> None:
    """Staff have random public ids, which no engine draws alike: made here, a handful per batch."""
    missing = bulk.fetch(
        "SELECT DISTINCT e.staff_key FROM people_batch_edge e LEFT JOIN people_staff f ON f.key = e.staff_key"
        " WHERE f.id IS NULL ORDER BY e.staff_key"
    )
    Staff.objects.bulk_create([Staff(key=key) for (key,) in missing], ignore_conflicts=True)


def write_inviters(links: pa.Table) -> None:
    """Write who invited whom; after all contacts, because an inviter may come later than the invited."""
    bulk.stage("people_batch_link", LINK_KINDS, links)
    bulk.execute(INVITERS)


def write_gone(lake_ids: pa.Table, now_ms: int) -> None:
    """Take points out of sight that the lake does not state any more, and contacts that have no other."""
    empty = {name: pa.nulls(lake_ids.num_rows) for name in BATCH_KINDS if name != "lake_id"}
    bulk.stage("people_batch", BATCH_KINDS, pa.table({"lake_id": lake_ids["lake_id"], **empty}))
    bulk.execute(GONE_POINTS, {"now": now_ms})
    bulk.execute(GONE_CONTACTS, {"now": now_ms})
    refresh_current(Some.staged())
