"""Structured logs: constant messages and ids, one JSON object a line; what looks personal is masked on the way out.

Whatever a caller or a library says passes :func:`masked`. Addresses of requests are never written, because public links
carry their token in the path: a line names the route's pattern instead.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from django.http import HttpRequest

from guanxi.kit.errors import GuanxiError
from guanxi.site.request_ids import current_request_id

MASK = "…"
MEGABYTES, FILES = 20, 5
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile numbers of the mainland
    r"|(?<![A-Za-z0-9])(?:wm|wo|o)[A-Za-z0-9_-]{20,}"  # external ids, open ids
    r"|(?<![A-Za-z0-9])gx[a-z]*_[A-Za-z0-9_-]{16,}"  # write keys and links of our own
    r"|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{40,}"  # tokens of any maker; our own public ids are shorter
    r"|(?<=://)[^/\s@]+@"  # user and password of an address
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`|\([^()]*\)=\([^()]*\)")
"""In the message of an exception a value stands in quotes, or as PostgreSQL's ``(column)=(value)``."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    """``text`` without phone numbers, mail addresses, channel ids, keys and tokens, on one line."""
    return CONTROL.sub(_visible, PERSONAL.sub(MASK, text))


def _visible(found: re.Match[str]) -> str:
    """A control character as its code: nobody's text makes a line of its own or moves a terminal's cursor."""
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found[0], f"\\u{ord(found[0]):04x}")


class WithoutAddresses(logging.Filter):
    """Takes the address out of what Django says of a request, and puts the route's pattern and the method in."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record is changed, not dropped."""
        request = record.__dict__.pop("request", None)
        if isinstance(request, HttpRequest):
            match = getattr(request, "resolver_match", None)
            record.__dict__ |= {"method": request.method, "route": match.route if match else ""}
        if record.name.startswith("django."):
            # "Not Found: /set-up/…", "Forbidden (…): /…": only the constant part before the address stays.
            record.msg, record.args = str(record.msg).partition("%s")[0].strip(" :(") or _reason_of(record), ()
        return True


def _reason_of(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    return f"answered {status}" if status else "refused"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the ids that came as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; an exception as its types and places."""
        return json.dumps(self.fields(record), ensure_ascii=False)

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What is said of ``record``, masked."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if request_id := current_request_id():
            line["request"] = request_id
        line |= {name: _plain(value) for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = trace_of(record.exc_info[1])
        return line


class TextLines(JsonLines):
    """The same for a person's eyes."""

    def format(self, record: logging.LogRecord) -> str:
        """Level, message and ids; a trace below."""
        line = self.fields(record)
        trace: list[str] = line.pop("trace", [])
        ids = " ".join(f"{name}={value}" for name, value in line.items() if name not in ("at", "level", "message"))
        head = f"{line['at']} {line['level']:<7} {line['message']}  {ids}"
        return "\n".join([head, *(f"    {part}" for part in trace)])


def trace_of(error: BaseException) -> list[str]:
    """Where and as what an exception came about, cause first; neither values of names nor quoted values."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = trace_of(cause) if cause is not None else []
    return [*before, *_places(error.__traceback__), said_of(error)]


def _places(trace: TracebackType | None) -> list[str]:
    return [masked(f"{frame.filename}:{frame.lineno} {frame.name}") for frame in traceback.extract_tb(trace)]


def said_of(error: BaseException) -> str:
    """An exception's type, and the first line of its message without what stands in quotes."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, GuanxiError):
        return f"{name}: {error.code}"
    first, *_ = str(error).splitlines() or [""]
    return f"{name}: {masked(QUOTED.sub(MASK, first))}"


def _plain(value: object) -> object:
    if isinstance(value, int | float | bool | None):
        return value
    # Of anything but text only the kind is named: how an object prints itself is not ours.
    return masked(value) if isinstance(value, str) else type(value).__name__


def configure(settings: Mapping[str, str]) -> None:
    """Send everything to standard error, as JSON lines or (``format`` = ``text``) for a person's eyes.

    With ``file`` all of it goes there, in files of 20 MB of which five are kept, and standard error hears warnings
    only. A file belongs to one process: two would turn it over under each other. ``level`` is the least that standard
    error hears; ``""`` is all.
    """
    lines = {"json": {"()": JsonLines}, "text": {"()": TextLines}}
    stderr: dict[str, Any] = {
        "class": "logging.StreamHandler",
        "formatter": "text" if settings["format"] == "text" else "json",
        "filters": ["addresses"],
    }
    if settings.get("level"):
        stderr["level"] = settings["level"]
    handlers: dict[str, dict[str, Any]] = {"stderr": stderr}
    if settings.get("file"):
        stderr["level"] = "WARNING"
        handlers["file"] = {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": settings["file"],
            "maxBytes": MEGABYTES * 2**20,
            "backupCount": FILES - 1,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "json",
            "filters": ["addresses"],
        }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"addresses": {"()": WithoutAddresses}},
            "formatters": lines,
            "handlers": handlers,
            "root": {"handlers": list(handlers), "level": "WARNING"},
            # That a request was refused (400, 403, 404, 409) is no fault of the server's, and its line says so anyway.
            "loggers": {
                "guanxi": {"level": "INFO"},
                "django.request": {"level": "ERROR"},
                "django.security.csrf": {"level": "ERROR"},
            },
        }
    )
