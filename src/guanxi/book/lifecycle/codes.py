"""Small integers for stages, and one bit for each layer, so that a million of them are a million bytes."""

from __future__ import annotations

from guanxi.book.contracts.codes import Layer, LifecycleStage

STAGES: tuple[LifecycleStage, ...] = (
    LifecycleStage.NEW,
    LifecycleStage.ACTIVE,
    LifecycleStage.COOLING,
    LifecycleStage.DORMANT,
    LifecycleStage.LOST,
)
"""Lifecycle stage of each code."""

NEW, ACTIVE, COOLING, DORMANT, LOST = range(5)

STAGE_NAMES: tuple[str, ...] = tuple(stage.value for stage in STAGES)

LAYERS: tuple[Layer, ...] = (Layer.HIGH_VALUE, Layer.POTENTIAL, Layer.SILENT_BUYER, Layer.ASKED_TOO_OFTEN)
"""Layer of each bit, the lowest bit first. A bit is never given another meaning: the mask stands in files."""

BITS: dict[Layer, int] = {layer: 1 << place for place, layer in enumerate(LAYERS)}
"""Bit of each layer in the column ``layers``: high_value 1, potential 2, silent_buyer 4, asked_too_often 8."""
