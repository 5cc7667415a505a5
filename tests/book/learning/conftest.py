"""The shared worlds lie one folder up; one brand is learnt from once for all tests of learning."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def brand() -> Iterator[object]:
    """A crowd of 450, its connection and what can be learnt of it."""
    from brand import Brand

    with Brand.of(450, 1) as brand:
        yield brand
