"""What is said of one file that was read: how it was understood, what was changed, which columns were left."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.kit.problems import Problem
from guanxi.lake.importing import problems
from guanxi.lake.importing.read_table import TableReading
from guanxi.lake.importing.recognise import Match
from guanxi.lake.importing.shown import listed
from guanxi.lake.importing.source import Source


def problems_of(source: Source, match: Match, reading: TableReading) -> list[Problem]:
    """What a person should know of the whole file."""
    said = []
    if match.guessed:
        guessed = {ours: source.headers[match.columns[ours]] for ours in match.columns if ours in match.guessed}
        said.append(problems.guessed_columns(source.name, guessed))
    if source.n_unsaved:
        said.append(problems.unsaved_formulas(source.name, source.n_unsaved))
    if not reading.n_staged + reading.n_quarantined:
        said.append(problems.header_only(source.name))
    if reading.n_stripped:
        said.append(problems.stripped_characters(source.name, reading.n_stripped))
    if reading.n_disputed_orders:
        said.append(problems.disputed_orders(source.name, reading.n_disputed_orders))
    return said


def file_note(source: Source, match: Match, said: Sequence[Problem]) -> tuple[str, str]:
    """(en, zh) for the list of files: the problems, rows above the header, and the columns that were not read."""
    parts = [(problem.en, problem.zh) for problem in said]
    if source.title_rows:
        parts.append(
            (
                f"{source.title_rows} rows above the header were not read.",
                f"表头上方的 {source.title_rows} 行未读取。",
            )
        )
    read = set(match.columns.values())
    left = [header for i, header in enumerate(source.headers) if i not in read and header.strip()]
    if left:
        parts.append((f"Columns not read: {listed(left, ', ')}.", f"未读取的列：{listed(left, '、')}。"))
    return " ".join(en for en, _ in parts), "".join(zh for _, zh in parts)
