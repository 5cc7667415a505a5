"""The touchpoint inventory."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("在哪里能接触到客户", "Where contacts can be reached")
SHORT = Phrase("触点", "Touchpoints")
LEAD = Phrase(
    "每个触点能接触到多少客户，其中多少只在这里，信任如何，扣除维护之后值多少。触点互相重叠，同一位客户在每个触点各计一次，因此不能相加。",
    "How many contacts each touchpoint reaches, how many only there, how much they trust, and what it is worth net "
    "of upkeep. As touchpoints overlap, a contact counts in each of them, and the rows do not add up.",
)
ABOVE_THE_BRAND = Phrase(
    "“{name}”的净信任权益 {part} 高于全品牌的 {whole}，两者是同一个量：不在这里的客户合起来是 {rest}，"
    "他们的维护成本与未兑现承诺高于价值，拉低了全品牌的合计。",
    "“{name}” has a net trust equity of {part}, above the brand's {whole}; the quantity is the same. The contacts not "
    "met there come to {rest} together: their upkeep and outstanding promises exceed their value, and lower the total.",
)
MISSING = Phrase(
    "数据里没有触点（渠道账号、社群、门店），因此没有触点清单。",
    "The data names no touchpoints (channel accounts, groups, shops), so there is no inventory.",
)
FINDING = Phrase(
    "“{most}”接触到 {share} 的客户，其中 {only} 只在这里",
    "“{most}” reaches {share} of the contacts, {only} of them nowhere else",
)
SUBTITLE = Phrase(
    "客户数 · {contacts} · {day} · 计数，无抽样误差",
    "number of contacts · {contacts} · {day} · counted, no sampling error",
)
ONLY_HERE = Phrase("只在这里", "only here")
ELSEWHERE = Phrase("也在别处", "also elsewhere")
TOUCHPOINT = Phrase("触点", "Touchpoint")
COST = Phrase("服务成本 S", "Cost to serve S")
INVENTORY = Phrase("触点清单", "Inventory of touchpoints")
OVERLAP = Phrase(
    "“{first}”与“{second}”重合最多：共有客户 {n} 位",
    "“{first}” and “{second}” overlap most: {n} contacts in both",
)
OVERLAP_SUBTITLE = Phrase(
    "行内客户也在列中的比例 %（列号即行号）· {contacts} · {day} · 计数，无抽样误差",
    "per cent of the row's contacts that the column reaches too (columns are numbered like the rows) · {contacts} · "
    "{day} · counted, no sampling error",
)
BOTH = Phrase("共有客户", "In both")
FIRST = Phrase("触点甲", "First")
SECOND = Phrase("触点乙", "Second")
