"""Text in a cell stays text: nothing that a spreadsheet would take for a formula, nothing that XML refuses."""

from __future__ import annotations

import re

from guanxi.report.masked import masked

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these is read as a formula by some program."""
CELL_LIMIT = 32_767
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str) -> str:
    """``text`` as it may stand in a cell: a dangerous beginning gets an apostrophe before it.

    Phone and identity numbers are masked. Characters that XML cannot hold become replacement characters; what is
    longer than a cell is cut with an ellipsis.
    """
    clean = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", masked(text))
    marked = f"'{clean}" if clean.startswith(STARTS) else clean
    return marked if len(marked) <= CELL_LIMIT else marked[: CELL_LIMIT - 1] + "…"
