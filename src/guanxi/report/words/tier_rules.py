"""The conditions of the tiers."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("各层级的完整条件", "All conditions of the tiers")
TIER = Phrase("层级或标记", "Tier or mark")
CONDITIONS = Phrase("条件", "Conditions")
CORE = Phrase(
    "T 不低于 {trust}，有效证据不少于 {evidence} 次，买过或有经核实的推荐，"
    "并且互动面不低于 {depth} 或价值不低于 {value}。",
    "T of at least {trust}, evidence worth at least {evidence} acts, has bought or has a verified referral, and a "
    "depth of at least {depth} or a value of at least {value}.",
)
DOUBTFUL = Phrase(
    "T 低于 {trust}，活跃度低于 {activity}，并且相识至少 {days} 天、也至少 {cycles} 个自己的复购周期。",
    "T below {trust}, activity below {activity}, and known for at least {days} days and {cycles} cycles of its own.",
)
ORDINARY = Phrase("其余所有未断开的客户。", "Every other contact whose relationship stands.")
NEW_MARK = Phrase("普通，带“新”标记", "Ordinary, marked new")
NEW = Phrase(
    "有效证据不足 {evidence} 次，或相识不足 {days} 天，或不足 {cycles} 个自己的复购周期：还不对这位客户下结论。",
    "Evidence worth fewer than {evidence} acts, or known for less than {days} days or {cycles} cycles of its own: no "
    "verdict on this contact yet.",
)
STAYING_MARK = Phrase("留在原层级", "Staying in a tier")
STAYING = Phrase(
    "已是核心的，T 高于 {core} 就不因信任而离开；已是存疑的，T 低于 {doubtful} 就不因信任而离开。其他条件照常。"
    "只有给出对比日期时，才有“原层级”可言。",
    "Whoever was core does not leave on account of trust while T is above {core}; whoever was doubtful, while it is "
    "below {doubtful}. The other conditions hold as ever. Only an earlier date gives an earlier tier.",
)
NO_TIER = Phrase("断开、已放手或已注销的关系。", "The relationship was broken, released or erased.")
LIABILITY_MARK = Phrase("入不敷出（标记）", "Costs more than it brings (mark)")
LIABILITY = Phrase(
    "存疑客户，证据足够，并且预期毛利加推荐贡献少于服务成本。",
    "A doubtful contact with enough evidence, whose expected margin and referral credit are less than the cost to "
    "serve.",
)
MEASURES_MARK = Phrase("用到的量", "What is measured")
MEASURES = Phrase(
    "互动面：购买、交谈、回应、创作或到场、与人连接五类互动中近期有分量的占几成。"
    "价值：近一年毛利加推荐贡献，与买家第 90 百分位之比，最多为 1。活跃度：频率与沉默两个分项中较高的一个。",
    "Depth: the share of five kinds of acts (buys, talks, answers, creates or attends, bonds) that carry weight "
    "lately. Value: the margin of the last year and referral credit against the 90th percentile of buyers, 1 at most. "
    "Activity: the higher of the sub-scores frequency and silence.",
)
