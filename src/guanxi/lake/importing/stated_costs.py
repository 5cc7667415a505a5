"""Costs that the settings state, as a staged file of the ``costs`` table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.kit.clock import day_start_ms
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.importing.writing import staged_schema

STATED_IN = "guanxi.yaml"
"""Stands for a file name: costs that are no longer stated must not count any more."""


def stage_stated_costs(settings: BrandSettings, folder: Path) -> Path | None:
    """The file, or ``None`` when the settings state no costs."""
    if not settings.costs:
        return None
    rows = [
        {
            "period_from_ms": day_start_ms(cost.from_date, settings.zone),
            "period_until_ms": day_start_ms(cost.until_date, settings.zone),
            "category": cost.category,
            "channel": cost.channel,
            "staff_id": cost.staff_id,
            "program_id": cost.program_id,
            "amount_fen": cost.amount_fen,
            "source_file": STATED_IN,
        }
        for cost in settings.costs
    ]
    target = folder / "0000-costs.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=staged_schema("costs")), target)
    return target
