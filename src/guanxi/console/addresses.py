"""Where a form may send its reader back to: a path of this server, nothing else."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme

FIRST_PAGE = "/"


def local_path(given: str) -> str:
    """``given`` when it is a plain path of this server, else the first page.

    A host, a scheme, a backslash, a control character or a second slash could lead elsewhere: all are refused.
    """
    if not given.startswith("/") or given.startswith("//") or len(given) > 2_000:
        return FIRST_PAGE
    if any(character < "!" or character in "\\\x7f" for character in given):
        return FIRST_PAGE
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else FIRST_PAGE
