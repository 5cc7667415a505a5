"""Twelve contacts of the tea brand, each with a story, as the book would tell it."""

from __future__ import annotations

from guanxi.book.contracts import Driver, Example, Interval, Tier

STORIES = (
    # key, tier, T, n_eff, potential, cost, liability, three drivers (sub-score, contribution, en, zh)
    (
        "林婉清",
        Tier.CORE,
        0.91,
        34.2,
        486_000,
        6_400,
        False,
        (
            (
                "silence",
                1.12,
                "Last order on 26 December 2025, 5 days ago; the usual gap is 21.",
                "最近一次下单是 2025-12-26，距今 5 天；平时每 21 天一次。",
            ),
            (
                "referral",
                0.64,
                "Three friends came on her word since March 2025, and all three bought.",
                "2025 年 3 月以来介绍了 3 位朋友，3 位都已下单。",
            ),
            (
                "response",
                0.41,
                "Answered 8 of the last 10 invitations, the latest on 18 December 2025.",
                "最近 10 次邀请回应了 8 次，最近一次是 2025-12-18。",
            ),
        ),
    ),
    (
        "周启明",
        Tier.CORE,
        0.84,
        21.7,
        312_500,
        5_100,
        False,
        (
            (
                "frequency",
                0.88,
                "17 orders in 12 months, more often than 94 % of the contacts.",
                "12 个月下单 17 次，比 94% 的客户更频繁。",
            ),
            (
                "silence",
                0.71,
                "Last order on 19 December 2025, 12 days ago; the usual gap is 20.",
                "最近一次下单是 2025-12-19，距今 12 天；平时每 20 天一次。",
            ),
            (
                "willingness",
                0.30,
                "Pays the full price in 9 of 10 orders.",
                "10 次下单有 9 次按原价购买。",
            ),
        ),
    ),
    (
        "何静（从不聊天的老客）",
        Tier.CORE,
        0.78,
        12.4,
        268_000,
        1_900,
        False,
        (
            (
                "silence",
                0.95,
                "Last order on 12 December 2025, 19 days ago; the usual gap is 30. No message in two years.",
                "最近一次下单是 2025-12-12，距今 19 天；平时每 30 天一次。两年没有发过一条消息。",
            ),
            (
                "willingness",
                0.52,
                "Spends ¥268 per order, more than 88 % of the buyers.",
                "每单消费 ¥268，高于 88% 的买家。",
            ),
            (
                "latency",
                -0.08,
                "Never replied to a message; this weighs little.",
                "从未回复消息，这一项权重很小。",
            ),
        ),
    ),
    (
        "陈伯",
        Tier.CORE,
        0.73,
        9.8,
        154_000,
        3_300,
        False,
        (
            (
                "latency",
                0.61,
                "Usually replies within 40 minutes during opening hours.",
                "营业时间内通常 40 分钟内回复。",
            ),
            (
                "frequency",
                0.48,
                "6 orders since 2 February 2025.",
                "2025-02-02 以来下单 6 次。",
            ),
            (
                "silence",
                0.22,
                "Last order on 20 November 2025, 41 days ago; the usual gap is 52.",
                "最近一次下单是 2025-11-20，距今 41 天；平时每 52 天一次。",
            ),
        ),
    ),
    (
        "茶友会·苏梅",
        Tier.CORE,
        0.69,
        15.1,
        132_000,
        4_700,
        False,
        (
            (
                "referral",
                0.92,
                "Brought 5 members to the tea club; two bought before 30 November 2025.",
                "为茶友会带来 5 位新成员，其中 2 位在 2025-11-30 前下单。",
            ),
            (
                "frequency",
                0.31,
                "Came to 4 tastings, the latest on 6 December 2025.",
                "参加过 4 次品鉴会，最近一次是 2025-12-06。",
            ),
            (
                "willingness",
                -0.12,
                "Buys with a coupon more often than not.",
                "多数订单使用了优惠券。",
            ),
        ),
    ),
    (
        "王小米",
        Tier.CORE,
        0.66,
        6.2,
        98_000,
        2_100,
        False,
        (
            (
                "silence",
                0.77,
                "Last order on 24 December 2025, 7 days ago; the usual gap is 33.",
                "最近一次下单是 2025-12-24，距今 7 天；平时每 33 天一次。",
            ),
            (
                "response",
                0.18,
                "Answered 3 of the last 5 invitations.",
                "最近 5 次邀请回应了 3 次。",
            ),
            (
                "frequency",
                0.09,
                "3 orders in 12 months.",
                "12 个月下单 3 次。",
            ),
        ),
    ),
    (
        "赵国强",
        Tier.DOUBTFUL,
        0.04,
        7.5,
        84_000,
        4_200,
        True,
        (
            (
                "silence",
                -1.32,
                "No order for 142 days; the usual gap is 31.",
                "已有 142 天没有下单；平时每 31 天一次。",
            ),
            (
                "brake",
                -0.83,
                "The complaint of 14 August 2025 about a damaged parcel is still open.",
                "2025-08-14 关于包裹破损的投诉至今没有解决。",
            ),
            (
                "response",
                -0.44,
                "Left the last 9 promotions unanswered.",
                "最近 9 次促销都没有回应。",
            ),
        ),
    ),
    (
        "刘倩",
        Tier.DOUBTFUL,
        0.09,
        5.1,
        61_000,
        3_900,
        True,
        (
            (
                "silence",
                -1.05,
                "No order for 203 days; the usual gap is 58.",
                "已有 203 天没有下单；平时每 58 天一次。",
            ),
            (
                "brake",
                -0.51,
                "Muted our messages on 3 September 2025, after three promotions in one week.",
                "2025-09-03 一周内收到三次促销后，把我们设为免打扰。",
            ),
            (
                "frequency",
                -0.20,
                "One order in 12 months.",
                "12 个月只下单 1 次。",
            ),
        ),
    ),
    (
        "抖音用户_8841027",
        Tier.DOUBTFUL,
        0.11,
        3.2,
        22_000,
        2_600,
        True,
        (
            (
                "willingness",
                -0.66,
                "Bought once, on 18 June 2025, with the largest discount of the year.",
                "只在 2025-06-18 下过一单，用的是全年最大的折扣。",
            ),
            (
                "silence",
                -0.60,
                "No act for 196 days.",
                "已有 196 天没有任何互动。",
            ),
            (
                "response",
                -0.31,
                "Left the last 6 invitations unanswered.",
                "最近 6 次邀请都没有回应。",
            ),
        ),
    ),
    (
        "孙先生",
        Tier.DOUBTFUL,
        0.14,
        4.0,
        47_500,
        2_200,
        False,
        (
            (
                "silence",
                -0.92,
                "No order for 168 days; the usual gap is 62.",
                "已有 168 天没有下单；平时每 62 天一次。",
            ),
            (
                "frequency",
                -0.27,
                "2 orders in 12 months.",
                "12 个月下单 2 次。",
            ),
            (
                "latency",
                0.10,
                "Used to reply within two hours, until 1 July 2025.",
                "2025-07-01 以前通常两小时内回复。",
            ),
        ),
    ),
    (
        "高敏",
        Tier.DOUBTFUL,
        0.17,
        3.6,
        39_000,
        3_100,
        True,
        (
            (
                "brake",
                -0.70,
                "Left the group on 21 September 2025 and disputed a refund on 2 October 2025.",
                "2025-09-21 退群，2025-10-02 就退款提出争议。",
            ),
            (
                "silence",
                -0.55,
                "No order for 121 days; the usual gap is 44.",
                "已有 121 天没有下单；平时每 44 天一次。",
            ),
            (
                "response",
                -0.15,
                "Answered 1 of the last 7 invitations.",
                "最近 7 次邀请回应了 1 次。",
            ),
        ),
    ),
    (
        "吴婷",
        Tier.DOUBTFUL,
        0.21,
        3.1,
        31_000,
        1_700,
        False,
        (
            (
                "silence",
                -0.49,
                "No order for 110 days; the usual gap is 40.",
                "已有 110 天没有下单；平时每 40 天一次。",
            ),
            (
                "response",
                -0.33,
                "Left the last 4 invitations unanswered.",
                "最近 4 次邀请都没有回应。",
            ),
            (
                "willingness",
                0.12,
                "Paid the full price in both orders.",
                "两次下单都是原价购买。",
            ),
        ),
    ),
)


def _example(i: int, story: tuple) -> Example:  # type: ignore[type-arg]
    key, tier, trust, n_eff, potential, cost, liability, drivers = story
    half = 0.32 / (n_eff + 1) ** 0.5
    return Example(
        contact_id=i + 1,
        source_key=key,
        tier=tier,
        trust=Interval(trust, max(0.0, trust - half), min(1.0, trust + half)),
        n_eff=n_eff,
        potential=potential,
        trust_capital=round(potential * trust),
        clv=round(potential * (trust * 0.9 + 0.05)),
        cost_to_serve=cost,
        is_liability=liability,
        drivers=tuple(Driver(*driver) for driver in drivers),
    )


PEOPLE = tuple(_example(i, story) for i, story in enumerate(STORIES))
CORE_PEOPLE = tuple(person for person in PEOPLE if person.tier is Tier.CORE)
DOUBTFUL_PEOPLE = tuple(person for person in PEOPLE if person.tier is Tier.DOUBTFUL)
