"""Text from files and people, made harmless to read: no control characters, no reordering, no endless words.

Escaping is the template's business (autoescape) and the JSON island's; this is about what a reader sees.
"""

from __future__ import annotations

import re

from guanxi.report.masked import masked

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SILENT = "\u200b\u200c\u2060\ufeff\U000e0000-\U000e007f"
_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_UNSAFE = re.compile(f"[{_BIDI}{_SILENT}{_CONTROL}]")
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{2})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)


def inert(text: str, limit: int = 80) -> str:
    """``text`` on one line without characters that hide or reorder, at most ``limit`` characters long.

    Phone and identity numbers are masked: a report is made to be passed on.

    What is taken out leaves a replacement character, so that a forged name cannot look like a clean one.
    Marks stacked on one letter beyond two are dropped: they would climb over the neighbouring lines.
    """
    clean = _STACKED.sub(r"\1", _UNSAFE.sub(REPLACEMENT, masked(text[: limit * 20])))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def isolated(text: str, limit: int = 40) -> str:
    """:func:`inert` text inside first-strong isolates, for a sentence: its direction stays its own."""
    return f"\u2068{inert(text, limit)}\u2069"
