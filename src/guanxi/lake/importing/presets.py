"""The tables an import understands: which of our columns each has, and which it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.lake.importing import fields as f
from guanxi.lake.importing.fields import Field, FieldType, words_of


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of file.

    Parameters
    ----------
    name : as in guanxi.yaml under ``table:``.
    zh : what people call it.
    fields : our columns.
    needs : groups of names; a file (and a row) must have at least one of each group.
    marks : names that tell it from other presets where several would fit; each counts for more.
    silent : names that many kinds of file hold, so that they say nothing of which one it is.
    """

    name: str
    zh: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field called ``name``; raises ``KeyError`` when there is none."""
        return {field.name: field for field in self.fields}[name]


_ORDER_FIELDS = (
    f.CONTACT_KEY,
    f.ORDER_ID,
    f.ORDER_TIME,
    Field(
        "refund_amount",
        FieldType.MONEY,
        words_of("refund_amount refunded_amount refund 退款金额 已退款金额 退款总额 售后金额"),
    ),
    Field("refunded_at", FieldType.PAST_TIME, words_of("refunded_at refund_time 退款时间 退款完成时间")),
    Field(
        "status",
        FieldType.STATUS,
        words_of("order_status financial_status payment_status status 订单状态 交易状态 支付状态 状态"),
    ),
    f.DISCOUNT,
    f.PRODUCT,
    f.PRODUCT_CATEGORY,
    f.QUANTITY,
    f.CHANNEL,
    f.STAFF,
    f.POINT,
    f.GROUP,
    f.PROGRAM,
    f.CURRENCY,
    f.RECEIVED_AT,
)

ORDERS = Preset(
    "orders",
    "订单",
    (*_ORDER_FIELDS, f.AMOUNT, f.AMOUNT_FEN, f.GROSS_AMOUNT, f.LINE_AMOUNT),
    (("contact_key",), ("occurred_at",), ("amount", "amount_fen", "gross_amount")),
    ("amount", "order_id"),
)
ORDER_LINES = Preset(
    "order_lines",
    "订单明细",
    (*_ORDER_FIELDS, f.LINE_AMOUNT),
    (("contact_key",), ("occurred_at",), ("order_id",), ("line_amount",)),
    ("line_amount",),
)
EVENTS = Preset(
    "events",
    "事件",
    (
        Field(
            "source_event_id", FieldType.KEY, words_of("source_event_id event_id event_key 事件ID 事件编号 流水号 id")
        ),
        f.CONTACT_KEY,
        f.EVENT_TIME,
        f.OCCURRED_MS,
        f.RECEIVED_AT,
        f.RECEIVED_MS,
        Field(
            "kind", FieldType.KIND, words_of("kind event_kind event_type event action 事件类型 事件 行为类型 行为 动作")
        ),
        Field("kind_id", FieldType.KIND, words_of("kind_id")),
        f.POINT,
        Field("automated", FieldType.FLAG, words_of("automated is_bot bot 自动 是否自动 机器人")),
        f.CHANNEL,
        f.STAFF,
        f.GROUP,
        f.PROGRAM,
        f.PEER_KEY,
        f.AMOUNT,
        f.AMOUNT_FEN,
        Field("cost", FieldType.MONEY, words_of("cost direct_cost 成本 直接成本 费用")),
        Field("cost_fen", FieldType.FEN, words_of("cost_fen 成本分")),
        Field("value_hint", FieldType.MONEY, words_of("value_hint value face_value 价值 面值 优惠金额 discount")),
        Field("value_hint_fen", FieldType.FEN, words_of("value_hint_fen")),
        f.CURRENCY,
        f.PROPERTIES,
    ),
    (("contact_key",), ("occurred_at", "occurred_ms"), ("kind", "kind_id")),
    ("kind", "kind_id"),
)
ORDER_ITEMS = Preset(
    "order_items",
    "商品明细",
    (
        Field("source_event_id", FieldType.KEY, words_of("source_event_id")),
        f.ORDER_ID,
        f.CONTACT_KEY,
        f.ORDER_TIME,
        f.OCCURRED_MS,
        f.PRODUCT,
        f.PRODUCT_CATEGORY,
        f.QUANTITY,
        Field("price", FieldType.MONEY, words_of("price line_price item_price 售价 商品单价 价格")),
        Field("price_fen", FieldType.FEN, words_of("price_fen")),
        f.DISCOUNT,
        Field("discount_fen", FieldType.FEN, words_of("discount_fen")),
    ),
    (("source_event_id", "order_id"), ("contact_key",), ("occurred_at", "occurred_ms"), ("product",)),
    ("price", "price_fen"),
)
PROMISES = Preset(
    "promises",
    "承诺",
    (
        f.CONTACT_KEY,
        Field(
            "what", FieldType.TEXT, words_of("what promise promised benefit 承诺 承诺内容 权益 权益名称 事项 券名称")
        ),
        f.AMOUNT,
        f.AMOUNT_FEN,
        Field(
            "promised_at", FieldType.PAST_TIME, words_of("promised_at issued_at granted_at 承诺时间 发放时间 领取时间")
        ),
        Field("promised_ms", FieldType.EPOCH_MS, words_of("promised_ms")),
        Field(
            "due_at",
            FieldType.TIME,
            words_of("due_at due expires_at valid_until 到期时间 截止时间 有效期至 应兑现时间"),
        ),
        Field("due_ms", FieldType.NUMBER, words_of("due_ms")),
        Field(
            "kept_at",
            FieldType.PAST_TIME,
            words_of("kept_at redeemed_at fulfilled_at 兑现时间 核销时间 使用时间 完成时间"),
        ),
        Field("kept_ms", FieldType.EPOCH_MS, words_of("kept_ms")),
    ),
    (("contact_key",), ("what",), ("promised_at", "promised_ms")),
    ("what", "promised_at", "promised_ms"),
)
ASSIGNMENTS = Preset(
    "assignments",
    "实验分组",
    (
        f.CONTACT_KEY,
        Field(f.PROGRAM.name, FieldType.KEY, (*f.PROGRAM.words, *words_of("experiment experiment_id 实验 实验ID"))),
        Field(
            "arm",
            FieldType.KEY,
            words_of("arm variant treatment_group experiment_group 分组 实验组别 组别 实验分组 所属分组"),
        ),
        Field(
            "assigned_at",
            FieldType.PAST_TIME,
            words_of("assigned_at assigned assignment_time enrolled_at 分组时间 入组时间 分组日期 入组日期"),
        ),
        Field("assigned_ms", FieldType.EPOCH_MS, words_of("assigned_ms")),
        Field("cluster_id", FieldType.KEY, words_of("cluster_id cluster 分组单位 随机化单位 整群编号")),
        Field("share", FieldType.NUMBER, words_of("share arm_share 分组占比 设计占比 占比")),
        Field("share_bp", FieldType.NUMBER, words_of("share_bp")),
    ),
    (("contact_key",), ("program_id",), ("arm",), ("assigned_at", "assigned_ms")),
    ("arm", "assigned_at", "assigned_ms"),
)
COSTS = Preset(
    "costs",
    "费用",
    (
        Field(
            "period_from",
            FieldType.MONTH_OR_DAY,
            words_of(
                "period_from from from_date start_date month period 开始日期 起始日期 月份 费用月份 期间 日期 date"
            ),
        ),
        Field("period_from_ms", FieldType.NUMBER, words_of("period_from_ms")),
        Field("period_until", FieldType.TIME, words_of("period_until until until_date")),
        Field("period_until_ms", FieldType.NUMBER, words_of("period_until_ms")),
        Field("period_to", FieldType.TIME, words_of("period_to to to_date end_date 结束日期 截止日期")),
        Field(
            "cost_category",
            FieldType.CATEGORY,
            words_of("category cost_type cost_category 费用类型 成本类型 类别 费用类别"),
        ),
        f.CHANNEL,
        f.STAFF,
        f.PROGRAM,
        Field("amount", FieldType.MONEY, words_of("amount cost spend 金额 费用 费用金额 成本 花费 支出")),
        f.AMOUNT_FEN,
    ),
    (("period_from", "period_from_ms"), ("cost_category",), ("amount", "amount_fen")),
    ("cost_category", "period_from_ms"),
)
STAFF_EDGES = Preset(
    "staff_edges",
    "员工关系",
    (
        f.CONTACT_KEY,
        f.STAFF,
        Field("valid_from", FieldType.PAST_TIME, words_of("valid_from since from 起始时间 开始时间 添加时间 分配时间")),
        Field("valid_from_ms", FieldType.EPOCH_MS, words_of("valid_from_ms")),
        Field("valid_until", FieldType.TIME, words_of("valid_until until 结束时间 解除时间 离开时间")),
        Field("valid_until_ms", FieldType.NUMBER, words_of("valid_until_ms")),
    ),
    (("contact_key",), ("staff_id",), ("valid_from", "valid_from_ms")),
    ("valid_until", "valid_until_ms", "valid_from", "valid_from_ms"),
)
CONTACTS = Preset(
    "contacts",
    "客户",
    (
        Field(f.CONTACT_KEY.name, FieldType.KEY, (*f.CONTACT_KEY.words, "source_key", "id", "编号")),
        Field(
            "acquired_at",
            FieldType.PAST_TIME,
            words_of(
                "acquired_at added_at joined_at registered_at created_at first_seen 添加时间 "
                "加好友时间 注册时间 入会时间 "
                "开卡时间 获客时间 创建时间"
            ),
        ),
        Field("acquired_ms", FieldType.EPOCH_MS, words_of("acquired_ms")),
        f.CHANNEL,
        Field(
            "campaign",
            FieldType.TEXT,
            words_of("campaign live_code store 活码 获客活动 来源活动 入会门店 开卡门店 门店"),
        ),
        f.INVITER_KEY,
        f.STAFF,
        # Of contacts only: who receives an order may be somebody else.
        Field(
            "name",
            FieldType.TEXT,
            words_of(
                "name full_name contact_name customer_name member_name nickname nick 姓名 客户姓名 会员姓名 用户姓名 "
                "顾客姓名 买家姓名 客户名称 名字 客户名字 昵称 客户昵称 会员昵称 用户昵称 买家昵称 微信昵称"
            ),
        ),
        f.PROPERTIES,
    ),
    (("contact_key",), ("acquired_at", "acquired_ms", "channel", "inviter_key", "staff_id", "campaign")),
    ("acquired_at", "acquired_ms", "inviter_key"),
    ("name",),
)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (EVENTS, ORDERS, ORDER_LINES, ORDER_ITEMS, PROMISES, ASSIGNMENTS, COSTS, CONTACTS, STAFF_EDGES)
}
"""All presets; where a file fits several equally well, the earlier one is taken.

A list of who was added when and by whom (添加时间, 添加人) is one of contacts: it dates their acquisition and names
their staff.
"""
