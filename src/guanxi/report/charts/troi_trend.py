"""The pre-trend plot of an observational read-out: did the groups move alike before the program came?"""

from __future__ import annotations

from guanxi.book.contracts.troi import ObservationalReadout, TrendPoint
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import dot, dots, lines, poles
from guanxi.report.charts.style import (
    LEVEL,
    MUTED,
    PALE,
    Unit,
    frame,
    largest_known,
    plotted,
    unit_for,
    unit_text,
    values,
)
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import common
from guanxi.report.words import troi as words

SUSPECT = 0.05


def trend_chart(readout: ObservationalReadout, reader: Reader, key: str) -> Chart | None:
    """Differences by period before and after; ``None`` without enough contacts."""
    if not readout.trend or readout.pre_trend_p is None:
        return None
    parted = readout.pre_trend_p < SUSPECT
    n = sum(arm.n_matured for arm in readout.arms)
    unit = _unit(readout, reader)
    return Chart(
        key=f"{key}-trend",
        title=reader.say(
            words.TREND_PARTED if parted else words.TREND_PARALLEL, p=reader.number(readout.pre_trend_p, 3)
        ),
        subtitle=reader.say(
            words.TREND_SUBTITLE,
            unit=unit_text(reader, unit),
            days=str(readout.period_days),
            n=reader.count(common.CONTACTS, n) if reader.lang == "en" else reader.whole(n),
            level=reader.share(readout.scope.level, 0),
        ),
        option=_option(readout, reader, unit),
        table=_table(readout, reader),
        height=320,
    )


def _unit(readout: ObservationalReadout, reader: Reader) -> Unit:
    ends = [abs(end) for p in readout.trend for end in (p.difference.value, p.difference.low, p.difference.high)]
    return unit_for(reader, largest_known(ends))


def days_of(point: TrendPoint, period_days: int) -> str:
    """``−28…−15`` before, ``+1…+14`` after, in days from the assignment."""
    if point.period < 0:
        first = point.period * period_days
        return f"\N{MINUS SIGN}{-first}…\N{MINUS SIGN}{-(first + period_days) + 1}"
    return f"+{(point.period - 1) * period_days + 1}…+{point.period * period_days}"


def _option(readout: ObservationalReadout, reader: Reader, unit: Unit) -> Option:
    labels = [days_of(point, readout.period_days) for point in readout.trend]
    marks = [
        dot(
            float(i),
            plotted(unit.scale(point.difference.value)),
            f"{labels[i]}\n{reader.money(point.difference.value)}\n{reader.money_range(point.difference)}",
            LEVEL,
            hollow=point.period < 0,
        )
        for i, point in enumerate(readout.trend)
    ]
    ranges = [
        (float(i), unit.scale(point.difference.low), unit.scale(point.difference.high))
        for i, point in enumerate(readout.trend)
    ]
    n_before = sum(point.period < 0 for point in readout.trend)
    if n_before:
        marks[n_before - 1]["label"] = {"show": True, "position": "top", "formatter": reader.say(words.REFERENCE)}
        marks[n_before - 1]["label"] |= {"color": MUTED, "fontSize": 12}
    # The shade begins between two periods: categories have no such place, a hidden axis of numbers does.
    after = [
        {"xAxis": n_before - 0.5, "itemStyle": {"color": PALE}, "name": reader.say(words.AFTER)},
        {"xAxis": len(labels) - 0.5},
    ]
    shown = dots(marks, markLine=lines({"yAxis": 0}, dashed=False), xAxisIndex=1)
    label = {"position": "insideTop", "color": MUTED, "fontSize": 12}
    shown["markArea"] = {"silent": True, "data": [after], "label": label}
    periods = {
        "type": "category",
        "data": labels,
        "axisLabel": {"color": MUTED, "fontSize": 12, "hideOverlap": True},
        "axisTick": {"show": False},
        "axisLine": {"onZero": False, "lineStyle": {"color": MUTED}},
    }
    between = {"type": "value", "show": False, "min": -0.5, "max": len(labels) - 0.5}
    option = frame(
        xAxis=[periods, between], yAxis=values(boundaryGap=["4%", "14%"]), series=[poles(ranges, MUTED), shown]
    )
    return {**option, "grid": {**option["grid"], "top": 20}}


def _table(readout: ObservationalReadout, reader: Reader) -> Table:
    titles = (words.REACHED, words.NOT_REACHED, words.DIFFERENCE, common.LOW, common.HIGH)
    # Reached less not reached is the difference: one unit across, so that the eye can subtract.
    scale = column_scale(reader, [end for p in readout.trend for end in (p.treated, p.control, p.difference)])
    return Table(
        caption=reader.say(words.DIFFERENCE),
        columns=(
            Column(reader.say(words.PERIOD), numeric=False),
            *(Column(scale.head(reader.say(each))) for each in titles),
        ),
        rows=rows(
            *(
                (
                    days_of(point, readout.period_days),
                    scale.cell(point.treated),
                    scale.cell(point.control),
                    scale.cell(point.difference.value),
                    scale.cell(point.difference.low),
                    scale.cell(point.difference.high),
                )
                for point in readout.trend
            )
        ),
    )
