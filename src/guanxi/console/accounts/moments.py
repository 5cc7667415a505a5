"""A moment as a person reads it: day and minute in the brand's zone."""

from __future__ import annotations

from guanxi.kit.clock import moment as utc
from guanxi.kit.clock import zone
from guanxi.report.reader import Reader


def moment(reader: Reader, epoch_ms: int | None) -> str:
    """Such as ``2026年3月1日 09:05`` or ``1 Mar 2026, 09:05``; ``"–"`` for none."""
    if epoch_ms is None:
        return "–"
    clock = utc(epoch_ms).astimezone(zone(reader.zone)).strftime("%H:%M")
    return f"{reader.day(epoch_ms)}{' ' if reader.lang == 'zh' else ', '}{clock}"
