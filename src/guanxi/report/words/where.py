"""The statement by channel, staff, cohort and so on."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("资产在哪里，负债在哪里", "Where the asset is, and where the liability")
SHORT = Phrase("分布", "Where")
LEAD = Phrase(
    "同一张报表按渠道、员工、批次等拆开。横线跨过 0 的，还不能断言是资产还是负债。",
    "The same statement, cut by channel, staff, cohort and so on. Where a whisker crosses 0, it is open whether "
    "that part is an asset or a liability.",
)
MISSING = Phrase(
    "数据里没有渠道、员工或批次，因此报表无法拆分。",
    "The data names no channel, staff or cohort, so the statement cannot be cut.",
)
FINDING = Phrase(
    "按{dimension}看，“{key}”的净信任权益最高",
    "By {dimension}, “{key}” holds the most net trust equity",
)
FINDING_NEGATIVE = Phrase(
    "按{dimension}看，“{best}”的净信任权益最高，“{worst}”为负",
    "By {dimension}, “{best}” holds the most net trust equity and “{worst}” is below zero",
)
FINDING_OPEN = Phrase("按{dimension}看净信任权益", "Net trust equity by {dimension}")
ENDED = Phrase("其中 {n} 位已不由其负责，不在名单里", "of them {n} no longer served, not in the list")
ENOUGH = Phrase("证据", "Evidence")
ENOUGH_YES = Phrase("充分", "enough")
HOLLOW = Phrase("空心点：证据不足", "hollow: not enough evidence")
