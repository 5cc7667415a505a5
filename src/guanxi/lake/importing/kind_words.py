"""Other words by which people's exports call the kinds of events, and the kinds nearest to a word that is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from guanxi.lake.kinds import STANDARD, Kind

SYNONYMS: dict[str, str] = {
    "contact_added": "加好友 新增好友 新增客户 添加客户 通过好友 add friend_added",
    "contact_restored": "重新加好友 再次添加",
    "order_paid": "支付 付款 购买 成交 消费 purchase paid payment buy",
    "message_from_contact": "发消息 客户消息 客户发言 咨询 发言 message inquiry",
    "reply": "客户回复 回消息 replied",
    "cart_added": "加购 加入购物袋 add_to_cart",
    "survey_answered": "填写问卷 提交问卷 survey_submitted",
    "nps_answered": "nps NPS评分",
    "task_completed": "任务完成 完成打卡 打卡",
    "ugc_posted": "晒单 发帖 投稿 晒图 ugc",
    "event_attended": "活动签到 到场 参与活动 出席活动 attended",
    "group_joined": "进群 加群 加入群聊 入群聊 扫码进群 group_join join_group joined_group",
    "review_posted": "评价 好评 写评价 review",
    "benefit_redeemed": "核销 权益核销 优惠券核销 用券 兑换 redeemed",
    "suggestion_made": "建议 反馈 意见反馈 feedback",
    "link_clicked": "点击 链接点击 点开链接 打开链接 click clicked",
    "page_visited": "浏览 访问页面 页面浏览 访问 visit page_view pageview",
    "content_viewed": "阅读 浏览内容 阅读文章 观看 view read",
    "content_liked": "赞 朋友圈点赞 like liked",
    "referral_made": "转介绍 邀请好友 推荐好友 referral",
    "referral_converted": "推荐成功 转介绍成功 邀请成单 invite_converted",
    "content_shared": "分享 转发 转发内容 朋友圈分享 share shared",
    "group_buy_joined": "拼团 参团 参与拼团 group_buy",
    "content_delivered": "推送内容 内容推送 发送内容",
    "service_rendered": "客户服务 售后服务",
    "benefit_granted": "发券 发放优惠券 赠送权益 送券 coupon_granted",
    "problem_solved": "问题解决 售后解决 问题已解决",
    "greeting_sent": "生日问候 节日问候 greeting",
    "promotion_sent": "促销 群发 营销推送 促销短信 promotion campaign_sent",
    "survey_sent": "推送问卷",
    "human_contact": "人工回复 员工回复 人工联系 已联系 已沟通 回访 staff_reply human_reply",
    "order_refunded": "退货退款 退货 refunded",
    "complaint_filed": "客诉 客户投诉 complaint",
    "complaint_resolved": "投诉解决 客诉解决 投诉处理完成",
    "refund_disputed": "退款争议 仲裁 dispute",
    "message_muted": "免打扰 屏蔽消息 mute muted",
    "group_left": "离群 退出群聊 退出群 group_leave leave_group left_group",
    "review_negative": "差评价 负面评价 bad_review",
    "contact_deleted_us": "客户删除 被删除 被客户删好友 unfriended",
    "unsubscribed": "取消关注 取关 退订短信 unsubscribe unfollow",
    "blocked": "加入黑名单 黑名单 block",
    "erased": "注销 注销账号 账号注销",
}
"""Kind → words that mean it and nothing else; standard names and a brand's own kinds go before these.

Words that leave open who acts (邀请, 问卷, 推送, 删除) are not here: the sentence of the quarantine says what they may
mean.
"""

NEAREST = 2
ERASURE = "erased"


def synonyms() -> dict[str, str]:
    """Word in small letters → code."""
    return {word.lower(): code for code, words in SYNONYMS.items() for word in words.split()}


def nearest_kinds(word: str, own: Iterable[Kind] = ()) -> list[Kind]:
    """Up to two kinds whose names or synonyms are spelt most like ``word``, nearest first; none when nothing is.

    A word that means one kind gives that kind alone. Erasure is never offered for a word that merely looks like it.
    """
    kinds = {kind.code: kind for kind in (*STANDARD, *own)}
    codes = synonyms()
    for kind in kinds.values():
        codes |= {name.lower(): kind.code for name in (kind.code, kind.zh, kind.en)}
    plain = word.strip().lower()
    if plain in codes:
        return [kinds[codes[plain]]]
    codes = {name: code for name, code in codes.items() if code != ERASURE}
    close = [name for name in codes if len(name) > 1 and (name in plain or (len(plain) > 1 and plain in name))]
    close.sort(key=lambda name: abs(len(name) - len(plain)))
    close += get_close_matches(plain, list(codes), n=2 * NEAREST, cutoff=0.5)
    return [kinds[code] for code in list(dict.fromkeys(codes[name] for name in close))[:NEAREST]]
