"""The order in which events are stored, computed on arrays: a third of the cost of sorting whole rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def stored_order(*, bucket: Ints, contact_id: Ints, occurred_ms: Ints, key_hash: Ints, ordinal: Ints) -> Ints:
    """Indices that sort rows by (bucket, contact, time), then key, then place in the file.

    The last two make the order total: events of one moment do not depend on the order of the file, and of two rows
    of one key the later one gets the later id.

    Parameters
    ----------
    bucket, contact_id, occurred_ms, key_hash, ordinal : (n,) each; contact ids are positive.
    """
    coarse = _packed(bucket, contact_id, occurred_ms)
    if coarse is None:
        return np.lexsort((ordinal, key_hash, occurred_ms, contact_id, bucket))
    # One integer per row sorts ten times faster than columns; what it cannot tell apart is sorted again, alone.
    order = np.argsort(coarse)
    placed = coarse[order]
    same = placed[1:] == placed[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    rows = order[tied]
    order[tied] = rows[np.lexsort((ordinal[rows], key_hash[rows], coarse[rows]))]
    return order


def _packed(bucket: Ints, contact_id: Ints, occurred_ms: Ints) -> Ints | None:
    """(bucket, contact, time) as one integer in the same order; ``None`` when 63 bits do not hold it."""
    if not len(bucket):
        return np.zeros(0, dtype=np.int64)
    first_bucket, first_ms = int(bucket.min()), int(occurred_ms.min())
    n_contacts = int(contact_id.max()) + 1
    span_ms = int(occurred_ms.max()) - first_ms + 1
    n_buckets = int(bucket.max()) - first_bucket + 1
    if n_buckets * n_contacts * span_ms >= 1 << 63:
        return None
    place = (bucket.astype(np.int64) - first_bucket) * n_contacts + contact_id
    return place * span_ms + (occurred_ms - first_ms)
