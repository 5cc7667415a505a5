"""Headers as people write them: which table, and which column."""

from __future__ import annotations

import pytest

from guanxi.lake.importing.presets import PRESETS
from guanxi.lake.importing.recognise import plain_header, recognise

HEADERS = {
    "客户,时间,金额(元)": ("orders", {"contact_key": "客户", "occurred_at": "时间", "amount": "金额(元)"}),
    "customer_id,date,amount": ("orders", {"contact_key": "customer_id", "occurred_at": "date", "amount": "amount"}),
    "Customer ID,Order Date,Total Amount,Order No": (
        "orders",
        {
            "contact_key": "Customer ID",
            "occurred_at": "Order Date",
            "amount": "Total Amount",
            "order_id": "Order No",
        },
    ),
    "手机号,支付时间,实付金额": ("orders", {"contact_key": "手机号", "occurred_at": "支付时间", "amount": "实付金额"}),
    "客户ID,订单号,下单时间,商品名称,小计": (
        "order_lines",
        {
            "contact_key": "客户ID",
            "order_id": "订单号",
            "occurred_at": "下单时间",
            "product": "商品名称",
            "line_amount": "小计",
        },
    ),
    "客户编号,行为时间,行为类型": (
        "events",
        {"contact_key": "客户编号", "occurred_at": "行为时间", "kind": "行为类型"},
    ),
    "contact_key,occurred_ms,kind_id": (
        "events",
        {"contact_key": "contact_key", "occurred_ms": "occurred_ms", "kind_id": "kind_id"},
    ),
    "会员号,添加时间,渠道,邀请人": (
        "contacts",
        {"contact_key": "会员号", "acquired_at": "添加时间", "channel": "渠道", "inviter_key": "邀请人"},
    ),
    "客户编号,员工,开始时间,结束时间": (
        "staff_edges",
        {"contact_key": "客户编号", "staff_id": "员工", "valid_from": "开始时间", "valid_until": "结束时间"},
    ),
    "月份,费用类型,金额": ("costs", {"period_from": "月份", "cost_category": "费用类型", "amount": "金额"}),
    "客户号,权益名称,发放时间,到期时间": (
        "promises",
        {"contact_key": "客户号", "what": "权益名称", "promised_at": "发放时间", "due_at": "到期时间"},
    ),
}


@pytest.mark.parametrize("headers", HEADERS, ids=lambda text: str(text)[:24])
def test_files_are_recognised_by_their_headers(headers: str) -> None:
    names = headers.split(",")

    match = recognise(names, "", {})

    assert match is not None
    assert (match.preset.name, {ours: names[i] for ours, i in match.columns.items()}) == HEADERS[headers]


@pytest.mark.parametrize("headers", ["a,b,c", "客户编号", "金额,时间", "客户编号,备注", "id,name,phone number"])
def test_what_lacks_the_needed_columns_is_not(headers: str) -> None:
    assert recognise(headers.split(","), "", {}) is None


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_every_word_finds_its_own_field(preset: object) -> None:
    from guanxi.lake.importing.presets import Preset
    from guanxi.lake.importing.recognise import match_preset

    assert isinstance(preset, Preset)
    for field in preset.fields:
        for word in field.words:
            found = match_preset(preset, [word], {}).columns
            assert list(found.values()) == [0], word


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("支付金额 （元）", "支付金额"),
        ("Order_Date", "orderdate"),
        ("金额(万元)", "金额万元"),
        ("元", "元"),
        ("ＩＤ", "id"),
    ],
)
def test_headers_are_compared_without_dress_but_never_without_their_scale(header: str, plain: str) -> None:
    assert plain_header(header) == plain
