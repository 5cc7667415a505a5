"""What each kind of event counts as, as one small table that the engine joins."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from guanxi.book.facts.small_tables import make_table
from guanxi.book.settings import AuditSettings

FAMILIES: dict[str, tuple[str, ...]] = {
    "pays": ("order_paid",),
    "talks": ("message_from_contact", "reply", "suggestion_made"),
    "answers": ("survey_answered", "nps_answered", "task_completed", "benefit_redeemed"),
    "creates": ("ugc_posted", "review_posted", "event_attended", "group_joined"),
}
"""Act families of depth; bonds are the fifth (trust-economics §4)."""

MESSAGES = ("message_from_contact", "reply")

ANSWERS = (
    "reply",
    "link_clicked",
    "survey_answered",
    "nps_answered",
    "benefit_redeemed",
    "task_completed",
    "referral_made",
)
"""Acts that answer an ask by their nature. An order answers only the ask whose program it names: people who buy every
week would otherwise answer every promotion."""

CHAT_ASKS = ("survey_sent", "referral_asked")
"""Asks made in conversation: their window is counted in hours."""

COUNT_BITS = 31
"""Where the second of two counts in one sum begins: nobody has 2³¹ events."""

VERIFIED_BONDS: dict[str, int] = {"referral_converted": 1000, "helped_peer": 500, "group_buy_joined": 500}
"""Quality q of a bond in thousandths; only bonds whose other end is a known contact count."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """One row of the registry as the session shows it."""

    kind_id: int
    kind: str
    role: str
    weight_micro: int


def register_kind_flags(con: duckdb.DuckDBPyConnection, settings: AuditSettings) -> None:
    """Create the temp table ``kind_flags`` (grain: one row per kind) from the session's ``kinds``."""
    rows = [KindRow(*row) for row in con.execute("SELECT kind_id, kind, role, weight_micro FROM kinds").fetchall()]
    flags = [_flags(row, settings) for row in rows]
    make_table(con, "kind_flags", {name: [each[name] for each in flags] for name in _flags(NO_KIND, settings)})


NO_KIND = KindRow(0, "", "", 0)


def _is_sent(row: KindRow) -> bool:
    return row.role in ("give", "ask", "neutral") and row.kind != "order_refunded"


def _flags(row: KindRow, settings: AuditSettings) -> dict[str, int | bool]:
    """One row of ``kind_flags``."""
    strains = {
        "refund_disputed": settings.strain_dispute,
        "message_muted": settings.strain_mute,
        "group_left": settings.strain_group_left,
        "review_negative": settings.strain_review,
    }
    return {
        "kind_id": row.kind_id,
        "act_milli": row.weight_micro // 1000 if row.role == "act" else 0,
        # Glances show attention, not a step towards the brand: they weigh a quarter and label nothing.
        "is_full_act": row.role == "act" and row.weight_micro >= 1_000_000,
        "is_order": row.kind == "order_paid",
        "is_money": row.kind in ("order_paid", "order_refunded"),
        **{family: int(row.kind in kinds) for family, kinds in FAMILIES.items()},
        "bonds": int(row.role == "bond"),
        "is_message": row.kind in MESSAGES,
        "is_answer": row.kind in ANSWERS,
        "is_ask": row.role == "ask",
        "is_chat_ask": row.kind in CHAT_ASKS,
        "is_give": row.role == "give",
        "give_ask": int(row.role == "give") + (int(row.role == "ask") << COUNT_BITS),
        "sent": int(_is_sent(row)),
        "strain_milli": round(1000 * strains.get(row.kind, 0.0)),
        "is_strain": row.role == "strain" and row.kind != "complaint_resolved",
        "is_break": row.role == "break",
        "is_acquire": row.role == "acquire",
        "verified_milli": VERIFIED_BONDS.get(row.kind, 0),
    }
