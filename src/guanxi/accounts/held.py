"""What a form held when the password was asked for first: kept in the session, until its page fills the form again.

Only fields that the route names are kept (``Fresh(keeps=…)``), so that no password and no key can slip in. What is kept
is small, belongs to one route, one object and one person, is old after a while, and is given out once.
"""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from guanxi.accounts.contracts import Fresh
from guanxi.accounts.freshness import FRESH_MS, is_fresh

HELD = "held_form"
MOST_CHARACTERS = 4_000
"""A form whose kept fields are longer than this is not kept: a session is no store."""


def hold_form(request: HttpRequest, fresh: Fresh, at_ms: int) -> None:
    """Keep what the form held for its page, in place of what was kept before."""
    match = request.resolver_match
    fields = {name: request.POST.getlist(name) for name in fresh.keeps if name in request.POST}
    size = sum(len(name) + len(value) for name, values in fields.items() for value in values)
    request.session.pop(HELD, None)
    if match is None or not fields or size > MOST_CHARACTERS:
        return
    request.session[HELD] = {
        "route": match.view_name,
        "page": fresh.page,
        "of": {name: str(value) for name, value in match.kwargs.items()},
        "user_id": request.user.pk,
        "at_ms": at_ms,
        "fields": fields,
    }


def is_held(request: HttpRequest) -> bool:
    """Whether something waits to be filled in again."""
    return HELD in request.session


def take_held(request: HttpRequest, routes: tuple[str, ...], at_ms: int) -> QueryDict | None:
    """What was typed into the form of one of ``routes``, once; ``None`` where nothing waits for this page.

    Given out after the password was confirmed only, to the same person, for the same object, within a quarter of an
    hour.
    """
    kept, match = request.session.get(HELD), request.resolver_match
    # A form that is being sent speaks for itself.
    if request.method != "GET" or match is None or not isinstance(kept, dict) or not is_fresh(request, at_ms):
        return None
    of = {name: str(value) for name, value in match.kwargs.items()}
    if kept.get("route") not in routes or kept.get("page") != match.view_name or kept.get("of") != of:
        return None
    del request.session[HELD]
    if kept.get("user_id") != request.user.pk or abs(at_ms - kept.get("at_ms", 0)) >= FRESH_MS:
        return None
    found = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        found.setlist(name, values)
    return found
