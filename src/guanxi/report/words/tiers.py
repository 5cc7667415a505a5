"""Tiers beside the reference shares, and how T is spread."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("谁撑起了这本账", "Who carries the book")
SHORT = Phrase("层级", "Tiers")
LEAD = Phrase(
    "核心客户信任高、互动深或价值大；存疑客户信任低、久无动静。参考比例来自行业经验，只供对照，不作目标。",
    "Core contacts trust deeply and act or buy accordingly; doubtful ones have gone quiet. The reference shares are "
    "practitioners' experience: a comparison, not a target.",
)
MISSING = Phrase(
    "没有客户可以分层：数据里没有足够的互动或订单。",
    "No contact could be placed in a tier: the data holds too few acts or orders.",
)
FINDING = Phrase(
    "核心客户占 {n_share}，撑起 {capital_share} 的信任资本",
    "Core contacts are {n_share} of the book and carry {capital_share} of the trust capital",
)
FINDING_NO_CORE = Phrase("目前没有核心客户", "There are no core contacts at present")
SHARE_OF_CONTACTS = Phrase("占客户", "share of contacts")
SHARE_OF_CAPITAL = Phrase("占信任资本", "share of trust capital")
TIER = Phrase("层级", "Tier")
ROW_CONTACTS = Phrase("{tier} · 客户", "{tier} · contacts")
ROW_CAPITAL = Phrase("{tier} · 信任资本", "{tier} · capital")
REFERENCE_SHARE = Phrase("参考", "Reference")
LIABILITIES = Phrase("入不敷出", "Costing more than they bring")
NO_REFERENCE = Phrase("—", "–")
SUBTITLE = Phrase(
    "占比 % · {contacts} · {day} · 浅色带为参考比例 · 计数，无抽样误差",
    "per cent · {contacts} · {day} · pale bands: reference shares · counted, no sampling error",
)
HISTOGRAM = Phrase(
    "{high} 的客户信任达到 0.60，{low} 不到 0.25",
    "{high} of contacts reach a trust of 0.60, {low} stay below 0.25",
)
HISTOGRAM_SUBTITLE = Phrase(
    "客户数 · {contacts} · {day} · 平均 T {mean}（{range}）",
    "number of contacts · {contacts} · {day} · mean T {mean} ({range})",
)
BIN = Phrase("T 区间", "Range of T")
CORE_BOUND = Phrase("核心 ≥ 0.60", "core ≥ 0.60")
DOUBTFUL_BOUND = Phrase("存疑 < 0.25", "doubtful < 0.25")
AXIS_T = Phrase("信任 T", "trust T")
