"""Return on acquisition by channel."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("获客的钱花得值吗", "Was the acquisition money well spent?")
SHORT = Phrase("渠道回报", "Returns")
LEAD = Phrase(
    "回报 =（已实现毛利 + 客户终身价值）÷ 获客成本。3 倍以上是优质资产，1.1 至 3 倍是资产，0.9 至 1.1 倍是鸡肋，"
    "不到 0.9 倍是有毒负债。等级按扣除维护前的估计值；80% 区间跨越三个或更多档位时不定级，只触及相邻一档时写明。",
    "Return = (margin realised + lifetime value) ÷ acquisition cost. From 3 upwards a prime asset, from 1.1 to 3 an "
    "asset, from 0.9 to 1.1 marginal, below 0.9 a toxic liability. The grade is that of the estimate before "
    "maintenance; none is given where the 80% interval spans three or more of them, and where it touches the next one "
    "it is said.",
)
MISSING = Phrase(
    "没有获客成本，因此算不出任何渠道的回报。导入一份费用表（费用类型为“获客”）即可得到；空表在“设置 → 品牌”下载。",
    "No acquisition cost is known, so no channel's return can be computed. Import a table of costs (type acquisition) "
    "to get it; an empty one is under Settings → Brand.",
)
MISSING_CHANNELS = Phrase(
    "数据里没有获客渠道，因此没有渠道回报。",
    "The data names no channel of acquisition, so there are no returns by channel.",
)
COVERS = Phrase("只涵盖 {all} 位客户中的 {n} 位", "covers {n} of {all} contacts")
COVERAGE = Phrase(
    "获客回报只涵盖有获客成本记录的 {covered} 位客户（共 {all} 位，{n} 个渠道）；其余 {rest} 位没有获客成本，"
    "他们的毛利与价值不在回报之内。",
    "The return on acquisition covers the {covered} of {all} contacts whose acquisition cost is on record ({n} "
    "channels); of the other {rest} no cost is known, and their margin and value are not part of it.",
    "The return on acquisition covers the {covered} of {all} contacts whose acquisition cost is on record ({n} "
    "channel); of the other {rest} no cost is known, and their margin and value are not part of it.",
)
BEST_AND_WORST = Phrase(
    "“{best}”每花 1 元带回 {high} 元，“{worst}”只有 {low} 元",
    "“{best}” brings back {high} for each 1 spent, “{worst}” only {low}",
)
ONLY = Phrase("“{best}”每花 1 元带回 {high} 元", "“{best}” brings back {high} for each 1 spent")
NO_FINDING = Phrase(
    "还没有一个渠道的证据足以下结论",
    "No channel has enough evidence for a verdict yet",
)
SUBTITLE = Phrase(
    "倍（对数轴）· {orders} · 获客以来至 {day}，另加未来 {days} 天 · 横线为 {level} 区间",
    "multiple of cost (log axis) · {orders} · since acquisition to {day}, plus the next {days} days · "
    "whiskers: {level} interval",
)
BEFORE = Phrase("获客回报", "return on acquisition")
AFTER = Phrase("扣除维护后", "after maintenance")
COST = Phrase("获客成本", "Acquisition cost")
REALISED = Phrase("已实现毛利", "Margin realised")
BAND = Phrase("等级", "Band")
TOUCHES = Phrase("区间也触及“{band}”", "the interval touches “{band}” too")
GRADE_AFTER = Phrase("扣除维护后为“{band}”", "“{band}” after maintenance")
RATIO_COLUMN = Phrase("{name}（{level} 区间）", "{name} ({level} interval)")
CHANNEL_AND_COHORT = Phrase("渠道、批次", "Channel, cohort")
WHOLE = Phrase("全部批次", "all cohorts")
COHORTS = Phrase("按批次", "By cohort")
