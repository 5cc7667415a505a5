"""Sums of integers that no float ever rounds: the books close to the fen or not at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TRUST_UNIT = 1 << 30
"""T is summed as a count of 2⁻³⁰, so that a mean does not depend on the order of the rows (error below 1e-9)."""


def total(values: Ints) -> int:
    """Σ values, exact below 2⁶³."""
    return int(np.sum(values, dtype=np.int64))


def sums_by_code(values: Ints, codes: Ints, n_codes: int) -> Ints:
    """(n_codes,) sums of ``values`` (n,) by code 0…n_codes − 1, exact below 2⁶³.

    ``np.bincount`` with weights would go through float64 and lose fen beyond 2⁵³.
    """
    sums = np.zeros(n_codes, dtype=np.int64)
    np.add.at(sums, codes, values)
    return sums


def counts_by_code(codes: Ints, n_codes: int) -> Ints:
    """(n_codes,) how often each code stands in ``codes``."""
    return np.bincount(codes, minlength=n_codes).astype(np.int64)


def sums_by_code_and_group(values: Ints, codes: Ints, n_codes: int, groups: Ints, n_groups: int) -> Ints:
    """(n_codes, n_groups) exact sums: what the jackknife of every cut needs, in one pass."""
    return sums_by_code(values, codes * n_groups + groups, n_codes * n_groups).reshape(n_codes, n_groups)


def trust_units(trust: Floats) -> Ints:
    """T as whole units of 2⁻³⁰."""
    return np.rint(trust * TRUST_UNIT).astype(np.int64)


def mean_trust_by_code(trust: Floats, codes: Ints, n_codes: int) -> Floats:
    """(n_codes,) mean T by code; 0 where a code has no contact."""
    n = counts_by_code(codes, n_codes)
    return np.asarray(sums_by_code(trust_units(trust), codes, n_codes) / TRUST_UNIT / np.maximum(n, 1))
