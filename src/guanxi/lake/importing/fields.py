"""Our columns: what each may hold, and the words by which people's files call it (best word first)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How a cell is read, and what may be wrong with it."""

    KEY = "key"  # identifies something: no scientific notation, no invisible characters
    TEXT = "text"  # free text: invisible characters are stripped and counted
    PAST_TIME = "past_time"  # a moment that must lie between the earliest believable day and the import's clock
    TIME = "time"  # a moment that may lie in the future
    MONTH_OR_DAY = "month_or_day"  # 2025-01 or a day: the start of a period
    MONEY = "money"  # an amount in units of the currency
    FEN = "fen"  # an amount in integer minor units
    EPOCH_MS = "epoch_ms"  # integer UTC milliseconds that must not lie in the future
    NUMBER = "number"
    FLAG = "flag"
    KIND = "kind"  # code, number or name of an event kind
    STATUS = "status"  # of an order
    CATEGORY = "category"  # of a cost
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Field:
    """One of our columns.

    Parameters
    ----------
    name : ours, as in guanxi.yaml and in staged files.
    type : how its cells are read.
    words : headers that mean it, best first, in any case and with any blanks, underscores or brackets.
    """

    name: str
    type: FieldType
    words: tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CONTACT_KEY = Field(
    "contact_key",
    FieldType.KEY,
    words_of(
        "contact_key contact_id customer_id customer_no customer_key client_id member_id member_no user_id buyer_id "
        "household_id external_userid unionid openid contact customer member "
        "客户ID 客户编号 客户编码 客户号 会员ID 会员编号 会员号 会员卡号 用户ID 用户编号 买家ID 买家会员名 买家账号 "
        "外部联系人ID 顾客ID 顾客编号 客户手机号 会员手机号 买家手机号 手机号 手机号码 手机 "
        "联系手机 phone mobile email "
        "客户 会员 顾客 买家 用户"
    ),
)
ORDER_ID = Field(
    "order_id",
    FieldType.KEY,
    words_of("order_id order_no order_number order_sn trade_no 订单编号 订单号 订单ID 交易号 单号 order id"),
)
ORDER_TIME = Field(
    "occurred_at",
    FieldType.PAST_TIME,
    words_of(
        "paid_at payment_time pay_time order_time ordered_at order_date purchase_date purchased_at occurred_at "
        "transaction_timestamp transaction_date invoice_date timestamp datetime created_at date time "
        "付款时间 订单付款时间 支付时间 支付日期 付款日期 成交时间 交易时间 下单时间 下单日期 订单创建时间 订单时间 "
        "订单日期 购买时间 购买日期 消费时间 消费日期 交易日期 创建时间 日期 时间"
    ),
)
EVENT_TIME = Field(
    "occurred_at",
    FieldType.PAST_TIME,
    words_of("occurred_at event_time happened_at timestamp datetime date time 发生时间 事件时间 行为时间 时间 日期"),
)
OCCURRED_MS = Field("occurred_ms", FieldType.EPOCH_MS, words_of("occurred_ms"))
RECEIVED_AT = Field("received_at", FieldType.PAST_TIME, words_of("received_at 接收时间 入库时间"))
RECEIVED_MS = Field("received_ms", FieldType.EPOCH_MS, words_of("received_ms"))
AMOUNT = Field(
    "amount",
    FieldType.MONEY,
    words_of(
        "amount_paid paid_amount actual_amount net_amount amount order_amount total_amount total_price total sales "
        "sales_value revenue 买家实际支付金额 买家实付金额 实付金额 实付款 实收金额 实付 "
        "支付金额 付款金额 订单实付金额 "
        "成交金额 交易金额 消费金额 订单金额 订单总额 订单总金额 总金额 金额"
    ),
)
AMOUNT_FEN = Field("amount_fen", FieldType.FEN, words_of("amount_fen 金额分 实付金额分"))
GROSS_AMOUNT = Field(
    "gross_amount",
    FieldType.MONEY,
    words_of("gross_amount subtotal list_amount 原价 订单原价 商品总价 商品总额 应付金额 买家应付货款"),
)
LINE_AMOUNT = Field(
    "line_amount",
    FieldType.MONEY,
    words_of("line_amount line_total item_amount item_total 商品实付金额 商品金额 小计 行金额 明细金额"),
)
DISCOUNT = Field(
    "discount",
    FieldType.MONEY,
    words_of("discount discount_amount coupon_amount total_discount 优惠金额 折扣金额 优惠 折扣额 优惠券金额 卡券抵扣"),
)
PRODUCT = Field(
    "product",
    FieldType.TEXT,
    words_of(
        "product product_name item_name sku product_id 商品名称 商品 宝贝标题 产品名称 产品 商品编码 货品名称 品名"
    ),
)
PRODUCT_CATEGORY = Field("category", FieldType.TEXT, words_of("product_category category 商品分类 商品类目 类目 品类"))
QUANTITY = Field(
    "quantity",
    FieldType.NUMBER,
    words_of("quantity qty units number_of_cds 数量 商品数量 购买数量 件数 宝贝总数量"),
)
CHANNEL = Field(
    "channel",
    FieldType.TEXT,
    words_of("channel source_channel 渠道 来源渠道 销售渠道 订单来源 来源 平台 source platform"),
)
STAFF = Field(
    "staff_id",
    FieldType.KEY,
    words_of(
        "staff_id staff employee_id sales_id owner added_by follow_user 员工ID 员工 员工编号 导购 导购ID 导购员 销售员 "
        "所属员工 归属员工 添加人 添加员工 添加成员 跟进人 跟进员工 跟进成员 服务人员 服务员工 专属导购 "
        "所属导购 客户经理 负责人 客服"
    ),
)
POINT = Field(
    "point_id",
    FieldType.KEY,
    words_of(
        "point_id touchpoint touchpoint_id store_id store shop_id shop 触点 触点ID 门店 门店ID 店铺名称 店铺 门店名称"
    ),
)
GROUP = Field("group_id", FieldType.KEY, words_of("group_id chat_id group 群ID 社群ID 群聊ID 群 社群 群名称"))
PROGRAM = Field(
    "program_id",
    FieldType.KEY,
    words_of("program_id campaign_id program campaign 活动ID 计划ID 营销活动 活动 活动名称 计划"),
)
CURRENCY = Field("currency", FieldType.CURRENCY, words_of("currency currency_code 币种 货币"))
PROPERTIES = Field("properties", FieldType.TEXT, words_of("properties props attributes 属性 扩展属性"))
PEER_KEY = Field(
    "peer_key",
    FieldType.KEY,
    words_of("peer_key peer_id invitee_id invitee invited_id 对方ID 被邀请人 被邀请人ID 好友ID 对方客户ID"),
)
INVITER_KEY = Field(
    "inviter_key",
    FieldType.KEY,
    words_of("inviter_key inviter_id inviter referrer_id referrer 邀请人 邀请人ID 推荐人 推荐人ID 介绍人"),
)
