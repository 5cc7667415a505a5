"""How far touchpoints overlap: of the row's contacts, the share that the column reaches too."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.style import INK, frame, in_rows, names
from guanxi.report.charts.touchpoints import by_reach
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import touchpoints as words

LIMIT, TABLE_LIMIT = 8, 40
ROOM_PX, HEAD_PX = 700, 46
"""Width of all columns on a desk, and the height of their names: two lines."""
DARK_FROM = 0.55
"""Above this share the cell is dark and its figure white."""


def overlap_chart(book: Book, reader: Reader) -> Chart | None:
    """A matrix of shares; ``None`` when no two touchpoints share a contact."""
    shared = {(each.first, each.second): each.n_contacts for each in book.overlaps if each.n_contacts}
    reach = {row.touchpoint: row.n_contacts for row in by_reach(book)[:LIMIT]}
    if not shared or len(reach) < 2:
        return None
    most = max(book.overlaps, key=lambda each: each.n_contacts)
    return Chart(
        key="overlap",
        title=reader.say(
            words.OVERLAP,
            first=isolated(most.first, 24),
            second=isolated(most.second, 24),
            n=reader.whole(most.n_contacts),
        ),
        subtitle=reader.say(
            words.OVERLAP_SUBTITLE,
            contacts=reader.count(common.CONTACTS, book.n_contacts),
            day=reader.day(book.as_of_ms),
        ),
        option=_option(reach, shared, reader),
        table=_table(book, reader),
        height=len(reach) * 40 + HEAD_PX + 10,
    )


def _option(reach: dict[str, int], shared: dict[tuple[str, str], int], reader: Reader) -> Option:
    keys = list(reach)
    data: list[Option] = []
    for i, row in enumerate(keys):  # at most 8 × 8 cells
        for j, column in enumerate(keys):
            if i == j or not reach[row]:
                continue
            share = shared.get((row, column), shared.get((column, row), 0)) / reach[row]
            shown = reader.share(share, 0)
            figure = reader.points(share, 0)  # the subtitle says per cent: on a phone a cell is 29 px wide
            data.append(
                {
                    "value": [j, i, round(share, 4)],
                    "tip": f"{inert(row)}\n→ {inert(column)}\n{shown}",
                    "label": {
                        "show": True,
                        "formatter": figure,
                        "fontSize": 12,
                        "color": "#ffffff" if share > DARK_FROM else INK,
                    },
                }
            )
    # On a phone a column carries only the number of its row: a name would not fit above it.
    labels = [f"{i + 1}  {inert(key, 20) or reader.say(common.NOT_PROVIDED)}" for i, key in enumerate(keys)]
    heads, numbers = _cut_heads(labels), [str(i + 1) for i in range(len(keys))]
    top = names(heads, position="top") | {"inverse": False}
    top["axisLabel"] |= {"width": ROOM_PX // len(keys) - 8, "fontSize": 12, "verticalAlign": "bottom"}
    option = frame(
        grid={"left": 4, "right": 8, "top": HEAD_PX, "bottom": 4},
        xAxis={**top, "axisLine": {"show": False}},
        yAxis={**names(labels), "axisLine": {"show": False}},
        visualMap={"show": False, "min": 0, "max": 1, "inRange": {"color": ["#f4f7f8", "#8fb1c0", "#123f52"]}},
        series=[{"type": "heatmap", "data": data, "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2}}],
    )
    return in_rows(option, grid={"top": 26}, xAxis={"data": numbers})


def _cut_heads(labels: list[str]) -> list[str]:
    """Names that fit above their columns in two lines; tip, row and table hold them whole."""
    most = max(4, 2 * (ROOM_PX // len(labels) - 8) // 13)
    return [label if len(label) <= most else f"{label[: most - 1]}…" for label in labels]


def _table(book: Book, reader: Reader) -> Table:
    pairs = sorted(book.overlaps, key=lambda each: -each.n_contacts)[:TABLE_LIMIT]
    return Table(
        caption=reader.say(words.BOTH),
        columns=(
            Column(reader.say(words.FIRST), numeric=False),
            Column(reader.say(words.SECOND), numeric=False),
            Column(reader.say(words.BOTH)),
        ),
        rows=tuple(
            (
                Cell(inert(each.first), foreign=True),
                Cell(inert(each.second), foreign=True),
                Cell(reader.whole(each.n_contacts)),
            )
            for each in pairs
        ),
    )
