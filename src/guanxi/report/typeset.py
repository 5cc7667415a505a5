"""Where a line of text may break: never inside an amount, and in a headline first of all after a clause."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_AMOUNT = re.compile(
    r"[\N{MINUS SIGN}+-]?(?:HK\$|NT\$|[¥$€£]|[A-Z]{3}\N{NO-BREAK SPACE})\d[\d,]*(?:\.\d+)?(?:万|亿|k|M|bn)?"
    r"|\d[\d,]*(?:\.\d+)?(?:万|亿|×| ?%)"
)
"""Money in any of the reader's forms, and figures with a unit that a browser would take for a word of its own."""
LONG = 20
"""A headline shorter than this stands on one line anyway."""
_CLAUSE = re.compile(r"(?<=[，；：、。！？])|(?=（)|(?<=）)(?![，；：、。！？])")


def amounts(text: str) -> Markup:
    """``text``, escaped, with every amount kept on one line."""
    parts: list[str] = []
    end = 0
    for found in _AMOUNT.finditer(text):
        parts += [str(escape(text[end : found.start()])), f'<span class="amount">{escape(found.group())}</span>']
        end = found.end()
    # Every part was escaped above; the only markup is the span.
    return Markup("".join((*parts, str(escape(text[end:])))))


def clauses(text: str) -> Markup:
    """``text`` like :func:`amounts`, each Chinese clause a block of its own: a line breaks between them if it can."""
    found = [part for part in _CLAUSE.split(text) if part]
    if len(text) < LONG or len(found) < 2:
        return amounts(text)
    return Markup("").join(Markup('<span class="clause">{}</span>').format(amounts(part)) for part in found)
