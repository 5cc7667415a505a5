"""Whether an error says that nothing more can be written: systems say it by number, engines and stores in words."""

from __future__ import annotations

import errno

_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS = (
    "no space left",
    "file too large",
    "disk quota",
    "could not write all bytes",
    "max_temp_directory_size",
    "database or disk is full",
)
_SPEAKERS = frozenset({"_duckdb", "duckdb", "sqlite3", "psycopg", "django"})
"""Packages whose errors are believed in words: anybody else's may quote a file's name or a person's text."""
_DEEPEST = 8


def is_disk_full(error: BaseException) -> bool:
    """True when ``error``, or what caused it, says that disk, quota or the largest file allowed is exhausted."""
    cause: BaseException | None = error
    for _ in range(_DEEPEST):
        if cause is None:
            return False
        if _says_so(cause):
            return True
        cause = cause.__cause__
    return False


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return True
    is_speaker = isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _SPEAKERS
    return is_speaker and any(word in str(error).lower() for word in _WORDS)
