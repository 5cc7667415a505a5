"""Tiers beside the reference shares, and how T is spread."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("谁撑起了这本账", "Who carries the book")
SHORT = Phrase("层级", "Tiers")
LEAD = Phrase(
    "核心客户信任高、互动深或价值大；存疑客户信任低、久无动静。参考比例出自信任经济学文章，是作者的经验之谈，没有数据来源，只供对照，不作目标。",
    "Core contacts trust deeply and act or buy accordingly; doubtful ones have gone quiet. The reference shares are "
    "those of the trust-economics articles, their authors' experience without a data source: a comparison, no target.",
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
    "{high} 的客户 T 达到 {core}，{low} 不到 {doubtful}；这还不是层级",
    "{high} of contacts reach a T of {core}, {low} stay below {doubtful}; that alone makes no tier",
)
HISTOGRAM_SUBTITLE = Phrase(
    "客户数 · 未断开的 {contacts} · {day} · 平均 T {mean}（{range}）· 虚线为核心与存疑的信任线，"
    "层级还需满足上表的其他条件",
    "number of contacts · {contacts} whose relationship stands · {day} · mean T {mean} ({range}) · dashes: the lines "
    "of trust of core and doubtful; a tier takes the other conditions above too",
)
BIN = Phrase("T 区间", "Range of T")
TRUST_LINE = Phrase("信任线 {trust}", "T {trust}")
AXIS_T = Phrase("信任 T", "trust T")
