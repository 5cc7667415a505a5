"""A random name for each request, which every line of the log that belongs to it carries."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

_CURRENT: ContextVar[str] = ContextVar("guanxi_request", default="")


def begin_request() -> str:
    """Name the request that begins on this thread."""
    name = secrets.token_hex(8)
    _CURRENT.set(name)
    return name


def end_request() -> None:
    """What this thread says from now on belongs to no request."""
    _CURRENT.set("")


def current_request_id() -> str:
    """The name of the request that this thread answers; ``""`` outside of one."""
    return _CURRENT.get()
