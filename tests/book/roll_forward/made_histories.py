"""Histories made by hypothesis: the same people at two dates, seen five ways, some of them missing from each."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from guanxi.book.positions import post_capital
from guanxi.book.roll_forward.standings import Standing, Standings

NAMES = {
    "channel": ("shop", "live", ""),
    "tier": ("core", "ordinary", "doubtful", "none"),
}


def standing_of(ids: NDArray[np.int64], rng: np.random.Generator, scale: float, keep: float) -> Standing:
    """A random standing of a share ``keep`` of the people."""
    here = ids[rng.random(len(ids)) < keep]
    n = len(here)
    broken = rng.random(n) < 0.2
    potential = np.where(broken, 0, (rng.lognormal(0, 2, n) * scale).astype(np.int64))
    trust = np.where(broken, 0.0, rng.choice([0.0, 0.25, 0.5, 0.999, 1.0, rng.random()], n))
    keys = {
        "channel": here % 3,
        "tier": np.where(broken, 3, rng.integers(0, 3, n)).astype(np.int64),
    }
    return Standing(here, potential, trust, post_capital(potential, trust), broken, keys)


@st.composite
def histories(draw: st.DrawFn) -> Standings:
    """Five standings of up to sixty people; channel stays with a person, tier does not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, 60))
    scale = draw(st.sampled_from([1.0, 100.0, 1e6, 1e9]))
    ids = np.sort(rng.choice(10 * n + 1, n, replace=False)).astype(np.int64)
    keeps = draw(st.tuples(*[st.sampled_from([0.0, 0.5, 0.9, 1.0])] * 5))
    sides = [standing_of(ids, rng, scale, keep) for keep in keeps]
    return Standings(*sides, names=NAMES)
