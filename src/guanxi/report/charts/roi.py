"""Return on acquisition by channel: a dot with its interval on the bands, before and after maintenance."""

from __future__ import annotations

import math
from collections import Counter

from guanxi.book.contracts import Book, Interval, RoiRow
from guanxi.book.roi.bands import band_of
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.marks import area, areas, dot, dots, whiskers
from guanxi.report.charts.style import BAND, MUTED, WASH, frame, in_rows, legend, names, values
from guanxi.report.inert import inert, isolated
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import codes, common
from guanxi.report.words import roi as words

BOUNDS = (0.9, 1.1, 3.0)
TICKS = (0.1, 0.2, 0.5, *BOUNDS, 5.0, 10.0, 20.0, 50.0)
LIMIT = 14
FLOOR, CEILING = 0.05, 100.0
"""The axis ends; what lies beyond is drawn at the end and said in full in the table."""


def channel_rows(book: Book) -> list[RoiRow]:
    """Whole channels, best return first, those without a ratio last."""
    whole = [row for row in book.roi if not row.cohort]
    return sorted(whole, key=lambda row: (row.roi is None, -(row.roi.value if row.roi else 0), row.channel))


def roi_chart(book: Book, reader: Reader) -> Chart | None:
    """Dots and whiskers by channel; ``None`` when no channel has a ratio."""
    shown = [row for row in channel_rows(book) if row.roi is not None][:LIMIT]
    if not shown:
        return None
    level = shown[0].roi.level if shown[0].roi else 0.8
    return Chart(
        key="roi",
        title=_finding(shown, reader),
        subtitle=reader.say(
            words.SUBTITLE,
            orders=reader.count(common.ORDERS, sum(row.n_orders for row in shown)),
            day=reader.day(book.as_of_ms),
            days=str(book.horizon_days),
            level=reader.share(level, 0),
        ),
        option=_option(shown, reader),
        table=roi_table(channel_rows(book), reader, reader.say(words.TITLE)),
        height=len(shown) * 46 + 84,
        open_table=True,
    )


def _finding(shown: list[RoiRow], reader: Reader) -> str:
    sure = [row for row in shown if row.band is not None and row.roi is not None]
    if not sure:
        return reader.say(words.NO_FINDING)
    best, worst = sure[0], sure[-1]
    high = reader.number(best.roi.value if best.roi else None)
    if best is worst:
        return reader.say(words.ONLY, best=isolated(best.channel), high=high)
    return reader.say(
        words.BEST_AND_WORST,
        best=isolated(best.channel),
        high=high,
        worst=isolated(worst.channel),
        low=reader.number(worst.roi.value if worst.roi else None),
    )


def _on_axis(value: float) -> float:
    return min(max(value, FLOOR), CEILING) if math.isfinite(value) else CEILING


def _option(shown: list[RoiRow], reader: Reader) -> Option:
    before = [_dot(row, row.roi, i - 0.14, reader, hollow=row.band is None) for i, row in enumerate(shown) if row.roi]
    after = [
        _dot(row, row.roi_after_maintenance, i + 0.18, reader, after=True)
        for i, row in enumerate(shown)
        if row.roi_after_maintenance
    ]
    ends = [
        end for row in shown for each in (row.roi, row.roi_after_maintenance) if each for end in (each.low, each.high)
    ]
    low = min(0.5, *(_on_axis(end) for end in ends)) * 0.85
    high = max(5.0, *(_on_axis(end) for end in ends)) * 1.15
    option = frame(
        grid={"left": 4, "right": 20, "top": 8, "bottom": 66},
        legend=legend(data=[reader.say(words.BEFORE), reader.say(words.AFTER)]),
        xAxis=_ratio_axis(round(low, 3), round(high, 3)),
        yAxis=[
            names([inert(row.channel, 28) or reader.say(common.NOT_PROVIDED) for row in shown]),
            {"type": "value", "min": -0.5, "max": len(shown) - 0.5, "inverse": True, "show": False},
        ],
        series=[
            {"type": "scatter", "data": [], "markArea": areas(_bands(low, high))},
            _whiskers(shown, -0.14, after=False),
            _whiskers(shown, 0.18, after=True),
            dots(before, reader.say(words.BEFORE), yAxisIndex=1, itemStyle={"color": BAND["asset"]}),
            dots(after, reader.say(words.AFTER), yAxisIndex=1, symbol="diamond", itemStyle={"color": MUTED}),
        ],
    )
    return in_rows(option)


def _ratio_axis(low: float, high: float) -> Option:
    """A log axis that names the bounds of the bands, not powers of ten."""
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axis = values(type="log", min=low, max=high)
    return axis | {
        "axisLabel": {**axis["axisLabel"], "customValues": ticks},
        "axisTick": {"show": False, "customValues": ticks},
        "splitLine": {"show": False},
    }


def _bands(low: float, high: float) -> list[list[Option]]:
    edges = (low, *BOUNDS, high)
    order = ("toxic_liability", "marginal", "asset", "prime_asset")
    return [area(edges[i], edges[i + 1], WASH[band]) for i, band in enumerate(order) if edges[i] < edges[i + 1]]


