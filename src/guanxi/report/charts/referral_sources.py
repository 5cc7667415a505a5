"""Conversions per 1,000 of acquisition cost: by advocates, by staff, and by channel."""

from __future__ import annotations

from guanxi.book.contracts import Interval
from guanxi.book.contracts.network import SourceReturn
from guanxi.report.blocks import Cell, Chart, Column, Table, rows
from guanxi.report.charts.marks import dot, dots, whiskers
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.style import LEVEL, RISE, ROW_PX, frame, in_rows, names, plotted, values
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import common
from guanxi.report.words import network as words

THOUSAND = 1000
NAMES = {
    "advocates": words.ADVOCATES_NAME,
    "staff": words.STAFF_NAME,
    "other_channels": words.OTHER_CHANNELS_NAME,
    "unrecorded": words.UNRECORDED_NAME,
}


def source_name(each: SourceReturn, reader: Reader) -> str:
    """What a person calls the source: a channel by its own name."""
    return inert(each.channel, 28) if each.channel else reader.name_of(NAMES, each.source)


def sources_chart(look: Look, reader: Reader) -> Chart | None:
    """A row per source with a ratio; ``None`` unless two have one."""
    known = [(each, each.per_yuan) for each in look.network.sources if each.per_yuan is not None]
    if len(known) < 2:
        return None
    points, spread = [], []
    for row, (each, ratio) in enumerate(known):
        tip = f"{source_name(each, reader)}: {reader.number(ratio.value * THOUSAND)}"
        points.append(dot(plotted(ratio.value * THOUSAND), row, tip, RISE if each.source == "advocates" else LEVEL))
        spread.append((ratio.low * THOUSAND, ratio.high * THOUSAND, float(row)))
    option = frame(
        xAxis=values(min=0),
        yAxis=names([source_name(each, reader) for each, _ in known]),
        series=[whiskers(spread), dots(points)],
    )
    return Chart(
        key="referral-sources",
        title=_finding(known, reader),
        subtitle=reader.say(
            words.SOURCES_SUBTITLE,
            sum=_sum(reader),
            contacts=reader.count(common.CONTACTS, sum(each.n_contacts for each, _ in known)),
            whiskers=reader.say(common.WHISKERS, level=reader.share(0.8, 0)),
        ),
        option=in_rows(option),
        table=sources_table(look, reader),
        height=len(known) * ROW_PX + 48,
    )


def _finding(known: list[tuple[SourceReturn, Interval]], reader: Reader) -> str:
    """Advocates beside staff; where staff have no ratio, beside the channels; never what is better."""
    of = {each.source: reader.number(ratio.value * THOUSAND) for each, ratio in known if not each.channel}
    if "advocates" not in of:
        return reader.say(words.SOURCES_PLAIN, sum=_sum(reader))
    if "staff" in of:
        return reader.say(words.SOURCES_BOTH, sum=_sum(reader), advocates=of["advocates"], staff=of["staff"])
    by_channel = sorted(ratio.value * THOUSAND for each, ratio in known if each.channel)
    if not by_channel:
        return reader.say(words.SOURCES_PLAIN, sum=_sum(reader))
    low, high = (reader.number(end) for end in (by_channel[0], by_channel[-1]))
    channels = low if low == high else reader.say(common.SPAN, low=low, high=high)
    return reader.say(words.SOURCES_CHANNELS, sum=_sum(reader), advocates=of["advocates"], channels=channels)


def _sum(reader: Reader) -> str:
    return f"{reader.sign}{THOUSAND:,}"


def sources_table(look: Look, reader: Reader) -> Table:
    """Every source with its counts and cost, its interval, and why a ratio is missing."""
    cost = column_scale(reader, [each.cost for each in look.network.sources])
    titles = [reader.say(each) for each in (common.N_CONTACTS, words.CONVERSIONS)] + [cost.head(reader.say(words.COST))]
    titles += [reader.say(words.PER_SUM, sum=_sum(reader)), reader.say(common.LOW), reader.say(common.HIGH)]

    def cells(each: SourceReturn) -> tuple[str | Cell, ...]:
        ratio = each.per_yuan
        shown = (
            (reader.say(common.NOT_KNOWN), "", "")
            if ratio is None
            else tuple(reader.number(end * THOUSAND) for end in (ratio.value, ratio.low, ratio.high))
        )
        missing = reader.pick(each.missing_en, each.missing_zh)
        return (
            Cell(source_name(each, reader), foreign=bool(each.channel), note=missing),
            reader.whole(each.n_contacts),
            reader.whole(each.n_conversions),
            cost.cell(each.cost),
            *shown,
        )

    return Table(
        caption=reader.say(words.SOURCE),
        columns=(
            Column(reader.say(words.SOURCE), numeric=False),
            *(Column(title) for title in titles),
        ),
        rows=rows(*(cells(each) for each in look.network.sources)),
    )
