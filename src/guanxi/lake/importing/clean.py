"""Columns of a batch that need no mending: one look at each spares several on every cell.

A clean key has letters, digits and plain signs only: no full-width or invisible character, no blank around it, no
point or plus that scientific notation would need. Dictionary columns are judged by their dictionaries, which is why a
large export with few distinct values costs next to nothing.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from guanxi.lake.importing.fields import FieldType

_HAN = r"\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}"
_KEY = rf"^(?:[A-Za-z0-9_#{_HAN}](?:[A-Za-z0-9_#:/@ \-{_HAN}]{{0,198}}[A-Za-z0-9_#{_HAN}])?)?$"
_TEXT = rf"^(?:[!-~{_HAN}](?:[ -~{_HAN}]*[!-~{_HAN}])?)?$"
LONGEST_CLEAN_TEXT = 10_000
PATTERNS: dict[FieldType, str] = {FieldType.KEY: _KEY, FieldType.KIND: _KEY, FieldType.TEXT: _TEXT}
"""Field types that have clean cells, and what those look like (missing and empty cells are clean)."""


def is_clean(column: pa.ChunkedArray, kind: FieldType) -> bool:
    """True when every cell of a text column may be taken as it stands."""
    return all(_all_match(_values(chunk), kind) for chunk in column.chunks)


def _values(chunk: pa.Array) -> pa.Array:
    return chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk


def _all_match(values: pa.Array, kind: FieldType) -> bool:
    matches = pc.all(pc.match_substring_regex(values, PATTERNS[kind]), min_count=0).as_py()
    if matches and kind is FieldType.TEXT:
        return (pc.max(pc.binary_length(values)).as_py() or 0) <= LONGEST_CLEAN_TEXT
    return bool(matches)
