"""A moment as machines write it: RFC 3339 with its offset."""

from __future__ import annotations

import re
from datetime import datetime

from guanxi.kit.clock import ms

# Strict before parsing: the parser takes forms in which a reader would see another day.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def epoch_ms_of(value: object) -> int | None:
    """Epoch ms of ``2026-01-31T18:00:00+08:00``; ``None`` when it is not of that form: a moment without an offset is
    nobody's."""
    if not isinstance(value, str) or len(value) > 40 or not _RFC_3339.fullmatch(value):
        return None
    try:
        return ms(datetime.fromisoformat(value.upper()))
    except (ValueError, OverflowError):
        return None
