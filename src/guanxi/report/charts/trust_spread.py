"""How T is spread over the contacts, with the bounds of the tiers."""

from __future__ import annotations

from guanxi.book.contracts import Book, TrustStatus
from guanxi.book.settings import TierBounds
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import lines
from guanxi.report.charts.style import LEVEL, MUTED, frame, values
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import tiers as words

BOUNDS = TierBounds()
CORE_FROM, DOUBTFUL_BELOW = BOUNDS.core_trust, BOUNDS.doubtful_trust
"""Lines of trust: one condition of a tier among several, so that no bar is coloured as if it were a tier."""


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
        title=reader.say(
            words.HISTOGRAM,
            high=reader.share(high / total, 0),
            low=reader.share(low / total, 0),
            core=reader.number(CORE_FROM),
            doubtful=reader.number(DOUBTFUL_BELOW),
        ),
        subtitle=subtitle,
        option=_option(book, middles, reader),
        table=_table(book, reader),
        height=260,
    )


def _option(book: Book, middles: list[float], reader: Reader) -> Option:
    edges = book.trust.histogram_edges
    width = edges[1] - edges[0]
    data = [
        {
            "value": [round(middle, 4), n],
            "tip": f"T {reader.number(middle - width / 2)}–{reader.number(middle + width / 2)}: {reader.whole(n)}",
        }
        for middle, n in zip(middles, book.trust.histogram_counts, strict=True)
    ]
    bounds = lines(
        *(
            {"xAxis": line, "label": {"formatter": reader.say(words.TRUST_LINE, trust=reader.number(line))}}
            for line in (CORE_FROM, DOUBTFUL_BELOW)
        ),
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
        series=[
            {"type": "bar", "data": data, "barCategoryGap": "10%", "itemStyle": {"color": LEVEL}, "markLine": bounds}
        ],
    )


def _table(book: Book, reader: Reader) -> Table:
    edges = book.trust.histogram_edges
    bins = zip(edges[:-1], edges[1:], book.trust.histogram_counts, strict=True)
    return Table(
        caption=reader.say(common.MEAN_TRUST),
        columns=(Column(reader.say(words.BIN), numeric=False), Column(reader.say(common.N_CONTACTS))),
        rows=rows(*((f"{reader.number(low)}–{reader.number(high)}", reader.whole(n)) for low, high, n in bins)),
    )
