"""Lifecycle stages and layers."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("客户走到了哪一步", "Where contacts stand in their own rhythm")
STAGE = Phrase("阶段", "Stage")
LAYER = Phrase("分群", "Layer")
LAYERS = Phrase("同时具备的特征", "What else is true of them")
SHARE = Phrase("占比", "Share")
STAGE_MEANINGS = {
    "new": Phrase("认识不超过 {new} 天", "known for at most {new} days"),
    "active": Phrase("沉默不超过自身购买周期的 {active} 倍", "silent for at most {active} of its own cycles"),
    "cooling": Phrase("沉默在自身周期的 {active} 至 {dormant} 倍之间", "silent for {active} to {dormant} own cycles"),
    "dormant": Phrase("沉默超过自身周期的 {dormant} 倍", "silent for more than {dormant} own cycles"),
    "lost": Phrase("已断开，或活跃概率低于 {alive}", "broken off, or P(alive) below {alive}"),
}
LAYER_MEANINGS = {
    "high_value": Phrase(
        "潜在价值最高的 {top}，且信任 T ≥ {trust}", "the {top} with the most potential, and T ≥ {trust}"
    ),
    "potential": Phrase(
        "有互动而无订单；或潜力高于、毛利低于买家中位数",
        "acts without an order; or potential above and margin below the buyers' median",
    ),
    "silent_buyer": Phrase(
        "{active} 个周期内有订单，{days} 天没发过消息", "an order within {active} cycles, no message for {days} days"
    ),
    "asked_too_often": Phrase(
        "180 天内，每 {gives} 次给予对应的索取多于 1 次", "more than one ask for {gives} gives in 180 days"
    ),
}
NOT_MEASURED = {
    "silent_buyer": Phrase(
        "无法衡量：数据中没有客户发来的消息", "not measurable: the data holds no messages from contacts"
    ),
    "asked_too_often": Phrase(
        "无法衡量：数据中没有推送与请求记录", "not measurable: the data holds no asks such as promotions"
    ),
}
"""What a row says in place of 0 where the events that would show it are not in the data."""
NOTE = Phrase(
    "阶段人人只居其一；特征可以并存，因此各行相加没有意义，占比以未断开的客户为底。",
    "Everybody stands in one stage. Layers overlap, so their rows add up to nothing; their shares are of contacts "
    "whose relationship stands.",
)
