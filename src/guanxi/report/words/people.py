"""Examples of core and doubtful contacts."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("谁是核心，谁在走远", "Who is core, and who is drifting away")
SHORT = Phrase("客户", "People")
LEAD = Phrase(
    "每位客户附上影响信任最大的原因，最多三个，＋ 表示拉高，− 表示拉低，数字是它在信任分里的分量。",
    "Each contact with up to three reasons that weigh most on trust: + raises it, − lowers it, and the figure is its "
    "weight in the trust score.",
)
CORE = Phrase("核心客户示例", "Core contacts: examples")
DOUBTFUL = Phrase("存疑客户示例", "Doubtful contacts: examples")
NO_CORE = Phrase("没有可列出的核心客户。", "There is no core contact to show.")
NO_DOUBTFUL = Phrase("没有可列出的存疑客户。", "There is no doubtful contact to show.")
NOT_SHOWN = Phrase(
    "卡片逐一点出客户，您的角色只看汇总，因此不显示；人数见分层一章。",
    "Cards name single contacts and are not shown to your role, which sees aggregates only; the chapter on tiers says "
    "how many there are.",
)
TRUST_OF = Phrase("信任 {value}", "trust {value}")
TRUST_NOTE = Phrase("{range}，有效证据 {n_eff} 次", "{range}, evidence worth {n_eff} acts")
POTENTIAL = Phrase("潜在价值", "potential")
CAPITAL = Phrase("信任资本", "trust capital")
CAPITAL_INDEX = Phrase("信任资本（指数）", "trust capital (index)")
COST = Phrase("服务成本", "cost to serve")
LIABILITY = Phrase("入不敷出", "costs more than it brings")
SHARED = Phrase(
    "多数卡片共有、因此不逐一重复的原因：{reason}。",
    "Most cards share one reason, which is not repeated on each: {reason}.",
)
NO_OTHER_REASON = Phrase("没有超出上述共有原因的。", "None beyond the shared reason above.")
NO_REASON = Phrase("没有足够的证据说明原因。", "There is not enough evidence to give reasons.")
