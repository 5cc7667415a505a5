"""The first page: title, key figures, the verdict in three sentences."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

DOCUMENT_TITLE = Phrase("信任审计报告 · {day}", "Trust audit · {day}")
KICKER = Phrase("信任审计报告", "Trust audit")
META_AS_OF = Phrase("截至 {day}", "As at {day}")
META_HORIZON = Phrase("展望 {days} 天", "Horizon {days} days")

MONEY_POTENTIAL = Phrase(
    "如果每一段关系都维持下去，未来 {days} 天能带来 {potential} 毛利；按今天的信任，其中 {capital} 会实现。",
    "If every relationship held, the next {days} days would bring {potential} of margin. "
    "With trust as it is today, {capital} of that comes true.",
)
MONEY_CLAIMS = Phrase(
    "维护这些关系要花 {maintenance}，已许下而未兑现的承诺值 {promises}。",
    "Keeping these relationships costs {maintenance}, and promises not yet kept are worth {promises}.",
)
MAINTENANCE_ONLY = Phrase(
    "维护这些关系要花 {maintenance}。数据里没有承诺表，因此尚欠客户的部分没有计入。",
    "Keeping these relationships costs {maintenance}. The data has no table of promises, so what is still owed "
    "to contacts is not counted.",
)
NO_MAINTENANCE = Phrase(
    "数据里没有维护成本，因此净信任权益没有扣除它，只是上限；未兑现的承诺值 {promises}。",
    "The data holds no cost of maintenance, so the net trust equity is before it and only an upper bound; "
    "promises not yet kept are worth {promises}.",
)
NO_MAINTENANCE_NO_PROMISES = Phrase(
    "数据里既没有维护成本也没有承诺，因此净信任权益没有扣除它们，只是上限。",
    "The data holds neither a cost of maintenance nor promises, so the net trust equity is before both and only "
    "an upper bound.",
)
LEFT_BEFORE_MAINTENANCE = Phrase(
    "扣除维护成本之前，净信任权益是 {equity}（{range}）。",
    "Before maintenance the net trust equity is {equity} ({range}).",
)
LEFT_OVER = Phrase(
    "两相抵减，剩下 {equity}：这就是净信任权益（{range}）。",
    "What is left is {equity}: the net trust equity ({range}).",
)
CLV_VALUE = Phrase(
    "考虑到有些关系会断，未来 {days} 天预计带来 {clv} 毛利（客户终身价值）。",
    "Allowing for relationships that end, the next {days} days are expected to bring {clv} of margin (lifetime value).",
)
INDEX_NO_TEST = Phrase(
    "信任资本在这份报告里是排序用的指数，不是金额，因此不带货币符号：数据还不足以检验它是否应验。"
    "报表改用客户终身价值。",
    "In this report trust capital is an index for ranking, not money, and so it carries no currency sign: the data "
    "cannot yet show whether it comes true. The statement stands on lifetime value instead.",
)
INDEX_FAILED = Phrase(
    "信任资本在这份报告里是排序用的指数，不是金额，因此不带货币符号：在 {closed} 结束的 {days} 天窗口里，"
    "它与实际之比为 {ratio}（{range}），超出了允许的范围。报表改用客户终身价值。",
    "In this report trust capital is an index for ranking, not money, and so it carries no currency sign: in the "
    "{days} days up to {closed} it stood to what was realised as {ratio} to 1 ({range}), which is outside what is "
    "allowed. The statement stands on lifetime value instead.",
)
INDEX_NOTHING = Phrase(
    "信任资本在这份报告里是排序用的指数，不是金额，因此不带货币符号：在 {closed} 结束的 {days} 天窗口里"
    "没有实现毛利，因此无从检验。报表改用客户终身价值。",
    "In this report trust capital is an index for ranking, not money, and so it carries no currency sign: in the "
    "{days} days up to {closed} no margin came in, so there is nothing to test it against. The statement stands on "
    "lifetime value instead.",
)
NO_VERDICT = Phrase(
    "证据还不够下结论。下面只列出数据能够支持的部分，以及还缺什么。",
    "The evidence does not carry a verdict yet. What follows is only what the data can support, and what is missing.",
)
RETURN_MISSING = Phrase("没有获客成本，或证据不足", "no acquisition cost, or not enough evidence")
EQUITY_LABEL = Phrase("净信任权益", "Net trust equity")
EQUITY_BEFORE_LABEL = Phrase("净信任权益（未扣维护）", "Net trust equity (before upkeep)")
CAPITAL_LABEL = Phrase("信任资本", "Trust capital")
CAPITAL_INDEX_LABEL = Phrase("信任资本（指数）", "Trust capital (index)")
TRUST_LABEL = Phrase("平均信任 T", "Mean trust T")
TRUST_INDEX_LABEL = Phrase("平均信任 T（未校准）", "Mean trust T (uncalibrated)")
WITHOUT_BROKEN = Phrase("{range}；已断开的 {n} 位不计入", "{range}; without {n} who broke off")
RETURN_LABEL = Phrase("获客回报", "Return on acquisition")
RETURN_VALUE = Phrase("{ratio} 倍", "{ratio}×")
