"""Lifecycle stages and layers: where in its own rhythm a contact is, and what else is true of it."""

from guanxi.book.lifecycle.codes import BITS, LAYERS, STAGE_NAMES, STAGES
from guanxi.book.lifecycle.layers import LayerEvidence, assign_layers, in_layer
from guanxi.book.lifecycle.rows import layer_rows, stage_rows
from guanxi.book.lifecycle.stages import assign_stages

__all__ = [
    "BITS",
    "LAYERS",
    "STAGES",
    "STAGE_NAMES",
    "LayerEvidence",
    "assign_layers",
    "assign_stages",
    "in_layer",
    "layer_rows",
    "stage_rows",
]
