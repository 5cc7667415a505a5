"""What people decide, as pure functions: whose a point is, how keys are stored and searched."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

from guanxi.people.contracts import Evidence, Outcome, Resolution, Strength

LONGEST_KEY = 300
KEPT_OF_LONG = 260


def resolve(evidence: Sequence[Evidence], *, is_lookup_outstanding: bool = False) -> Resolution:
    """Whose a point is: the four outcomes of operating-engine.md §4.

    Strong keys that name one contact decide; strong keys that name several are a conflict, for a person to settle.
    Weak keys alone, and a lookup that has not come back, decide nothing: the point waits without an owner. No key at
    all: nobody is known, and the caller may make a contact if its source may.
    """
    strong = _named(evidence, Strength.STRONG)
    if len(strong) > 1:
        return Resolution(Outcome.CONFLICT, candidates=strong)
    if strong:
        return Resolution(Outcome.RESOLVED, contact_id=strong[0])
    weak = _named(evidence, Strength.WEAK)
    if weak or is_lookup_outstanding:
        return Resolution(Outcome.PENDING, candidates=weak)
    return Resolution(Outcome.NOT_FOUND)


def _named(evidence: Sequence[Evidence], strength: Strength) -> tuple[int, ...]:
    return tuple(sorted({each.contact_id for each in evidence if each.strength is strength}))


def stored_key(key: str) -> str:
    """A key as it is stored: at most 300 characters, a longer one with its digest; NUL replaced."""
    clean = key.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if len(clean) <= LONGEST_KEY:
        return clean
    return f"{clean[:KEPT_OF_LONG]}#{hashlib.md5(clean.encode(), usedforsecurity=False).hexdigest()}"


def folded(text: str) -> str:
    """``text`` as keys are searched: full-width and half-width alike, without regard to case."""
    return unicodedata.normalize("NFKC", text).casefold().strip()[:LONGEST_KEY]
