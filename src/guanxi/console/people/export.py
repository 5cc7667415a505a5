"""The list as CSV that a spreadsheet cannot take for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from guanxi.console.people.lines import suppression_name
from guanxi.kit.clock import local_day
from guanxi.kit.money import yuan
from guanxi.kit.phrase import Phrase
from guanxi.people.contracts import CONSENT_NAMES, Row
from guanxi.report.reader import Reader
from guanxi.report.words import codes
from guanxi.report.xlsx.safe import STARTS

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
BLOCK_ROWS = 500
HEAD = (
    Phrase("客户编号", "key"),
    Phrase("名称", "name"),
    Phrase("层级", "tier"),
    Phrase("生命周期阶段", "lifecycle stage"),
    Phrase("特征", "layers"),
    Phrase("终身价值（元）", "lifetime value (yuan)"),
    Phrase("信任资本（{unit}）", "trust capital ({unit})"),
    Phrase("信任 T", "trust T"),
    Phrase("信任 T 下限（80% 区间）", "trust T, low end of 80%"),
    Phrase("信任 T 上限（80% 区间）", "trust T, high end of 80%"),
    Phrase("有效证据（次）", "evidence (acts)"),
    Phrase("证据是否足够", "enough evidence"),
    Phrase("最近下单", "latest order"),
    Phrase("建立日期", "known since"),
    Phrase("获客渠道", "channel of acquisition"),
    Phrase("员工", "employee"),
    Phrase("营销授权", "consent to promotion"),
    Phrase("禁止触达", "not to be reached"),
)
MONEY, INDEX = Phrase("元", "yuan"), Phrase("指数，不是钱", "index, no money")
YES, NO = Phrase("是", "yes"), Phrase("否", "no")


def csv_lines(rows: Iterable[Row], reader: Reader, *, capital_is_money: bool) -> Iterator[str]:
    """The file in blocks of some hundred rows; keys stand whole, because joins and calls need them."""
    unit = reader.say(MONEY if capital_is_money else INDEX)
    yield BOM + _written([[reader.say(phrase, unit=unit) for phrase in HEAD]])
    block: list[list[str]] = []
    for row in rows:
        block.append(_cells(row, reader))
        if len(block) == BLOCK_ROWS:
            yield _written(block)
            block = []
    if block:
        yield _written(block)


def safe_cell(text: str) -> str:
    """``text`` so that it stays text: a beginning that some program takes for a formula gets an apostrophe."""
    plain = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{plain}" if plain.startswith(STARTS) else plain


def _written(rows: list[list[str]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue()


def _cells(row: Row, reader: Reader) -> list[str]:
    def day(at_ms: int | None) -> str:
        return "" if at_ms is None else local_day(at_ms, reader.zone).isoformat()

    def number(value: float | None, digits: int) -> str:
        return "" if value is None else f"{value:.{digits}f}"

    between = "、" if reader.lang == "zh" else ", "
    more, is_rated = row.beside, row.trust is not None
    return [
        safe_cell(row.key),
        safe_cell(row.name),
        reader.name_of(codes.TIERS, row.tier) if row.tier else "",
        reader.name_of(codes.STAGES, row.stage) if row.stage else "",
        between.join(reader.name_of(codes.LAYERS, layer) for layer in row.layers),
        # Our own numbers stay numbers, also below zero: there is nothing of anybody's text in them.
        "" if row.clv_fen is None else yuan(row.clv_fen),
        "" if row.capital_fen is None else yuan(row.capital_fen),
        number(row.trust, 3),
        number(more.low if is_rated else None, 3),
        number(more.high if is_rated else None, 3),
        number(more.n_eff if is_rated else None, 1),
        reader.say(YES if more.has_evidence else NO) if is_rated else "",
        day(row.latest_order_ms),
        day(row.created_ms),
        safe_cell(row.channel),
        safe_cell(between.join(more.staff)),
        reader.say(CONSENT_NAMES[row.consent]),
        between.join(suppression_name(reason, reader) for reason in more.suppressed),
    ]