def _dot(
    row: RoiRow, figure: Interval, y: float, reader: Reader, *, hollow: bool = False, after: bool = False
) -> Option:
    label = reader.say(words.AFTER if after else words.BEFORE)
    tip = f"{inert(row.channel)}\n{label} {reader.number(figure.value)}\n{reader.number_range(figure)}"
    color = MUTED if after else BAND[row.band] if row.band else MUTED
    return dot(_on_axis(figure.value), y, tip, color, hollow=hollow)


def _whiskers(shown: list[RoiRow], shift: float, *, after: bool) -> Option:
    ranges = [(row.roi_after_maintenance if after else row.roi, i) for i, row in enumerate(shown)]
    data = [(_on_axis(each.low), _on_axis(each.high), float(i)) for each, i in ranges if each]
    return whiskers(data, MUTED, shift)


def shared_reasons(found: list[RoiRow], reader: Reader) -> tuple[str, ...]:
    """Reasons for having no grade that several rows share: they are said once, below the table."""
    said = Counter(_why(row, reader) for row in found if row.band is None)
    return tuple(why for why, n in said.items() if why and n > 1)


def _why(row: RoiRow, reader: Reader) -> str:
    return reader.pick(row.why_no_verdict_en, row.why_no_verdict_zh)


def _grade_note(row: RoiRow, reader: Reader) -> str:
    """That the interval touches the neighbouring grade, and the grade after maintenance where it is another."""
    said = []
    if row.roi is not None and row.band is not None:
        touched = [band for band in (band_of(row.roi.low), band_of(row.roi.high)) if band != row.band]
        said += [reader.say(words.TOUCHES, band=reader.say(codes.BANDS[band])) for band in touched[:1]]
    after = row.roi_after_maintenance
    if after is not None and row.band is not None and band_of(after.value) != row.band:
        said.append(reader.say(words.GRADE_AFTER, band=reader.say(codes.BANDS[band_of(after.value)])))
    return ("；" if reader.lang == "zh" else "; ").join(said)


def roi_table(found: list[RoiRow], reader: Reader, caption: str) -> Table:
    """Every channel, or channel × cohort, with what its ratio is made of."""
    dash = reader.say(common.NONE)
    shared = shared_reasons(found, reader)
    cohorts = any(row.cohort for row in found)
    cost = column_scale(reader, [row.acquisition_cost for row in found])
    realised = column_scale(reader, [row.margin_realised for row in found])
    clv = column_scale(reader, [row.clv for row in found])

    def cells(row: RoiRow) -> tuple[Cell, ...]:
        why = _why(row, reader)
        band = reader.say(codes.BANDS[row.band]) if row.band else reader.say(common.NOT_ENOUGH)
        # One column of names: it stays in sight while the rest is scrolled.
        cohort = (inert(row.cohort) or reader.say(words.WHOLE)) if cohorts else ""
        return (
            Cell(
                inert(row.channel) or reader.say(common.NOT_PROVIDED),
                foreign=True,
                note=cohort,
                about=None if row.cohort else ("channel", row.channel),
            ),
            Cell(reader.whole(row.n_contacts)),
            Cell(reader.whole(row.n_orders)),
            Cell(cost.cell(row.acquisition_cost)),
            Cell(realised.cell(row.margin_realised)),
            Cell(clv.cell(row.clv)),
            _ratio(row.roi, reader, dash),
            _ratio(row.roi_after_maintenance, reader, dash),
            Cell(band, note=_grade_note(row, reader) if row.band else "" if why in shared else why),
        )

    levels = [row.roi.level for row in found if row.roi]
    titles = (
        cost.head(reader.say(words.COST)),
        realised.head(reader.say(words.REALISED)),
        clv.head(reader.say(common.CLV)),
    )
    columns = _columns(titles, reader, max(levels, default=0.8), cohorts=cohorts)
    return Table(caption, columns, tuple(cells(row) for row in found))


def _ratio(figure: Interval | None, reader: Reader, dash: str) -> Cell:
    """The ratio and the ends of its interval, whose level the column's head states."""
    if figure is None:
        return Cell(dash)
    if not (math.isfinite(figure.low) and math.isfinite(figure.high)):
        return Cell(reader.number(figure.value), note=reader.say(common.NO_INTERVAL))
    ends = reader.say(common.SPAN, low=reader.number(figure.low), high=reader.number(figure.high))
    return Cell(reader.number(figure.value), note=ends)


def _columns(money: tuple[str, ...], reader: Reader, level: float, *, cohorts: bool) -> tuple[Column, ...]:
    first = words.CHANNEL_AND_COHORT if cohorts else common.CHANNEL
    ratios = (words.BEFORE, words.AFTER)
    return (
        Column(reader.say(first), numeric=False),
        *(Column(title) for title in (reader.say(common.N_CONTACTS), reader.say(common.N_ORDERS), *money)),
        *(
            Column(reader.say(words.RATIO_COLUMN, name=reader.say(title), level=reader.share(level, 0)))
            for title in ratios
        ),
        Column(reader.say(words.BAND), numeric=False),
    )
