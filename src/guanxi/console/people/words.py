"""What the pages of people call things."""

from __future__ import annotations

from guanxi.kit.phrase import Phrase

SORT_NAMES: dict[str, Phrase] = {
    "value": Phrase("终身价值", "Lifetime value"),
    "capital": Phrase("信任资本", "Trust capital"),
    "trust": Phrase("信任 T", "Trust T"),
    "latest_order": Phrase("最近下单", "Latest order"),
    "created": Phrase("建立时间", "Known since"),
}
FILTER_NAMES: dict[str, Phrase] = {
    "tier": Phrase("层级", "Tier"),
    "stage": Phrase("生命周期", "Lifecycle"),
    "layer": Phrase("特征", "Layer"),
    "band": Phrase("价值区间", "Value band"),
    "consent": Phrase("营销授权", "Consent"),
    "reach": Phrase("触达", "Reach"),
    "worth": Phrase("收支", "Worth"),
    "channel": Phrase("获客渠道", "Channel"),
    "staff": Phrase("员工", "Employee"),
    "tag": Phrase("标签", "Tag"),
    "after": Phrase("下一页的位置", "Place of the next page"),
    "before": Phrase("上一页的位置", "Place of the previous page"),
}
LIABILITY = Phrase("入不敷出", "costs more than it brings")
SUPPRESSED = Phrase("禁止触达", "not to be reached")
COUNT = Phrase("{n} 位客户", "{n} contacts", en_one="{n} contact")
AT_LEAST = Phrase("至少 {n} 位客户", "at least {n} contacts")
AS_OF = Phrase("数字截至 {day}", "figures as of {day}")
NO_BOOK = Phrase(
    "还没有发布过账本，所以没有价值与信任的数字。",
    "No book was published yet, so there are no figures of value or trust.",
)
ROLE_NAMES: dict[str, Phrase] = {
    "order": Phrase("订单", "Orders"),
    "act": Phrase("客户的互动", "What the contact did"),
    "bond": Phrase("与他人的联系", "Bonds with others"),
    "give": Phrase("我们的给予", "What we gave"),
    "ask": Phrase("我们的请求", "What we asked"),
    "neutral": Phrase("通知", "Notices"),
    "strain": Phrase("摩擦", "Strain"),
    "break": Phrase("断开", "Breaks"),
    "acquire": Phrase("建立关系", "Acquisition"),
}
HOW_NAMES: dict[str, Phrase] = {
    "inviter": Phrase("邀请人", "invited this contact"),
    "invitee": Phrase("由其邀请", "invited by this contact"),
    "bond": Phrase("有往来", "bound"),
}
OUTCOME_NAMES: dict[str, Phrase] = {
    "pending": Phrase("证据不足", "evidence too weak"),
    "conflict": Phrase("证据冲突", "evidence in conflict"),
}
STRENGTH_NAMES: dict[str, Phrase] = {
    "strong": Phrase("强证据", "strong evidence"),
    "weak": Phrase("弱证据", "weak evidence"),
}
MOVED_EVENTS = Phrase("往来记录（事件）", "events of its timeline")
MOVED_NAMES: dict[str, Phrase] = {
    "point": Phrase("触点身份", "contact points"),
    "edge": Phrase("员工关系", "relationships with employees"),
    "tag": Phrase("标签", "tags"),
    "tag_ended": Phrase("两边都有、合为一个的标签", "tags that both have, kept once"),
    "trait": Phrase("属性", "attributes"),
    "suppression": Phrase("禁止触达", "suppressions"),
    "suppression_ended": Phrase("两边都有、合为一条的禁止触达", "suppressions that both have, kept once"),
    "candidate": Phrase("待处理的身份问题", "open identity questions"),
    "part": Phrase("此前并入的客户", "contacts merged into it before"),
    "invitee": Phrase("由其邀请的客户", "contacts invited by it"),
}
"""Kinds of rows that a merge moves; intervals of ownership follow the points and are not listed."""

DRIVERS: dict[str, tuple[Phrase, Phrase]] = {
    "frequency": (
        Phrase("近期比店内通常更活跃", "lately more active than is usual here"),
        Phrase("近期不如店内通常活跃", "lately less active than is usual here"),
    ),
    "silence": (
        Phrase("不久前还有互动", "was in touch not long ago"),
        Phrase("按平时的节奏，已经沉默太久", "silent for too long, by the usual rhythm"),
    ),
    "willingness": (
        Phrase("每单金额或实付比例高于通常", "spends more an order, or nearer to the full price, than is usual"),
        Phrase(
            "尚未购买，或每单金额、实付比例低于通常",
            "has not bought, or spends less an order or at a lower price than is usual",
        ),
    ),
    "response": (
        Phrase("对我们请求的响应高于平均", "answers our asks more often than the mean"),
        Phrase("对我们请求的响应低于平均", "answers our asks less often than the mean"),
    ),
    "latency": (
        Phrase("回应快于平均", "answers faster than is usual"),
        Phrase("回应慢于平均，或尚未回应过", "answers more slowly than is usual, or never has"),
    ),
    "referral": (
        Phrase("带来或帮助过其他客户（已核实）", "brought or helped other contacts, and it is verified"),
        Phrase("带来的新客户很少或没有", "brought few others or none"),
    ),
    "brake": (
        Phrase("没有投诉或纠纷", "no complaint or dispute"),
        Phrase("投诉、纠纷或免打扰在扣分", "complaints, disputes or muting take off"),
    ),
    "break": (Phrase("关系仍在", "the relationship stands"), Phrase("已断开关系", "ended the relationship")),
}
"""Driver → what it says when it raises T, and when it lowers T: more, or less, than of whom nothing is known."""

WHY_CORE = Phrase(
    "核心：T {trust}（≥ {core}），有效证据 {n_eff} 次（≥ {evidence}），并且互动面足够或价值足够。",
    "Core: T {trust} (≥ {core}), evidence worth {n_eff} acts (≥ {evidence}), and enough depth or value.",
)
WHY_DOUBTFUL = Phrase(
    "存疑：T {trust}（< {doubtful}，或此前已在存疑层而尚未回升），并且久无活跃。",
    "Doubtful: T {trust} (< {doubtful}, or was doubtful and has not risen enough), and inactive for long.",
)
WHY_NEW = Phrase(
    "普通（新）：有效证据 {n_eff} 次，或相识时间太短，还不下结论。",
    "Ordinary (new): evidence worth {n_eff} acts, or known too briefly; no verdict yet.",
)
WHY_ORDINARY = Phrase(
    "普通：T {trust}，有效证据 {n_eff} 次，不属于存疑；离核心还差：{missing}。",
    "Ordinary: T {trust}, evidence worth {n_eff} acts, not doubtful; what core still lacks: {missing}.",
)
LACKS_TRUST = Phrase("T 低于 {core}", "T is below {core}")
LACKS_EVIDENCE = Phrase("有效证据不足 {evidence} 次", "evidence is worth fewer than {evidence} acts")
LACKS_ORDER = Phrase(
    "没有订单，也就要有已核实的推荐，并且互动面 ≥ {depth} 或价值 ≥ {value}",
    "there is no order, so a verified referral and depth ≥ {depth} or value ≥ {value} would be needed",
)
LACKS_DEPTH = Phrase("互动面低于 {depth}，价值也低于 {value}", "depth is below {depth}, and value below {value} too")
WHY_NONE = Phrase("不分层：关系已断开、已放手或已注销。", "No tier: the relationship was broken, released or erased.")
