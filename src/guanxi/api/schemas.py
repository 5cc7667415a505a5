"""The shapes of the API, as its OpenAPI document states them; :mod:`guanxi.intake.rules` checks event by event."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from guanxi.intake.contracts import MAX_AMOUNT_FEN, MAX_BATCH, MAX_KEY
from guanxi.intake.rules import MONEY_KINDS

Key = Annotated[str, Field(min_length=1, max_length=MAX_KEY)]
Reference = Annotated[str, Field(max_length=MAX_KEY)]
Amount = Annotated[int, Field(ge=-MAX_AMOUNT_FEN, le=MAX_AMOUNT_FEN)]
EXAMPLE = {
    "id": "order-20260131-0001",
    "kind": "order_paid",
    "contact": "M-1001",
    "occurred_at": "2026-01-31T18:00:00+08:00",
    "amount_fen": 12800,
    "properties": {"product": "明前龙井 50g"},
}


def _state_conditions(schema: dict[str, Any]) -> None:  # Any: JSON schema
    """Exactly one of the two moments, the other may be there as null; and orders and refunds with their amount."""
    moments = ("occurred_at", "occurred_ms")
    schema["oneOf"] = [
        {"required": [given], "properties": {given: {"not": {"type": "null"}}, other: {"type": "null"}}}
        for given, other in (moments, moments[::-1])
    ]
    schema["if"] = {"properties": {"kind": {"enum": list(MONEY_KINDS)}}, "required": ["kind"]}
    schema["then"] = {"required": ["amount_fen"], "properties": {"amount_fen": {"type": "integer"}}}
    schema["example"] = EXAMPLE


class Event(Schema):
    """Something that happened between the brand and one contact. Exactly one of occurred_at and occurred_ms."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_state_conditions)

    id: Reference | None = Field(
        default=None,
        description="The source's own id of the event: the same id is the same event. Without one it is made from what"
        " the event says.",
    )
    kind: str = Field(description="A kind of the registry.")
    contact: Key = Field(description="What your exports call the contact, such as a member number.")
    occurred_at: str | None = Field(
        default=None, description="RFC 3339 with the offset: 2026-01-31T18:00:00+08:00.", max_length=40
    )
    occurred_ms: int | None = Field(default=None, description="UTC epoch milliseconds.")
    schema_version: Literal[1] = 1
    amount_fen: Amount | None = Field(
        default=None,
        description="Paid, net of discount, in minor units; refunds negative. order_paid and order_refunded need it.",
    )
    cost_fen: Amount | None = Field(default=None, description="Direct cost of this event to the brand.")
    value_hint_fen: Amount | None = Field(
        default=None, description="Discount given on an order; stated value of a give or an ask."
    )
    currency: str | None = Field(default=None, description="The brand's currency, where it is given.")
    channel: Reference | None = None
    staff_id: Reference | None = None
    group_id: Reference | None = None
    program_id: Reference | None = None
    point_id: Reference | None = Field(default=None, description="Touchpoint: the channel account or place.")
    peer: Reference | None = Field(default=None, description="The other contact of a bond, such as an invitee.")
    automated: bool | None = Field(default=None, description="True for bots and link previews: counts for nothing.")
    properties: dict[str, Any] | None = Field(
        default=None, description="Anything else, up to 8 KB and five levels deep."
    )


class Batch(Schema):
    """Several events in one call; each is answered by itself."""

    model_config = ConfigDict(extra="forbid")

    events: list[Event] = Field(min_length=1, max_length=MAX_BATCH)


class EventResult(Schema):
    """What became of one event: accepted, or known already (duplicate), or why not."""

    status: Literal["accepted", "duplicate", "conflict", "rejected"]
    id: str | None = None
    code: str | None = None
    en: str | None = None
    zh: str | None = None


class ReceiptOut(Schema):
    """Counts, and one result per event in the order of the call. What is accepted is on the disk."""

    accepted: int
    duplicate: int
    conflict: int
    rejected: int
    results: list[EventResult]


class ErrorOut(Schema):
    """Why the call as a whole was refused, in both languages, and what to do."""

    code: str
    en: str
    zh: str


class PingOut(Schema):
    """The key is right; this is the source that it belongs to."""

    source: str
    kinds: list[str]
