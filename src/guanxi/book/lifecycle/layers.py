"""Layers: four things that may be true of a contact beside its stage, each by itself (trust-economics §7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.book.contracts.codes import Layer
from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.lifecycle.codes import BITS
from guanxi.book.settings import LifecycleBounds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class LayerEvidence:
    """What decides the layers beside the facts; every column (n,).

    Parameters
    ----------
    potential_fen : Λ. trust : T. cycle_days : own purchase cycle.
    is_outside : broken, released or erased: in no layer, and in no percentile.
    """

    potential_fen: Ints
    trust: Floats
    cycle_days: Floats
    is_outside: Bools


def assign_layers(facts: Facts, evidence: LayerEvidence, bounds: LifecycleBounds) -> Codes:
    """(n,) masks of :data:`~guanxi.book.lifecycle.codes.BITS`; 0 where no layer applies.

    Notes
    -----
    The tenth with the most Λ is that of the relationships that stand; whoever ties with its last member is in it. The
    medians of Λ and margin are those of standing buyers: among all contacts the median margin is mostly 0, and nobody
    is below it. The margin is that of 365 days, and as a share of revenue it orders contacts as revenue does.
    """
    held = ~evidence.is_outside
    found = {
        Layer.HIGH_VALUE: _is_high_value(evidence, held, bounds),
        Layer.POTENTIAL: _has_potential(facts, evidence, held),
        Layer.SILENT_BUYER: _buys_in_silence(facts, evidence, bounds),
        Layer.ASKED_TOO_OFTEN: bounds.gives_per_ask * facts.n_ask_180 > facts.n_give_180,
    }
    mask = np.zeros(facts.n, dtype=np.int8)
    for layer, applies in found.items():
        mask[held & applies] |= BITS[layer]
    return mask


def in_layer(mask: Codes, layer: Layer) -> Bools:
    """(n,) True where ``mask`` names the layer."""
    return np.asarray(mask & BITS[layer] > 0)


def _is_high_value(evidence: LayerEvidence, held: Bools, bounds: LifecycleBounds) -> Bools:
    standing = evidence.potential_fen[held]
    if not len(standing):
        return np.zeros(len(held), dtype=np.bool_)
    n_top = max(int(np.ceil(bounds.high_value_share * len(standing))), 1)
    least = np.partition(standing, len(standing) - n_top)[len(standing) - n_top]
    worth = (evidence.potential_fen >= least) & (evidence.potential_fen > 0)
    return np.asarray(worth & (evidence.trust >= bounds.high_value_trust))


def _has_potential(facts: Facts, evidence: LayerEvidence, held: Bools) -> Bools:
    acts_only = (facts.acts_milli > 0) & ~facts.is_buyer
    buyers = held & facts.is_buyer
    if not buyers.any():
        return np.asarray(acts_only)
    above = evidence.potential_fen > np.median(evidence.potential_fen[buyers])
    below = facts.net_365_fen < np.median(facts.net_365_fen[buyers])
    return np.asarray(acts_only | (facts.is_buyer & above & below))


def _buys_in_silence(facts: Facts, evidence: LayerEvidence, bounds: LifecycleBounds) -> Bools:
    """Orders within 1.5 own cycles and no message in 180 days, which are the ages 0 to 179.

    Nobody where no contact has a message on record: what is not logged was not left unsaid.
    """
    if not (facts.last_message_age < NEVER).any():
        return np.zeros(facts.n, dtype=np.bool_)
    buys = facts.is_buyer & (facts.last_order_age <= bounds.active_cycles * evidence.cycle_days)
    return np.asarray(buys & (facts.last_message_age >= bounds.silent_days))
