"""TROI: what a program changed, net of what it cost."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

DOCUMENT_TITLE = Phrase("信任回报率 · {day}", "TROI · {day}")
KICKER = Phrase("信任回报率", "Return on trust (TROI)")
META_DAYS = Phrase(
    "每位客户在各自分组后 {days} 天计入一次", "each contact counts once, {days} days after its own assignment"
)
META_DAYS_OBSERVED = Phrase(
    "每位客户在首次被触达后 {days} 天计入一次", "each contact counts once, {days} days after it was first reached"
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
SCOPE_SENTENCE_OBSERVED = Phrase(
    "模型与参照表冻结于 {learnt}；首次触达 {launch}；项目自身的触达、请求与由它引发的行为不计入信任，订单保留；"
    "前后之差在 {quantile} 分位截尾。",
    "Models and reference tables are those of {learnt}; first contact reached {launch}. Its own gives, asks and "
    "the acts it solicited are left out of trust, orders stay; differences are winsorised at the quantile {quantile}.",
)
CLIPPED = Phrase("截尾调整了 {total} 个结果中的 {n} 个。", "Winsorising moved {n} of {total} outcomes.")
NONE_CLIPPED = Phrase(
    "{total} 个结果无一被截尾：不足约 1,000 位客户时，该分位就是最大值本身，极端值不会被削减。",
    "Winsorising moved none of the {total} outcomes: below about 1,000 contacts the quantile is the largest outcome "
    "itself, and an extreme one stays as it is.",
)
ASSETS = {"trust_capital": Phrase("信任资本", "trust capital"), "clv": Phrase("客户终身价值", "lifetime value")}

ASSET_OF_ALL = Phrase(
    "每位客户的增量 = 毛利 + {asset}的变化。", "Effect per contact: margin and the change of {asset}."
)
ASSET_OF_ROW = Phrase("毛利 + {asset}的变化", "margin + change of {asset}")
ASSETS_DIFFER = Phrase(
    "增量所含的资产因项目而异，见各行：启动时信任资本已通过货币检验的，含信任资本的变化；其余含客户终身价值的变化。"
    "所含资产不同的项目，增量与净回报不宜直接比较。",
    "What an effect counts differs by program and stands in its row: the change of trust capital where that had passed "
    "its money test at launch, else the change of lifetime value. Effects and returns of programs that count different "
    "assets are not to be compared.",
)

RETURNS = Phrase("效果与回报", "Effect and returns")
FIGURE = Phrase("指标", "Figure")
VALUE = Phrase("数值", "Value")
EFFECT = Phrase("增量 Δ（毛利 + 资产变化）", "Effect Δ (margin + change of the asset)")
EFFECT_EACH = Phrase("每位客户的增量", "Effect per contact")
EFFECT_ADJUSTED = Phrase("每位客户的增量（CUPED 回归调整）", "Effect per contact (regression-adjusted, CUPED)")
ADJUSTED_NOTE = Phrase(
    "{range}；已扣除两组在分组前资产与毛利上的差异",
    "{range}; the arms' differences in asset and margin before are taken out",
)
RAW = Phrase("两组原始差异（人均）", "Raw difference of the groups, per contact")
RAW_NOTE = Phrase(
    "由下表直接可得：毛利 {margin}，资产 {asset}；未截尾、未调整",
    "as in the table below: margin {margin}, asset {asset}; neither winsorised nor adjusted",
)
RAW_NOTE_OBSERVED = Phrase(
    "由下表直接可得（前后之差再相减）：毛利 {margin}，资产 {asset}；未截尾",
    "as in the table below (after less before, group less group): margin {margin}, asset {asset}; not winsorised",
)
FIXED = Phrase("若只查看一次的区间", "The interval of a single look")
FIXED_NOTE = Phrase("较窄，只作对照，不据以判定", "narrower, shown for comparison; the verdict does not rest on it")
TO_CLEAR = Phrase("每位客户需达到的增量", "Needed per contact")
TO_CLEAR_NOTE = Phrase(
    "收回人均花费，并抵上 {days} 天的无风险利息（年 {rate}）",
    "pays the spend per contact and {days} days at {rate} a year",
)
CAPITAL_EFFECT = Phrase("其中资产的变化", "of which the change of the asset")
CAPITAL_OBSERVED = Phrase("其中资产变化的前后之差", "of which the asset: its change after less its change before")
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
GROSS = Phrase("TROI 毛值，每花 {one}", "TROI gross, per {one} spent")
GROSS_NOTE = Phrase("{range}；只计资产变化，不含毛利", "{range}; change of the asset only, margin left out")
NET = Phrase("净回报，每花 {one}", "Net return, per {one} spent")
NET_NOTE = Phrase("{range}；（增量 − 花费）÷ 花费", "{range}; (effect − spend) ÷ spend")
NO_RATIO = Phrase("花费太小，不给出", "none: the spend is too small")
ANNUAL = Phrase("净回报，每花 {one}，折合一年", "Net return, per {one} spent, as a year")
ANNUAL_NOTE = Phrase("{range}；按天数线性折算", "{range}; by days, linear")
ANNUAL_TOTAL = Phrase(
    "{range}；花费很小，因此以金额给出：全年不间断重复时的净额",
    "{range}; the spend is tiny, so in money: net of a year of repeating it without a pause",
)
LOST = Phrase("不折算：按估计值，花费已全部损失", "not carried forward: by the estimate the whole spend was lost")
NO_SPEND = Phrase("没有花费记录", "no spend on record")
NEGATIVE_SPEND = Phrase("支出为负数，请更正", "negative: correct it")
ZERO_SPEND = Phrase("记录的支出为零", "zero on record")
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
AFTER = Phrase("触达之后", "after")
REFERENCE = Phrase("基准 = 0", "reference = 0")

ARMS = Phrase("两组客户（金额为人均）", "The two groups (money: mean per contact)")
COMPARED = Phrase("符合比较条件", "May be compared")
IN_RANGE = Phrase("前后各 {days} 天均在数据内", "{days} days before and after in the data")
ASSIGNED = Phrase("分组人数", "Assigned")
MATURED = Phrase("已成熟", "Matured")
MARGIN_BEFORE = Phrase("此前 {days} 天毛利", "Margin, {days} days before")
CHANGE_BEFORE = Phrase("此前 {days} 天资产变化", "Change of the asset, {days} days before")
ASSET_BEFORE = Phrase("分组时资产", "Asset at assignment")
ASSET_REACHED = Phrase("被触达时资产", "Asset when reached")
MARGIN_AFTER = Phrase("此后 {days} 天毛利", "Margin, {days} days after")
CHANGE = Phrase("此后 {days} 天资产变化", "Change of the asset, {days} days after")
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
MISSING = {
    "repurchase": Phrase("此前无人购买", "nobody had bought before"),
    "nps": Phrase("没有带分数的回答", "no answer with a score"),
    "unprompted_sharing": Phrase("数据中没有分享或推荐", "no sharing or referral in the data"),
}
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
