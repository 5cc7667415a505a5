"""What an example gives, and how its package's files are found without importing the package."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import duckdb

from guanxi.kit.errors import SettingsError
from guanxi.lake.importing.settings import BrandSettings
from guanxi.lake.staged import Staged


def quiet_engine() -> duckdb.DuckDBPyConnection:
    """An in-memory engine without its progress bar, which would print into a command's output."""
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    return con


@dataclass(frozen=True, slots=True)
class Example:
    """A public data set, staged, with its currency and zone."""

    name: str
    settings: BrandSettings
    staged: Staged


def carried_file(package: str, path: str, example: str) -> Path:
    """The file at ``path`` inside an installed distribution.

    The package itself is never imported: only its data is wanted, and its own imports take seconds.

    Raises
    ------
    SettingsError
        with the sentence that says what to install, when the package or the file is missing.
    """
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        found = None
    if found is None or not found.is_file():
        raise SettingsError(
            f"The example “{example}” lies in the package {package}, which is not installed here. "
            f"Install the examples extra: pip install 'guanxi[examples]'.",
            f"示例“{example}”的数据在软件包 {package} 中，当前未安装。"
            f"请安装示例附加包：pip install 'guanxi[examples]'。",
        )
    return found
