"""R(a): the course over age with its band, and where each cohort stands against 1."""

from __future__ import annotations

import math
from statistics import NormalDist

from guanxi.book.contracts.network import Reproduction, ReproductionPoint
from guanxi.report.blocks import Cell, Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import dot, dots, lines, whiskers
from guanxi.report.charts.network_look import Look, band, steps
from guanxi.report.charts.style import (
    FALL,
    LEVEL,
    MUTED,
    RISE,
    ROW_PX,
    frame,
    in_rows,
    largest_known,
    names,
    plotted,
    values,
)
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import network as words

FINDINGS = {"self_growing": words.R_SELF_GROWING, "fading": words.R_FADING, "open": words.R_OPEN}


def reproduction_chart(look: Look, reader: Reader) -> Chart | None:
    """R(a) of all buyers; ``None`` where no age week has enough buyers at risk."""
    whole = next((each for each in look.network.reproduction if not each.cohort), None)
    if whole is None or not whole.points:
        return None
    return Chart(
        key="reproduction",
        title=finding(whole, reader),
        subtitle=reader.say(
            words.R_SUBTITLE,
            buyers=reader.whole(whole.n_buyers),
            conversions=reader.whole(whole.n_conversions),
            day=reader.day(look.as_of_ms),
            band=reader.say(words.BOOTSTRAP, level=reader.share(0.8, 0)),
        ),
        option=_course(whole, reader),
        table=_course_table(whole, reader),
        height=300,
    )


def finding(whole: Reproduction, reader: Reader) -> str:
    """What R says, as firmly as its interval allows."""
    if whole.value is None:
        return reader.say(words.R_UNKNOWN, missing=reader.pick(whole.missing_en, whole.missing_zh))
    return reader.say(FINDINGS[whole.growth], value=reader.number(whole.value.value), weeks=str(whole.weeks))


def _course(whole: Reproduction, reader: Reader) -> Option:
    data = [
        {
            "value": plotted(each.value, 5),
            "tip": f"{reader.say(words.WEEK)} {each.week}: R {reader.number(each.value)}\n"
            f"{reader.number(each.low)} – {reader.number(each.high)}\n"
            f"{reader.say(words.AT_RISK)} {reader.whole(each.n_at_risk)}",
        }
        for each in whole.points
    ]
    top = largest_known(each.high for each in whole.points)
    line = {
        "type": "line",
        "data": data,
        "symbolSize": 4,
        "showAllSymbol": True,
        "lineStyle": {"color": LEVEL, "width": 2},
        "itemStyle": {"color": LEVEL},
        "z": 3,
        "markLine": lines({"yAxis": 1}),
    }
    titled = {"name": reader.say(words.R_AXIS), "nameLocation": "middle", "nameGap": 28}
    return frame(
        grid={"left": 4, "right": 20, "top": 14, "bottom": 30, "containLabel": True},
        xAxis=steps(
            [str(each.week) for each in whole.points], 8, nameTextStyle={"color": MUTED, "fontSize": 12}, **titled
        ),
        yAxis=values(min=0, max=round(max(top * 1.1, 1.1), 2) if top > 0.5 else None),
        series=[*band([each.low for each in whole.points], [each.high for each in whole.points]), line],
    )


def _course_table(whole: Reproduction, reader: Reader) -> Table:
    titles = (words.WEEK, words.R, common.LOW, common.HIGH, words.AT_RISK)
    return Table(
        caption=reader.say(words.R),
        columns=tuple(Column(reader.say(title)) for title in titles),
        rows=rows(
            *(
                (
                    str(each.week),
                    reader.number(each.value, 3),
                    reader.number(each.low, 3),
                    reader.number(each.high, 3),
                    reader.whole(each.n_at_risk),
                )
                for each in whole.points
            )
        ),
    )


