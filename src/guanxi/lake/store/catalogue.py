"""The catalogue: one small file that names everything that is live. Replacing it is the only act of publication."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from guanxi.lake.kinds import STANDARD, Kind, Role
from guanxi.lake.schema import N_BUCKETS
from guanxi.lake.store.durable import switch_file
from guanxi.lake.store.errors import LakeDamaged, LakeMissing

NAME = "catalogue.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One live Parquet file.

    Parameters
    ----------
    path : below the lake's home, with ``/``.
    table : a table of the schema, or one of the store's own (``contact_seen``, ``versions``, ``quarantine``).
    rows, size_bytes, sha256 : what ``verify`` compares.
    bucket_from, bucket_until : hash buckets of the contacts inside, half-open; all 64 where contacts are not bucketed.
    min_ms, max_ms : of ``occurred_ms`` in event files; 0 elsewhere.
    imports : ids of the imports whose rows are inside, sorted.
    """

    path: str
    table: str
    rows: int
    size_bytes: int
    sha256: str
    imports: tuple[str, ...]
    bucket_from: int = 0
    bucket_until: int = N_BUCKETS
    min_ms: int = 0
    max_ms: int = 0


@dataclass(frozen=True, slots=True)
class TableCount:
    """What an import did to one table, in rows."""

    n_new: int = 0
    n_unchanged: int = 0
    n_versions: int = 0


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One published import.

    Parameters
    ----------
    import_id : what ``--undo`` takes; ascending in the order of publication, never reused.
    clock_ms : when it was published: the receive time of its corrections.
    n_rows : source rows read, quarantined ones included.
    quarantine_digest : of the rows refused, so that the same refusals are not published twice; ``""`` when none.
    source_files : how each source file was understood.
    """

    import_id: str
    label: str
    clock_ms: int
    n_rows: int
    n_quarantined: int
    quarantine_digest: str
    tables: dict[str, TableCount]
    source_files: tuple[dict[str, Any], ...] = ()  # Any: the fields of SourceFileInfo, as JSON gives them back


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is live, and the counters that are never turned back (undone ids stay reserved).

    ``zone`` and ``currency`` are those of the imports; ``""`` while nothing is imported that states them.
    """

    generation: int = 0
    next_import: int = 1
    next_event_id: int = 1
    next_contact_id: int = 1
    hash_probe: str = ""
    zone: str = ""
    currency: str = ""
    own_kinds: tuple[Kind, ...] = ()
    imports: tuple[ImportEntry, ...] = ()
    files: tuple[FileEntry, ...] = field(default=(), repr=False)

    def files_of(self, table: str) -> tuple[FileEntry, ...]:
        """Live files of ``table``, in the order in which they were published."""
        return tuple(entry for entry in self.files if entry.table == table)

    @property
    def n_rows(self) -> int:
        """Rows of all live files."""
        return sum(entry.rows for entry in self.files)

    def kinds(self) -> tuple[Kind, ...]:
        """The standard registry and the brand's own kinds."""
        return STANDARD + self.own_kinds

    def with_files(self, *, drop: Iterable[FileEntry] = (), add: Iterable[FileEntry] = ()) -> Catalogue:
        """The same catalogue after some files left and others came."""
        gone = {entry.path for entry in drop}
        return replace(self, files=tuple(f for f in self.files if f.path not in gone) + tuple(add))


def read_catalogue(home: Path) -> Catalogue:
    """The catalogue as it is now.

    Raises
    ------
    LakeMissing
        when there is none.
    LakeDamaged
        when its text is not what was written.
    """
    path = home / NAME
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LakeMissing(
            f"There is no lake at “{home}”. Import some data first, or check the folder.",
            f"“{home}”没有事件湖。请先导入数据，或检查目录。",
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(body, dict) or body.pop("checksum", None) != _checksum(body) or body.get("format") != FORMAT:
        raise _damaged(path)
    return _from_json(body)


def switch_catalogue(home: Path, catalogue: Catalogue) -> Catalogue:
    """Publish ``catalogue`` with the next generation number; returns it as published."""
    published = replace(catalogue, generation=catalogue.generation + 1)
    body = _to_json(published)
    switch_file(home / NAME, json.dumps(body | {"checksum": _checksum(body)}, ensure_ascii=False, indent=1))
    return published


def _to_json(catalogue: Catalogue) -> dict[str, Any]:
    return json.loads(json.dumps({"format": FORMAT} | asdict(catalogue)))  # type: ignore[no-any-return]


def _from_json(body: dict[str, Any]) -> Catalogue:
    return Catalogue(
        generation=body["generation"],
        next_import=body["next_import"],
        next_event_id=body["next_event_id"],
        next_contact_id=body["next_contact_id"],
        hash_probe=body["hash_probe"],
        zone=body.get("zone", ""),  # lakes made before these were kept have none
        currency=body.get("currency", ""),
        own_kinds=tuple(Kind(**{**kind, "role": Role(kind["role"])}) for kind in body["own_kinds"]),
        imports=tuple(_import_from(row) for row in body["imports"]),
        files=tuple(FileEntry(**{**row, "imports": tuple(row["imports"])}) for row in body["files"]),
    )


def _import_from(row: dict[str, Any]) -> ImportEntry:
    tables = {name: TableCount(**count) for name, count in row["tables"].items()}
    return ImportEntry(**{**row, "tables": tables, "source_files": tuple(row["source_files"])})


def _checksum(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _damaged(path: Path) -> LakeDamaged:
    return LakeDamaged(
        f"The catalogue “{path}” is damaged or of another version of guanxi. Restore it from a backup, or remove the "
        "lake's folder and import the source files again.",
        f"目录文件“{path}”已损坏或来自其他版本。请从备份恢复，或删除事件湖目录后重新导入源文件。",
    )
