"""What maintenance costs and what a gentle release would save."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("维护要花多少，放手能省多少", "What upkeep costs, and what letting go would save")
SHORT = Phrase("放手", "Release")
LEAD = Phrase(
    "温和放手：好好道别一次（或做一次有留出组的唤回），之后不再打扰、不再花钱。",
    "A gentle release: one honest good-bye (or one win-back with a holdout), then silence and no further cost.",
)
MAINTENANCE = Phrase(
    "维护全部客户未来 {days} 天要花 {amount}（{range}）。",
    "Keeping all contacts for the next {days} days costs {amount} ({range}).",
)
NO_MAINTENANCE = Phrase(
    "数据里没有维护成本（人工、消息、礼品），因此无法说维护要花多少、放手能省多少。"
    "导入一份费用表（费用类型为“维系”）即可得到；空表在“设置 → 品牌”下载。",
    "The data holds no cost of maintenance (staff time, messages, gifts), so neither upkeep nor what a release would "
    "save can be said. Import a table of costs (type maintenance) to get it; an empty one is under Settings → Brand.",
)
FINDING = Phrase(
    "放手 {n} 位入不敷出的客户，扣除失去的价值后可净省 {net}",
    "Releasing {n} contacts who cost more than they bring would save {net}, net of the value lost",
    "Releasing {n} contact who costs more than they bring would save {net}, net of the value lost",
)
FINDING_NOT = Phrase(
    "放手 {n} 位入不敷出的客户得不偿失：净损失 {net}",
    "Releasing {n} contacts who cost more than they bring would not pay: a net loss of {net}",
    "Releasing {n} contact who costs more than they bring would not pay: a net loss of {net}",
)
FINDING_OPEN = Phrase(
    "放手 {n} 位入不敷出的客户是否划算，尚不能断言",
    "Whether releasing {n} contacts who cost more than they bring would pay is still open",
    "Whether releasing {n} contact who costs more than they bring would pay is still open",
)
NOBODY = Phrase(
    "没有一位存疑客户被证明入不敷出，因此没有放手的建议。",
    "No doubtful contact is shown to cost more than it brings, so nobody is proposed for release.",
)
PROPOSED = Phrase(
    "建议放手的是 {n} 位存疑而入不敷出的客户。",
    "Proposed are {n} contacts who are doubtful and cost more than they bring.",
    "Proposed is {n} contact who is doubtful and costs more than it brings.",
)
WHO = Phrase("在客户名单中查看他们", "See who they are")
SAVED = Phrase("省下的维护成本", "Maintenance saved")
LOST = Phrase("失去的价值", "Value lost")
NET = Phrase("净节省", "Net saving")
LINE = Phrase("项目", "Line")
CONSENT = Phrase(
    "放手是建议，不是自动动作：任何客户都不会因此被删除或被打扰。",
    "A release is advice, not an automatic act: no contact is deleted or disturbed by it.",
)
