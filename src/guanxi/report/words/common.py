"""Words that every chapter uses."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

NOT_PROVIDED = Phrase("未提供", "not provided")
NOT_KNOWN = Phrase("无法得出", "not known")
NO_INTERVAL = Phrase("无法给出区间", "no interval can be given")
NOT_ENOUGH = Phrase("证据不足", "not enough evidence")
INTERVAL = Phrase("{level} 区间 {low} 至 {high}", "{level} interval {low} to {high}")
SPAN = Phrase("{low} 至 {high}", "{low} to {high}")
NONE = Phrase("—", "–")
YES = Phrase("是", "yes")
NO = Phrase("否", "no")

CONTACTS = Phrase("客户 {n} 位", "{n} contacts", "{n} contact")
ORDERS = Phrase("订单 {n} 笔", "{n} orders", "{n} order")
EVENTS = Phrase("事件 {n} 条", "{n} events", "{n} event")
UNIT_MONEY = Phrase("单位：{unit}", "in {unit}")
UNIT_INDEX = Phrase("单位：{unit}（指数，不是金额）", "in {unit} (an index, not money)")
UNIT_ONE = Phrase("1", "ones")
AS_AT = Phrase("截至 {day}", "as at {day}")
PERIOD = Phrase("{first} 至 {last}", "{first} to {last}")
NEXT_DAYS = Phrase("未来 {days} 天", "over the next {days} days")
WHISKERS = Phrase("横线为 {level} 区间", "whiskers: {level} interval")
EXACT = Phrase("账面数字，精确到分", "booked figures, exact to the cent")
EXACT_INDEX = Phrase(
    "账面数字，各行相加分毫不差；指数，不是金额", "as booked, lines add up exactly; an index, not money"
)
BOOKED = Phrase("各部分为点估计，区间见报表", "parts are point estimates; intervals stand in the statement")

LOW = Phrase("下限", "low")
HIGH = Phrase("上限", "high")
CHANNEL = Phrase("渠道", "Channel")
COHORT = Phrase("获客批次", "Cohort")
N_CONTACTS = Phrase("客户数", "Contacts")
N_ORDERS = Phrase("订单数", "Orders")
AMOUNT = Phrase("金额", "Amount")
MEAN_TRUST = Phrase("平均信任 T", "Mean trust T")
BROKEN = Phrase("其中已断开", "Of them broken off")
INCLUDES_BROKEN = Phrase("含断开 {n}", "{n} broken off")
TRUST = Phrase("信任 T", "Trust T")
TRUST_CAPITAL = Phrase("信任资本", "Trust capital")
TRUST_CAPITAL_INDEX = Phrase("信任资本（指数）", "Trust capital (index)")
POTENTIAL = Phrase("潜在价值", "Potential")
CLV = Phrase("客户终身价值", "Lifetime value")
MAINTENANCE = Phrase("维护成本", "Maintenance")
PROMISES = Phrase("未兑现承诺", "Promises outstanding")
NET_EQUITY = Phrase("净信任权益", "Net trust equity")
BRAND_PAGE = ("page", "brand")
"""What a paragraph is about that sends its reader to the settings of the brand."""
LIABILITIES = "liabilities"
"""What a paragraph is about that speaks of so many contacts who cost more than they bring."""
TO_BRAND = Phrase("打开“品牌”设置", "Open the brand's settings")
AND_OTHERS = Phrase("另有 {n} 项未列出，XLSX 文件中是全部。", "{n} more are in the XLSX file, which holds all of them.")
