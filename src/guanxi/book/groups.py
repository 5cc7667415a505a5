"""The 64 hash groups of contacts: the lake's buckets, computed in NumPy, for delete-one-group jackknives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guanxi.lake.schema import N_BUCKETS

Ints = NDArray[np.int64]

N_GROUPS = N_BUCKETS


def hash_groups(contact_id: Ints) -> Ints:
    """(n,) group 0…63 of each contact: the arithmetic of :func:`guanxi.lake.schema.bucket_sql`, below 2⁶³.

    Parameters
    ----------
    contact_id : (n,) >= 0, as the lake gives them out.
    """
    low = np.asarray(contact_id, dtype=np.int64) % np.int64(2_147_483_647)
    return low * np.int64(2_654_435_761) % np.int64(4_294_967_296) // np.int64(67_108_864)
