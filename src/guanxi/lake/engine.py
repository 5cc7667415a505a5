"""The lake's face: open it, publish into it, take an import back, read it as it was at a moment, prove it whole.

Everything outside the lake imports from here and from :mod:`guanxi.lake.schema` and :mod:`guanxi.lake.kinds`.
"""

from __future__ import annotations

from guanxi.lake.store.aliases import Alias, list_aliases, publish_aliases
from guanxi.lake.store.basis import check_basis
from guanxi.lake.store.catalogue import Catalogue, FileEntry, ImportEntry, TableCount
from guanxi.lake.store.columns import ALWAYS_MS, FOREVER_MS
from guanxi.lake.store.compacting import compact
from guanxi.lake.store.errors import (
    BadAliases,
    DiskFull,
    LakeBusy,
    LakeDamaged,
    LakeMissing,
    OnlyCopy,
    OtherBasis,
    StagedUnreadable,
    UnknownImport,
    disk_full_is_refused,
)
from guanxi.lake.store.lake import Lake
from guanxi.lake.store.publishing import ImportResult, publish
from guanxi.lake.store.refused_rows import make_refused_view
from guanxi.lake.store.session import Session
from guanxi.lake.store.standing import StandingReader
from guanxi.lake.store.undoing import UndoResult, undo
from guanxi.lake.store.verifying import verify

__all__ = [
    "ALWAYS_MS",
    "FOREVER_MS",
    "Alias",
    "BadAliases",
    "Catalogue",
    "DiskFull",
    "FileEntry",
    "ImportEntry",
    "ImportResult",
    "Lake",
    "LakeBusy",
    "LakeDamaged",
    "LakeMissing",
    "OnlyCopy",
    "OtherBasis",
    "Session",
    "StagedUnreadable",
    "StandingReader",
    "TableCount",
    "UndoResult",
    "UnknownImport",
    "check_basis",
    "compact",
    "disk_full_is_refused",
    "list_aliases",
    "make_refused_view",
    "publish",
    "publish_aliases",
    "undo",
    "verify",
]
