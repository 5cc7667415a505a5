"""The data-quality page and the definitions."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("数据质量", "The data behind it")
SHORT = Phrase("数据", "Data")
LEAD = Phrase(
    "读到了哪些文件，怎样理解它们，哪些行没有读进来，还缺什么。",
    "Which files were read and how they were understood, which rows were set aside, and what is missing.",
)
PERIOD = Phrase("事件从 {first} 到 {last}。", "Events from {first} to {last}.")
MISSING = Phrase("缺少的数据，以及因此没有显示的内容", "What the data lacks, and what is therefore not shown")
NOTHING_MISSING = Phrase("没有发现缺失的数据。", "Nothing was found to be missing.")
NO_FILES = Phrase("没有文件清单。", "There is no list of files.")
FILES = Phrase("文件", "Files as understood")
FILE = Phrase("文件", "File")
READ_AS = Phrase("识别为", "Read as")
ENCODING = Phrase("编码", "Encoding")
SEPARATOR = Phrase("分隔符 {mark}", "separator {mark}")
ROWS = Phrase("行数", "Rows")
PUBLISHED = Phrase("入库", "Published")
SET_ASIDE = Phrase("隔离", "Set aside")
MAPPING = Phrase("列的对应", "Columns")
TAB = Phrase("制表符", "tab")
QUARANTINE = Phrase("没有读进来的行", "Rows set aside")
QUARANTINE_NONE = Phrase("所有行都读进来了。", "Every row was read.")
QUARANTINE_SOME = Phrase(
    "{n} 行没有读进来，一行也没有丢弃：它们连同行号和原因保存在隔离文件里。",
    "{n} rows were set aside and none was lost: they are kept with row number and reason in the quarantine file.",
    "{n} row was set aside and none was lost: it is kept with row number and reason in the quarantine file.",
)
REASON = Phrase("原因", "Reason")
EXAMPLE = Phrase("例如", "For example")
EVENT_COUNTS = Phrase(
    "事件与订单文件共入库 {rows} 行，截至日可见的事件是 {events} 条。两个数不同，是因为同一条记录重复出现只计一次、"
    "更正只留最新一版、截至日之后的不计，而一行订单可以记下付款与退款两条事件。",
    "The files of events and orders gave {rows} rows; {events} events are visible at the closing date. The two differ "
    "because a record that comes twice counts once, a correction replaces what it corrects, what lies after the date "
    "does not count, and one row of an order may hold two events, a payment and a refund.",
)
ORDER_COUNTS = Phrase(
    "{events} 条付款事件合为 {orders} 笔订单：同一位客户同一天的付款算一笔，当天全额退款的不算。"
    "回报表里的订单数按后一种算法。",
    "{events} payments make {orders} orders: those of one contact on one day are one, and days refunded in full are "
    "none. Orders in the table of returns are counted the second way.",
)
EVENTS_FINDING = Phrase(
    "最多的事件是“{kind}”，占 {share}",
    "The most frequent event is “{kind}”, {share} of all",
)
EVENTS_SUBTITLE = Phrase(
    "条 · {events} · {period} · 计数，无抽样误差",
    "number of events · {events} · {period} · counted, no sampling error",
)
KIND = Phrase("事件类型", "Kind of event")
N_EVENTS = Phrase("条数", "Events")

METHOD_TITLE = Phrase("口径与模型", "Definitions and models")
METHOD_SHORT = Phrase("口径", "Method")
DEFINITIONS = Phrase("定义", "Definitions")
TERM = Phrase("术语", "Term")
MEANING = Phrase("含义", "Meaning")
TERM_POTENTIAL = Phrase("潜在价值 Λ", "Potential Λ")
MEANING_POTENTIAL = Phrase(
    "假设关系在截至日仍然存在，未来 {days} 天折现后的预期毛利。",
    "Expected discounted margin over the next {days} days, given that the relationship holds at the as-of date.",
)
TERM_TRUST = Phrase("信任 T", "Trust T")
MEANING_TRUST = Phrase(
    "0 到 1 之间，潜在价值中会实现的比例；断开即为 0。",
    "Between 0 and 1: the share of the potential that comes true; 0 after a break.",
)
TERM_CAPITAL = Phrase("信任资本 K", "Trust capital K")
MEANING_CAPITAL = Phrase(
    "K = Λ × T，逐位客户相加。单个客户的 K 可以高于其终身价值：Λ 以关系仍在为前提，K 用信任 T 打折，"
    "终身价值则用购买模型的存活概率打折，两种折扣只求在全体上相符。",
    "K = Λ × T, summed over contacts. Of one contact K may exceed lifetime value: Λ takes the relationship as "
    "standing; K discounts it by trust T, lifetime value by the purchase model's probability of being alive. The two "
    "discounts are meant to agree over all contacts only.",
)
TERM_CLV = Phrase("客户终身价值", "Lifetime value")
MEANING_CLV = Phrase(
    "未来 {days} 天折现后的预期毛利，已经包含客户可能不再回来。",
    "Expected discounted margin over the next {days} days; it contains the chance that a contact does not return.",
)
TERM_EQUITY = Phrase("净信任权益", "Net trust equity")
MEANING_EQUITY = Phrase("资产 − 维护成本 − 未兑现承诺。", "Assets − maintenance − promises outstanding.")
SETTINGS = Phrase(
    "毛利率 {margin}，折现率每年 {discount}；买家 {buyers} 位，其中复购 {repeat} 位，"
    "从未下单 {never} 位。定义版本 {version}。",
    "Margin rate {margin}, discount rate {discount} a year; {buyers} buyers, {repeat} of them repeat, {never} who "
    "never bought. Definitions {version}.",
)
MARGIN_ASSUMED = Phrase(
    "毛利率是假设值：请在“设置 → 品牌”（或 guanxi.yaml 的 margin_rate）中填写真实数字，所有金额都随之成比例变化。",
    "The margin rate is assumed: set yours under Settings → Brand (margin_rate in guanxi.yaml); every amount scales "
    "with it.",
)
CYCLE = Phrase("典型的复购间隔是 {days} 天。", "The usual gap between orders is {days} days.")
MASKED_TITLE = Phrase("客户编号", "Contacts' keys")
MASKED = Phrase(
    "看起来像手机号或身份证号的编号，在本报告、XLSX 与 audit.json 里只显示首尾（138****0000）。tables 文件夹里的 "
    "Parquet 是工作用表，编号完整、金额以分计，隔离文件保留原文：这两样请勿外传。",
    "Keys that look like phone or identity numbers show only their ends in this report, the XLSX and audit.json "
    "(138****0000). The Parquet files in the folder tables are working tables with whole keys and money in fen, and "
    "the quarantine file keeps the rows as they were: do not pass these two on.",
)
MODELS = Phrase("购买与消费模型", "Purchase and spend models")
MODEL = Phrase("模型", "Model")
CHOSEN = Phrase("采用", "Chosen")
PARAMETERS = Phrase("参数（标准误）", "Parameters (standard error)")
LIKELIHOOD = Phrase("对数似然", "Log-likelihood")
DEVIANCE = Phrase("平均偏差", "Mean deviance")
N_FITTED = Phrase("买家数", "Buyers")
CONVERGED = Phrase("收敛", "Converged")
NO_MODEL = Phrase("没有足够的订单来拟合购买模型。", "There were too few orders to fit a purchase model.")
