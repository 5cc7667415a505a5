"""The refused rows of one import as a file for people."""

from __future__ import annotations

from pathlib import Path

from guanxi.imports.queries import open_lake
from guanxi.lake.importing import write_quarantine_csv


def write_quarantined(import_id: str, target: Path) -> int:
    """Write what the import refused to ``target`` (CSV, UTF-8 with BOM, safe to open); returns the rows."""
    lake = open_lake()
    if lake is None:
        return 0
    entries = lake.catalogue().files_of("quarantine")
    paths = [lake.home / entry.path for entry in entries if import_id in entry.imports]
    return write_quarantine_csv(paths, target) if paths else 0
