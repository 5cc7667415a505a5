"""The network: bonds, the flywheel, advocates, circles."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TITLE = Phrase("关系网络：生意会不会自己长", "The network: does the brand grow by itself?")
SHORT = Phrase("关系网络", "Network")
MISSING = Phrase(
    "没有测量客户之间的关系网络。",
    "The network between contacts has not been measured.",
)
DENSITY = Phrase(
    "每位在册客户平均有 {density} 条活跃联系（365 天内，{range}）；联系的聚集程度为 {clustering}。",
    "Each standing contact has {density} live bonds (365 days, {range}); of two bonds of one contact, {clustering} "
    "close into a triangle.",
)
VELOCITY = Phrase(
    "最近 13 周，每千位客户每周新增 {velocity} 条联系（{range}）。",
    "Over the last 13 weeks, {velocity} new bonds came per 1,000 contacts and week ({range}).",
)
CREDIT = Phrase(
    "被推荐客户的终身价值中，{credit} 记在推荐人名下：这是同一笔价值的归属，不另计资产。",
    "Of the lifetime value of those who were brought, {credit} stand with who brought them: the same value, "
    "attributed, and no further asset.",
)
GROWTH = Phrase(
    "增长期权：现有买家未来 {days} 天的推荐预计带来 {option}（{range}），不计入任何合计。",
    "Growth option: what today's buyers will bring over the next {days} days is expected to be worth {option} "
    "({range}); it enters no total.",
)
CONCENTRATION = Phrase(
    "转化的 {converted} 位被推荐客户中，带来最多的一位推荐人带来 {first} 位（{first_share}）；"
    "最活跃的 1% 推荐人（{inviters} 人中的 {top} 人）带来 {top_share}。",
    "The busiest inviter brought {first} of {converted} converted invitees ({first_share}); the busiest 1% of inviters "
    "({top} of {inviters}) brought {top_share}.",
)
BOOTSTRAP = Phrase("浅色带为 {level} 区间（对推荐人重抽样）", "band: {level} interval, inviters resampled")

R_SELF_GROWING = Phrase(
    "每位买家在 {weeks} 周内带来 {value} 位新买家：生意自己在长",
    "Each buyer brings {value} new buyers within {weeks} weeks: the brand grows by itself",
)
R_FADING = Phrase(
    "每位买家在 {weeks} 周内带来 {value} 位新买家：只靠推荐，一代少于一代",
    "Each buyer brings {value} new buyers within {weeks} weeks: by referral alone, each generation is smaller",
)
R_OPEN = Phrase(
    "每位买家在 {weeks} 周内带来 {value} 位新买家：是否自我增长尚不能断定",
    "Each buyer brings {value} new buyers within {weeks} weeks: whether that is self-growing is open",
)
R_UNKNOWN = Phrase("推荐能否让生意自己增长，证据不足：{missing}", "Not enough evidence for R: {missing}")
R_SUBTITLE = Phrase(
    "R(a)，首单后 a 周内带来的新买家 · {buyers} 位买家，{conversions} 次转化 · 截至 {day} · {band}",
    "R(a), new buyers brought within a weeks of one's first order · {buyers} buyers, {conversions} conversions · as at "
    "{day} · {band}",
)
R_AXIS = Phrase("首单后的周数", "weeks since the first order")
R = Phrase("再生数 R(a)", "R(a)")
AT_RISK = Phrase("在观察的买家", "Buyers at risk")
WEEK = Phrase("周", "Week")
COHORTS_FINDING = Phrase(
    "首单后 {weeks} 周内，{best} 的买家带来的新买家最多：{value}",
    "Within {weeks} weeks of their first order, buyers of {best} brought most: {value} each",
)
COHORTS_ALIKE = Phrase(
    "首单后 {weeks} 周内，没有哪个批次超出偶然地领先：每位买家带来 {low} 至 {high} 位新买家",
    "Within {weeks} weeks of their first order no cohort stands out beyond chance: {low} to {high} new buyers each",
)
COHORTS_SUBTITLE = Phrase(
    "首单后 {weeks} 周内的 R，按首单季度 · {buyers} 位买家 · 截至 {day} · {whiskers}；虚线为 1",
    "R within {weeks} weeks by quarter of the first order · {buyers} buyers · as at {day} · {whiskers}; dashed: 1",
)
COHORT_BUYERS = Phrase("买家", "Buyers")
CONVERSIONS = Phrase("转化", "Conversions")
WEEKS_OBSERVED = Phrase("观察周数", "Weeks observed")
WHY = Phrase("为什么是他们", "Why them")

VELOCITY_FASTER = Phrase(
    "新联系正在加快：最近 13 周的速度是之前 13 周的 {change} 倍（{range}）",
    "New bonds come faster: in the last 13 weeks {change} times the velocity of the 13 weeks before ({range})",
)
VELOCITY_SLOWER = Phrase(
    "新联系正在变慢：最近 13 周的速度是之前 13 周的 {change} 倍（{range}）",
    "New bonds come more slowly: in the last 13 weeks {change} times the velocity of the 13 weeks before ({range})",
)
VELOCITY_PLAIN = Phrase("每千位客户每周新增的联系", "New bonds per 1,000 contacts and week")
VELOCITY_SUBTITLE = Phrase(
    "每千位在册客户每周新增联系 · {contacts} · {period} · 浅色带为 80% 区间",
    "new bonds per 1,000 standing contacts and week · {contacts} · {period} · band: 80% interval",
)
NEW_BONDS = Phrase("新联系", "New bonds")
PER_THOUSAND = Phrase("每千人每周", "Per 1,000 and week")
WEEK_UNTIL = Phrase("截至", "Week until")

WAIT_FINDING = Phrase(
    "被推荐的人中 {share} 在 90 天内下单；下单者有一半在 {time}内",
    "{share} of those who are brought buy within 90 days; half of these within {time}",
)
HOURS = Phrase("{n} 小时", "{n} hours", "{n} hour")
DAYS = Phrase("{n} 天", "{n} days", "{n} day")
WAIT_FINDING_FEW = Phrase(
    "被推荐的人中 {share} 在 90 天内下单；人数太少，说不出要等多久",
    "{share} of those who are brought buy within 90 days; too few to say how long it takes",
)
WAIT_SUBTITLE = Phrase(
    "邀请后若干天内下单的累计比例 %，仍在等待的已计入 · {invited} 位被推荐客户，{waiting} 位仍在等待 · "
    "截至 {day} · 竖线为 80% 区间",
    "cumulative per cent that bought, by days after the invitation, those still waiting reckoned in · {invited} "
    "invited, {waiting} still waiting · as at {day} · bars: 80% interval",
)
WAIT_AXIS = Phrase("邀请后的天数", "days after the invitation")
DAYS_LATER = Phrase("{n} 天", "{n} d")
WITHIN = Phrase("时间", "Within")
SHARE_BOUGHT = Phrase("已下单", "Have bought")

SOURCES_BOTH = Phrase(
    "每花 {sum}，经推荐人对应新买家 {advocates} 位，经员工对应 {staff} 位",
    "{sum} is associated with {advocates} new buyers through advocates and with {staff} through staff",
)
SOURCES_CHANNELS = Phrase(
    "每花 {sum}，经推荐人对应新买家 {advocates} 位，经各渠道对应 {channels} 位",
    "{sum} is associated with {advocates} new buyers through advocates and with {channels} by channel",
)
SOURCES_PLAIN = Phrase("每花 {sum} 对应的新买家，按来源", "New buyers that go with {sum}, by source")
SOURCES_NOTE = Phrase(
    "这是相关，不是因果：各来源触达的人不同。员工一行只含未登记渠道、或经员工本人活码添加的客户；"
    "其余客户按登记的渠道列出，投放费用记在渠道上。",
    "An association and no effect: sources reach different people. Staff stands for contacts who came without a "
    "channel on record or by a staff member's own code; all others are listed by their channel, which carries its "
    "advertising.",
)
SOURCES_SUBTITLE = Phrase(
    "每 {sum} 获客成本的 90 天内转化数 · {contacts} · 90 天前结束的一年内获得 · {whiskers}",
    "conversions within 90 days per {sum} of acquisition cost · {contacts}, acquired in the year that ended 90 days "
    "ago · {whiskers}",
)
COUNTS_NOTE = Phrase(
    "本章的人数各数各的，因此不同：等待图数所有计入的邀请，不论是否下单；集中度数其中 90 天内下单的人，"
    "不论推荐人自己是否买过；R 只数推荐人首单之后、在观察周数内的转化；来源表只数 90 天前结束的一年内获得的客户，"
    "按登记的渠道。",
    "The counts of this chapter differ because each counts its own: the chart of waiting all invitations that count, "
    "bought or not; the concentration those of them who bought within 90 days, whether or not their inviter ever did; "
    "R only conversions after the inviter's own first order, within the weeks observed; the table of sources contacts "
    "acquired in the year that ended 90 days ago, by the channel on record.",
)
SOURCE = Phrase("谁带来的", "Who brought them")
PER_SUM = Phrase("每 {sum} 转化", "Per {sum}")
COST = Phrase("花费", "Cost")
ADVOCATES_NAME = Phrase("推荐人", "Advocates")
STAFF_NAME = Phrase("员工（本人活码或无渠道）", "Staff (own code or no channel)")
OTHER_CHANNELS_NAME = Phrase("其他渠道", "Other channels")
UNRECORDED_NAME = Phrase("来源未登记", "Not recorded")

PICTURE_FINDING = Phrase(
    "排名前 {n} 的推荐人带来的人里，{verified} 位已用自己的订单证明自己",
    "Of those whom the first {n} advocates brought, {verified} have proved themselves by their own orders",
)
PICTURE_CIRCLES = Phrase(
    "{n} 个稳定的小圈子：成员彼此相连，而不只是连着中心",
    "{n} stable circles: their members are bound to one another, not only to a centre",
)
PICTURE_SUBTITLE = Phrase(
    "一点为一位客户，图中{contacts} · 画出 {advocates}/{n_advocates} 位推荐人（每人至多 24 位被推荐者）、"
    "{circles}/{n_circles} 个小圈子 · 线：谁带来谁；365 天内的联系 · 截至 {day} · 圈子经 20 次重抽仍稳定",
    "one point is one contact, {contacts} · drawn: {advocates} of {n_advocates} advocates with at most 24 invitees "
    "each, {circles} of {n_circles} circles · lines: who brought whom; bonds in 365 days · as at {day} · circles "
    "stayed together in 20 redraws",
)
ADVOCATE = Phrase("推荐人", "Advocate")
VERIFIED = Phrase("被推荐，已验证", "brought, verified")
INVITEE = Phrase("被推荐", "brought")
MEMBER = Phrase("圈子成员", "in a circle")
CIRCLE_NAME = Phrase("圈子 {n} · {members} 人", "Circle {n} · {members}")
GROUP = Phrase("所在", "Drawn with")
ROLE = Phrase("角色", "Role")
CONTACT = Phrase("客户", "Contact")

ADVOCATES_FINDING = Phrase(
    "{name} 排在首位：{verified} 位已验证的被推荐客户，预期推荐价值 {value}",
    "{name} ranks first: {verified} verified invitees, expected referral value {value}",
)
ADVOCATES_SUBTITLE = Phrase(
    "预期推荐价值 · 已验证的被推荐客户的终身价值按份额计，逐代递减，每人每月有上限 · 共 {n} 位推荐人有价值，"
    "图中只列已验证不少于 5 人者 · 截至 {day} · 按今日所知排序，名次未经检验",
    "expected referral value · share of the lifetime value of verified invitees, fading by generation, capped per "
    "month · {n} have any, drawn are those with 5 verified or more · as at {day} · ordered by what is known today, "
    "ranks are not tested",
)
VALUE = Phrase("预期推荐价值", "Expected referral value")
LEDGER_CREDIT = Phrase("账面推荐贡献", "Credit in the books")
INVITED = Phrase("带来", "Brought")
CONVERTED = Phrase("90 天内下单", "Bought in 90 days")
N_VERIFIED = Phrase("已验证", "Verified")
COUNTED = Phrase("计入", "Counted")
FEW_VERIFIED = Phrase(
    "证据不足，无法排名：还没有推荐人带来 5 位以上已验证的客户。",
    "Not enough evidence for a ranking: no advocate has brought five contacts that are verified by their own orders.",
)
NO_ADVOCATES = Phrase(
    "没有推荐人带来过已验证的客户，因此没有排名。",
    "No advocate has brought a contact that is verified by its own orders, so there is no ranking.",
)

ADVOCATES_NOT_SHOWN = Phrase(
    "共 {n} 位推荐人有预期推荐价值；排名逐一点出客户，您的角色只看汇总，因此不显示。",
    "{n} advocates have an expected referral value. The ranking names single contacts and is not shown to your role, "
    "which sees aggregates only.",
    "{n} advocate has an expected referral value. The ranking names single contacts and is not shown to your role, "
    "which sees aggregates only.",
)

CIRCLES = Phrase("小圈子", "Small circles")
CIRCLES_NOTE = Phrase(
    "只显示至少 4 人、20 次重抽后成员平均重合度（两次共有 ÷ 两次合计）≥ 0.6 的圈子：共 {n} 个，列出最稳定的 "
    "{shown} 个。共同点只列超出偶然的（二项检验）。",
    "Only circles of at least 4 whose members overlap by 0.6 on average (in both ÷ in either) over 20 redraws: there "
    "are {n}, the {shown} most stable are listed. What they share is named only beyond chance (binomial test).",
)
NO_CIRCLES = Phrase("没有足够稳定、可以显示的小圈子。", "There is no circle stable enough to be shown.")
CIRCLES_NOT_SHOWN = Phrase(
    "共有 {n} 个稳定的小圈子；成员名单逐一点出客户，您的角色只看汇总，因此不显示。",
    "There are {n} stable circles. Their lists name single contacts and are not shown to your role, which sees "
    "aggregates only.",
    "There is {n} stable circle. Its list names single contacts and is not shown to your role, which sees "
    "aggregates only.",
)
MEMBERS = Phrase("成员", "Members")
STABILITY = Phrase("稳定度", "Stability")
BONDS = Phrase("联系", "Bonds")
SHARED = Phrase("共同点", "What they share")
SHARED_TRAIT = Phrase("{dimension}“{key}” {share}（通常 {usual}）", "{dimension} “{key}” {share} (usually {usual})")

PAGE_TITLE = Phrase("关系网络报告 · {day}", "Network report · {day}")
KICKER = Phrase("关系网络报告", "Network report")
NO_VERDICT = Phrase(
    "证据不足，说不出生意能否靠推荐自己增长", "Not enough evidence to say whether the brand grows by referral"
)
GROWTH_NAMES = {
    "self_growing": Phrase("自我增长", "Self-growing"),
    "open": Phrase("未定", "Open"),
    "fading": Phrase("仅靠推荐不会增长（R = {r}）", "Does not grow by referral alone (R = {r})"),
    "not_enough_evidence": Phrase("证据不足", "Not enough evidence"),
}
DENSITY_LABEL = Phrase("密度：每人活跃联系", "Density: live bonds per contact")
VELOCITY_LABEL = Phrase("速度：每千人每周新联系", "Velocity: new bonds per 1,000 and week")
R_LABEL = Phrase("R：每位买家带来的新买家", "R: new buyers per buyer")
