"""The ``properties`` texts of events: a small dictionary of JSON, so that a column holds codes."""

from __future__ import annotations

import json

from guanxi.simulator import names

N_ORDER_NOTES = 2 * len(names.TEAS)
FIRST_CONTENT_NOTE = 1 + N_ORDER_NOTES
N_CONTENT_NOTES = 2 * len(names.CONTENT)
MACHINE = FIRST_CONTENT_NOTE + N_CONTENT_NOTES
PERSON = MACHINE + 1


def texts() -> list[str]:
    """Text of each code. 0: none · 1 + 2·tea + coupon: an order · then content × writer · machine · person."""
    orders = [_json(product=tea, coupon=used) for tea in names.TEAS for used in (False, True)]
    content = [_json(content=kind, written_by=by) for kind in names.CONTENT for by in ("tool", "person")]
    return ["", *orders, *content, _json(written_by="tool"), _json(written_by="person")]


def _json(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
