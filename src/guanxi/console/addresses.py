"""Where a form may send its reader back to: a path of this server, nothing else."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme

FIRST_PAGE = "/"
CONFIRMED = "confirmed"
"""In the query: the password was just typed, what had been asked for was not done yet."""


def local_path(given: str) -> str:
    """``given`` when it is a plain path of this server, else the first page.

    A host, a scheme, a backslash, a control character or a second slash could lead elsewhere: all are refused.
    """
    if not given.startswith("/") or given.startswith("//") or len(given) > 2_000:
        return FIRST_PAGE
    if any(character < "!" or character in "\\\x7f" for character in given):
        return FIRST_PAGE
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else FIRST_PAGE


def with_confirmed(path: str) -> str:
    """``path``, saying that what was asked for there is to be done once more."""
    query = path.partition("?")[2]
    return path if CONFIRMED in query.split("&") else f"{path}{'&' if query else '?'}{CONFIRMED}"
