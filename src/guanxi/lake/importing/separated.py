"""CSV, TSV and the like as batches. The sum is kept: every line is in a row, in a broken row, or blank.

Blocks go through Arrow's reader, which is fast, and are believed only if each line gave exactly one row (good or
ragged) and the block ends outside quotes. Any other block (line feeds inside quotes, a quote that is never closed,
undecodable bytes) is cut again by Python's ``csv``, record by record, with the lines each record took.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from guanxi.lake.importing.batch import ROW_NUMBER, Batch, BrokenRow
from guanxi.lake.importing.decode import Block

SENTINEL = "\x02end of block\x02"
CHUNK_ROWS = 40_000
"""Rows per Arrow chunk: the engine works on chunks in parallel."""
LONGEST_RECORD_BYTES = 1 << 20
"""A record longer than this is taken for a quote that was never closed."""
LONGEST_RAW = 2_000
"""Characters of a broken row that are kept."""


@dataclass(slots=True)
class _Cut:
    """One block cut into records."""

    rows: pa.Table
    broken: list[BrokenRow]
    n_records: int
    rest: bytes = b""


@dataclass(slots=True)
class SeparatedReader:
    """Cuts blocks into batches, carrying an unfinished record from one block to the next.

    Parameters
    ----------
    n_columns : of the header.
    separator : one ASCII character.
    next_row : number of the next record as a person counts (the header's is 1 in a plain file).
    """

    n_columns: int
    separator: str
    next_row: int
    _rest: bytes = field(default=b"")

    def batches(self, blocks: Iterator[Block], total_bytes: int) -> Iterator[Batch]:
        """All records of the blocks, as batches."""
        for block in blocks:
            yield from self._emit(self._cut(block, is_last=False), block.done_bytes / max(total_bytes, 1))
        if self._rest:
            yield from self._emit(self._cut(Block(b""), is_last=True), 1.0)

    def _emit(self, cut: _Cut, share: float) -> Iterator[Batch]:
        self._rest = cut.rest
        self.next_row += cut.n_records
        if cut.rows.num_rows or cut.broken:
            yield Batch(cut.rows, cut.broken, share)

    def _cut(self, block: Block, *, is_last: bool) -> _Cut:
        data = self._rest + block.data
        shift = self._rest.count(b"\n")
        has_lone_returns = data.count(b"\r") != data.count(b"\r\n")  # Arrow ends rows there, too: counts could lie
        if not (block.undecodable or is_last or has_lone_returns):
            quick = self._cut_quickly(data)
            if quick:
                return quick
        undecodable = frozenset(line + shift for line in block.undecodable)
        return self._cut_carefully(data, undecodable, is_last=is_last)

    def _cut_quickly(self, data: bytes) -> _Cut | None:
        """Arrow's cut, or ``None`` when it cannot be believed."""
        sentinel = self.separator.join([SENTINEL] * self.n_columns).encode() + b"\n"
        ragged: list[BrokenRow] = []

        def set_aside(row: pa_csv.InvalidRow) -> str:
            text = row.text[:LONGEST_RAW]
            ragged.append(BrokenRow(self.next_row + row.number - 1, "import.ragged_row", text))
            return "skip"

        try:
            table = _parse(data + sentinel, self.n_columns, self.separator, set_aside)
        except pa.ArrowInvalid:
            return None
        n_lines = data.count(b"\n")
        if table.num_rows + len(ragged) != n_lines + 1 or table.column(0)[-1].as_py() != SENTINEL:
            return None
        broken_at = np.array([row.row_number - self.next_row for row in ragged], dtype=np.int64)
        numbers = self.next_row + np.delete(np.arange(n_lines, dtype=np.int64), broken_at)
        return _Cut(_numbered(table.slice(0, table.num_rows - 1), numbers), ragged, n_lines)

    def _cut_carefully(self, data: bytes, undecodable: frozenset[int], *, is_last: bool) -> _Cut:
        """Record by record; a quote that swallows lines costs its own line only, the next line starts afresh."""
        lines = _lines(data)
        good: list[list[str]] = []
        numbers: list[int] = []
        broken: list[BrokenRow] = []
        row, rest = self.next_row, b""
        for first, taken, cells in self._records(lines):
            text = "\n".join(lines[first : first + taken])
            is_whole = undecodable.isdisjoint(range(first, first + taken))
            reaches_end = cells is None and first + taken == len(lines)
            if reaches_end and is_whole and not is_last and len(text) < LONGEST_RECORD_BYTES:
                rest = (text + "\n").encode()
                break
            if cells is None:
                broken.append(BrokenRow(row, "import.broken_quotes", lines[first][:LONGEST_RAW]))
            elif not is_whole:
                broken.append(BrokenRow(row, "import.undecodable", text[:LONGEST_RAW]))
            elif cells and len(cells) != self.n_columns:
                broken.append(BrokenRow(row, "import.ragged_row", text[:LONGEST_RAW]))
            elif cells:
                good.append(cells)
                numbers.append(row)
            row += 1
        table = _parse(_written(good, self.separator), self.n_columns, self.separator, None)
        return _Cut(_numbered(table, np.array(numbers, dtype=np.int64)), broken, row - self.next_row, rest)

    def _records(self, lines: list[str]) -> Iterator[tuple[int, int, list[str] | None]]:
        """(first line, lines taken, cells); cells ``None``: a quote is not closed.

        Quotes are taken strictly, so that a stray one cannot swallow the next line into a cell: where that fails, or
        a record over several lines has the wrong number of cells, the first line is taken alone.
        """
        at = 0
        while at < len(lines):
            reader = csv.reader(_with_sentinel(lines, at), delimiter=self.separator, strict=True)
            before = taken = 0
            try:
                for cells in reader:
                    taken = reader.line_num - before
                    if at + before >= len(lines):
                        return
                    if taken > 1 and len(cells) != self.n_columns:
                        break
                    yield at + before, taken, cells
                    before = reader.line_num
                at += before
                taken = 1
            except csv.Error:
                at += before
                taken = reader.line_num - before
            yield self._alone(lines, at, swallowed=taken)
            at += 1

    def _alone(self, lines: list[str], first: int, *, swallowed: int) -> tuple[int, int, list[str] | None]:
        """The line at ``first`` by itself, as leniently as Arrow; if its quote stays open, how far that reaches."""
        records = list(csv.reader([lines[first] + "\n", SENTINEL + "\n"], delimiter=self.separator))
        if len(records) == 2:
            return first, 1, records[0]
        reaches_end = first + swallowed > len(lines)
        return first, len(lines) - first if reaches_end else 1, None


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]


def _with_sentinel(lines: list[str], at: int) -> Iterator[str]:
    for i in range(at, len(lines)):
        yield lines[i] + "\n"
    yield SENTINEL + "\n"


def _written(rows: list[list[str]], separator: str) -> bytes:
    """Rows as CSV that Arrow reads without doubt: every cell in quotes."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def _parse(data: bytes, n_columns: int, separator: str, set_aside: object) -> pa.Table:
    """Arrow's reading of ``data``: text columns ``c0`` …, in one piece so that row numbers are known."""
    names = [f"c{i}" for i in range(n_columns)]
    if not data:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    return pa_csv.read_csv(
        io.BytesIO(data),
        read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        parse_options=pa_csv.ParseOptions(
            delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _numbered(table: pa.Table, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    whole = table.append_column(ROW_NUMBER, pa.array(numbers, pa.int64()))
    return pa.Table.from_batches(whole.to_batches(max_chunksize=CHUNK_ROWS), whole.schema)
