"""Why a row is quarantined: stable codes and sentences in both languages.

``{column}`` is the header as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.lake.importing.shown import shown
from guanxi.lake.kinds import Kind


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, about one column (or the whole row)."""

    code: str
    en: str
    zh: str


_SENTENCES: dict[str, tuple[str, str]] = {
    "import.missing": (
        "“{column}” is empty; without it the row cannot be used.",
        "“{column}”为空，缺少它这一行无法使用。",
    ),
    "import.total_row": (
        "This is a total row, not a record; it was set aside so that nothing is counted twice.",
        "这是合计行，不是明细；为避免重复计算，已单独放置。",
    ),
    "import.precision_lost": (
        "“{column}” is in scientific notation (such as 1.38E+10): a spreadsheet has cut digits off it. "
        "Export again with this column as text.",
        "“{column}”是科学计数法（如 1.38E+10），表格软件已丢失部分数字。请将该列设为文本后重新导出。",
    ),
    "import.invisible_characters": (
        "“{column}” holds invisible, damaged or direction-changing characters, so it may not be what it looks like.",
        "“{column}”含有不可见、损坏或改变文字方向的字符，可能与看到的内容不一致。",
    ),
    "import.too_long": (
        "“{column}” is longer than {limit} characters.",
        "“{column}”超过 {limit} 个字符。",
    ),
    "import.bad_time": (
        "“{column}” is not a date or time that can be read. Write it as 2025-01-31 or 2025-01-31 14:05; "
        "for 31/01/2025 set `dates: order:` in guanxi.yaml.",
        "“{column}”不是可识别的日期或时间。请写成 2025-01-31 或 2025-01-31 14:05；"
        "若为 31/01/2025 这种写法，请在 guanxi.yaml 的 dates: order: 中说明。",
    ),
    "import.two_digit_year": (
        "“{column}” has a year of two digits, which could be a day as well. Write it as 2024-05-19.",
        "“{column}”的年份只有两位数字，无法与日、月区分。请写成 2024-05-19。",
    ),
    "import.time_too_early": (
        "“{column}” lies before {limit}, earlier than is believed. Set `dates: earliest:` to widen it.",
        "“{column}”早于 {limit}，超出可信范围。可在 guanxi.yaml 的 dates: earliest: 中放宽。",
    ),
    "import.time_in_future": (
        "“{column}” lies in the future of this import. Set `dates: future_days:` if that is meant.",
        "“{column}”晚于本次导入的时间。如确有需要，可在 guanxi.yaml 的 dates: future_days: 中放宽。",
    ),
    "import.bad_amount": (
        "“{column}” is not an amount that can be read. Write it as 1234.50; 万 (10,000) and 亿 (100,000,000) are read "
        "only right behind one plain number, as in 1.2万.",
        "“{column}”不是可识别的金额。请写成 1234.50；万、亿只能紧跟在一个数字之后，如 1.2万。",
    ),
    "import.other_currency": (
        "“{column}” is in another currency than the brand's ({limit}). Convert it, or set `currency:`.",
        "“{column}”的币种与品牌币种（{limit}）不同。请先换算，或修改 currency。",
    ),
    "import.bad_number": ("“{column}” is not a number.", "“{column}”不是数字。"),
    "import.bad_flag": ("“{column}” is neither yes nor no.", "“{column}”既不是“是”也不是“否”。"),
    "import.unknown_kind": (
        "“{column}” says “{value}”, which is no known kind of event. {hint}Correct the word, or add it under "
        "`kinds:` in guanxi.yaml, with its role.",
        "“{column}”中的“{value}”不是已知的事件类型。{hint}请更正，或在 guanxi.yaml 的 kinds: 中添加，并注明角色。",
    ),
    "import.unknown_category": (
        "“{column}” says “{value}”, which is neither acquisition (获客) nor maintenance (维护). Write one of the two.",
        "“{column}”中的“{value}”既不是获客（acquisition）也不是维护（maintenance）。请改写为其中之一。",
    ),
    "import.not_paid": (
        "The order was not paid, or was closed (“{column}”); it is kept out of sales.",
        "订单未付款或已关闭（见“{column}”），不计入销售。",
    ),
    "import.ends_before_start": (
        "“{column}” does not lie after the start.",
        "“{column}”不晚于开始时间。",
    ),
    "import.ragged_row": (
        "The row has another number of cells than the header.",
        "该行的单元格数与表头不一致。",
    ),
    "import.broken_quotes": (
        "A quotation mark is opened and not closed properly, so it is not clear where the row ends.",
        "引号没有正确闭合，无法判断该行在哪里结束。",
    ),
    "import.undecodable": (
        "The row holds bytes that are neither UTF-8 nor GB18030 text.",
        "该行含有既不是 UTF-8 也不是 GB18030 的字节。",
    ),
}

CODES = frozenset(_SENTENCES)
"""Every code that a quarantined row may have."""


NAMES_ITS_VALUE = frozenset({"import.unknown_kind", "import.unknown_category"})
"""Codes whose sentences name the word that stands in the cell."""


def reason(code: str, column: str = "", limit: object = "") -> Reason:
    """The reason with its column and limit filled in; raises ``KeyError`` for an unknown code.

    Sentences of :data:`NAMES_ITS_VALUE` keep their places for :func:`with_value`.
    """
    en, zh = _SENTENCES[code]
    if code in NAMES_ITS_VALUE:
        plain = column.replace("{", "").replace("}", "")
        return Reason(code, en.replace("{column}", plain), zh.replace("{column}", plain))
    return Reason(code, en.format(column=column, limit=limit), zh.format(column=column, limit=limit))


def with_value(found: Reason, value: str, nearest: Sequence[Kind] = ()) -> Reason:
    """The reason with the word of the cell, and the kinds that may have been meant."""
    en = "Did you mean: " + ", ".join(f"{kind.en} ({kind.code})" for kind in nearest) + "? " if nearest else ""
    zh = "您要写的是否为：" + "、".join(f"{kind.zh}（{kind.code}）" for kind in nearest) + "？" if nearest else ""
    word = shown(value)
    return Reason(found.code, found.en.format(value=word, hint=en), found.zh.format(value=word, hint=zh))
