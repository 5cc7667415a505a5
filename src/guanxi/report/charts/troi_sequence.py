"""The confidence sequence of a program: the effect per contact at every look, and the line that it must clear."""

from __future__ import annotations

import math

from guanxi.book.contracts.troi import Look, RandomisedReadout
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import lines, poles
from guanxi.report.charts.style import BAND, LEVEL, MUTED, Unit, frame, unit_for, unit_text, values
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import common
from guanxi.report.words import troi as words

TOO_WIDE = 3.0
"""Looks whose interval is so many times as wide as the last would leave the others no room."""
MOST_POLES = 40


def sequence_chart(readout: RandomisedReadout, reader: Reader, key: str) -> Chart | None:
    """The effect at every look that has an interval; ``None`` with fewer than two, which the table of returns holds."""
    known = [look for look in readout.looks if all(map(math.isfinite, (look.effect, look.low, look.high)))]
    if len(known) < 2:
        return None
    last = known[-1]
    width = last.high - last.low
    shown = [look for look in known if look.high - look.low <= TOO_WIDE * width]
    return Chart(
        key=f"{key}-sequence",
        title=_finding(readout, last, reader),
        subtitle=reader.say(
            words.SEQUENCE_SUBTITLE,
            unit=unit_text(reader, _unit(shown, readout, reader)),
            n=reader.whole(last.n_units),
            first=reader.day(known[0].at_ms),
            last=reader.day(last.at_ms),
            level=reader.share(readout.scope.level, 0),
        ),
        option=_option(shown, readout, reader),
        table=_table(readout.looks, reader),
        height=320,
    )


def _finding(readout: RandomisedReadout, last: Look, reader: Reader) -> str:
    line = _line_of(readout)
    if line is None:
        return reader.say(words.SEQUENCE_NO_LINE, effect=reader.money(last.effect))
    phrase = words.SEQUENCE_ABOVE if last.low > line else words.SEQUENCE_ACROSS
    phrase = words.SEQUENCE_BELOW if last.high < line else phrase
    return reader.say(phrase, line=reader.money(line))


def _line_of(readout: RandomisedReadout) -> float | None:
    """The effect that pays; ``None`` where there is no spend to pay, or no bound."""
    line = readout.effect_to_clear
    return line if line is not None and math.isfinite(line) else None


def _unit(shown: list[Look], readout: RandomisedReadout, reader: Reader) -> Unit:
    largest = max(max(abs(look.low), abs(look.high)) for look in shown)
    return unit_for(reader, max(largest, _line_of(readout) or 0.0))


def _option(shown: list[Look], readout: RandomisedReadout, reader: Reader) -> Option:
    unit = _unit(shown, readout, reader)

    def line(of: str, **parts: object) -> Option:
        data = [unit.scale(getattr(look, of)) for look in shown]
        return {"type": "line", "data": data, "showSymbol": False, "silent": True, **parts}

    bound = {"lineStyle": {"color": MUTED, "width": 1, "type": "dashed"}, "itemStyle": {"color": MUTED}}
    few = len(shown) <= MOST_POLES
    estimate = line("effect", lineStyle={"color": LEVEL, "width": 2}, itemStyle={"color": LEVEL}, z=5)
    estimate |= {"showSymbol": few, "symbol": "circle", "symbolSize": 9}
    to_clear = _line_of(readout)
    if to_clear is not None:
        estimate["markLine"] = lines({"yAxis": unit.scale(to_clear)}, dashed=False)
        estimate["markLine"]["lineStyle"] |= {"color": BAND["marginal"], "width": 2}
    intervals = (
        [poles([(float(i), unit.scale(look.low), unit.scale(look.high)) for i, look in enumerate(shown)])]
        if few
        else [line("low", **bound), line("high", **bound)]
    )
    low, high = _range(shown, readout)
    return frame(
        xAxis={
            "type": "category",
            "data": [reader.day(look.at_ms) for look in shown],
            "axisLabel": {"color": MUTED, "fontSize": 12, "hideOverlap": True},
            "axisTick": {"show": False},
            "axisLine": {"onZero": False, "lineStyle": {"color": MUTED}},
        },
        yAxis=values(min=unit.scale(low), max=unit.scale(high), axisLabel=_labels()),
        series=[*intervals, estimate],
    )


def _labels() -> Option:
    return {"color": MUTED, "fontSize": 12, "hideOverlap": True, "showMinLabel": False, "showMaxLabel": False}


def _range(shown: list[Look], readout: RandomisedReadout) -> tuple[float, float]:
    """Room for every interval, zero and the line."""
    marks = [0.0, _line_of(readout) or 0.0]
    low, high = min(*marks, *(look.low for look in shown)), max(*marks, *(look.high for look in shown))
    pad = 0.06 * (high - low or 1.0)
    return low - pad, high + pad


def _table(looks: tuple[Look, ...], reader: Reader) -> Table:
    scale = column_scale(reader, [end for look in looks for end in (look.effect, look.low, look.high)])
    return Table(
        caption=reader.say(words.EFFECT_EACH),
        columns=(
            Column(reader.say(words.LOOK), numeric=False),
            Column(reader.say(words.UNITS)),
            *(Column(scale.head(reader.say(each))) for each in (words.EFFECT_EACH, common.LOW, common.HIGH)),
        ),
        rows=rows(
            *(
                (
                    reader.day(look.at_ms),
                    reader.whole(look.n_units),
                    scale.cell(look.effect),
                    scale.cell(look.low),
                    scale.cell(look.high),
                )
                for look in reversed(looks)
            )
        ),
    )
