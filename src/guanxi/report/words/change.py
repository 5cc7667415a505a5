"""The roll-forward."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("信任资本怎么变的", "How trust capital moved")
SHORT = Phrase("变动", "Movement")
LEAD = Phrase(
    "从期初到期末，每一分变动都归入一行，合计精确到分。",
    "From opening to closing every cent of change belongs to one line, and the lines add up exactly.",
)
LEAD_INDEX = Phrase(
    "从期初到期末，指数的每一点变动都归入一行，各行相加分毫不差。",
    "From opening to closing every change of the index belongs to one line, and the lines add up exactly.",
)
MISSING = Phrase(
    "没有给出对比日期，因此没有变动表。用 --compare-to 指定一个较早的日期即可得到。",
    "No earlier date was given, so there is no roll-forward. Name one with --compare-to to get it.",
)
ROSE = Phrase(
    "信任资本增加了 {amount}（{share}），变动最大的一行是“{line}” {step}",
    "Trust capital rose by {amount} ({share}); the largest movement was “{line}”, {step}",
)
FELL = Phrase(
    "信任资本减少了 {amount}（{share}），变动最大的一行是“{line}” {step}",
    "Trust capital fell by {amount} ({share}); the largest movement was “{line}”, {step}",
)
RULER_ROSE = Phrase(
    "信任资本账面增加 {amount}（{share}），但尺子换了：重新校准 {ruler}，其余 {rest}",
    "The books show {amount} more trust capital ({share}), but the ruler changed: recalibration {ruler}, all else "
    "{rest}",
)
RULER_FELL = Phrase(
    "信任资本账面减少 {amount}（{share}），但尺子换了：重新校准 {ruler}，其余 {rest}",
    "The books show {amount} less trust capital ({share}), but the ruler changed: recalibration {ruler}, all else "
    "{rest}",
)
STEADY = Phrase("信任资本没有变化", "Trust capital did not change")
LINE = Phrase("项目", "Line")
WRITE_OFFS_NOTE = Phrase(
    "核销指断开、放手或注销的关系；沉默折旧只因时间过去而没有新互动。",
    "Write-offs are relationships that were broken, released or erased; depreciation is silent time passing.",
)
BROKEN_INSIDE = Phrase(
    "另有 {n} 位客户在期内添加又断开，计数但金额为 0。",
    "{n} more contacts came and broke off within the period: counted, amount 0.",
    "{n} more contact came and broke off within the period: counted, amount 0.",
)
FOLDED = Phrase(
    "涉及不足十位客户的行（{lines}）不单列，金额已并入“{into}”；在能看到客户的角色那里，“{into}”减去这些行，"
    "期初、期末与其余各行相同。",
    "Lines about fewer than ten contacts ({lines}) are not shown apart: their amounts stand in “{into}”. A role that "
    "sees contacts reads “{into}” without them; opening, closing and all other lines are the same.",
)
WITH_FOLDED = Phrase("{line}（含不足十人的行）", "{line}, with lines about fewer than ten")
INDEX_NOTE = Phrase("信任资本在此为指数，不是金额。", "Trust capital is an index here, not money.")
