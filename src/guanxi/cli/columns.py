"""Text in columns on a terminal, where a Chinese character is two cells wide."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Cells that ``text`` takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def left(text: str, cells: int) -> str:
    """``text`` with spaces after it."""
    return text + " " * (cells - width(text))


def right(text: str, cells: int) -> str:
    """``text`` with spaces before it."""
    return " " * (cells - width(text)) + text
