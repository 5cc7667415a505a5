"""Both sides of the balance sheet as two bars on one scale."""

from __future__ import annotations

import math

from guanxi.book.contracts import Book, Tier
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.style import (
    CLAIM,
    INK,
    MUTED,
    TIER,
    Unit,
    frame,
    in_rows,
    legend,
    names,
    unit_for,
    unit_text,
    values,
)
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import codes, common
from guanxi.report.words import statement as words

Part = tuple[int, str, float, str]
"""Side (0 assets, 1 claims), name, amount in fen, colour."""

GHOST = "#ffffff"
LABEL_SHARE, LABEL_SHARE_NARROW = 0.13, 0.24
"""A part shorter than this share of the longer bar has no room for its figure; the legend and table carry it."""


def balance_chart(book: Book, reader: Reader) -> Chart | None:
    """Assets by tier above liabilities and equity; ``None`` where there is nothing on either side."""
    parts = _parts(book, reader)
    largest = max((abs(amount) for _, _, amount, _ in parts), default=0.0)
    if largest <= 0:
        return None
    unit = unit_for(reader, largest)
    return Chart(
        key="balance",
        title=_finding(book, reader),
        subtitle=" · ".join(
            (
                unit_text(reader, unit),
                reader.count(common.CONTACTS, book.n_contacts),
                reader.say(common.AS_AT, day=reader.day(book.as_of_ms)),
                reader.say(common.NEXT_DAYS, days=str(book.horizon_days)),
                reader.say(common.BOOKED),
            )
        ),
        option=_option(parts, unit, reader),
        table=_table(parts, reader),
        height=250,
    )


def _parts(book: Book, reader: Reader) -> list[Part]:
    sheet = book.statement
    money = sheet.net_equity_basis == "trust_capital"
    assets = sheet.trust_capital.value if money else sheet.clv.value
    by_tier = {str(row.tier): row.trust_capital if money else row.clv for row in book.tiers}
    parts: list[Part] = [
        (0, reader.say(codes.TIERS[tier]), by_tier[tier], TIER[tier])
        for tier in (Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL)
        if by_tier.get(tier)
    ]
    other = assets - sum(amount for _, _, amount, _ in parts)
    if abs(other) >= 1:
        parts.append((0, reader.say(words.OTHER_SHORT), other, TIER["none"]))
    if money:
        parts.append((0, reader.say(words.ALLOWANCE_SHORT), abs(sheet.doubtful_allowance.value), GHOST))
    parts += [
        (
            1,
            reader.say(common.MAINTENANCE),
            sheet.maintenance.value if sheet.maintenance else 0.0,
            CLAIM["maintenance"],
        ),
        (1, reader.say(common.PROMISES), float(sheet.promises), CLAIM["promises"]),
        (1, reader.say(common.NET_EQUITY), sheet.net_equity.value, CLAIM["equity"]),
    ]
    return [part for part in parts if math.isfinite(part[2]) and part[2] != 0]


def _finding(book: Book, reader: Reader) -> str:
    sheet = book.statement
    if sheet.net_equity.value < 0:
        return reader.say(words.LIABILITIES_ABOVE)
    if sheet.maintenance is None:
        assets = sheet.trust_capital if sheet.net_equity_basis == "trust_capital" else sheet.clv
        return reader.say(words.CHART_UNKNOWN, assets=reader.money(assets.value))
    if sheet.net_equity_basis == "trust_capital" and sheet.potential.value > 0:
        kept = sheet.trust_capital.value / sheet.potential.value * 100
        return reader.say(words.CHART_MONEY, kept=reader.number(kept, 0))
    claims = sheet.maintenance.value + sheet.promises
    return reader.say(words.CHART_CLAIMS, share=reader.share(claims / sheet.clv.value if sheet.clv.value else None, 0))


def _option(parts: list[Part], unit: Unit, reader: Reader) -> Option:
    longest = max(sum(abs(part[2]) for part in parts if part[0] == side) for side in (0, 1))
    option = frame(
        grid={"left": 4, "right": 16, "top": 4, "bottom": 82, "containLabel": False},
        legend=legend(),
        xAxis=values(),
        yAxis=names([reader.say(words.ASSETS), reader.say(words.CLAIMS)]),
        series=[_series(part, unit, reader, roomy=abs(part[2]) >= LABEL_SHARE * longest) for part in parts],
    )
    narrow = [{"label": {"show": abs(part[2]) >= LABEL_SHARE_NARROW * longest, "fontSize": 12}} for part in parts]
    return in_rows(option, grid={"bottom": 118}, series=narrow)


def _series(part: Part, unit: Unit, reader: Reader, *, roomy: bool) -> Option:
    side, name, amount, color = part
    ghost = color == GHOST
    shown = reader.money(amount)
    item = {"value": unit.scale(amount), "tip": f"{name} {shown}"}
    border = {"borderColor": MUTED, "borderType": "dashed", "borderWidth": 1} if ghost else {}
    dark = ghost or color in (TIER["doubtful"], TIER["none"])
    return {
        "type": "bar",
        "stack": "sides",
        "name": name,
        "barWidth": 40,
        "data": [item if side == row else None for row in (0, 1)],
        "itemStyle": {"color": color, **border},
        "label": {"show": roomy, "formatter": shown, "color": INK if dark else "#ffffff", "fontSize": 13},
    }


def _table(parts: list[Part], reader: Reader) -> Table:
    sides = (reader.say(words.ASSETS), reader.say(words.CLAIMS))
    # The unit of the statement above it, which holds the totals too.
    totals = [sum(amount for at, _, amount, _ in parts if at == side) for side in (0, 1)]
    scale = column_scale(reader, totals)
    return Table(
        caption=reader.say(words.TITLE),
        columns=(
            Column(reader.say(words.SIDE), numeric=False),
            Column(reader.say(words.ITEM), numeric=False),
            Column(scale.head(reader.say(common.AMOUNT))),
        ),
        rows=rows(*((sides[side], name, scale.cell(amount)) for side, name, amount, _ in parts)),
    )
