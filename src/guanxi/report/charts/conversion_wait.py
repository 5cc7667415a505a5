"""From invitation to first order: who has bought by when, those still waiting reckoned in."""

from __future__ import annotations

import math

from guanxi.book.contracts.network import Conversion
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import poles
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.style import LEVEL, MUTED, frame, percents, plotted, values
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import network as words

LAST_DAY = 90


def wait_chart(look: Look, reader: Reader) -> Chart | None:
    """The course over 90 days; ``None`` where nobody was brought."""
    found = look.network.conversion
    if found is None:
        return None
    share = reader.share(found.points[-1].share.value, 0)
    return Chart(
        key="conversion",
        title=reader.say(words.WAIT_FINDING_FEW, share=share)
        if found.median_hours is None
        else reader.say(
            words.WAIT_FINDING,
            share=share,
            time=_time(found.median_hours.value, reader),
        ),
        subtitle=reader.say(
            words.WAIT_SUBTITLE,
            invited=reader.whole(found.n_invited),
            waiting=reader.whole(found.n_waiting),
            day=reader.day(look.as_of_ms),
        ),
        option=_option(found, reader),
        table=_table(found, reader),
        height=260,
    )


def _time(hours: float, reader: Reader) -> str:
    """Hours up to two days, whole days beyond."""
    if not math.isfinite(hours):
        return reader.say(common.NOT_KNOWN)
    return reader.count(words.HOURS, round(hours)) if hours < 48 else reader.count(words.DAYS, round(hours / 24))


def _labels(found: Conversion, reader: Reader) -> list[str]:
    return [reader.say(words.DAYS_LATER, n=str(each.hours // 24)) for each in found.points]


def _option(found: Conversion, reader: Reader) -> Option:
    labels = _labels(found, reader)
    data = [
        {
            "value": [each.hours / 24, plotted(each.share.value * 100, 3)],
            "tip": f"{label}: {reader.share(each.share.value)}",
        }
        for each, label in zip(found.points, labels, strict=True)
    ]
    line = {
        "type": "line",
        "data": data,
        "symbolSize": 8,
        "lineStyle": {"color": LEVEL, "width": 2},
        "itemStyle": {"color": LEVEL},
        "z": 5,
    }
    spread = [(each.hours / 24, each.share.low * 100, each.share.high * 100) for each in found.points]
    titled = {"name": reader.say(words.WAIT_AXIS), "nameLocation": "middle", "nameGap": 26}
    axis = values(min=0, max=LAST_DAY, interval=15, nameTextStyle={"color": MUTED, "fontSize": 12}, **titled)
    return frame(
        grid={"left": 4, "right": 20, "top": 12, "bottom": 28, "containLabel": True},
        xAxis=axis | {"axisLine": {"show": True, "lineStyle": {"color": MUTED}}, "splitLine": {"show": False}},
        yAxis=percents(),
        series=[poles(spread), line],
    )


def _table(found: Conversion, reader: Reader) -> Table:
    titles = (words.SHARE_BOUGHT, common.LOW, common.HIGH)
    return Table(
        caption=reader.say(words.SHARE_BOUGHT),
        columns=(Column(reader.say(words.WITHIN), numeric=False), *(Column(reader.say(title)) for title in titles)),
        rows=rows(
            *(
                (label, *(reader.share(value) for value in (each.share.value, each.share.low, each.share.high)))
                for each, label in zip(found.points, _labels(found, reader), strict=True)
            )
        ),
    )
