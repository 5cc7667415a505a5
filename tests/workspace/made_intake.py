"""Sources and events for tests of intake."""

from __future__ import annotations

from typing import Any

from guanxi.intake.contracts import NewKey, SourceKind
from guanxi.intake.operations import add_source

NOW_MS = 1_782_000_000_000


def made_source(key: str = "shop", kind: SourceKind = SourceKind.SERVER, **more: Any) -> NewKey:
    return add_source(key=key, name=f"Shop {key}", kind=kind, now_ms=NOW_MS, actor_id=None, **more)


def order(number: int, **more: Any) -> dict[str, Any]:
    """An order of one of ten contacts."""
    return {
        "id": f"o-{number}",
        "kind": "order_paid",
        "contact": f"M{number % 10}",
        "occurred_ms": NOW_MS - 86_400_000 + number,
        "amount_fen": 1_000 + number,
        "channel": "小程序",
        "properties": {"items": [{"name": "龙井", "n": number}]},
    } | more
