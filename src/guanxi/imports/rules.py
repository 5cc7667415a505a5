"""Pure rules of imports: a person's choice as the importer's rule, and what files have the same shape."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from guanxi.imports.contracts import Choice
from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.recognise import plain_header
from guanxi.lake.importing.settings import FileRule

ENCODINGS = ("utf-8", "gb18030", "utf-16")
SEPARATORS = {",": ",", "tab": "\t", ";": ";", "|": "|"}


def rule_of(name: str, choice: Choice) -> FileRule:
    """The importer's rule for the file called ``name``; plain names hold none of its pattern characters."""
    return FileRule(
        name,
        table=choice.table,
        columns=dict(choice.columns),
        encoding=choice.encoding,
        separator=SEPARATORS.get(choice.separator, ""),
        ignore=choice.is_ignored,
    )


def checked_choice(raw: Mapping[str, str], columns: Iterable[tuple[str, str]]) -> Choice:
    """A choice from what a form sent: what is not offered counts as not said.

    Parameters
    ----------
    columns : (our column, their header); an empty header means that the file does not hold the column.
    """
    table = raw.get("table", "")
    ours = {field.name for field in PRESETS[table].fields} if table in PRESETS else set()
    return Choice(
        table=table if table in PRESETS else "",
        columns={name: header for name, header in columns if name in ours},
        encoding=raw.get("encoding", "") if raw.get("encoding") in ENCODINGS else "",
        separator=raw.get("separator", "") if raw.get("separator") in SEPARATORS else "",
        is_ignored=raw.get("is_ignored") == "on",
    )


def choice_of(stored: Mapping[str, Any]) -> Choice:  # Any: JSON values
    """A stored choice."""
    return Choice(**stored)


def stored(choice: Choice) -> dict[str, Any]:
    """A choice as JSON values."""
    return asdict(choice)


def headers_hash(headers: Sequence[str]) -> str:
    """The same for files with the same headers, in any order and spelling of blanks and brackets."""
    text = "\x1f".join(sorted(plain_header(header) for header in headers))
    return hashlib.sha256(text.encode()).hexdigest()
