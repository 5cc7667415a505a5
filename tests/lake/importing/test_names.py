"""Names of contacts: read from their own tables, kept as text where pages look for them, and bounded."""

from __future__ import annotations

import json

import pytest
from brand_folder import Import, Imported

from guanxi.lake.importing.recognise import recognise


def properties(got: Imported) -> list[dict[str, str]]:
    return [json.loads(str(text)) for (text,) in got.rows("contacts", "properties")]


@pytest.mark.parametrize("header", ["姓名", "客户姓名", "昵称", "名字", "微信昵称", "Name", "nickname", "full name"])
def test_a_column_of_names_is_read(importing: Import, header: str) -> None:
    got = importing({"c.csv": f"客户编号,{header},添加时间\nC1,林晓月,2025-01-02\nC2,,2025-01-03\n"})

    assert properties(got) == [{"name": "林晓月"}, {}]
    assert "未读取的列" not in got.staged.files[0].note_zh


def test_of_two_columns_the_name_goes_before_the_nickname(importing: Import) -> None:
    got = importing({"c.csv": "客户编号,昵称,姓名,添加时间\nC1,月亮,林晓月,2025-01-02\n"})

    assert properties(got) == [{"name": "林晓月"}]
    assert "昵称" in got.staged.files[0].note_zh


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('{"city":"杭州","name":"旧"}', {"city": "杭州", "name": "林晓月"}),
        ("爱喝茶", {"text": "爱喝茶", "name": "林晓月"}),
        ("[1]", {"text": "[1]", "name": "林晓月"}),
        ("", {"name": "林晓月"}),
    ],
)
def test_it_stands_beside_other_attributes(importing: Import, given: str, kept: dict[str, str]) -> None:
    quoted = given.replace('"', '""')

    got = importing({"c.csv": f'客户编号,姓名,属性,添加时间\nC1,林晓月,"{quoted}",2025-01-02\n'})

    assert properties(got) == [kept]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('","city":"x', '","city":"x'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("a\u202eb\x00c", "abc"),
        ("名" * 1_000, "名" * 300),
        ("\\", "\\"),
    ],
)
def test_a_hostile_name_stays_text(importing: Import, given: str, kept: str) -> None:
    quoted = given.replace('"', '""')

    got = importing({"c.csv": f'客户编号,姓名,添加时间\nC1,"{quoted}",2025-01-02\n'})

    assert properties(got) == [{"name": kept}]


@pytest.mark.parametrize("header", ["收货人", "收货人姓名", "姓名", "买家姓名"])
def test_orders_give_no_names(importing: Import, header: str) -> None:
    got = importing({"o.csv": f"会员号,{header},付款时间,实付金额\nC1,林晓月,2025-01-02,12\n"})

    assert got.staged.files[0].recognised_as == "orders"
    assert header in got.staged.files[0].note_zh
    assert got.rows("contacts") == []


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        (["order_id", "contact_key", "created_at", "product", "name"], "order_items"),
        (["contact_key", "name", "staff_id", "since"], "staff_edges"),
        (["contact_key", "name", "date", "kind", "channel"], "events"),
    ],
)
def test_a_name_says_nothing_of_what_table_it_is(headers: list[str], table: str) -> None:
    match = recognise(headers, "", {})

    assert match is not None
    assert match.preset.name == table
