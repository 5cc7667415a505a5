"""The three largest drivers of every contact, without a loop over contacts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.facts.contracts import SCALE, Facts
from guanxi.book.trust.model import Trust
from guanxi.book.trust.sub_scores import NAMES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BRAKE = "brake"
BREAK = "break"
DRIVER_NAMES = (*NAMES, BRAKE, BREAK)
N_SHOWN = 3


def driver_strengths(facts: Facts, trust: Trust) -> Floats:
    """(n, 8) signed strength on the logit of each of :data:`DRIVER_NAMES`.

    Sub-scores: :func:`guanxi.book.trust.model.contributions`; silence with what its ceiling takes off T. Brake: its
    logarithm, which is −Σ strain. A break outweighs everything.
    """
    brake = -facts.strain_w / (SCALE * 1000)
    broken = np.where(trust.sub.broken, -1e6, 0.0)
    return np.column_stack((trust.contributions, brake, broken))


def largest_drivers(strengths: Floats) -> Ints:
    """(n, 3) indices into :data:`DRIVER_NAMES`, strongest first; ties keep the order of the names."""
    return np.argsort(-np.abs(strengths), axis=1, kind="stable")[:, :N_SHOWN].astype(np.int64)


def driver_column(strengths: Floats) -> pa.ListArray:
    """(n,) list<struct<driver, strength>>, three per contact."""
    chosen = largest_drivers(strengths)
    n = len(chosen)
    names = pa.DictionaryArray.from_arrays(pa.array(chosen.ravel().astype(np.int8)), pa.array(DRIVER_NAMES))
    values = np.take_along_axis(strengths, chosen, axis=1).ravel().round(6)
    rows = pa.StructArray.from_arrays([names, pa.array(values)], ["driver", "strength"])
    return pa.ListArray.from_arrays(pa.array(np.arange(n + 1, dtype=np.int32) * N_SHOWN), rows)