def cohorts_chart(look: Look, reader: Reader) -> Chart | None:
    """R by cohort at an age that all of them have reached; ``None`` with fewer than two cohorts that carry one."""
    cohorts = [each for each in look.network.reproduction if each.cohort]
    known = [each for each in cohorts if each.value is not None and math.isfinite(each.value.value)]
    if len(known) < 2:
        return None
    weeks = min(each.weeks for each in known)
    at = [each.points[weeks - 1] for each in known]
    told = [pair for pair in zip(known, at, strict=True) if math.isfinite(pair[1].value)]
    if not told:
        return None
    return Chart(
        key="reproduction-cohorts",
        title=_cohort_finding(told, weeks, reader),
        subtitle=reader.say(
            words.COHORTS_SUBTITLE,
            weeks=str(weeks),
            buyers=reader.whole(sum(each.n_buyers for each in known)),
            day=reader.day(look.as_of_ms),
            whiskers=reader.say(common.WHISKERS, level=reader.share(0.8, 0)),
        ),
        option=_cohort_option(known, at, reader),
        table=_cohort_table(cohorts, reader),
        height=len(known) * ROW_PX + 48,
    )


def _cohort_finding(told: list[tuple[Reproduction, ReproductionPoint]], weeks: int, reader: Reader) -> str:
    """The best cohort only where it is beyond all others by more than chance."""
    best, most = max(told, key=lambda pair: pair[1].value)
    others = [point for cohort, point in told if cohort is not best]
    if others and all(_is_beyond(most, other, len(others)) for other in others):
        return reader.say(words.COHORTS_FINDING, best=best.cohort, value=reader.number(most.value), weeks=str(weeks))
    least = min(point.value for _, point in told)
    low, high = reader.number(least), reader.number(most.value)
    return reader.say(words.COHORTS_ALIKE, weeks=str(weeks), low=low, high=high)


def _is_beyond(most: ReproductionPoint, other: ReproductionPoint, n_others: int) -> bool:
    """True where the interval of the difference of two cohorts lies above 0.

    Its lower end is a − b − √((a − l_a)² + (u_b − b)²) (Zou & Donner 2008, Statistics in Medicine 27, eq. 8: from each
    one's own interval, which need not be symmetric). The best of several was picked by looking, so the 80 % intervals
    are stretched to hold for all comparisons together (Bonferroni). Of an unknown end nothing is beyond.
    """
    normal = NormalDist()
    stretch = normal.inv_cdf(1 - 0.1 / n_others) / normal.inv_cdf(0.9)
    chance = stretch * math.hypot(most.value - most.low, other.high - other.value)
    return most.value - other.value > chance


def _cohort_option(known: list[Reproduction], at: list[ReproductionPoint], reader: Reader) -> Option:
    points = []
    for row, (each, point) in enumerate(zip(known, at, strict=True)):
        ends = f"{reader.number(point.low)} – {reader.number(point.high)}"
        color = RISE if point.low > 1 else FALL if point.high < 1 else LEVEL
        points.append(
            dot(plotted(point.value, 5), row, f"{each.cohort}: R {reader.number(point.value)}\n{ends}", color)
        )
    top = max(1.0, largest_known(point.high for point in at))
    return in_rows(
        frame(
            xAxis=values(min=0, max=math.ceil(top * 5.2) / 5),
            yAxis=names([each.cohort for each in known]),
            series=[
                whiskers([(point.low, point.high, float(row)) for row, point in enumerate(at)]),
                {**dots(points), "markLine": lines({"xAxis": 1})},
            ],
        )
    )


def _cohort_table(cohorts: list[Reproduction], reader: Reader) -> Table:
    titles = (words.COHORT_BUYERS, words.CONVERSIONS, words.WEEKS_OBSERVED, words.R, common.LOW, common.HIGH)

    def cells(each: Reproduction) -> tuple[str | Cell, ...]:
        value = each.value
        shown = (
            [reader.say(common.NOT_ENOUGH), "", ""]
            if value is None
            else [reader.number(each, 3) for each in (value.value, value.low, value.high)]
        )
        why = reader.pick(each.missing_en, each.missing_zh)
        return (
            Cell(each.cohort, note=why),
            reader.whole(each.n_buyers),
            reader.whole(each.n_conversions),
            str(each.weeks),
            *shown,
        )

    return Table(
        caption=reader.say(words.R),
        columns=(
            Column(reader.say(common.COHORT), numeric=False),
            *(Column(reader.say(title)) for title in titles),
        ),
        rows=rows(*(cells(each) for each in cohorts)),
    )
