"""One numbering of cuts for several standings, whose own names may differ from date to date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.statement.memberships import Membership

Ints = NDArray[np.int64]


def text_keys(cuts: Membership, n_contacts: int) -> pa.Array:
    """(n,) name of each contact's cut, for a dimension in which everybody is in exactly one."""
    return pa.array(cuts.names, pa.string()).take(pa.array(cuts.code_of_contact(n_contacts)))


def common_codes(columns: Sequence[pa.Array]) -> tuple[tuple[str, ...], tuple[Ints, ...]]:
    """Names over all columns, sorted, and each column as codes into them; a missing key is "".

    Parameters
    ----------
    columns : text keys per contact, one column per standing.
    """
    coded = [column.fill_null("").dictionary_encode() for column in columns]
    names = tuple(sorted({str(name) for each in coded for name in each.dictionary.to_pylist()}))
    number = {name: code for code, name in enumerate(names)}
    codes = []
    for each in coded:
        place = np.array([number[str(name)] for name in each.dictionary.to_pylist()], dtype=np.int64)
        index = np.asarray(each.indices, dtype=np.int64)
        codes.append(place[index] if len(index) else index)
    return names, tuple(codes)
