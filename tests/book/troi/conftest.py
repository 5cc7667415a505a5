"""The shared worlds lie one folder up; the world of programs is made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from trial_shop import Shop, open_shop


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The world as it was recorded."""
    return open_shop(tmp_path_factory.mktemp("trials"))
