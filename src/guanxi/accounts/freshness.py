"""Whether somebody typed the password of this session a moment ago: asked before what matters most.

A cookie that was stolen, or a browser that was left open, may read on; it may not take contacts out, see a secret or
change who may do what. The moment lives in the session and dies with it.
"""

from __future__ import annotations

from django.http import HttpRequest

FRESH_MINUTES = 15
"""So long a password that was typed counts as recent."""
FRESH_MS = FRESH_MINUTES * 60_000
MARK = "confirmed_ms"


def mark_confirmed(request: HttpRequest, at_ms: int) -> None:
    """Write into the session that its password was typed now."""
    request.session[MARK] = at_ms


def is_fresh(request: HttpRequest, at_ms: int) -> bool:
    """Whether the password of this session was typed within :data:`FRESH_MS`; a session that does not say, was not."""
    session = getattr(request, "session", None)
    marked_ms = None if session is None else session.get(MARK)
    # Both ways: the clocks of two machines differ by seconds, and one that is set back must not trust for longer.
    return isinstance(marked_ms, int) and abs(at_ms - marked_ms) < FRESH_MS
