"""An entry of the audit log as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.accounts.actions import ACTIONS
from guanxi.accounts.contracts import ROLE_NAMES, Role
from guanxi.accounts.log import LogLine
from guanxi.console.accounts.moments import moment
from guanxi.console.people.words import AT_LEAST, COUNT, FILTER_NAMES, LIABILITY, SUPPRESSED
from guanxi.jobs.queries import name_of_kind
from guanxi.kit.phrase import Phrase
from guanxi.people.contracts import (
    BAND_NAMES,
    CONSENT_CHANNEL_NAMES,
    CONSENT_NAMES,
    PURPOSE_NAMES,
    SUPPRESSION_NAMES,
)
from guanxi.people.contracts import LIABILITY as LIABILITY_CODE
from guanxi.people.contracts import SUPPRESSED as SUPPRESSED_CODE
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.words import codes

NOTHING = "–"
LIST_LIMIT = 12
NAMED = ("user", "contact")
UNFILTERED = Phrase("全部客户", "all contacts")
SEARCHED = Phrase("按编号或姓名查找", "looked for by key or name")
UNCOUNTED = Phrase("数量未记录", "how many was not written down")
BRAND_FIELDS: dict[str, Phrase] = {
    "brand": Phrase("品牌名称", "the name"),
    "margin_rate": Phrase("毛利率", "the margin rate"),
    "discount_rate": Phrase("折现率", "the discount rate"),
    "risk_free": Phrase("无风险利率", "the risk-free rate"),
    "zone": Phrase("时区", "the time zone"),
    "date_order": Phrase("日期写法", "how dates are written"),
}
RATES = frozenset({"margin_rate", "discount_rate", "risk_free"})
DATE_ORDERS = {"dmy": Phrase("日/月/年", "day/month/year"), "mdy": Phrase("月/日/年", "month/day/year")}
SETTING = Phrase("{name}从 {before} 改为 {after}", "{name} from {before} to {after}")
CODES: dict[str, dict[str, Phrase]] = {
    "purpose": {code.value: phrase for code, phrase in PURPOSE_NAMES.items()},
    "channel": CONSENT_CHANNEL_NAMES,
    "reason": {code.value: phrase for code, phrase in SUPPRESSION_NAMES.items()},
    "decision": {
        "attached": Phrase("归于已有客户", "belongs to a contact that is there"),
        "made_new": Phrase("建为新客户", "is a new contact"),
        "dismissed": Phrase("不处理", "set aside"),
    },
    "keys": {"whole": Phrase("完整", "whole"), "masked": Phrase("已遮盖", "masked")},
}
"""Field → what its codes are called."""
FILTER_CODES: dict[str, Mapping[Any, Phrase]] = {  # Any: enumerations of several packages
    "tier": codes.TIERS,
    "stage": codes.STAGES,
    "layer": codes.LAYERS,
    "band": BAND_NAMES,
    "consent": CONSENT_NAMES,
    "reach": {SUPPRESSED_CODE: SUPPRESSED},
    "worth": {LIABILITY_CODE: LIABILITY},
}
YES_NO = (Phrase("否", "no"), Phrase("是", "yes"))


def sentence_of(reader: Reader, line: LogLine, names: Mapping[str, str]) -> str:
    """What was done; the action's code when nobody has written a sentence for it.

    Parameters
    ----------
    names : public id → name of the users, and masked key of the contacts, that are subjects.
    """
    phrase = ACTIONS.get(line.action)
    if phrase is None:
        return inert(line.action)
    values = {"subject": subject_of(line.subject, names) or NOTHING}
    for prefix, fields in (("before_", line.before), ("after_", line.after)):
        values |= {
            f"{prefix}{name}": isolated(names[value])
            if name == "loser" and isinstance(value, str) and value in names
            else _value(reader, name, value)
            for name, value in fields.items()
        }
        values[f"{prefix}settings"] = _settings(reader, line.before, line.after)
        values |= {f"{prefix}filters": _filters(reader, fields), f"{prefix}rows": _rows(reader, fields)}
    wanted = frozenset().union(*phrase.placeholders())
    return phrase.text(reader.lang, **{name: values.get(name, NOTHING) for name in wanted})


def subject_of(subject: str, names: Mapping[str, str]) -> str:
    """A user by name, a contact by its masked key, anything else as it is stored."""
    kind, _, public_id = subject.partition(":")
    return isolated(names[public_id]) if kind in NAMED and public_id in names else inert(subject, 60)


def _settings(reader: Reader, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:  # Any: JSON values
    """Each setting of the brand that changed, from what to what."""
    between = "；" if reader.lang == "zh" else "; "
    changed = [name for name in BRAND_FIELDS if name in after or name in before]
    return between.join(
        reader.say(
            SETTING,
            name=reader.say(BRAND_FIELDS[name]),
            before=_setting(reader, name, before.get(name)),
            after=_setting(reader, name, after.get(name)),
        )
        for name in changed
    )


def _setting(reader: Reader, name: str, value: Any) -> str:  # Any: a JSON value
    shown = _value(reader, name, value)
    if shown == NOTHING:
        return shown
    if name == "date_order" and value in DATE_ORDERS:
        return reader.say(DATE_ORDERS[value])
    return isolated(f"{value}%") if name in RATES else shown


def _filters(reader: Reader, fields: Mapping[str, Any]) -> str:  # Any: JSON values
    """The filters of an export, as the list names them."""
    between = "、" if reader.lang == "zh" else ", "
    said = [
        f"{reader.say(FILTER_NAMES[name])} {_filter_value(reader, name, value)}"
        for name, value in fields.items()
        if name in FILTER_NAMES
    ]
    said += [reader.say(SEARCHED)] if "search" in fields else []
    return between.join(said) or reader.say(UNFILTERED)


def _filter_value(reader: Reader, name: str, value: Any) -> str:  # Any: a JSON value
    names: Any = FILTER_CODES.get(name, {})  # Any: tables of phrases by code
    found = names.get(value) if isinstance(value, str) else None
    return reader.say(found) if found is not None else isolated(str(value))


def _rows(reader: Reader, fields: Mapping[str, Any]) -> str:  # Any: JSON values
    n, least = fields.get("n_rows"), fields.get("n_rows_at_least")
    if isinstance(n, int):
        return reader.count(COUNT, n)
    return reader.say(AT_LEAST, n=reader.whole(least)) if isinstance(least, int) else reader.say(UNCOUNTED)


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
    word = _word(name, value) if isinstance(value, str) else None
    return reader.say(word) if word is not None else isolated(str(value))


def _word(name: str, code: str) -> Phrase | None:
    """What ``code`` of the field ``name`` is called; ``None`` where it is no code."""
    if name in ("roles", "waiting"):
        return ROLE_NAMES[Role(code)] if code in ROLE_NAMES else None
    return name_of_kind(code) if name == "kind" else CODES.get(name, {}).get(code)


def _number(reader: Reader, name: str, value: int) -> str:
    if name.endswith("_ms"):
        return moment(reader, value)
    return reader.money(value) if name.endswith("_fen") else reader.whole(value)
