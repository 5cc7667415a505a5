"""The owner's mirror: its figures, its changes, and the people worth talking to."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

PAGE_TITLE = Phrase("照镜子 · {day}", "The owner's mirror · {day}")
KICKER = Phrase("主人的镜子", "The owner's mirror")

NAMES = {
    "repurchase": Phrase("复购", "Repurchase"),
    "recommendation": Phrase("自发推荐", "Unprompted recommendation"),
    "promises": Phrase("承诺兑现", "Promises kept"),
    "listening": Phrase("倾听", "Listening"),
    "wait": Phrase("等待回答", "Wait for an answer"),
    "tool_worship": Phrase("工具崇拜", "Tool worship"),
    "cashing_in": Phrase("短期变现", "Short-term cashing-in"),
    "habit": Phrase("惯性偏离", "Habit"),
    "billboard": Phrase("广告牌", "Billboard"),
    "acquisition_spend": Phrase("重获客轻维护", "Acquisition without care"),
    "care": Phrase("对新客的照看", "Care per new contact"),
}
MEANINGS = {
    "repurchase": Phrase(
        "前一年下过单的客户中，这一年又下单的比例", "of those who ordered the year before, who ordered again"
    ),
    "recommendation": Phrase(
        "两年内下过单的客户中，近一年带来新客、且此前 {prompt} 天内没人请求的比例",
        "of those who ordered in two years, who brought somebody without being asked in the {prompt} days before",
    ),
    "promises": Phrase("到期的承诺中按期兑现的比例", "promises kept by their due date, of those that fell due"),
    "listening": Phrase(
        "客户的消息中 {hours} 小时内有人回答的比例", "messages that a person answered within {hours} hours"
    ),
    "wait": Phrase("得到回答的消息等了多久（中位数）", "median wait of the messages that were answered"),
    "tool_worship": Phrase(
        "触达中不是人写的、{hours} 小时内也没有人跟进的比例",
        "sends that no person wrote, nor followed up within {hours} hours",
    ),
    "cashing_in": Phrase("给予与索取之中索取的比例", "asks among gives and asks"),
    "habit": Phrase(
        "我们发的与客户回的差多远：0 为一致，1 为全不相干",
        "how far what we send lies from what gets replies: 0 is alike",
    ),
    "billboard": Phrase("内容中讲产品的比例", "share of content about products"),
    "acquisition_spend": Phrase("每花 1 元维护，花多少元获客", "spent on acquiring for each 1 spent on keeping"),
    "care": Phrase("每位新客前 {care} 天得到的给予与交谈次数", "gives and talks in a contact's first {care} days"),
}

TITLE = Phrase("他们还愿意回来、推荐、等我们吗", "Do they come back, recommend us, and get what we promised?")
SHORT = Phrase("镜中", "The mirror")
TRAPS_TITLE = Phrase("三种错位与三个陷阱", "Three misalignments and three traps")
TRAPS_SHORT = Phrase("错位与陷阱", "Misalignments")
TRAPS_LEAD = Phrase(
    "错位：工具崇拜、短期变现、惯性偏离。陷阱：广告牌、重获客轻维护、工具崇拜。数值越低越好，只有对新客的照看越高越好。",
    "Misalignments: tool worship, short-term cashing-in, habit. Traps: billboard, acquisition without care, tool "
    "worship. Lower is better, but for the care per new contact.",
)
PEOPLE_TITLE = Phrase("今天值得聊聊的人", "People worth talking to today")
PEOPLE_SHORT = Phrase("今天的人", "People today")
PEOPLE_LEAD = Phrase(
    "先看逾期的承诺，再按潜在价值 × {fall} 天内信任的下降排序；{rest} 天内有人聊过的不列；"
    "至少有一位沉默但在买的客户和一位新客。",
    "Overdue promises first, then potential × fall of trust in {fall} days. Nobody who was spoken to within {rest} "
    "days; at least one silent buyer and one new contact, where there are any.",
)
PEOPLE_ORDER = Phrase("依此次序", "In this order")
NO_PEOPLE = Phrase("今天没有需要优先联系的人。", "Nobody needs to be spoken to first today.")

HEADLINES = {
    "repurchase": Phrase(
        "前一年下过单的客户，{value} 这一年又来了", "{value} of those who ordered the year before came back this year"
    ),
    "promises": Phrase("到期的承诺，{value} 按期兑现", "{value} of the promises that fell due were kept by then"),
    "recommendation": Phrase(
        "{value} 的买家没人请求就推荐了我们", "{value} of the buyers recommended us without being asked"
    ),
    "listening": Phrase("客户的消息，{value} 有人回答", "{value} of contacts' messages were answered by a person"),
}
HEADLINE_NONE = Phrase("证据不足，镜子里还看不清", "Not enough evidence yet to see anything in the mirror")
STANDFIRST = Phrase(
    "与上个季度相比，看得清的 {measured} 项里，{better} 项变好，{worse} 项变差，其余的变化在误差之内。",
    "Against the quarter before, of {measured} figures that can be told {better} got better and {worse} got worse; "
    "the rest moved within their error.",
)
STAMPS = {
    "better": Phrase("变好", "Getting better"),
    "steady": Phrase("大体未变", "Much the same"),
    "worse": Phrase("变差", "Getting worse"),
    "not_enough_evidence": Phrase("证据不足", "Not enough evidence"),
}

CHART_TITLE = Phrase("{name}最近一季变化最大：{change} 个百分点", "{name} moved most in the quarter: {change} points")
CHART_PLAIN = Phrase("与上季、去年相比", "Against the quarter and the year before")
CHART_SUBTITLE = Phrase(
    "% · 实心为现在，空心为一个季度前 · {period} · 截至 {day} · {whiskers}",
    "per cent · full: now, hollow: a quarter before · {period} · as at {day} · {whiskers}",
)
OVER_PERIODS = Phrase("期间见表", "periods in the table")
REFERENCE = Phrase("3:1 规则的上限 {value}", "bound of the 3:1 rule {value}")
TABLE = Phrase("各项数字", "The figures")
FIGURE = Phrase("项目", "Figure")
NOW = Phrase("现在", "Now")
COUNTED = Phrase("分子 / 分母", "Counted")
OF = Phrase("{k} / {n}", "{k} / {n}")
HABIT_COUNTED = Phrase(
    "两种构成之差，不是相除：比较 {sent} 次触达与 {replies} 次回复",
    "a difference of two mixes, no ratio: {sent} sends beside {replies} replies",
)
"""The divergence is no quotient: its counts are those of the two mixes that it compares."""
ONLY_OF = Phrase("共 {n}", "of {n}")
CHANGE_QUARTER = Phrase("较上季", "Against last quarter")
CHANGE_YEAR = Phrase("较去年", "Against last year")
PERIOD = Phrase("{first} 至 {last}", "{first} to {last}")
POINTS = Phrase("{change} 个百分点", "{change} points")
HOURS = Phrase("{value} 小时", "{value} h")
MINUTES = Phrase("{value} 分钟", "{value} min")
TIMES = Phrase("{value} 次", "{value}")
RATIO = Phrase("{value} 元", "{value}")
BOOKED = Phrase("账面数字，无抽样误差", "booked, no sampling error")
UNKNOWN = Phrase("另有 {n} 次没有记录，不计", "{n} more are not on record and left out")
MISSING = Phrase("{name}：{why}", "{name}: {why}")

HABIT_FINDING = Phrase(
    "差距最大的是“{what}”：占所发的 {sent}，只占所回的 {replies}",
    "The widest gap is at “{what}”: {sent} of what is sent, only {replies} of what is answered",
)
HABIT_FINDING_LESS = Phrase(
    "差距最大的是“{what}”：只占所发的 {sent}，却占所回的 {replies}",
    "The widest gap is at “{what}”: only {sent} of what is sent, yet {replies} of what is answered",
)
HABIT_SUBTITLE = Phrase(
    "占比 % · 实心为所发，空心为得到的回复 · {sent} 次触达，{replies} 次回复 · {period} · 计数",
    "per cent · full: sent, hollow: replies · {sent} sends, {replies} replies · {period} · counted",
)
BEYOND = Phrase("越过界限 {bound}", "beyond its bound of {bound}")
WORSE = Phrase("比上季变差：{change}", "worse than last quarter: {change}")
WHAT = Phrase("发了什么", "What was sent")
SENT = Phrase("所发", "Sent")
REPLIES = Phrase("所回", "Replies")
SENT_BEFORE = Phrase("上季所发", "Sent, last quarter")
REPLIES_BEFORE = Phrase("上季所回", "Replies, last quarter")
CONTENT = Phrase("内容：{kind}", "content: {kind}")
CONTENTS = {
    "expertise": Phrase("专业", "expertise"),
    "emotion": Phrase("情感", "emotion"),
    "activity": Phrase("活动", "activity"),
    "product": Phrase("产品", "product"),
    "other": Phrase("其他", "other"),
}

TRUST = Phrase("信任 {value}", "trust {value}")
TRUST_BEFORE = Phrase("{days} 天前 {value}", "{value} {days} days ago")
TRUST_NEW = Phrase("{days} 天前还不认识", "not known {days} days ago")
POTENTIAL = Phrase("潜在价值", "potential")
STAFF = Phrase("负责人", "looked after by")
NOBODY = Phrase("无", "nobody")
FLAGS = {
    "promise": Phrase("承诺逾期", "promise overdue"),
    "silent_buyer": Phrase("沉默但在买", "silent buyer"),
    "new": Phrase("新客户", "new"),
}
LISTED = Phrase("、", ", ")
