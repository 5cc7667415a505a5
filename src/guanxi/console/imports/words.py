"""What imports call figures, encodings and separators, and what they say of a table that is not known."""

from __future__ import annotations

from guanxi.kit.phrase import Phrase

FIGURES: dict[str, Phrase] = {
    "contacts": Phrase("客户", "Contacts"),
    "events": Phrase("事件", "Events"),
    "active": Phrase("有事件的客户", "Contacts with an event"),
    "orders": Phrase("订单", "Orders"),
    "buyers": Phrase("买家", "Buyers"),
    "revenue_fen": Phrase("实付金额（净额）", "Revenue, net"),
    "costs_fen": Phrase("费用", "Costs"),
}
ENCODINGS: dict[str, Phrase] = {
    "utf-8": Phrase("UTF-8", "UTF-8"),
    "gb18030": Phrase("GB18030 / GBK", "GB18030 / GBK"),
    "utf-16": Phrase("UTF-16", "UTF-16"),
}
SEPARATORS: dict[str, Phrase] = {
    ",": Phrase("逗号 ,", "Comma ,"),
    "tab": Phrase("制表符 Tab", "Tab"),
    ";": Phrase("分号 ;", "Semicolon ;"),
    "|": Phrase("竖线 |", "Bar |"),
}
NOT_RECOGNISED = Phrase(
    "看不出这是什么表。请在下面选择数据表，再指定各列。",
    "The headers do not say what this table is. Choose the table below, then say which column is what.",
)
MISSING = Phrase(
    "作为“{table}”还缺少：{columns}。请在下面选择对应的列。",
    "As “{table}” it still lacks: {columns}. Choose the columns that hold them below.",
)
