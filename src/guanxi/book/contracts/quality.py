"""What importing said of the files."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.contracts.shared import Notice


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was understood."""

    name: str
    recognised_as: str  # table, or "" when it was not
    encoding: str
    separator: str
    n_rows: int
    n_published: int
    n_quarantined: int
    mapping: dict[str, str]  # our column → theirs
    note_en: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineReason:
    """Rows that could not be read, by reason."""

    code: str
    n: int
    en: str
    zh: str
    example: str  # file and row number


@dataclass(frozen=True, slots=True)
class Quality:
    """The data-quality page."""

    files: tuple[SourceFile, ...]
    reasons: tuple[QuarantineReason, ...]
    n_quarantined: int
    earliest_ms: int | None
    latest_ms: int | None
    n_events_by_kind: dict[str, int]
    missing: tuple[Notice, ...]  # what the data lacks, and what therefore is not shown
