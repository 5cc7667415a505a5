"""Columns of the store's own, beside those of :mod:`guanxi.lake.schema`, and the moments that stand for "always".

``events``         + ``bucket``, ``key_hash`` (of the source's key), ``content_hash`` (of everything but receipt).
row sets           + ``import_id``, ``received_ms``, ``group_hash`` (what is replaced as a whole), ``set_hash``.
``contact_seen``   one row per contact and import: the earliest event that this import brought of it.
``event_versions`` one row per stored version of an event key that has more than one; what supersedes is derived.
``set_versions``   the same for groups of the row sets; a version without rows says that nothing is stated any more.
``cost_sources``   one row per cost pool and file that has stated it.
``aliases``        one row per contact and span of receipt in which it counted as a part of another contact.
``quarantine``     one row per refused source row.

Hashes of events are the engine's own: ten times faster than MD5, and the catalogue keeps a probe that tells when an
engine computes them otherwise (they are then computed anew). Event keys whose hashes meet are compared as text. Row
sets are smaller and use MD5, which is the same everywhere.
"""

from __future__ import annotations

from guanxi.lake.schema import CONTACT_KEYS, EVENTS, TABLES

ALWAYS_MS = -62_135_596_800_000
"""Year 1: begins before everything."""
FOREVER_MS = 253_402_300_799_999
"""End of year 9999: no end in sight. Dates of every engine still reach both."""

NOBODY = 0
"""``peer_id`` or ``inviter_id`` of a row that has none."""

EVENT_HIDDEN: dict[str, str] = {"bucket": "SMALLINT", "key_hash": "BIGINT", "content_hash": "BIGINT"}
SET_HIDDEN: dict[str, str] = {
    "import_id": "VARCHAR",
    "received_ms": "BIGINT",
    "group_hash": "BIGINT",
    "set_hash": "BIGINT",
}
ROW_SETS = ("contacts", "staff_edges", "order_items", "costs", "promises", "assignments")

CONTACT_SEEN: dict[str, str] = {"contact_id": "BIGINT", "first_ms": "BIGINT", "import_id": "VARCHAR"}
EVENT_VERSIONS: dict[str, str] = {
    "source_id": "VARCHAR",
    "source_event_id": "VARCHAR",
    "event_id": "BIGINT",
    "received_ms": "BIGINT",
    "contact_id": "BIGINT",
    "import_id": "VARCHAR",
    "seq": "BIGINT",  # place in the import's files: of two received at once, the later row is the later version
}
SET_VERSIONS: dict[str, str] = {
    "table_name": "VARCHAR",
    "group_hash": "BIGINT",
    "received_ms": "BIGINT",
    "valid_from_ms": "BIGINT",  # of contacts; 0 elsewhere
    "import_id": "VARCHAR",
}

COST_SOURCES: dict[str, str] = {"source": "VARCHAR", "group_hash": "BIGINT", "import_id": "VARCHAR"}

ALIASES: dict[str, str] = {
    "loser_id": "BIGINT",
    "winner_id": "BIGINT",
    "declared_ms": "BIGINT",
    "until_ms": "BIGINT",  # exclusive; FOREVER_MS while it holds
}

STORED: dict[str, dict[str, str]] = {
    "events": EVENTS | EVENT_HIDDEN,
    **{name: TABLES[name] | SET_HIDDEN for name in ROW_SETS},
    "contact_keys": CONTACT_KEYS,
    "contact_seen": CONTACT_SEEN,
    "event_versions": EVENT_VERSIONS,
    "set_versions": SET_VERSIONS,
    "cost_sources": COST_SOURCES,
    "aliases": ALIASES,
}
"""Columns of each kind of live file."""

ORDER: dict[str, str] = {
    "events": "bucket, contact_id, occurred_ms, event_id",
    "contacts": "contact_id, import_id",
    "staff_edges": "contact_id, valid_from_ms, staff_id, import_id",
    "order_items": "contact_id, occurred_ms, source_event_id, product, price_fen, import_id",
    "costs": "period_from_ms, category, channel, staff_id, program_id, amount_fen, import_id",
    "promises": "contact_id, promised_ms, what, amount_fen, import_id",
    "assignments": "program_id, contact_id, import_id",
    "contact_keys": "contact_id",
    "contact_seen": "contact_id, import_id",
    "event_versions": "source_id, source_event_id, event_id",
    "set_versions": "table_name, group_hash, import_id",
    "cost_sources": "source, group_hash, import_id",
    "aliases": "loser_id, declared_ms",
}
"""How the rows of each kind of file are sorted."""


def hashed(*expressions: str) -> str:
    """SQL of a non-negative BIGINT hash of ``expressions``."""
    return f"CAST(hash({', '.join(expressions)}) >> 1 AS BIGINT)"


def digested(*expressions: str) -> str:
    """SQL of a non-negative BIGINT made of the low bits of the MD5 of ``expressions``: the same on every engine."""
    text = ", ".join(f"coalesce(({expression})::VARCHAR, chr(30))" for expression in expressions)
    return f"CAST(md5_number_lower(concat_ws(chr(31), {text})) >> 1 AS BIGINT)"


HASH_PROBE = f"SELECT {hashed(chr(39) + '关系' + chr(39), '20250618::BIGINT', 'true')}"
"""Its value is kept in the catalogue: another value means that stored hashes must be computed anew."""
