"""The event registry: every kind of event, its role, its weight and its half-life (trust-economics §1).

Ids are stable and never reused: they stand in immutable files. A brand's own kinds start at 1000 and are kept
in the lake's catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an event says about the relationship."""

    ACQUIRE = "acquire"  # the relationship begins or is restored
    ACT = "act"  # contact → brand
    BOND = "bond"  # contact → contact
    GIVE = "give"  # brand → contact, value first
    ASK = "ask"  # brand → contact, a claim on attention or money
    NEUTRAL = "neutral"  # brand → contact, owed service; neither give nor ask
    STRAIN = "strain"  # contact → brand, negative
    BREAK = "break"  # the relationship is cut


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event.

    Parameters
    ----------
    kind_id : stable small integer in the lake's files.
    code : the word used everywhere else.
    role : exactly one.
    weight : of one event of this kind in decayed counts; a glance weighs a quarter of an act.
    half_life_days : of that weight.
    zh, en : what a person calls it.
    """

    kind_id: int
    code: str
    role: Role
    weight: float
    half_life_days: float
    zh: str
    en: str


def _kinds(
    first_id: int, role: Role, *rows: tuple[str, str, str], weight: float = 1.0, half_life: float = 45.0
) -> list[Kind]:
    return [Kind(first_id + i, code, role, weight, half_life, zh, en) for i, (code, zh, en) in enumerate(rows)]


GLANCES = ("link_clicked", "page_visited", "content_viewed", "content_liked")
"""Acts that weigh .25."""

STANDARD: tuple[Kind, ...] = tuple(
    _kinds(
        1,
        Role.ACQUIRE,
        ("contact_added", "添加好友", "contact added"),
        ("contact_restored", "重新添加", "contact restored"),
    )
    + _kinds(
        10,
        Role.ACT,
        ("order_paid", "下单", "order"),
        ("message_from_contact", "主动发消息", "message from the contact"),
        ("reply", "回复", "reply"),
        ("cart_added", "加入购物车", "added to cart"),
        ("survey_answered", "回答问卷", "survey answered"),
        ("nps_answered", "回答 NPS", "NPS answered"),
        ("task_completed", "完成任务", "task completed"),
        ("ugc_posted", "发布内容", "content posted"),
        ("event_attended", "参加活动", "event attended"),
        ("group_joined", "入群", "group joined"),
        ("review_posted", "发表评价", "review posted"),
        ("benefit_redeemed", "使用权益", "benefit redeemed"),
        ("suggestion_made", "提出建议", "suggestion made"),
    )
    + _kinds(
        40,
        Role.ACT,
        ("link_clicked", "点击链接", "link clicked"),
        ("page_visited", "浏览页面", "page visited"),
        ("content_viewed", "查看内容", "content viewed"),
        ("content_liked", "点赞", "content liked"),
        weight=0.25,
    )
    + _kinds(
        50,
        Role.BOND,
        ("referral_made", "发出邀请", "referral made"),
        ("referral_converted", "邀请成功", "referral converted"),
        ("content_shared", "分享内容", "content shared"),
        ("helped_peer", "帮助他人", "helped a peer"),
        ("group_buy_joined", "参加拼团", "group buy joined"),
        half_life=365.0,
    )
    + _kinds(
        60,
        Role.GIVE,
        ("content_delivered", "送出内容", "content delivered"),
        ("service_rendered", "提供服务", "service rendered"),
        ("benefit_granted", "发放权益", "benefit granted"),
        ("problem_solved", "解决问题", "problem solved"),
        ("greeting_sent", "问候", "greeting"),
        ("early_access_granted", "优先体验", "early access granted"),
    )
    + _kinds(
        70,
        Role.ASK,
        ("promotion_sent", "促销推送", "promotion"),
        ("survey_sent", "发送问卷", "survey sent"),
        ("referral_asked", "邀请推荐", "referral asked"),
        ("renewal_asked", "续费提醒", "renewal asked"),
        half_life=180.0,
    )
    + _kinds(
        80,
        Role.NEUTRAL,
        ("order_notice", "订单通知", "order notice"),
        ("delivery_notice", "物流通知", "delivery notice"),
        ("safety_notice", "安全通知", "safety notice"),
        ("order_refunded", "退款", "refund"),
        # A person of the brand wrote or spoke to the contact: neither a give nor an ask, so that marking a talk as done
        # buys nobody the right to ask.
        ("human_contact", "人工沟通", "talk with a person"),
    )
    + _kinds(
        90,
        Role.STRAIN,
        ("complaint_filed", "投诉", "complaint filed"),
        ("complaint_resolved", "投诉已解决", "complaint resolved"),
        ("refund_disputed", "退款纠纷", "refund disputed"),
        ("message_muted", "消息免打扰", "messages muted"),
        ("group_left", "退群", "group left"),
        ("review_negative", "差评", "negative review"),
        half_life=180.0,
    )
    + _kinds(
        100,
        Role.BREAK,
        ("contact_deleted_us", "被客户删除", "deleted by the contact"),
        ("unsubscribed", "退订", "unsubscribed"),
        ("blocked", "拉黑", "blocked"),
        ("erased", "注销并清除", "erased"),
    )
)
"""Every kind of trust-economics §1, and ``order_refunded``: a plain refund nets its order and is no strain."""

BY_CODE: dict[str, Kind] = {kind.code: kind for kind in STANDARD}
BY_ID: dict[int, Kind] = {kind.kind_id: kind for kind in STANDARD}


def kind_ids(*codes: str) -> tuple[int, ...]:
    """Ids of the named kinds, in order; raises ``KeyError`` for a word that is no kind."""
    return tuple(BY_CODE[code].kind_id for code in codes)


def role_ids(role: Role) -> tuple[int, ...]:
    """Ids of all standard kinds of a role."""
    return tuple(kind.kind_id for kind in STANDARD if kind.role is role)
