"""Opening a CSV, TSV or the like: encoding, separator, and where the header is."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from guanxi.kit.errors import SettingsError
from guanxi.lake.importing.batch import Batch
from guanxi.lake.importing.decode import Block, Encoding, detect_encoding, read_blocks
from guanxi.lake.importing.limits import MAX_TITLE_ROWS
from guanxi.lake.importing.recognise import plain_header, recognise
from guanxi.lake.importing.separated import SeparatedReader
from guanxi.lake.importing.settings import FileRule
from guanxi.lake.importing.source import Source

SEPARATORS = (",", "\t", ";", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
SAMPLE_CHARACTERS = 1 << 20


def open_separated(path: Path, name: str, rule: FileRule) -> Source:
    """The file as a source; a file without any row gives a source without headers."""
    encoding = _encoding(path, rule)
    sample = _sample(path, encoding)
    stated = _NAMES.get(rule.separator.lower(), rule.separator)
    separator, header_at = _layout(sample, (stated,) if stated else SEPARATORS, rule.table, rule.columns)
    records = _records(sample, separator)
    headers = [cell.strip().lstrip("\ufeff") for cell in records[header_at]] if records else []

    def read() -> Iterator[Batch]:
        reader = SeparatedReader(len(headers), separator, next_row=1)
        size = path.stat().st_size
        for batch in reader.batches(read_blocks(path, encoding), size):
            yield _below(batch, header_at + 1)

    return Source(
        name, path, headers, read, encoding=encoding.shown, separator=separator, shown_separator=separator,
        title_rows=header_at,
    )  # fmt: skip


def _encoding(path: Path, rule: FileRule) -> Encoding:
    try:
        if rule.encoding:
            codecs.lookup(rule.encoding)
    except LookupError as error:
        raise SettingsError(
            f"There is no encoding “{rule.encoding}” (files: {rule.pattern}). Write utf-8, gb18030 or utf-16.",
            f"没有名为“{rule.encoding}”的编码（files: {rule.pattern}）。请写 utf-8、gb18030 或 utf-16。",
        ) from error
    return detect_encoding(path, rule.encoding)


def _sample(path: Path, encoding: Encoding) -> list[str]:
    """The first lines; a last line that the sample may have cut is left out unless it is the only one."""
    blocks: Iterator[Block] = read_blocks(path, encoding, block_bytes=1 << 18)
    first = next(blocks, Block(b""))
    text = first.data[:SAMPLE_CHARACTERS].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return lines[: 4 * MAX_TITLE_ROWS] if len(lines) > 1 else lines


def _records(lines: list[str], separator: str) -> list[list[str]]:
    """The first records, by the row that a person counts: blank lines are rows, too."""
    records: list[list[str]] = []
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    try:
        for record in reader:
            records.append(record)
            if len(records) > MAX_TITLE_ROWS:
                break
    except csv.Error:
        pass  # a cell beyond the reader's limit: what was read before it is the sample
    return records if any(records) else []


def _layout(lines: list[str], separators: tuple[str, ...], table: str, columns: Mapping[str, str]) -> tuple[str, int]:
    """(separator, index of the header's record): where a preset is recognised best, else the widest first row."""
    best = (0, -1, separators[0], 0)
    for separator in separators:
        for at, record in enumerate(_records(lines, separator)):
            match = recognise(record, table, columns) if len(record) > 1 or table else None
            rank = (match.score if match else 0, len(record) if any(map(plain_header, record)) else 0)
            if rank > best[:2] and (match or at == 0 or best[1] <= 0):
                best = (*rank, separator, at)
    return best[2], best[3]


def _below(batch: Batch, header_row: int) -> Batch:
    """The batch without the header and what stands above it."""
    broken = [row for row in batch.broken if row.row_number > header_row]
    rows = batch.rows
    numbers = rows.column("row_number").to_numpy()
    n_above = int((numbers <= header_row).sum()) if len(numbers) and numbers[0] <= header_row else 0
    return replace(batch, rows=rows.slice(n_above), broken=broken)
