"""The tea brand's words: what its shops, people, groups, products and programs are called."""

from __future__ import annotations

from dataclasses import dataclass

BRAND = "云岫茶业"
CITIES = ("杭州", "苏州", "上海", "南京", "福州", "厦门", "广州", "深圳", "成都", "昆明", "北京", "西安")
STREETS = ("湖滨", "平江", "静安", "夫子庙", "三坊七巷", "中山路", "天河", "万象", "锦里", "翠湖", "国贸", "钟楼")
TEAS = ("龙井", "普洱", "白毫银针", "碧螺春", "大红袍", "铁观音", "正山小种", "茉莉花茶", "太平猴魁", "黄山毛峰")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
GIVEN = ("静", "敏", "丽", "强", "磊", "洋", "艳", "勇", "娟", "杰", "涛", "明", "霞", "平", "雪", "晨", "倩", "浩")
GIVEN_MORE = ("", "", "", "", "怡", "文", "宇", "雅", "梓", "思", "子", "佳")
"""Before the last character of a given name, more often nothing."""
GROUP_THEMES = ("茶友会", "新茶尝鲜群", "品鉴群", "福利群", "茶器爱好者", "早安茶会")
CONTENT = ("expertise", "emotion", "activity", "product")
OUTLETS = ("企微私聊", "企微群", "小程序", "朋友圈", "门店", "公众号")


@dataclass(frozen=True, slots=True)
class ChannelProfile:
    """An acquisition channel and what the people it brings are really like.

    Parameters
    ----------
    name : what the exports call it.
    share : of all contacts, before rings and farms are planted.
    cac_fen : acquisition cost per contact.
    never_share : share that never buys.
    trust_shift : shift of the personal mean of latent trust, in logits.
    spend_shift : shift of log spend.
    frailty : factor on both hazards of a lapse.
    """

    name: str
    share: float
    cac_fen: int
    never_share: float
    trust_shift: float
    spend_shift: float
    frailty: float


CHANNELS: tuple[ChannelProfile, ...] = (
    ChannelProfile("老客推荐", 0.12, 1_500, 0.14, 0.5, 0.15, 0.6),  # the prime one
    ChannelProfile("门店扫码", 0.24, 4_000, 0.20, 0.2, 0.05, 0.8),
    ChannelProfile("包裹卡", 0.16, 2_500, 0.24, 0.0, -0.10, 1.0),
    ChannelProfile("视频号直播", 0.12, 12_000, 0.32, -0.1, 0.0, 1.1),
    ChannelProfile("茶会沙龙", 0.06, 40_000, 0.18, 0.4, 0.30, 0.7),
    ChannelProfile("抖音投流", 0.18, 40_000, 0.38, -0.3, -0.15, 1.4),
    ChannelProfile("抽奖裂变", 0.12, 6_000, 0.78, -1.0, -0.80, 2.5),  # the toxic one
)
REFERRAL = 0
"""Index of the channel whose contacts have an inviter."""

PROGRAMS = ("春茶品鉴会", "每日打卡群", "限时秒杀轰炸", "老友回访", "新客陪伴")
PROMISES = ("积分兑换茶礼", "生日礼盒", "补发赠品", "会员返现")
