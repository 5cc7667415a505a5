"""Mean T and head-count of a set of contacts, said the same way wherever they stand.

The mean is of the relationships that stand; how many are broken off stands beside the head-count that holds them.
"""

from __future__ import annotations

from guanxi.book.contracts import CutRow, TouchpointRow
from guanxi.report.blocks import Cell
from guanxi.report.reader import Reader
from guanxi.report.words import common


def mean_of_standing(row: CutRow | TouchpointRow) -> float | None:
    """Mean T; ``None`` where no relationship stands: nobody has no mean, least of all 0."""
    return row.mean_trust if row.n_contacts > row.n_broken else None


def head_count(row: CutRow | TouchpointRow, reader: Reader) -> Cell:
    """``1,204`` and, small below it, how many of them are broken off."""
    note = reader.say(common.INCLUDES_BROKEN, n=reader.whole(row.n_broken)) if row.n_broken else ""
    return Cell(reader.whole(row.n_contacts), note=note)


def mean_trust(row: CutRow | TouchpointRow, reader: Reader) -> str:
    """Mean T with two decimals, or a dash."""
    mean = mean_of_standing(row)
    return reader.say(common.NONE) if mean is None else reader.number(mean)
