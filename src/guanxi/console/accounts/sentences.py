"""An entry of the audit log as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.accounts.actions import ACTIONS
from guanxi.accounts.contracts import ROLE_NAMES, Role
from guanxi.accounts.log import LogLine
from guanxi.console.accounts.moments import moment
from guanxi.kit.phrase import Phrase
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader

NOTHING = "–"
LIST_LIMIT = 12
YES_NO = (Phrase("否", "no"), Phrase("是", "yes"))


def sentence_of(reader: Reader, line: LogLine, names: Mapping[str, str]) -> str:
    """What was done; the action's code when nobody has written a sentence for it.

    Parameters
    ----------
    names : public id → name of the users that are subjects.
    """
    phrase = ACTIONS.get(line.action)
    if phrase is None:
        return inert(line.action)
    values = {"subject": subject_of(line.subject, names) or NOTHING}
    for prefix, fields in (("before_", line.before), ("after_", line.after)):
        values |= {f"{prefix}{name}": _value(reader, name, value) for name, value in fields.items()}
    wanted = frozenset().union(*phrase.placeholders())
    return phrase.text(reader.lang, **{name: values.get(name, NOTHING) for name in wanted})


def subject_of(subject: str, names: Mapping[str, str]) -> str:
    """A user by name, anything else as it is stored."""
    kind, _, public_id = subject.partition(":")
    return isolated(names[public_id]) if kind == "user" and public_id in names else inert(subject, 60)


def action_name(reader: Reader, action: str) -> str:
    """What an action is called in a list to choose from: its sentence without the values."""
    phrase = ACTIONS[action]
    blanks = dict.fromkeys(frozenset().union(*phrase.placeholders()), "…")
    return phrase.text(reader.lang, **blanks)


def _value(reader: Reader, name: str, value: Any) -> str:  # Any: a JSON value
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return reader.say(YES_NO[value])
    if isinstance(value, list):
        comma = "、" if reader.lang == "zh" else ", "
        return comma.join(_value(reader, name, item) for item in value[:LIST_LIMIT])
    if isinstance(value, int):
        return _number(reader, name, value)
    if isinstance(value, str) and name in ("roles", "waiting"):
        return reader.say(ROLE_NAMES[Role(value)]) if value in ROLE_NAMES else inert(value)
    return isolated(str(value))


def _number(reader: Reader, name: str, value: int) -> str:
    if name.endswith("_ms"):
        return moment(reader, value)
    return reader.money(value) if name.endswith("_fen") else reader.whole(value)
