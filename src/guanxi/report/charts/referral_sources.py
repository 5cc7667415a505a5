"""Conversions per 1,000 of acquisition cost: advocates beside staff."""

from __future__ import annotations

from guanxi.book.contracts.network import SourceReturn
from guanxi.report.blocks import Cell, Chart, Column, Table, rows
from guanxi.report.charts.marks import dot, dots, whiskers
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.style import LEVEL, RISE, ROW_PX, frame, in_rows, names, plotted, values
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import network as words

THOUSAND = 1000
NAMES = {"advocates": words.ADVOCATES_NAME, "staff": words.STAFF_NAME}


def sources_chart(look: Look, reader: Reader) -> Chart | None:
    """Two rows; ``None`` unless both have a ratio."""
    known = [(each, each.per_yuan) for each in look.network.sources if each.per_yuan is not None]
    if len(known) < 2:
        return None
    points, spread = [], []
    for row, (each, ratio) in enumerate(known):
        name = reader.name_of(NAMES, each.source)
        tip = f"{name}: {reader.number(ratio.value * THOUSAND)}"
        points.append(dot(plotted(ratio.value * THOUSAND), row, tip, RISE if each.source == "advocates" else LEVEL))
        spread.append((ratio.low * THOUSAND, ratio.high * THOUSAND, float(row)))
    ratios = {each.source: reader.number(ratio.value * THOUSAND) for each, ratio in known}
    option = frame(
        xAxis=values(min=0),
        yAxis=names([reader.name_of(NAMES, each.source) for each, _ in known]),
        series=[whiskers(spread), dots(points)],
    )
    return Chart(
        key="referral-sources",
        title=reader.say(words.SOURCES_BETTER, sum=f"{reader.sign}1,000", **ratios),
        subtitle=reader.say(
            words.SOURCES_SUBTITLE,
            contacts=reader.count(common.CONTACTS, sum(each.n_contacts for each, _ in known)),
            whiskers=reader.say(common.WHISKERS, level=reader.share(0.8, 0)),
        ),
        option=in_rows(option),
        table=sources_table(look, reader),
        height=2 * ROW_PX + 48,
    )


def sources_table(look: Look, reader: Reader) -> Table:
    """Both sources with their counts and cost, and why a ratio is missing."""
    titles = (common.N_CONTACTS, words.CONVERSIONS, words.COST, words.PER_SUM)

    def cells(each: SourceReturn) -> tuple[str | Cell, ...]:
        return (
            Cell(reader.name_of(NAMES, each.source), note=reader.pick(each.missing_en, each.missing_zh)),
            reader.whole(each.n_contacts),
            reader.whole(each.n_conversions),
            reader.money(each.cost),
            reader.say(common.NOT_KNOWN) if each.per_yuan is None else reader.number(each.per_yuan.value * THOUSAND),
        )

    return Table(
        caption=reader.say(words.SOURCE),
        columns=(
            Column(reader.say(words.SOURCE), numeric=False),
            *(Column(reader.say(title)) for title in titles),
        ),
        rows=rows(*(cells(each) for each in look.network.sources)),
    )
