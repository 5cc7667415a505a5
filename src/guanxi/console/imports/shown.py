"""A previewed table as a page shows it: frozen values with finished text."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.console.imports import words
from guanxi.imports.contracts import Choice, FilePreview
from guanxi.imports.naming import TABLES, column
from guanxi.imports.wording import here
from guanxi.kit.clock import moment, zone
from guanxi.lake.importing import Preview
from guanxi.lake.importing.fields import FieldType
from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.preview import Value
from guanxi.lake.importing.shown import listed
from guanxi.lake.kinds import STANDARD, Kind
from guanxi.report.inert import inert
from guanxi.report.reader import Reader

LONGEST_CELL = 40
LONGEST_GIVEN = 255
"""As long as file systems take names."""
TIMES = frozenset({FieldType.PAST_TIME, FieldType.TIME, FieldType.MONTH_OR_DAY, FieldType.EPOCH_MS})
MONEY = frozenset({FieldType.MONEY, FieldType.FEN})


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One of our columns and the header that is taken for it.

    Parameters
    ----------
    header : theirs; ``""`` when none is.
    is_wanted : one column of its group is needed and none is there yet.
    is_guessed : found under a header that only means the same.
    """

    name: str
    label: str
    header: str
    is_needed: bool
    is_wanted: bool
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row: its cells in the order of the columns, or why it would be put aside and its text."""

    number: str
    cells: tuple[str, ...]
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of a file; ``unread`` names the columns that are not taken for any of ours."""

    name: str
    table: str
    is_complete: bool
    layout: str
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    needed: tuple[ColumnChoice, ...]
    others: tuple[ColumnChoice, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]
    n_sampled: int
    n_refused: int
    problem: str
    unread: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file with its controls and its tables; ``given`` is its own name where it is kept under a shorter one."""

    position: int
    name: str
    given: str
    size: str
    choice: Choice
    is_remembered: bool
    tables: tuple[ShownTable, ...]
    error: str


def file_shown(seen: FilePreview, reader: Reader, own: tuple[Kind, ...]) -> ShownFile:
    """A file's preview in the reader's language.

    Parameters
    ----------
    own : the brand's own kinds of event.
    """
    kinds = {kind.kind_id: kind for kind in (*STANDARD, *own)}
    return ShownFile(
        position=seen.file.position,
        name=inert(seen.file.name, 120),
        given=inert(seen.file.given, LONGEST_GIVEN),
        size=bytes_shown(seen.file.size),
        choice=seen.file.choice,
        is_remembered=seen.file.is_remembered,
        tables=tuple(_table(table, reader, kinds) for table in seen.tables),
        error=reader.say(seen.error) if seen.error else "",
    )


def bytes_shown(size: int) -> str:
    """A size as people say it."""
    for unit, step in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} B"


def _table(seen: Preview, reader: Reader, kinds: dict[int, Kind]) -> ShownTable:
    choices = _choices(seen, reader)
    used = [(choice.name, choice.label, choice.header) for choice in choices if choice.header]
    return ShownTable(
        name=inert(seen.name, 120),
        table=seen.table,
        is_complete=seen.is_complete,
        layout=_layout(seen, reader),
        headers=tuple(inert(header, LONGEST_CELL) for header in seen.headers),
        samples=tuple(tuple(inert(cell, LONGEST_CELL) for cell in row) for row in seen.samples[:5]),
        needed=tuple(choice for choice in choices if choice.is_needed),
        others=tuple(choice for choice in choices if not choice.is_needed),
        columns=tuple((label, inert(header, LONGEST_CELL)) for _, label, header in used),
        rows=tuple(
            ShownRow(
                reader.whole(row.row_number),
                tuple(_cell(row.values.get(name), (seen.types or {})[name], reader, kinds) for name, _, _ in used)
                if not row.reason_en
                else (),
                here(reader.pick(row.reason_en, row.reason_zh)) if row.reason_en else "",
                inert(row.raw, 200),
            )
            for row in seen.rows
        ),
        n_sampled=seen.n_sampled,
        n_refused=seen.n_refused,
        problem=_problem(seen, reader),
        unread=_unread(seen, reader),
        notes=tuple(here(reader.pick(note.en, note.zh)) for note in seen.notes),
    )


def _unread(seen: Preview, reader: Reader) -> str:
    read = set((seen.columns or {}).values())
    left = [inert(header, LONGEST_CELL) for i, header in enumerate(seen.headers) if i not in read and header.strip()]
    return listed(left, "、" if reader.lang == "zh" else ", ")


def _problem(seen: Preview, reader: Reader) -> str:
    """What keeps the table from being read, and what to do about it here; other ways are for other faces."""
    if seen.problem is None:
        return ""
    if not seen.table and seen.headers:
        return reader.say(words.NOT_RECOGNISED)
    if seen.missing:
        listed = [reader.say(column(seen.table, group[0])) for group in seen.missing]
        between = "、" if reader.lang == "zh" else ", "
        return reader.say(words.MISSING, table=reader.say(TABLES[seen.table]), columns=between.join(listed))
    return here(reader.pick(seen.problem.en, seen.problem.zh))


def _choices(seen: Preview, reader: Reader) -> tuple[ColumnChoice, ...]:
    """Needed columns first, then those that were found, then the rest in the order of the preset.

    Of a group of alternatives one is enough: the one that was found, else the first, which is the usual one.
    """
    if not seen.table:
        return ()
    preset, found = PRESETS[seen.table], seen.columns or {}
    wanted = {group[0] for group in seen.missing}
    needed = wanted | {name for group in preset.needs for name in group if name in found}
    choices = [
        ColumnChoice(
            field.name,
            reader.say(column(seen.table, field.name)),
            seen.headers[found[field.name]] if field.name in found else "",
            field.name in needed,
            field.name in wanted,
            field.name in seen.guessed,
        )
        for field in preset.fields
        # Columns of machines are offered only where a machine wrote the file.
        if field.name in found or not field.name.endswith(("_ms", "_fen"))
    ]
    return tuple(sorted(choices, key=lambda choice: (not choice.is_needed, not choice.header)))


def _layout(seen: Preview, reader: Reader) -> str:
    parts = []
    if seen.encoding:
        parts.append(seen.encoding.upper())
    if seen.separator:
        shown = {"\t": "tab"}.get(seen.separator, seen.separator)
        parts.append(reader.say(words.SEPARATORS[shown]) if shown in words.SEPARATORS else shown)
    if seen.title_rows:
        zh = f"表头在第 {seen.title_rows + 1} 行"
        parts.append(zh if reader.lang == "zh" else f"header in row {seen.title_rows + 1}")
    return " · ".join(parts)


def _cell(value: Value, kind: FieldType, reader: Reader, kinds: dict[int, Kind]) -> str:
    if value is None:
        return ""
    if kind in TIMES and isinstance(value, int):
        return moment(value).astimezone(zone(reader.zone)).strftime("%Y-%m-%d %H:%M")
    if kind in MONEY and isinstance(value, int):
        # Whole to the fen: the preview is where a shifted decimal point must show.
        return f"{reader.sign}{value / 100:,.2f}"
    if kind is FieldType.KIND and isinstance(value, int):
        known = kinds.get(value)
        return (known.zh if reader.lang == "zh" else known.en) if known else str(value)
    if isinstance(value, bool):
        return ("是" if value else "否") if reader.lang == "zh" else ("yes" if value else "no")
    return inert(str(value), LONGEST_CELL)
