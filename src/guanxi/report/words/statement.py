"""The balance sheet."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("信任资产负债表", "The trust balance sheet")
SHORT = Phrase("资产负债", "Balance")
LEAD = Phrase(
    "左边是关系能带来什么，右边是为此要付出什么；两边相等，差额就是属于品牌的净信任权益。",
    "On the left, what the relationships can bring; on the right, what they claim. Both sides are equal: the "
    "difference is the equity that belongs to the brand.",
)
ON_CLV = Phrase(
    "资产按客户终身价值列示；信任资本在这里只是排序用的指数，列在备忘里。",
    "Assets stand at lifetime value; trust capital is only an index for ranking here and stands in the memorandum.",
)
CAPTION = Phrase("信任资产负债表，{day}", "Trust balance sheet, {day}")
AMOUNT = Phrase("金额，{days} 天", "Amount, {days} days")
ASSETS = Phrase("资产", "Assets")
CLAIMS = Phrase("负债与净权益", "Liabilities and equity")
MEMO = Phrase("表外备忘", "Memorandum")
POTENTIAL = Phrase("潜在价值 Λ", "Potential Λ")
ALLOWANCE = Phrase("减：存疑信任准备", "Less: allowance for doubtful trust")
CAPITAL = Phrase("信任资本 K", "Trust capital K")
CLV = Phrase("客户终身价值", "Lifetime value")
OF_WHICH = Phrase("其中：{tier}", "of which: {tier}")
OTHER = Phrase("其中：其他", "of which: other")
TOTAL_ASSETS = Phrase("资产合计", "Total assets")
MAINTENANCE = Phrase("维护成本现值", "Maintenance, present value")
NO_MAINTENANCE = Phrase("成本未知，下面的净权益是上限", "cost not known: the equity below is an upper bound")
MEMO_GROWTH = Phrase("增长期权：预期的未来推荐（不计入合计）", "Growth option: expected referrals (in no total)")
EQUITY_BEFORE = Phrase("净信任权益（未扣维护成本）", "Net trust equity (before maintenance)")
PROMISES = Phrase("未兑现承诺", "Promises outstanding")
N_PROMISES = Phrase("{n} 项", "{n} promises", "{n} promise")
LIABILITIES = Phrase("负债合计", "Total liabilities")
EQUITY = Phrase("净信任权益", "Net trust equity")
TOTAL_CLAIMS = Phrase("负债与净权益合计", "Total liabilities and equity")
MEMO_CLV = Phrase("客户终身价值（已含断开的可能）", "Lifetime value (allows for endings)")
MEMO_CAPITAL = Phrase("信任资本（指数，不是金额）", "Trust capital (an index, not money)")
MEMO_POTENTIAL = Phrase("潜在价值 Λ", "Potential Λ")
MEMO_REFERRAL = Phrase("推荐贡献（不计入合计）", "Referral credit (in no total)")
MEMO_KEPT = Phrase("其余终身价值：归客户自己", "the rest of lifetime value: the contacts' own")
PART_OF_CLV = Phrase("终身价值的一部分", "a part of lifetime value")
NO_REFERRALS = Phrase("数据中没有推荐", "no referrals in the data")
MEMO_GROWTH_NOTE = Phrase("见“关系网络”", "see “Network”")
MEMO_ACQUISITION = Phrase("未摊销获客成本（长期待摊）", "Unamortised acquisition cost")
ROUNDING = Phrase(
    "显示的数字经过取整，相加时最后一位可能有出入；audit.json 与 XLSX 里的金额精确到分。",
    "Figures are rounded for reading, so sums may differ in the last digit; audit.json and the XLSX hold them to the "
    "cent.",
)
CHART_MONEY = Phrase(
    "每 100 元潜在价值中，{kept} 元按今天的信任会实现",
    "Of every 100 of potential, {kept} come true with trust as it is today",
)
MONEY_NOTE = Phrase(
    "这里按金额加权：价值高的客户分量大。平均信任 T 按人头计，每人一票，因此两个数不同。",
    "This weighs by money: contacts of more potential weigh more. Mean trust T counts heads, one contact one vote, so "
    "the two differ.",
)
CHART_UNKNOWN = Phrase(
    "资产 {assets}；维护成本未知，因此净权益只是上限",
    "Assets of {assets}; what upkeep costs is not known, so the equity is an upper bound",
)
CHART_CLAIMS = Phrase(
    "负债占资产的 {share}",
    "Liabilities claim {share} of the assets",
)
SIDE = Phrase("一侧", "Side")
ITEM = Phrase("项目", "Item")
ALLOWANCE_SHORT = Phrase("存疑准备", "Allowance")
OTHER_SHORT = Phrase("其他", "Other")
LIABILITIES_ABOVE = Phrase(
    "负债已经超过资产：净信任权益为负。",
    "Liabilities exceed assets: net trust equity is below zero.",
)
ACQUISITION_COST = Phrase("获客成本", "Acquisition cost")
MARGIN_REALISED = Phrase("已实现毛利", "Margin realised")
