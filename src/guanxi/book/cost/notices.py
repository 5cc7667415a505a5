"""What to say about costs, in both languages."""

from __future__ import annotations

from guanxi.book.contracts import Notice

NOT_KNOWN = Notice(
    "cost.not_known",
    "What serving contacts costs is not known: no maintenance pool, no direct cost and no rate is on record. State "
    "`rates` in guanxi.yaml or add a costs table. Figures are before maintenance.",
    "不知道维系客户的成本：没有维系费用、直接成本或费率记录。请在 guanxi.yaml 的 rates 中填写，或补充成本表。"
    "各项数字均未扣除维系成本。",
    severe=True,
)

RATES_SUPERSEDED = Notice(
    "cost.rates_superseded",
    "Maintenance pools are on record, so the stated rates per staff minute and per contact and year are not added: "
    "each yuan counts once.",
    "已有维系费用记录，因此不再叠加按员工分钟和按客户年计的费率：每一元只计一次。",
)


def annualised(covered_days: float) -> Notice:
    """Pools that cover less than a year were carried to one."""
    days = round(covered_days)
    return Notice(
        "cost.annualised",
        f"Maintenance pools cover the last {days} days only; a year is taken to cost 365/{days} of them.",
        f"维系费用只覆盖最近 {days} 天；一年的费用按其 365/{days} 推算。",
    )
