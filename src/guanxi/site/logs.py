"""Structured logs: constant messages and ids, one JSON object a line; what looks personal is masked on the way out."""

from __future__ import annotations

import json
import logging
import logging.config
import re
from collections.abc import Mapping
from typing import Any

MASK = "…"
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # mail addresses
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile numbers of the mainland
    r"|\b(?:wm|wo|o)[A-Za-z0-9_-]{20,}\b"  # external ids, open ids
    r"|\b(?:gx[a-z]+_)[A-Za-z0-9_-]{16,}\b"  # write keys and links of our own
)
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    """``text`` without phone numbers, mail addresses, channel ids and keys, on one line."""
    return PERSONAL.sub(MASK, text).replace("\r", "\\r").replace("\n", "\\n")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the ids that came as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; the traceback is kept without the values of local names."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line |= {name: _plain(value) for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else masked(str(value))


def configure(settings: Mapping[str, str]) -> None:
    """Send everything to standard error, as JSON lines or (``GUANXI_LOG=text``) for a person's eyes."""
    formatter = {"()": JsonLines} if settings["format"] == "json" else {"format": "%(levelname)s %(name)s %(message)s"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {"guanxi": {"level": "INFO"}},
        }
    )
