"""Events by kind: what the relationship left in the data."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.lake.kinds import BY_CODE
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.style import LEVEL, ROW_PX, frame, in_rows, names, values
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import data as words

LIMIT, TABLE_LIMIT = 14, 80


def events_chart(book: Book, reader: Reader) -> Chart | None:
    """Bars by kind, most frequent first; ``None`` without events."""
    found = sorted(book.quality.n_events_by_kind.items(), key=lambda item: (-item[1], item[0]))
    total = sum(n for _, n in found)
    if not total:
        return None
    kind, most = found[0]
    return Chart(
        key="events",
        title=reader.say(
            words.EVENTS_FINDING, kind=isolated(kind_name(kind, reader)), share=reader.share(most / total, 0)
        ),
        subtitle=reader.say(
            words.EVENTS_SUBTITLE,
            events=reader.count(common.EVENTS, total),
            period=reader.say(
                common.PERIOD,
                first=reader.day(book.quality.earliest_ms),
                last=reader.day(book.quality.latest_ms),
            ),
        ),
        option=_option(found[:LIMIT], reader),
        table=Table(
            caption=reader.say(words.KIND),
            columns=(Column(reader.say(words.KIND), numeric=False), Column(reader.say(words.N_EVENTS))),
            rows=tuple(
                (Cell(kind_name(code, reader), foreign=True), Cell(reader.whole(n))) for code, n in found[:TABLE_LIMIT]
            ),
        ),
        height=min(len(found), LIMIT) * (ROW_PX - 6) + 12,
    )


def kind_name(code: str, reader: Reader) -> str:
    """What a person calls a kind of event; a brand's own kind stands for itself."""
    kind = BY_CODE.get(code)
    return reader.pick(kind.en, kind.zh) if kind else inert(code, 40)


def _option(found: list[tuple[str, int]], reader: Reader) -> Option:
    data = [{"value": n, "tip": f"{kind_name(code, reader)} {reader.whole(n)}"} for code, n in found]
    labels = [{"show": True, "position": "right", "formatter": reader.big(n), "color": "#1b2530"} for _, n in found]
    bars = [{**item, "label": label} for item, label in zip(data, labels, strict=True)]
    option = frame(
        grid={"left": 4, "right": 64, "top": 4, "bottom": 4},
        xAxis=values() | {"axisLabel": {"show": False}, "splitLine": {"show": False}},
        yAxis=names([inert(kind_name(code, reader), 28) for code, _ in found]),
        series=[{"type": "bar", "data": bars, "barWidth": 14, "itemStyle": {"color": LEVEL}}],
    )
    return in_rows(option)
