"""Path to the small worlds of the book's tests, and one simulated brand looked at in the mirror by all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A simulated brand in a lake, with its mirror; its model is learnt once."""
    from tea_mirror import TeaMirror

    yield TeaMirror.make(tmp_path_factory.mktemp("mirror"))
