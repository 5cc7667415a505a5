"""What people call the tables and columns of an import: only the command's user writes their codes into a file."""

from __future__ import annotations

import re
from functools import cache

from guanxi.kit.phrase import Phrase
from guanxi.lake.importing.presets import PRESETS

TABLES: dict[str, Phrase] = {
    name: Phrase(preset.zh, name.replace("_", " ").capitalize()) for name, preset in PRESETS.items()
}
COLUMNS: dict[str, str] = {"contact_key": "客户编号", "amount": "实付金额"}
"""Columns that the documentation calls otherwise than the first word of files."""
AMOUNT = Phrase("金额", "amount")
"""What is paid in one table and spent in another."""
_HAN_FROM, _HAN_UNTIL = "\u4e00", "\u9fff"
_TABLE, _LIST = r"(?P<table>[a-z_]+)", r"(?P<columns>[a-z_]+(?:(?: / |; )[a-z_]+)*)"
_OF_A_TABLE = (
    ("zh", re.compile(f"很像 {_TABLE} 表，但缺少一列：{_LIST}"), "很像“{table}”表，但缺少一列：{columns}"),
    ("zh", re.compile(f"被指定为 {_TABLE}，但缺少以下列：{_LIST}"), "被指定为“{table}”，但缺少以下列：{columns}"),
    (
        "en",
        re.compile(f"looks like {_TABLE}, but no column was found for: {_LIST}"),
        "looks like “{table}”, but no column was found for: {columns}",
    ),
    (
        "en",
        re.compile(f"is said to be {_TABLE}, but no column was found for: {_LIST}"),
        "is said to be “{table}”, but no column was found for: {columns}",
    ),
)
_ALONE = (
    ("zh", re.compile(r"(?<=guanxi\.yaml 指定 )[a-z_]+(?= 在“)")),
    ("zh", re.compile(r"(?<=含义是推断的：).*?(?=。如不正确)")),
    ("en", re.compile(r"(?<=guanxi\.yaml says that )[a-z_]+(?= stands in “)")),
    ("en", re.compile(r"(?<=columns was guessed: ).*?(?=\. If that is wrong)")),
)
_CODE, _AFTER_HEADER = re.compile("[a-z_]+"), re.compile(r"(?:(?<=” = )|^)[a-z_]+")


@cache
def column(table: str, name: str) -> Phrase:
    """What a column of ``table`` is called: as the documentation does, else by the first Chinese word of files."""
    words = PRESETS[table].field(name).words
    is_paid = name != "amount" or table in ("orders", "events")
    chinese = COLUMNS.get(name) if is_paid else None
    chinese = chinese or next((word for word in words if any(_HAN_FROM <= char <= _HAN_UNTIL for char in word)), name)
    return Phrase(chinese, name.replace("_", " "))


def named(sentence: str) -> str:
    """A sentence of the importer with the names of tables and columns in the place of their codes."""
    for lang, pattern, said in _OF_A_TABLE:
        found = pattern.search(sentence)
        if found and found["table"] in PRESETS:
            columns = _each_in(found["table"], found["columns"], lang)
            told = said.format(table=TABLES[found["table"]].text(lang), columns=columns)
            sentence = sentence.replace(found[0], told)
    for lang, pattern in _ALONE:
        found = pattern.search(sentence)
        if found:
            sentence = sentence.replace(found[0], _each_in("", found[0], lang, _AFTER_HEADER))
    return sentence


def _each_in(table: str, columns: str, lang: str, code: re.Pattern[str] = _CODE) -> str:
    return code.sub(lambda found: _in(table, found[0]).text(lang), columns)


def _in(table: str, name: str) -> Phrase:
    """The name of a column; without a table that of the first that has it, of an amount only that it is one."""
    if not table and name == "amount":
        return AMOUNT
    presets = (PRESETS[table],) if table else tuple(PRESETS.values())
    table = next((preset.name for preset in presets if any(field.name == name for field in preset.fields)), "")
    return column(table, name) if table else Phrase(name, name)
