"""A fresh lake and a place for staged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_staged import StagedFolder

from guanxi.lake.engine import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    # Characters that a pattern would eat: a person's folder may have them.
    return Lake.create(tmp_path / "brand [2024] *new*" / ".lake")


@pytest.fixture
def folder(tmp_path: Path) -> StagedFolder:
    path = tmp_path / "staged files"
    path.mkdir()
    return StagedFolder(path)
