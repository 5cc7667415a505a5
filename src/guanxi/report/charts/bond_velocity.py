"""New bonds per 1,000 contacts and week, week by week."""

from __future__ import annotations

from guanxi.book.contracts import Interval
from guanxi.book.contracts.network import VelocityWeek
from guanxi.report.blocks import Chart, Column, Table, rows
from guanxi.report.charts.network_look import Look, band, steps
from guanxi.report.charts.style import LEVEL, frame, plotted, values
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import network as words

THOUSAND = 1000


def velocity_chart(look: Look, reader: Reader) -> Chart | None:
    """The last year by week; ``None`` with fewer than four weeks or no bond in them."""
    weeks = look.network.weeks
    if len(weeks) < 4 or not any(each.n_bonds for each in weeks):
        return None
    data = [
        {
            "value": plotted(each.velocity.value * THOUSAND),
            "tip": f"{reader.day(each.until_ms)}\n{reader.say(words.NEW_BONDS)} {reader.whole(each.n_bonds)}\n"
            f"{reader.say(words.PER_THOUSAND)} {reader.number(each.velocity.value * THOUSAND)}",
        }
        for each in weeks
    ]
    line = {
        "type": "line",
        "data": data,
        "symbolSize": 4,
        "showAllSymbol": True,
        "lineStyle": {"color": LEVEL, "width": 2},
        "itemStyle": {"color": LEVEL},
        "z": 3,
    }
    scaled = ([each.velocity.low * THOUSAND for each in weeks], [each.velocity.high * THOUSAND for each in weeks])
    return Chart(
        key="velocity",
        title=_finding(look.network.velocity_change, reader),
        subtitle=reader.say(
            words.VELOCITY_SUBTITLE,
            contacts=reader.count(common.CONTACTS, look.network.n_standing),
            period=reader.say(common.PERIOD, first=reader.day(weeks[0].until_ms), last=reader.day(weeks[-1].until_ms)),
        ),
        option=frame(
            grid={"left": 46, "right": 46, "top": 12, "bottom": 30, "containLabel": True},
            xAxis=steps([reader.day(each.until_ms) for each in weeks], 9),
            yAxis=values(min=0),
            series=[*band(*scaled), line],
        ),
        table=_table(weeks, reader),
        height=240,
    )


def _finding(change: Interval | None, reader: Reader) -> str:
    """Faster or slower only where the interval of the change leaves 1 out; of an unknown end, every comparison is
    false."""
    if change is None or not (change.low > 1 or change.high < 1):
        return reader.say(words.VELOCITY_PLAIN)
    phrase = words.VELOCITY_FASTER if change.low > 1 else words.VELOCITY_SLOWER
    return reader.say(phrase, change=reader.number(change.value), range=reader.number_range(change))


def _table(weeks: tuple[VelocityWeek, ...], reader: Reader) -> Table:
    titles = (words.NEW_BONDS, words.PER_THOUSAND, common.LOW, common.HIGH)
    return Table(
        caption=reader.say(words.VELOCITY_PLAIN),
        columns=(
            Column(reader.say(words.WEEK_UNTIL), numeric=False),
            *(Column(reader.say(title)) for title in titles),
        ),
        rows=rows(
            *(
                (
                    reader.day(each.until_ms),
                    reader.whole(each.n_bonds),
                    *(
                        reader.number(figure * THOUSAND)
                        for figure in (each.velocity.value, each.velocity.low, each.velocity.high)
                    ),
                )
                for each in weeks
            )
        ),
    )
