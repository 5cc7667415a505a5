"""The refused rows of one import as a file for people."""

from __future__ import annotations

import shutil
from pathlib import Path

from guanxi.imports.contracts import ImportState, ImportView
from guanxi.imports.queries import open_lake
from guanxi.imports.uploads import folder_of
from guanxi.imports.wording import here
from guanxi.lake.importing import write_quarantine_csv

NAME = "quarantine.parquet"


def keep_refused(public_id: str, refused: Path) -> None:
    """Keep the refused rows beside the files of an import that published nothing, so that they can still be had."""
    shutil.copy(refused, _kept(public_id))


def has_refused(view: ImportView) -> bool:
    """Whether there are refused rows to be had."""
    n_refused = (view.result or {}).get("n_quarantined", 0)
    is_there = view.state is ImportState.DONE
    return bool(n_refused and is_there and (view.import_id or _kept(view.public_id).exists()))


def write_quarantined(view: ImportView, target: Path) -> int:
    """Write what the import refused to ``target`` (CSV, UTF-8 with BOM, safe to open); returns the rows."""
    if not view.import_id:
        kept = _kept(view.public_id)
        return write_quarantine_csv(kept, target, here) if kept.exists() else 0
    lake = open_lake()
    if lake is None:
        return 0
    entries = lake.catalogue().files_of("quarantine")
    paths = [lake.home / entry.path for entry in entries if view.import_id in entry.imports]
    return write_quarantine_csv(paths, target, here) if paths else 0


def _kept(public_id: str) -> Path:
    return folder_of(public_id).parent / NAME
