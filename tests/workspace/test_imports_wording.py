"""What the importer says of a setting, said in a browser: the page that does it, not a file of the command's user."""

from __future__ import annotations

import pytest

from guanxi.imports.wording import here
from guanxi.lake.importing import problems
from guanxi.lake.importing.reasons import CODES, reason

REASONS = [reason(code, "列", "1990-01-01") for code in sorted(CODES)]
OF_FILES = [
    problems.not_recognised("a.csv", "orders", ("amount",)),
    problems.missing_columns("a.csv", "orders", (("amount",),)),
    problems.unknown_header("a.csv", "amount", "金额"),
    problems.guessed_columns("a.csv", {"amount": "金额"}),
    problems.files_disagree("a.csv", "b.csv", 2, ("1", "¥1", "¥2")),
    problems.disputed_orders("a.csv", 2),
]


@pytest.mark.parametrize("said", [*REASONS, *OF_FILES], ids=lambda said: said.code)
def test_a_file_of_settings_is_named_only_with_who_can_change_it(said: problems.Problem) -> None:
    zh, en = here(said.zh), here(said.en)

    assert "template" not in en + zh
    assert "guanxi.yaml" not in zh or "管理员在服务器上" in zh
    assert "guanxi.yaml" not in en or "administrator" in en
    assert "`" not in en or "administrator" in en
    assert (zh == said.zh) == (en == said.en), "both languages, or neither"


def test_the_order_of_dates_leads_to_its_page() -> None:
    said = here(reason("import.bad_time", "付款时间").zh)

    assert said.endswith("若为 31/01/2025 这种写法，请在“设置 → 品牌”中选择日期写法。")


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (
            problems.not_recognised("a.csv", "orders", ("contact_key",)),
            "很像“订单”表，但缺少一列：客户编号。",
            "looks like “Orders”, but no column was found for: contact key.",
        ),
        (
            problems.missing_columns("a.csv", "costs", (("amount",), ("period_from", "period_from_ms"))),
            "被指定为“费用”，但缺少以下列：金额; 开始日期 / period_from_ms。",
            "is said to be “Costs”, but no column was found for: amount; period from / period from ms.",
        ),
        (
            problems.unknown_header("a.csv", "contact_key", "谁"),
            "已选择 客户编号 在“谁”列",
            "It was chosen that contact key stands in “谁”",
        ),
        (
            problems.guessed_columns("a.csv", {"contact_key": "a_b = c", "amount": "钱"}),
            "“a_b = c” = 客户编号; “钱” = 金额。",
            "“a_b = c” = contact key; “钱” = amount.",
        ),
    ],
    ids=lambda said: getattr(said, "code", ""),
)
def test_tables_and_columns_have_names_instead_of_codes(said: problems.Problem, zh: str, en: str) -> None:
    assert zh in here(said.zh)
    assert en in here(said.en)
