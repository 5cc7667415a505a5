"""Books for the report's tests, built once per process; each is frozen, so sharing is safe."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sparse_books import SPARSE
from tea_brand import tea_book

from guanxi.book.contracts import Book

EVERY_BOOK = ("tea", *SPARSE)


@cache
def built(name: str) -> Book:
    """The book called ``name``."""
    return tea_book() if name == "tea" else SPARSE[name]()


@pytest.fixture
def tea() -> Book:
    """The rich book."""
    return built("tea")


@pytest.fixture(params=EVERY_BOOK)
def any_book(request: pytest.FixtureRequest) -> Book:
    """Each book in turn, rich and sparse."""
    return built(request.param)
