"""Words of a file as they may stand in a sentence of ours: short, and nothing in them that cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 40
MOST = 12


def shown(text: str, longest: int = LONGEST) -> str:
    """``text`` without invisible and direction-changing characters, cut to ``longest``."""
    plain = "".join(char for char in text if char.isprintable()).strip()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def listed(words: Sequence[str], between: str) -> str:
    """The first words of a list, and how many more there are."""
    more = f"{between}… (+{len(words) - MOST})" if len(words) > MOST else ""
    return between.join(shown(word) for word in words[:MOST]) + more
