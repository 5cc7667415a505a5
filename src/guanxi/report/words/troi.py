"""TROI: what a program changed, net of what it cost."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

DOCUMENT_TITLE = Phrase("信任回报率 · {day}", "TROI · {day}")
KICKER = Phrase("信任回报率", "Return on trust (TROI)")
META_DAYS = Phrase(
    "每位客户在各自分组后 {days} 天计入一次", "each contact counts once, {days} days after its own assignment"
)
META_LEVEL = Phrase("区间 {level}，可随时查看", "{level} intervals, valid at any time")
META_ONE_LOOK = Phrase("区间 {level}，只适用于一次查看", "{level} intervals, for one look")
MANY = Phrase("读取了 {n} 个项目", "{n} programs were read out", "{n} program was read out")
MANY_COUNTS = Phrase(
    "可继续 {go} 个，应停止 {stop} 个，尚无定论 {open} 个，不作判定 {none} 个，仅观察性估计 {seen} 个。",
    "Continue: {go}. Stop: {stop}. Undecided: {open}. No verdict: {none}. Observational only: {seen}.",
)
VERDICTS = {
    "stop": Phrase("应停止", "Stop"),
    "continue": Phrase("可继续", "Continue"),
    "undecided": Phrase("尚无定论", "Undecided"),
    "no_verdict": Phrase("不作判定", "No verdict"),
    "observational": Phrase("观察性估计，不作判定", "Observational, no verdict"),
    "overview": Phrase("概览", "Overview"),
}

TITLE = Phrase("“{program}”带来了什么改变", "What “{program}” changed")
OBSERVED_TITLE = Phrase("“{program}”前后的变化", "Before and after “{program}”")
OBSERVED_VERDICT = Phrase(
    "“{program}”没有随机留出组，只能给出观察性估计，不触发任何判定。",
    "“{program}” had no holdout: what follows is observational and triggers no verdict.",
)
EFFECT_SENTENCE = Phrase(
    "{n} 位已满 {days} 天的客户因此多带来 {effect}（{range}），含毛利与{asset}的变化；项目花费：{spend}。",
    "The {n} contacts that completed their {days} days brought {effect} more because of it ({range}), in margin and in "
    "the change of {asset}; spend: {spend}.",
)
LOSS_SENTENCE = Phrase(
    "{n} 位已满 {days} 天的客户因此少带来 {effect}（增量的{range}），含毛利与{asset}的变化；项目花费：{spend}。",
    "The {n} contacts that completed their {days} days brought {effect} less because of it (effect: {range}), in "
    "margin and in the change of {asset}; spend: {spend}.",
)
OBSERVED_SENTENCE = Phrase(
    "与尚未触达的客户相比，{n} 位已触达客户在 {days} 天前后的变化相差 {effect}（{range}），含毛利与{asset}的变化；"
    "项目花费：{spend}。",
    "Against contacts not reached yet, the {n} reached ones changed by {effect} over the {days} days before and after "
    "({range}), in margin and in {asset}; spend: {spend}.",
)
NO_EFFECT_SENTENCE = Phrase(
    "目前还不能给出效果：已满 {days} 天的客户不足。",
    "No effect can be given yet: too few contacts have completed their {days} days.",
)
SCOPE_SENTENCE = Phrase(
    "模型与参照表冻结于 {learnt}；首次分组 {launch}；项目自身的触达、请求与由它引发的行为不计入信任，订单保留；"
    "结果在 {quantile} 分位截尾。",
    "Models and reference tables are those of {learnt}; first assignment {launch}. Its own gives, asks and "
    "the acts it solicited are left out of trust, orders stay; outcomes are winsorised at the quantile {quantile}.",
)
ASSETS = {"trust_capital": Phrase("信任资本", "trust capital"), "clv": Phrase("客户终身价值", "lifetime value")}

RETURNS = Phrase("效果与回报", "Effect and returns")
FIGURE = Phrase("指标", "Figure")
VALUE = Phrase("数值", "Value")
EFFECT = Phrase("增量 Δ（毛利 + 资产变化）", "Effect Δ (margin + change of the asset)")
EFFECT_EACH = Phrase("每位客户的增量", "Effect per contact")
CAPITAL_EFFECT = Phrase("其中资产的变化", "of which the change of the asset")
SPEND = Phrase("花费", "Spend")
SPEND_DETAIL = Phrase(
    "直接 {direct}，费用池 {pools}，优惠券 {coupons}（{where}）",
    "direct {direct}, pools {pools}, coupons {coupons} ({where})",
)
COUPONS_IN = {
    "spend": Phrase("计入花费，不再从毛利扣除", "in spend, and not taken off the margin"),
    "margin": Phrase("从毛利全额扣除，不计入花费", "taken off the margin in full, and not in spend"),
    "none": Phrase("无", "none"),
}
GROSS = Phrase("TROI 毛值", "TROI gross")
NET = Phrase("净回报率", "Net return")
ANNUAL = Phrase("年化净回报率", "Net return a year")
GROSS_LABEL = Phrase("TROI 毛值", "TROI gross")
TIMES = Phrase("{ratio} 倍", "{ratio}×")
NO_SPEND = Phrase("没有花费记录", "no spend on record")
TOO_SHORT = Phrase("少于 28 天不给出", "none below 28 days")
NO_FIGURE = Phrase("尚无", "not yet")

SEQUENCE_ABOVE = Phrase(
    "每位客户的增量高于回本线 {line}", "The effect per contact lies above the line of {line} that pays for it"
)
SEQUENCE_BELOW = Phrase(
    "每位客户的增量低于回本线 {line}", "The effect per contact lies below the line of {line} that pays for it"
)
SEQUENCE_ACROSS = Phrase(
    "回本线 {line} 仍在区间之内", "The line of {line} that pays for it still lies inside the interval"
)
SEQUENCE_NO_LINE = Phrase("每位客户的增量为 {effect}", "The effect per contact is {effect}")
SEQUENCE_SUBTITLE = Phrase(
    "{unit}；{n} 个单位已成熟，{first} 至 {last}；{level} 置信序列，可逐日查看；金线为回本线：区间整体高于它可继续，"
    "低于它应停止；过宽的早期区间只列在表中",
    "{unit}; {n} units matured, {first} to {last}; {level} confidence sequence, valid at every look; ochre: the line "
    "that pays for it (whole interval above: continue; below: stop); too wide early intervals stand in the table",
)
LOOK = Phrase("查看日", "Look")
UNITS = Phrase("已成熟单位", "Units matured")

TREND_PARALLEL = Phrase(
    "项目之前，两组走势没有可见差异（p = {p}）", "Before the program no difference in trend can be seen (p = {p})"
)
TREND_PARTED = Phrase(
    "项目之前两组走势已不同（p = {p}），之后的差异不可尽信",
    "The two groups parted before the program came (p = {p}): do not trust the difference after it",
)
TREND_SUBTITLE = Phrase(
    "{unit}，每位客户每 {days} 天毛利之差，以分组前最后一期为 0；{n} 位客户；竖线为 {level} 区间；观察性",
    "{unit}, difference of margin per contact and {days} days, the last period before set to 0; {n}; bars: {level} "
    "interval; observational",
)
PERIOD = Phrase("时期（天）", "Period (days)")
DIFFERENCE = Phrase("差异", "Difference")
TREATED = Phrase("处理组", "Treated")
CONTROL = Phrase("留出组", "Held out")
REACHED = Phrase("已触达", "Reached")
NOT_REACHED = Phrase("尚未触达", "Not reached yet")
AFTER = Phrase("项目之后", "after")

ARMS = Phrase("两组客户", "The two groups")
ARM = Phrase("组", "Group")
ASSIGNED = Phrase("分组人数", "Assigned")
MATURED = Phrase("已成熟", "Matured")
MARGIN_BEFORE = Phrase("此前 D 天毛利（人均）", "Margin, D days before (mean)")
ASSET_BEFORE = Phrase("分组时资产（人均）", "Asset at assignment (mean)")
MARGIN_AFTER = Phrase("此后 D 天毛利（人均）", "Margin, D days after (mean)")
CHANGE = Phrase("资产变化（人均）", "Change of the asset (mean)")
RATIO_SOUND = Phrase(
    "分组比例与设计（处理组 {share}）相符（p = {p}）。", "The arms came out as designed ({share} treated; p = {p})."
)
RATIO_BROKEN = Phrase(
    "分组比例与设计（处理组 {share}）不符（p = {p}）：先查明原因，再看其他数字。",
    "The arms did not come out as designed ({share} treated; p = {p}): find out why before reading anything else.",
)
DETECTABLE = Phrase(
    "启动前即可算出：{treated} 对 {control} 个单位，能以 {power} 的把握看出每位客户 {each} 的差异（合计 {total}）。",
    "Known before launch: with {treated} against {control} units, a difference of {each} per contact ({total} in all) "
    "would be seen with a probability of {power}.",
)
NOT_DETECTABLE = Phrase(
    "启动前的数据不足，无法算出能看出多大的差异。",
    "The data before launch is too thin to say how small an effect could be seen.",
)

PANEL = Phrase("先行指标（观察，不参与判定）", "Leading indicators (shown beside, part of no rule)")
INDICATOR = Phrase("指标", "Indicator")
INDICATORS = {
    "repurchase": Phrase("复购：买过的客户在 D 天内又下单", "Repurchase: buyers who ordered again within D days"),
    "nps": Phrase("NPS（推荐者减贬损者）", "NPS (promoters less detractors)"),
    "unprompted_sharing": Phrase("主动分享（每百位客户）", "Unprompted sharing (per hundred contacts)"),
}
MISSING = Phrase("数据中没有", "not in the data")
BANDS_TITLE = Phrase("按给予与请求之比看下单（观察性）", "Ordering by gives per ask (observational)")
BAND = Phrase("此前 180 天：给予 ÷ 请求", "Gives per ask, 180 days before")
BANDS = {
    "never_asked": Phrase("从未请求", "never asked"),
    "below_1": Phrase("低于 1", "below 1"),
    "from_1_to_3": Phrase("1 至 3", "1 to 3"),
    "from_3": Phrase("3 及以上", "3 and above"),
}
ORDERED = Phrase("D 天内下单的比例", "Ordered within D days")
NO_BANDS = Phrase(
    "数据中没有给予与请求，无法按其比例查看。", "The data holds no gives and asks, so their balance is not shown."
)

OVERVIEW = Phrase("所有项目", "All programs")
PROGRAM = Phrase("项目", "Program")
VERDICT = Phrase("判定", "Verdict")
