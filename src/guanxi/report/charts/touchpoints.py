"""Reach of each touchpoint: how many contacts only there, how many also elsewhere."""

from __future__ import annotations

from guanxi.book.contracts import Book, TouchpointRow
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.style import LEVEL, ROW_PX, frame, in_rows, legend, names, values
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.standing import head_count, mean_trust
from guanxi.report.words import common
from guanxi.report.words import touchpoints as words

LIMIT, TABLE_LIMIT = 12, 40
ELSEWHERE = "#9fb9c5"


def by_reach(book: Book) -> list[TouchpointRow]:
    """Touchpoints, widest reach first."""
    return sorted(book.touchpoints, key=lambda row: (-row.n_contacts, row.touchpoint))


def touchpoints_chart(book: Book, reader: Reader) -> Chart | None:
    """Bars by touchpoint; ``None`` when the data names none."""
    found = by_reach(book)
    if not found:
        return None
    shown, most = found[:LIMIT], found[0]
    return Chart(
        key="touchpoints",
        title=reader.say(
            words.FINDING,
            most=isolated(most.touchpoint),
            share=reader.share(most.n_contacts / book.n_contacts if book.n_contacts else None, 0),
            only=reader.share(most.n_only_here / most.n_contacts if most.n_contacts else None, 0),
        ),
        subtitle=reader.say(
            words.SUBTITLE,
            contacts=reader.count(common.CONTACTS, book.n_contacts),
            day=reader.day(book.as_of_ms),
        ),
        option=_option(shown, reader),
        table=inventory_table(found, reader),
        height=len(shown) * ROW_PX + 84,
        open_table=True,
    )


def _option(shown: list[TouchpointRow], reader: Reader) -> Option:
    only, both = reader.say(words.ONLY_HERE), reader.say(words.ELSEWHERE)

    def bar(name: str, color: str, counts: list[int]) -> Option:
        data = [
            {"value": n, "tip": f"{inert(row.touchpoint)}\n{name} {reader.whole(n)}"}
            for n, row in zip(counts, shown, strict=True)
        ]
        return {
            "type": "bar",
            "stack": "reach",
            "name": name,
            "data": data,
            "barWidth": 18,
            "itemStyle": {"color": color},
        }

    option = frame(
        grid={"left": 4, "right": 20, "top": 8, "bottom": 62},
        legend=legend(),
        xAxis=values(),
        yAxis=names([inert(row.touchpoint, 28) or reader.say(common.NOT_PROVIDED) for row in shown]),
        series=[
            bar(only, LEVEL, [row.n_only_here for row in shown]),
            bar(both, ELSEWHERE, [row.n_contacts - row.n_only_here for row in shown]),
        ],
    )
    return in_rows(option)


def inventory_table(found: list[TouchpointRow], reader: Reader) -> Table:
    """Contacts, T, S and net equity per touchpoint."""
    shown = found[:TABLE_LIMIT]
    cost = column_scale(reader, [row.cost_to_serve for row in shown])
    equity = column_scale(reader, [row.net_equity for row in shown])
    return Table(
        caption=reader.say(words.INVENTORY),
        columns=(
            Column(reader.say(words.TOUCHPOINT), numeric=False),
            *(Column(reader.say(title)) for title in (common.N_CONTACTS, words.ONLY_HERE, common.MEAN_TRUST)),
            Column(cost.head(reader.say(words.COST))),
            Column(equity.head(reader.say(common.NET_EQUITY))),
        ),
        rows=tuple(
            (
                Cell(
                    inert(row.touchpoint) or reader.say(common.NOT_PROVIDED),
                    foreign=True,
                    about=("touchpoint", row.touchpoint),
                ),
                head_count(row, reader),
                Cell(reader.whole(row.n_only_here)),
                Cell(mean_trust(row, reader)),
                Cell(cost.cell(row.cost_to_serve)),
                Cell(equity.cell(row.net_equity)),
            )
            for row in shown
        ),
    )
