"""What importing hands to publishing: staged Parquet files, quarantine, and how each source file was understood.

Staged files hold the columns of :data:`guanxi.lake.schema.TABLES` in their types, except that the lake's own ids
(``event_id``, ``import_id``, ``contact_id``, ``peer_id``, ``inviter_id``) are absent and the sources' own keys
(``contact_key``, ``peer_key``, ``inviter_key``; VARCHAR, ``''`` when none) stand instead; see :func:`staged_columns`.
``received_ms`` is NULL where the source says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from guanxi.kit.problems import Problem
from guanxi.lake.kinds import Kind
from guanxi.lake.schema import TABLES

KEY_FOR_ID: dict[str, str] = {"contact_id": "contact_key", "peer_id": "peer_key", "inviter_id": "inviter_key"}
"""The lake's reference → the source's key that stands in its place until publication."""

INBOX_LABEL = "inbox-"
"""Begins the label of an import whose events came without a file: the lake holds their only copy."""

LAKE_ONLY: tuple[str, ...] = ("event_id", "import_id")
"""Columns that only publication can fill."""

STAGED_ONLY: dict[str, dict[str, str]] = {
    "costs": {"source_file": "VARCHAR"},  # costs have no ids: a file says all its pools anew each time it is imported
}
"""Table → columns that publication reads and does not keep in the table."""

STAGED_TABLES: tuple[str, ...] = (
    "events",
    "contacts",
    "staff_edges",
    "order_items",
    "costs",
    "promises",
    "assignments",
)
"""Tables that an import may bring; ``contact_keys`` and ``kinds`` are the lake's own."""

QUARANTINE: dict[str, str] = {
    "source_file": "VARCHAR",
    "row_number": "BIGINT",  # 1-based, as a person sees it in the file (the header is a row); 0: the whole file
    "code": "VARCHAR",  # stable dotted code, e.g. import.bad_date
    "reason_en": "VARCHAR",
    "reason_zh": "VARCHAR",
    "raw": "VARCHAR",  # the row's text, cells joined by the file's separator
}
"""Columns of the quarantine file. Grain: one row per source row that could not be staged."""


def staged_columns(table: str) -> dict[str, str]:
    """Columns and types of a staged file of ``table``, in order; raises ``KeyError`` for an unknown table."""
    return {
        KEY_FOR_ID.get(name, name): "VARCHAR" if name in KEY_FOR_ID else sql_type
        for name, sql_type in TABLES[table].items()
        if name not in LAKE_ONLY
    } | STAGED_ONLY.get(table, {})


@dataclass(frozen=True, slots=True)
class SourceFileInfo:
    """One source file (or sheet) as it was understood. ``n_rows == n_staged + n_quarantined``, always.

    Parameters
    ----------
    name : path below the data folder; a sheet is ``book.xlsx#Sheet``.
    recognised_as : the preset, e.g. ``"orders"``; ``""`` when the file was not recognised.
    encoding : ``"utf-8"``, ``"utf-8 (BOM)"``, ``"gb18030"``, ``"utf-16-le"`` …; ``""`` where it has no meaning.
    separator : as written in the file; ``""`` where it has no meaning.
    n_rows : rows that hold something, without the header; blank lines are not rows.
    n_staged : source rows that went into staged tables (one row may make several events, or part of one).
    mapping : our column → their header.
    """

    name: str
    recognised_as: str
    encoding: str
    separator: str
    n_rows: int
    n_staged: int
    n_quarantined: int
    mapping: dict[str, str]
    note_en: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """All that one import brings, not yet published.

    Parameters
    ----------
    tables : table → Parquet files; files in the order of the sources, rows in the order of their file. Where a key
        occurs twice, the later row is the later version.
    quarantine : Parquet file with the columns of :data:`QUARANTINE`; ``None`` when no row was refused.
    n_rows : source rows read, over all files.
    import_label : for people: what was imported, e.g. the folder's name.
    kinds : the brand's own kinds of event that ``kind_id`` may refer to, beside the standard ones.
    problems : what is wrong with whole files, and what was changed in reading (stripped characters …).
    zone, currency : in which days and amounts were read; ``""``: not said, fits every lake.
    """

    tables: dict[str, list[Path]]
    quarantine: Path | None
    files: tuple[SourceFileInfo, ...]
    n_rows: int
    import_label: str
    kinds: tuple[Kind, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    zone: str = ""
    currency: str = ""
