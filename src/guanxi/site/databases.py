"""Which operational store is used: SQLite in the home directory, or what ``DATABASE_URL`` names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from guanxi.kit.errors import SettingsError

SQLITE_TIMEOUT_S = 20
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
"""FULL: with NORMAL a power cut may forget a settled write. The page cache is 64 MB a connection."""
ALLOWED_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"})

Database = dict[str, Any]  # Any: Django's own mapping of settings


def database_of(url: str, default: Path) -> Database:
    """Django's settings for ``url``; an empty one means SQLite in the file ``default``.

    Raises
    ------
    SettingsError
        for another kind of store, for a path that is none, and for options that are not allowed.
    """
    if not url:
        return sqlite(default)
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(url)
    if parts.scheme == "sqlite" and parts.path not in ("", "/"):
        return sqlite(Path(unquote(parts.path)))
    raise SettingsError(
        f"DATABASE_URL names a store of the kind “{parts.scheme}”, which guanxi does not speak. "
        "Use postgresql://user:password@host:5432/name, or leave it empty for SQLite.",
        f"DATABASE_URL 指定的数据库类型“{parts.scheme}”不受支持。请使用 postgresql://用户:密码@主机:5432/库名，"
        "或留空以使用 SQLite。",
    )


def sqlite(path: Path) -> Database:
    """SQLite with write-ahead log; a transaction takes the writer's lock at once, so none fails half way."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": str(path.with_suffix(".test.db"))},
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_TIMEOUT_S, "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(url: str) -> Database:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    options = dict(parse_qsl(parts.query))
    foreign = sorted(set(options) - ALLOWED_OPTIONS - {"host"})
    if not name or foreign:
        said = f"has the option “{foreign[0]}”" if foreign else "names no database"
        said_zh = f"含有不支持的选项“{foreign[0]}”" if foreign else "没有写库名"
        raise SettingsError(
            f"DATABASE_URL {said}. Use postgresql://user:password@host:5432/name, with the options "
            f"{', '.join(sorted(ALLOWED_OPTIONS))} if you need them.",
            f"DATABASE_URL {said_zh}。格式为 postgresql://用户:密码@主机:5432/库名，可用选项："
            f"{'、'.join(sorted(ALLOWED_OPTIONS))}。",
        )
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
