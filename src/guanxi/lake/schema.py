"""The lake's tables: column names and types, as every reader sees them through :class:`guanxi.lake.engine.Session`.

Grain, in one line each:

``events``         one row per event (its latest version). Times are UTC epoch ms, money is integer fen.
``contacts``       one row per contact known at as_of: from a list of contacts, else from its first event.
``contact_keys``   (source_id, key) → contact_id; the lake's own, dense and never reused. One row per contact: a contact
                   that counts as a part of another one shows as that one, under that one's key.
``staff_edges``    one row per staff–contact relationship interval, half-open.
``order_items``    one row per line of an order.
``costs``          one row per pool of money: period, category, and what it is known to belong to.
``promises``       one row per thing owed to a contact.
``assignments``    one row per contact, program and moment at which it was dealt an arm (more: it contradicts itself).
``kinds``          the event registry of this lake (standard kinds and the brand's own).

Missing text is ``''``, missing amounts are 0, missing references are 0 or NULL as said; so no reader needs COALESCE.
"""

from __future__ import annotations

EVENTS: dict[str, str] = {
    "event_id": "BIGINT",  # unique per stored version of a row
    "source_id": "VARCHAR",  # which export or connector it came from
    "source_event_id": "VARCHAR",  # the key within the source; made from the row where the source has none
    "import_id": "VARCHAR",  # which import brought it
    "occurred_ms": "BIGINT",
    "received_ms": "BIGINT",  # the source's own, else occurred_ms; a correction: when it was imported
    "contact_id": "BIGINT",
    "point_id": "VARCHAR",  # touchpoint: the id of the channel account or place
    "kind_id": "SMALLINT",  # see `kinds`
    "automated": "BOOLEAN",  # bots and link previews: count for nothing
    "channel": "VARCHAR",
    "staff_id": "VARCHAR",
    "group_id": "VARCHAR",
    "program_id": "VARCHAR",
    "peer_id": "BIGINT",  # the other contact of a bond; 0 when none
    "amount_fen": "BIGINT",  # paid, net of discount; refunds negative
    "cost_fen": "BIGINT",  # direct cost to the brand of this event (never also in `costs`)
    "value_hint_fen": "BIGINT",  # discount given on an order; stated value of a give or an ask
    "currency": "VARCHAR",
    "properties": "VARCHAR",  # JSON text
}

CONTACTS: dict[str, str] = {
    "contact_id": "BIGINT",
    "source_id": "VARCHAR",
    "source_key": "VARCHAR",  # the id people know it by
    "acquired_ms": "BIGINT",  # NULL when unknown
    "channel": "VARCHAR",  # of acquisition
    "campaign": "VARCHAR",  # live code, campaign or store of acquisition
    "inviter_id": "BIGINT",  # 0 when none
    "staff_id": "VARCHAR",
    "properties": "VARCHAR",
    "valid_from_ms": "BIGINT",  # ALWAYS_MS (lake.engine) when unknown
    "valid_until_ms": "BIGINT",  # exclusive; FOREVER_MS (lake.engine) while open at as_of
}

CONTACT_KEYS: dict[str, str] = {
    "source_id": "VARCHAR",
    "key_hash": "BIGINT",
    "source_key": "VARCHAR",
    "contact_id": "BIGINT",
}

STAFF_EDGES: dict[str, str] = {
    "contact_id": "BIGINT",
    "staff_id": "VARCHAR",
    "valid_from_ms": "BIGINT",
    "valid_until_ms": "BIGINT",
}

ORDER_ITEMS: dict[str, str] = {
    "source_event_id": "VARCHAR",  # the order it belongs to
    "contact_id": "BIGINT",
    "occurred_ms": "BIGINT",
    "product": "VARCHAR",
    "category": "VARCHAR",
    "quantity": "DOUBLE",
    "price_fen": "BIGINT",  # of the line, after discount
    "discount_fen": "BIGINT",
}

COSTS: dict[str, str] = {
    "period_from_ms": "BIGINT",
    "period_until_ms": "BIGINT",  # exclusive
    "category": "VARCHAR",  # acquisition | maintenance
    "channel": "VARCHAR",
    "staff_id": "VARCHAR",
    "program_id": "VARCHAR",
    "amount_fen": "BIGINT",
}

PROMISES: dict[str, str] = {
    "contact_id": "BIGINT",
    "what": "VARCHAR",
    "amount_fen": "BIGINT",
    "promised_ms": "BIGINT",
    "due_ms": "BIGINT",  # NULL when open-ended
    "kept_ms": "BIGINT",  # NULL while outstanding
}

ASSIGNMENTS: dict[str, str] = {
    "program_id": "VARCHAR",
    "contact_id": "BIGINT",
    "arm": "VARCHAR",  # as the source calls it; `holdout` or one of its words for those who are left alone
    "assigned_ms": "BIGINT",
    "cluster_id": "VARCHAR",  # what was randomised, where that was not the contact: a group, a shop, a village
    "share_bp": "BIGINT",  # designed share of the arm in basis points; 0 when not stated
}

TABLES: dict[str, dict[str, str]] = {
    "events": EVENTS,
    "contacts": CONTACTS,
    "contact_keys": CONTACT_KEYS,
    "staff_edges": STAFF_EDGES,
    "order_items": ORDER_ITEMS,
    "costs": COSTS,
    "promises": PROMISES,
    "assignments": ASSIGNMENTS,
}

N_BUCKETS = 64
"""Hash buckets of the event files; the jackknife of totals uses the same 64 groups."""


def bucket_sql(contact_id: str) -> str:
    """SQL for the bucket (0…63) of a contact: integer arithmetic below 2⁶³, so every engine agrees.

    Multiplicative hashing (Knuth, TAOCP 3, §6.4): the top six bits of the low word of id × 2654435761.
    """
    return f"((({contact_id}) % 2147483647) * 2654435761 % 4294967296 // 67108864)"
