"""From a folder of exports to staged Parquet: recognise, read, check, quarantine; publication is the store's."""

from __future__ import annotations

from guanxi.lake.importing.preview import Preview, Understood, preview
from guanxi.lake.importing.quarantine import write_quarantine_csv
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.importing.settings_file import load_settings, parse_settings
from guanxi.lake.importing.stage import NothingRecognised, stage

__all__ = [
    "BrandSettings",
    "NothingRecognised",
    "Preview",
    "Understood",
    "load_settings",
    "parse_settings",
    "preview",
    "stage",
    "write_quarantine_csv",
]
