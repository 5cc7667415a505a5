"""A fresh lake and a place for staged files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_staged import StagedFolder

from guanxi.lake.engine import Lake


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """The engine wakes no second thread for a dozen rows, which is a fifth of what a step of a lake that small takes.

    For files of many small lakes whose subject is not the threads.
    """
    connect = duckdb.connect

    def alone(*asked: Any, config: Any = None, **further: Any) -> duckdb.DuckDBPyConnection:
        return connect(*asked, config=(config or {}) | {"threads": "1"}, **further)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", alone)
        yield


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    # Characters that a pattern would eat: a person's folder may have them.
    return Lake.create(tmp_path / "brand [2024] *new*" / ".lake")


@pytest.fixture
def folder(tmp_path: Path) -> StagedFolder:
    path = tmp_path / "staged files"
    path.mkdir()
    return StagedFolder(path)
