"""How T is spread over the contacts, with the bounds of the tiers."""

from __future__ import annotations

from guanxi.book.contracts import Book, TrustStatus
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import lines
from guanxi.report.charts.style import MUTED, TIER, frame, values
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import tiers as words

CORE_FROM, DOUBTFUL_BELOW = 0.60, 0.25
"""trust-economics §4, tiers."""


def trust_spread_chart(book: Book, reader: Reader) -> Chart | None:
    """The histogram of T; ``None`` when there is none."""
    trust = book.trust
    total = sum(trust.histogram_counts)
    if not total:
        return None
    middles = [
        (low + high) / 2 for low, high in zip(trust.histogram_edges[:-1], trust.histogram_edges[1:], strict=True)
    ]
    high = sum(n for n, t in zip(trust.histogram_counts, middles, strict=True) if t >= CORE_FROM)
    low = sum(n for n, t in zip(trust.histogram_counts, middles, strict=True) if t < DOUBTFUL_BELOW)
    subtitle = reader.say(
        words.HISTOGRAM_SUBTITLE,
        contacts=reader.count(common.CONTACTS, total),
        day=reader.day(book.as_of_ms),
        mean=reader.number(trust.mean_trust.value),
        range=reader.number_range(trust.mean_trust),
    )
    if trust.status is TrustStatus.INDEX:
        subtitle = f"{subtitle} · {reader.say(codes.TRUST_STATUSES['uncalibrated_index'])}"
    return Chart(
        key="trust-spread",
        title=reader.say(words.HISTOGRAM, high=reader.share(high / total, 0), low=reader.share(low / total, 0)),
        subtitle=subtitle,
        option=_option(book, middles, reader),
        table=_table(book, reader),
        height=260,
    )


def _color(middle: float) -> str:
    return TIER["core" if middle >= CORE_FROM else "doubtful" if middle < DOUBTFUL_BELOW else "ordinary"]


def _option(book: Book, middles: list[float], reader: Reader) -> Option:
    edges = book.trust.histogram_edges
    width = edges[1] - edges[0]
    data = [
        {
            "value": [round(middle, 4), n],
            "tip": f"T {reader.number(middle - width / 2)}–{reader.number(middle + width / 2)}: {reader.whole(n)}",
            "itemStyle": {"color": _color(middle)},
        }
        for middle, n in zip(middles, book.trust.histogram_counts, strict=True)
    ]
    bounds = lines(
        {"xAxis": CORE_FROM, "label": {"formatter": reader.say(words.CORE_BOUND)}},
        {"xAxis": DOUBTFUL_BELOW, "label": {"formatter": reader.say(words.DOUBTFUL_BOUND)}},
        label=True,
    )
    return frame(
        grid={"left": 4, "right": 20, "top": 28, "bottom": 30, "containLabel": True},
        xAxis=values(min=edges[0], max=edges[-1], splitNumber=10, name=reader.say(words.AXIS_T))
        | {
            "splitLine": {"show": False},
            "nameLocation": "middle",
            "nameGap": 30,
            "nameTextStyle": {"color": MUTED, "fontSize": 12},
        },
        yAxis=values(),
        series=[{"type": "bar", "data": data, "barCategoryGap": "10%", "markLine": bounds}],
    )


def _table(book: Book, reader: Reader) -> Table:
    edges = book.trust.histogram_edges
    bins = zip(edges[:-1], edges[1:], book.trust.histogram_counts, strict=True)
    return Table(
        caption=reader.say(common.MEAN_TRUST),
        columns=(Column(reader.say(words.BIN), numeric=False), Column(reader.say(common.N_CONTACTS))),
        rows=rows(*((f"{reader.number(low)}–{reader.number(high)}", reader.whole(n)) for low, high, n in bins)),
    )
