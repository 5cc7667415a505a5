"""Reading ``guanxi.yaml``: every refusal names the key, the value and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path

import yaml

from guanxi.kit.clock import zone
from guanxi.kit.errors import SettingsError
from guanxi.kit.money import fen
from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.settings import BrandSettings, DateRules, FileRule, ServiceRates, StatedCost, own_kind
from guanxi.lake.kinds import BY_CODE, Kind, Role

SETTINGS_NAME = "guanxi.yaml"
MAX_BYTES = 1 << 20
Raw = Mapping[str, object]


def load_settings(data: Path) -> BrandSettings:
    """The settings beside the data (``guanxi.yaml`` in the folder, or beside a single file); defaults without one.

    Raises
    ------
    SettingsError
        when the file says something that cannot be.
    """
    path = (data if data.is_dir() else data.parent) / SETTINGS_NAME
    if not path.is_file():
        return BrandSettings()
    if path.stat().st_size > MAX_BYTES:
        raise SettingsError(
            f"{SETTINGS_NAME} is larger than 1 MB; it should hold settings only.",
            f"{SETTINGS_NAME} 超过 1 MB；它只应包含设置。",
        )
    return parse_settings(path.read_bytes())


def parse_settings(text: str | bytes) -> BrandSettings:
    """The settings that ``text`` (YAML) says; raises :class:`SettingsError` with the key and what may stand there."""
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        row = f"（第 {mark.line + 1} 行）" if mark else ""
        raise SettingsError(
            f"{SETTINGS_NAME} is not valid YAML{line}. Check the indentation and the quotation marks there.",
            f"{SETTINGS_NAME} 不是有效的 YAML{row}。请检查该处的缩进和引号。",
        ) from error
    top = _mapping({} if raw is None else raw, SETTINGS_NAME)
    _known(top, "", _TOP)
    kinds = _kinds(_mapping(top.get("kinds", {}), "kinds"))
    return BrandSettings(
        brand=_text(top, "brand", ""),
        currency=_currency(top),
        zone=zone(_text(top, "zone", "Asia/Shanghai")).key,
        margin_rate=_share(top, "margin_rate", None),
        discount_rate=_share(top, "discount_rate", 0.10) or 0.0,
        risk_free=_share(top, "risk_free", 0.02) or 0.0,
        rates=_rates(_mapping(top.get("rates", {}), "rates")),
        costs=tuple(_cost(_mapping(item, f"costs[{i}]"), f"costs[{i}]") for i, item in enumerate(_list(top, "costs"))),
        files=tuple(_file(str(name), rule) for name, rule in _mapping(top.get("files", {}), "files").items()),
        kinds=kinds,
        dates=_dates(_mapping(top.get("dates", {}), "dates")),
    )


_TOP = (
    *("brand", "currency", "zone", "margin_rate", "discount_rate", "risk_free"),
    *("rates", "costs", "files", "kinds", "dates"),
)


def _refuse(key: str, value: object, en: str, zh: str) -> SettingsError:
    shown = str(value)[:60]
    return SettingsError(
        f"{SETTINGS_NAME}: {key} is “{shown}”, but must be {en}.",
        f"{SETTINGS_NAME}：{key} 的值“{shown}”无效，应为{zh}。",
    )


def _known(raw: Raw, where: str, allowed: tuple[str, ...]) -> None:
    for key in raw:
        if key not in allowed:
            close = get_close_matches(str(key), allowed, n=1, cutoff=0.5)
            hint = close[0] if close else ", ".join(allowed)
            place = f"{where}." if where else ""
            raise SettingsError(
                f"{SETTINGS_NAME} has no setting “{place}{key}”. Did you mean: {hint}?",
                f"{SETTINGS_NAME} 中没有“{place}{key}”这个设置。您要写的是否为：{hint}？",
            )


def _mapping(value: object, key: str) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _refuse(key, value, "a list of “name: value” lines", "“名称: 值”形式的若干行")
    return {str(name): item for name, item in value.items()}


def _list(raw: Raw, key: str) -> list[object]:
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _refuse(key, value, "a list, each entry beginning with “- ”", "列表，每项以“- ”开头")
    return value


def _text(raw: Raw, key: str, default: str) -> str:
    value = raw.get(key, default)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise _refuse(key, value, "text", "文字")
    return str(value).strip()


def _currency(raw: Raw) -> str:
    value = _text(raw, "currency", "CNY").upper()
    if not re.fullmatch("[A-Z]{3}", value):
        raise _refuse("currency", value, "a code of three letters such as CNY", "三个字母的币种代码，如 CNY")
    return value


def _share(raw: Raw, key: str, default: float | None) -> float | None:
    value = raw.get(key, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _refuse(key, value, "a share between 0 and 1, such as 0.3 for 30 %", "0 到 1 之间的比例，如 30 % 写 0.3")
    return float(value)


def _amount(value: object, key: str) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise InvalidOperation
        amount = Decimal(str(value))
        if not amount.is_finite() or amount < 0:
            raise InvalidOperation
    except InvalidOperation:
        raise _refuse(key, value, "an amount such as 12.50, not negative", "金额，如 12.50，且不为负") from None
    return amount


def _rates(raw: Raw) -> ServiceRates:
    names = ("per_message", "per_staff_minute", "per_contact_year")
    _known(raw, "rates", names)
    given = {name: _amount(raw[name], f"rates.{name}") for name in names if raw.get(name) is not None}
    return ServiceRates(**given)


def _day(raw: Raw, key: str, where: str, default: date | None = None) -> date:
    value = raw.get(key, default)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _refuse(f"{where}.{key}", value, "a day such as 2025-01-31", "日期，如 2025-01-31") from None


def _choice(raw: Raw, key: str, where: str, allowed: tuple[str, ...], default: str) -> str:
    value = str(raw.get(key, default)).strip()
    if value not in allowed:
        words = ", ".join(word for word in allowed if word)
        raise _refuse(f"{where}.{key}", value, f"one of: {words}", f"以下之一：{words}")
    return value


def _cost(raw: Raw, where: str) -> StatedCost:
    _known(raw, where, ("from", "until", "category", "amount", "channel", "staff", "program"))
    start = _day(raw, "from", where)
    end = _day(raw, "until", where, start + timedelta(days=1))
    if end <= start:
        raise _refuse(
            f"{where}.until", end, f"after {start} (the day after the last one)", f"{start} 之后的日期（不含当天）"
        )
    return StatedCost(
        start,
        end,
        _choice(raw, "category", where, ("acquisition", "maintenance"), ""),
        fen(_amount(raw.get("amount"), f"{where}.amount")),
        _text(raw, "channel", ""),
        _text(raw, "staff", ""),
        _text(raw, "program", ""),
    )


def _file(pattern: str, value: object) -> FileRule:
    where = f"files.{pattern}"
    raw = _mapping(value, where)
    _known(raw, where, ("table", "columns", "source", "encoding", "separator", "ignore"))
    table = _choice(raw, "table", where, ("", *PRESETS), "")
    columns = {ours: str(theirs) for ours, theirs in _mapping(raw.get("columns", {}), f"{where}.columns").items()}
    presets = [PRESETS[table]] if table else list(PRESETS.values())
    _known(columns, f"{where}.columns", tuple(dict.fromkeys(f.name for p in presets for f in p.fields)))
    separator = str(raw.get("separator", ""))
    if separator not in ("", ",", ";", "|", "\t", "tab", "comma", "semicolon", "pipe", "\\t"):
        raise _refuse(f"{where}.separator", separator, "comma, tab, semicolon or pipe", "comma、tab、semicolon 或 pipe")
    ignore = raw.get("ignore", False)
    if not isinstance(ignore, bool):
        raise _refuse(f"{where}.ignore", ignore, "true or false", "true 或 false")
    return FileRule(pattern, table, columns, _text(raw, "source", ""), _text(raw, "encoding", ""), separator, ignore)


def _kinds(raw: Raw) -> tuple[Kind, ...]:
    kinds = tuple(_kind(code, _mapping(value, f"kinds.{code}")) for code, value in raw.items())
    taken: dict[int, str] = {}
    for kind in kinds:
        if kind.kind_id in taken:
            raise _refuse(
                f"kinds.{kind.code}", kind.code, f"named otherwise: its number collides with {taken[kind.kind_id]}",
                f"其他名称：其编号与 {taken[kind.kind_id]} 冲突",
            )  # fmt: skip
        taken[kind.kind_id] = kind.code
    return kinds


def _kind(code: str, raw: Raw) -> Kind:
    where = f"kinds.{code}"
    _known(raw, where, ("role", "weight", "half_life_days", "zh", "en"))
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", code):
        raise _refuse(where, code, "a word of small letters, digits and _", "由小写字母、数字和下划线组成的名称")
    if code in BY_CODE:
        raise _refuse(where, code, "a new name: this is a standard kind", "新的名称：该名称是标准事件类型")
    role = Role(_choice(raw, "role", where, tuple(Role), ""))
    weight = _positive(raw, "weight", where, 1.0)
    half_life = _positive(raw, "half_life_days", where, 45.0)
    return own_kind(code, role, weight, half_life, zh=_text(raw, "zh", ""), en=_text(raw, "en", ""))


def _positive(raw: Raw, key: str, where: str, default: float) -> float:
    value = raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10_000:
        raise _refuse(f"{where}.{key}", value, "a number above 0", "大于 0 的数字")
    return float(value)


def _dates(raw: Raw) -> DateRules:
    _known(raw, "dates", ("earliest", "future_days", "order"))
    future = raw.get("future_days", 0)
    if isinstance(future, bool) or not isinstance(future, int) or not 0 <= future <= 36_500:
        raise _refuse("dates.future_days", future, "a whole number of days, 0 or more", "不小于 0 的整数天数")
    return DateRules(
        _day(raw, "earliest", "dates", date(1990, 1, 1)), future, _choice(raw, "order", "dates", ("", "dmy", "mdy"), "")
    )
