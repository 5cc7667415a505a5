"""The first rows of a file as they would be understood: the same recognition, plan and checks as an import."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.kit.problems import Problem
from guanxi.lake.importing import problems
from guanxi.lake.importing.batch import Batch
from guanxi.lake.importing.decode import looks_like_text
from guanxi.lake.importing.discover import PARQUET, WORKBOOKS
from guanxi.lake.importing.engine import connect, load_kinds
from guanxi.lake.importing.fields import FieldType
from guanxi.lake.importing.kind_words import nearest_kinds
from guanxi.lake.importing.limits import MAX_COLUMNS
from guanxi.lake.importing.open_parquet import open_parquet
from guanxi.lake.importing.open_separated import open_separated
from guanxi.lake.importing.open_workbook import open_sheet, open_workbook
from guanxi.lake.importing.plan import ReadingPlan, compile_plan
from guanxi.lake.importing.reasons import NAMES_ITS_VALUE, reason, with_value
from guanxi.lake.importing.recognise import Match, nearest_match
from guanxi.lake.importing.settings import BrandSettings, FileRule
from guanxi.lake.importing.source import Source
from guanxi.lake.importing.stage import recognised

SAMPLE_ROWS = 200
SHOWN_ROWS = 20

Value = int | float | bool | str | None


@dataclass(frozen=True, slots=True)
class Understood:
    """One row as it would be read.

    Parameters
    ----------
    row_number : as a person counts in the file, the header being a row.
    values : our column → value: epoch ms, fen, a number, a flag, a kind's id or text; ``None`` where a cell is empty.
    reason_en, reason_zh : why the row would be quarantined; ``""`` when it would not.
    raw : the row's text where it would be quarantined.
    """

    row_number: int
    values: dict[str, Value]
    reason_en: str = ""
    reason_zh: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """One table of a file before it is imported.

    Parameters
    ----------
    name : the file, or ``book.xlsx#Sheet``.
    table : the preset it would be read as; where it is not recognised, the one that lacks least, ``""`` for none.
    is_complete : whether it can be imported as it stands.
    encoding, separator, title_rows : how the file is laid out; ``""`` where that has no meaning.
    headers, samples : the file's own header and its first rows, as text.
    columns : our column → index of theirs.
    guessed : ours that were found under a header that only means the same.
    types : our column → how its cells are read.
    missing : groups of ours of which one column each is still wanted.
    rows : the first rows as they would be understood.
    n_sampled, n_refused : over how many rows that was tried, and how many of them would be quarantined.
    problem : what keeps the table from being read; ``None`` when nothing does.
    notes : what a person should know of the whole table although it can be read.
    """

    name: str
    table: str
    is_complete: bool
    encoding: str = ""
    separator: str = ""
    title_rows: int = 0
    headers: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    columns: dict[str, int] | None = None
    guessed: frozenset[str] = frozenset()
    types: dict[str, FieldType] | None = None
    missing: tuple[tuple[str, ...], ...] = ()
    rows: tuple[Understood, ...] = ()
    n_sampled: int = 0
    n_refused: int = 0
    problem: Problem | None = None
    notes: tuple[Problem, ...] = ()


def preview(path: Path, name: str, rule: FileRule, settings: BrandSettings, *, clock_ms: int) -> tuple[Preview, ...]:
    """How ``path`` would be read by ``rule``, one entry a table; reads the first rows, whatever the file's size.

    Parameters
    ----------
    name : what people call the file; its suffix says how it is opened.
    rule : an empty table means that the headers decide; ``columns`` go before our words.
    clock_ms : now; what happened after it is not believed.

    Raises
    ------
    SettingsError
        when the rule names an encoding that there is not.
    """
    with tempfile.TemporaryDirectory(prefix="guanxi-preview-") as folder, connect(Path(folder), n_bytes=0) as con:
        load_kinds(con, settings.kinds)
        suffix = Path(name).suffix.lower()
        if suffix in WORKBOOKS:
            sheets, said = open_workbook(path, name, Path(folder) / "sheets", is_glance=True)
            tables = [_table(con, open_sheet(sheet, rule), rule, settings, clock_ms) for sheet in sheets]
            return (*(replace(each, encoding="", separator="") for each in tables), *map(_failed, said))
        if suffix not in PARQUET and not rule.encoding and not looks_like_text(path):
            return (_failed(problems.not_text(name)),)
        try:
            source = open_parquet(path, name) if suffix in PARQUET else open_separated(path, name, rule)
            return (_table(con, source, rule, settings, clock_ms),)
        except (pa.ArrowException, OSError):
            return (_failed(problems.unreadable(name)),)


def _failed(problem: Problem) -> Preview:
    return Preview(problem.source, "", is_complete=False, problem=problem)


def _table(
    con: duckdb.DuckDBPyConnection, source: Source, rule: FileRule, settings: BrandSettings, clock_ms: int
) -> Preview:
    if len(source.headers) > MAX_COLUMNS:
        return _failed(problems.too_large(source.name))
    match = recognised(source, rule)
    batch = _first_rows(source) if source.headers else None
    seen = replace(_laid_out(source), samples=_samples(source, batch))
    if isinstance(match, Problem):
        nearest = nearest_match(source.headers, rule.table, rule.columns) if source.headers else None
        if nearest is None or not (nearest.columns or rule.table):
            return replace(seen, problem=match)  # nothing in common with any table: a person says what it is
        return replace(_matched(seen, nearest), is_complete=False, problem=match)
    found = replace(_matched(seen, match), is_complete=True)
    if batch is None:
        return found
    plan = compile_plan(
        match, source.headers, source.classes(), settings, clock_ms=clock_ms, separator=source.separator
    )
    rows = _understood(con, plan, batch, settings)
    return replace(
        found,
        rows=rows[:SHOWN_ROWS],
        n_sampled=len(rows),
        n_refused=sum(bool(row.reason_en) for row in rows),
    )


def _first_rows(source: Source) -> Batch | None:
    """As many batches as the sample takes: the last line of a file may stand in a batch of its own."""
    tables, broken, n_rows = [], [], 0
    try:
        for batch in source.read():
            tables.append(batch.rows)
            broken += batch.broken
            n_rows += batch.rows.num_rows + len(batch.broken)
            if n_rows >= SAMPLE_ROWS:
                break
    except csv.Error:
        if not tables:
            raise
        # A cell beyond the reader's limit: what was read before it is the sample.
    return Batch(pa.concat_tables(tables), broken) if tables else None


def _laid_out(source: Source) -> Preview:
    return Preview(
        source.name,
        "",
        is_complete=False,
        encoding=source.encoding,
        separator=source.shown_separator,
        title_rows=source.title_rows,
        notes=(problems.unsaved_formulas(source.name, source.n_unsaved),) if source.n_unsaved else (),
        headers=tuple(source.headers),
    )


def _matched(seen: Preview, match: Match) -> Preview:
    return replace(
        seen,
        table=match.preset.name,
        columns=dict(match.columns),
        guessed=match.guessed,
        types={field.name: field.type for field in match.preset.fields},
        missing=match.missing,
    )


def _samples(source: Source, batch: Batch | None) -> tuple[tuple[str, ...], ...]:
    """The first rows as they stand in the file."""
    if batch is None:
        return ()
    rows = batch.rows.slice(0, SHOWN_ROWS).to_pylist()
    return tuple(tuple(_text(row[f"c{i}"]) for i in range(len(source.headers))) for row in rows)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _understood(
    con: duckdb.DuckDBPyConnection, plan: ReadingPlan, batch: Batch, settings: BrandSettings
) -> tuple[Understood, ...]:
    con.register("batch", batch.rows.slice(0, SAMPLE_ROWS))
    read = con.execute(plan.sql, dict(plan.parameters)).to_arrow_table().to_pylist()
    con.unregister("batch")
    rows = [_row(plan, row, settings) for row in read]
    last = max((row.row_number for row in rows), default=0)
    for broken in batch.broken:
        if broken.row_number <= last:
            why = reason(broken.code)
            rows.append(Understood(broken.row_number, {}, why.en, why.zh, broken.raw))
    return tuple(sorted(rows, key=lambda row: row.row_number))


def _row(plan: ReadingPlan, row: dict[str, Value], settings: BrandSettings) -> Understood:
    values = {name.removeprefix("v_"): value for name, value in row.items() if name.startswith("v_")}
    number = int(row["row_number"] or 0)
    if not row["reason"]:
        return Understood(number, values)
    why = plan.reasons[int(row["reason"]) - 1]
    if why.code in NAMES_ITS_VALUE:
        word = str(row["said"] or "")
        near = nearest_kinds(word, settings.kinds) if why.code == "import.unknown_kind" else []
        why = with_value(why, word, near)
    return Understood(number, values, why.en, why.zh, str(row["raw"] or ""))
