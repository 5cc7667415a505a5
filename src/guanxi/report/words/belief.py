"""The calibration page: can you believe this?"""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("这些数字可信吗", "Can you believe this?")
SHORT = Phrase("可信吗", "Belief")
LEAD = Phrase(
    "把时钟拨回过去，只用当时已知的数据做预测，再与后来真正发生的对照。下面是对照的结果，包括不如人意的部分。",
    "We turned the clock back, predicted with what was known then, and compared with what happened. These are the "
    "results, including those that do not flatter.",
)
MISSING = Phrase(
    "没有回测：数据覆盖的时间太短，或订单太少，留不出可供检验的窗口。因此这些数字还没有被事实检验过。",
    "There is no backtest: the data is too short, or holds too few orders, to leave a window for testing. These "
    "figures have not been tested against the facts yet.",
)
SAMPLED = Phrase(
    "模型与回测在抽取的 {n} 位客户上学习；金额覆盖全部客户。",
    "Models and backtest were learnt on a sample of {n} contacts; the amounts cover all contacts.",
)
STATUS_CALIBRATED = Phrase(
    "信任 T 已校准：T = 0.6 表示潜在价值的六成会实现。依据 {buyers} 位买家的 {orders} 笔订单。",
    "Trust T is calibrated: T = 0.6 means that six tenths of the potential come true. It rests on {orders} orders of "
    "{buyers} buyers.",
)
STATUS_LEARNT = Phrase(
    "信任 T 是在已结束的窗口上学得的：在那里，T = 0.6 意味着潜在价值的六成实现了"
    "（{buyers} 位买家的 {orders} 笔订单）。",
    "Trust T was learnt on closed windows: there, T = 0.6 meant that six tenths of the potential came true ({orders} "
    "orders of {buyers} buyers).",
)
LAST_TOO_HIGH = Phrase(
    "但在 {closed} 结束的最近一个窗口里，信任资本比实际高出 {share}，未通过检验："
    "眼下 T 只能排序，0.6 不能读作“六成会实现”。",
    "But on the last window, up to {closed}, trust capital was {share} above what came and failed its test: for now T "
    "ranks contacts, and 0.6 may not be read as six tenths.",
)
LAST_TOO_LOW = Phrase(
    "但在 {closed} 结束的最近一个窗口里，信任资本比实际低了 {share}，未通过检验："
    "眼下 T 只能排序，0.6 不能读作“六成会实现”。",
    "But on the last window, up to {closed}, trust capital was {share} below what came and failed its test: for now T "
    "ranks contacts, and 0.6 may not be read as six tenths.",
)
LAST_TOO_WIDE = Phrase(
    "但在 {closed} 结束的最近一个窗口里，区间太宽，未通过检验：眼下 T 只能排序，0.6 不能读作“六成会实现”。",
    "But on the last window, up to {closed}, the interval was too wide to pass the test: for now T ranks contacts, and "
    "0.6 may not be read as six tenths.",
)
LAST_UNTESTED = Phrase(
    "此后没有能检验它的窗口：眼下 T 只能排序，0.6 不能读作“六成会实现”。",
    "No later window could test it: for now T ranks contacts, and 0.6 may not be read as six tenths.",
)
STATUS_INDEX = Phrase(
    "信任 T 是未校准的指数：它能给客户排序，但 0.6 并不意味着六成会实现。校准需要至少 200 位买家和 200 笔订单，"
    "现有买家 {buyers} 位、订单 {orders} 笔。",
    "Trust T is an uncalibrated index: it ranks contacts, but 0.6 does not mean that six tenths come true. "
    "Calibration needs at least 200 buyers and 200 orders; there are {buyers} buyers and {orders} orders.",
)
MONEY_PASSED = Phrase(
    "信任资本可以带货币符号：在 {closed} 结束的 {days} 天窗口里，它与实际之比为 {ratio}（{range}）。",
    "Trust capital may carry a currency sign: in the {days} days up to {closed} it stood to what was realised as "
    "{ratio} to 1 ({range}).",
)
MONEY_FAILED = Phrase(
    "信任资本不能带货币符号：在 {closed} 结束的 {days} 天窗口里，它与实际之比为 {ratio}（{range}），"
    "要求是 0.9 至 1.1，且 90% 区间在 0.8 至 1.25 之内。",
    "Trust capital may not carry a currency sign: in the {days} days up to {closed} it stood to what was realised as "
    "{ratio} to 1 ({range}); required are 0.9 to 1.1 with the 90% interval inside 0.8 to 1.25.",
)
MONEY_NOTHING = Phrase(
    "信任资本不能带货币符号：在 {closed} 结束的 {days} 天窗口里没有实现毛利，因此无从检验。",
    "Trust capital may not carry a currency sign: in the {days} days up to {closed} no margin came in, so there is "
    "nothing to test it against.",
)
MONEY_UNTESTED = Phrase(
    "信任资本不能带货币符号：没有一个已结束的窗口可以检验它。",
    "Trust capital may not carry a currency sign: there is no closed window to test it on.",
)
RELIABILITY_WITHIN = Phrase(
    "{outcome}：预测与实际平均相差 {ece} 个百分点，在允许的 {limit} 个之内",
    "{outcome}: forecast and fact differ by {ece} percentage points, within the {limit} allowed",
)
RELIABILITY_BEYOND = Phrase(
    "{outcome}：预测与实际平均相差 {ece} 个百分点，超出允许的 {limit} 个",
    "{outcome}: forecast and fact differ by {ece} percentage points, beyond the {limit} allowed",
)
RELIABILITY_FINDING = Phrase(
    "{outcome}：预测与实际平均相差 {ece} 个百分点", "{outcome}: forecast and fact differ by {ece} percentage points"
)
RELIABILITY_UNUSED = Phrase("本报告未采用这一模型", "this report does not use this model")
AXIS_ZOOMED = Phrase("{name}（坐标轴只画 {low} 至 {high}）", "{name} (axis from {low} to {high} only)")
RELIABILITY_SUBTITLE = Phrase(
    "概率 % · {contacts} · 检验日 {day}，此后 {days} 天 · 竖线为区间 · 虚线为完全准确",
    "probability, per cent · {contacts} · tested from {day}, {days} days · whiskers: interval · dashes: perfect",
)
PREDICTED = Phrase("预测", "Predicted")
OBSERVED = Phrase("实际", "Observed")
CAPITAL_FINDING = Phrase(
    "最近一个窗口里，信任资本与实际毛利之比为 {ratio}",
    "On the last window trust capital stood to realised margin as {ratio} to 1",
)
CAPITAL_NOTHING = Phrase(
    "最近一个窗口没有实现毛利，信任资本无从对照",
    "On the last window no margin came in: trust capital has nothing to stand beside",
)
NOTHING_REALISED = Phrase("无实现毛利", "nothing realised")
CAPITAL_SUBTITLE = Phrase(
    "比值，1 为完全准确 · {contacts} · {windows} · 横线为 {level} 区间 · 浅色带为 0.9 至 1.1",
    "ratio, 1 is perfect · {contacts} · {windows} · whiskers: {level} interval · pale band: 0.9 to 1.1",
)
WINDOWS = Phrase("窗口 {n} 个，各 {days} 天", "{n} windows of {days} days", "{n} window of {days} days")
WINDOW_COLUMN = Phrase("窗口", "Window")
WINDOW = Phrase("{day} 起 {days} 天", "{days} days from {day}")
REALISED = Phrase("实际毛利", "Realised")
RATIO = Phrase("比值", "Ratio")
DECILES = Phrase(
    "信任资本最高的一成客户，预测 {predicted}，实际 {realised}",
    "The tenth of contacts with the most trust capital: {predicted} predicted, {realised} realised",
)
DECILES_SUBTITLE = Phrase(
    "{unit} · {contacts} · {day} 起 {days} 天 · 第 1 组为信任资本最高的一成 · 总比值 {ratio}（{range}）",
    "{unit} · {contacts} · {days} days from {day} · decile 1 holds the most trust capital · total ratio {ratio} "
    "({range})",
)
TWO_UNITS = Phrase(
    "单位：信任资本 {index}（指数，不是金额），实际 {money}",
    "trust capital in {index} (an index, not money), realised in {money}",
)
DECILE_COLUMN = Phrase("十分位", "Decile")
LINK = Phrase(
    "分数 0.5 对应信任 {trust}",
    "A score of 0.5 means a trust of {trust}",
)
LINK_SUBTITLE = Phrase(
    "份额 · 买家 {buyers} 位，订单 {orders} 笔 · 在已结束的窗口上学得 · 单调拟合，无逐点区间",
    "share · {buyers} buyers, {orders} orders · learnt on closed windows · monotone fit, no pointwise interval",
)
SCORE = Phrase("分数", "Score")
BASELINES = Phrase("与所有对照方法并列", "Beside all the baselines")
BASELINES_LEAD = Phrase(
    "AUC 越高越好，Brier 与 ECE 越低越好；加粗的是本报告所用的方法，没有一行加粗时，这一项不计入信任分。",
    "AUC: higher is better; Brier and ECE: lower is better. What this report uses stands in bold; where nothing does, "
    "this outcome is not part of the trust score.",
)
TESTED_ON = Phrase(
    "{day}：客户 {n} 位，基准比例 {base_rate}",
    "{day}: {n} contacts, base rate {base_rate}",
    "{day}: {n} contact, base rate {base_rate}",
)
POOLED = Phrase("合并", "pooled")
TESTED_POOLED = Phrase(
    "全部窗口合并：客户与窗口共 {n} 组，基准比例 {base_rate}",
    "All windows together: {n} contacts by window, base rate {base_rate}",
)
PURCHASES = Phrase("购买模型在留出期的表现", "Purchase models on a holdout")
PURCHASES_LEAD = Phrase(
    "平均绝对误差越低越好；比值是预计购买总数与实际之比，1 为完全准确。",
    "Mean absolute error: lower is better. The ratio is expected over realised purchases; 1 is perfect.",
)
MODEL = Phrase("模型", "Model")
HOLDOUT = Phrase("留出期", "Holdout")
BUYERS = Phrase("买家数", "Buyers")
MAE = Phrase("平均绝对误差（次）", "Mean absolute error (purchases)")
USED = Phrase("本报告采用：{name}", "used in this report: {name}")
USED_NONE = Phrase("本报告不采用任何方法", "used in this report: none of them")
PREDICTED_INDEX = Phrase("信任资本（指数）", "Trust capital (index)")
PREDICTOR = Phrase("方法", "Predictor")
AUC = Phrase("AUC {day}", "AUC {day}")
BRIER = Phrase("Brier {day}", "Brier {day}")
ECE = Phrase("ECE {day}", "ECE {day}")
ECE_LIMIT = Phrase("上限 {limit}", "allowed {limit}")
HEADS = Phrase("哪些模型获准使用", "Which heads may be used")
HEADS_LEAD = Phrase(
    "一个模型只有在最近两个回测窗口上，Brier 技能（1 − Brier ÷ 该窗口实际比例的 Brier）至多比“RFM 逻辑回归”"
    "一行低 0.005、ECE 不超过上限，而且合起来的 Brier 低于“基准比例”一行，才会启用；AUC 不参与裁定。"
    "否则由 RFM 代替，再不行就不计入分数。",
    "A head goes live only if on the last two windows its Brier skill (1 − Brier ÷ that of the window's own rate) is "
    "at most .005 below that of the row RFM logistic, its ECE is within what is allowed, and its Brier over both is "
    "below that of the row base rate; AUC decides nothing. Else RFM takes its place, and if that fails too it leaves "
    "the score.",
)
NO_HEAD = Phrase(
    "没有一个模型获准使用：信任分按定义中各分项的既定权重计算，再在已结束的窗口上换算成 T。",
    "No head may be used: the score is made with the weights that the definition gives to the sub-scores, and turned "
    "into T on the closed windows.",
)
HEADS_CAPTION = Phrase("信任分的组成", "What the trust score is made of")
HEAD = Phrase("预测什么", "Outcome")
STATUS = Phrase("状态", "Status")
WEIGHT = Phrase("权重", "Weight")
LABELS = Phrase("标签数（较少一类）", "Labels (rarer class)")
CALIBRATION = Phrase("校准", "Calibration")
COEFFICIENTS = Phrase("各分项权重", "Weights of the sub-scores")
