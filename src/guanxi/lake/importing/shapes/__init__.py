"""From the read values of a preset to rows of the lake's tables: one statement per file of this folder.

``good`` holds the accepted rows of a batch, in the order of the file, with ``v_<field>`` columns (NULL: not given).
"""

from __future__ import annotations

from pathlib import Path

from guanxi.lake.kinds import BY_CODE

_HERE = Path(__file__).parent

ORDER_LINES = "order_lines"
"""Not a table of the lake: lines wait there until the whole file has been read."""


def _sql(name: str) -> str:
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")


SHAPES: dict[str, dict[str, str]] = {
    "events": {"events": _sql("events")},
    "orders": {"events": _sql("orders"), "order_items": _sql("orders_items")},
    "order_lines": {ORDER_LINES: _sql("order_lines")},
    "order_items": {"order_items": _sql("order_items")},
    "contacts": {"contacts": _sql("contacts")},
    "staff_edges": {"staff_edges": _sql("staff_edges")},
    "costs": {"costs": _sql("costs")},
    "promises": {"promises": _sql("promises")},
    "assignments": {"assignments": _sql("assignments")},
}
"""Preset → table → statement over ``good``."""

LONGEST_NAME = 300
"""Characters of a contact's name that are kept; pages show fewer."""

AFTER_ORDER_LINES: dict[str, str] = {"events": _sql("order_lines_events"), "order_items": _sql("order_lines_items")}
"""Table → statement over ``order_lines``, run once per file."""


def shape_parameters(sql: str, source_id: str, currency: str, source_file: str) -> dict[str, object]:
    """The parameters that ``sql`` has (the engine refuses others)."""
    known: dict[str, object] = {
        "source_id": source_id,
        "currency": currency,
        "source_file": source_file,
        "longest_name": LONGEST_NAME,
        "order_paid": BY_CODE["order_paid"].kind_id,
        "order_refunded": BY_CODE["order_refunded"].kind_id,
    }
    return {name: value for name, value in known.items() if f"${name}" in sql}
