"""Trust capital against what was realised, on every closed window."""

from __future__ import annotations

import math

from guanxi.book.contracts import Backtest, Book, CapitalBacktest, Interval
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.marks import area, areas, dot, dots, lines, whiskers
from guanxi.report.charts.style import LEVEL, MUTED, PALE, frame, in_rows, names, values
from guanxi.report.reader import Reader
from guanxi.report.scale import capital_scale, column_scale
from guanxi.report.words import belief as words
from guanxi.report.words import common

NARROWEST = (0.7, 1.4)
FARTHEST = 4.0
"""The axis of ratios: at least this wide, and never beyond."""


def windows_in_order(book: Book) -> list[CapitalBacktest]:
    """Closed windows, earliest first."""
    return sorted(book.backtest.capital, key=lambda each: each.as_of_ms) if book.backtest else []


def capital_ratio_chart(book: Book, reader: Reader) -> Chart | None:
    """ΣK ÷ Σ realised by window; ``None`` without a closed window."""
    windows = windows_in_order(book)
    tested = book.backtest
    if not windows or tested is None:
        return None
    return Chart(
        key="capital-ratio",
        title=_finding(windows[-1], reader),
        subtitle=_subtitle(tested, windows, reader),
        option=_option(windows, reader),
        table=_table(windows, reader),
        height=max(len(windows) * 40 + 60, 240),
    )


def _finding(last: CapitalBacktest, reader: Reader) -> str:
    if not is_realised(last.ratio):
        return reader.say(words.CAPITAL_NOTHING)
    return reader.say(words.CAPITAL_FINDING, ratio=reader.number(last.ratio.value))


def is_realised(ratio: Interval) -> bool:
    """False for a window that brought no margin: there is nothing to divide by, and so no ratio."""
    return math.isfinite(ratio.value)


def _subtitle(tested: Backtest, windows: list[CapitalBacktest], reader: Reader) -> str:
    return reader.say(
        words.CAPITAL_SUBTITLE,
        contacts=reader.count(common.CONTACTS, tested.n_contacts),
        windows=reader.count(words.WINDOWS, len(windows), days=str(windows[-1].window_days)),
        level=reader.share(windows[-1].ratio.level, 0),
    )


def _name(window: CapitalBacktest, reader: Reader) -> str:
    return reader.say(words.WINDOW, day=reader.day(window.as_of_ms), days=str(window.window_days))


def _option(windows: list[CapitalBacktest], reader: Reader) -> Option:
    known = [(i, window) for i, window in enumerate(windows) if is_realised(window.ratio)]
    ranges = [(window.ratio.low, window.ratio.high, float(i)) for i, window in known]
    ends = [end for i, window in known for end in (window.ratio.value, window.ratio.low, window.ratio.high)]
    low, high = _axis([end for end in ends if math.isfinite(end)])
    shown = dots(
        [_dot(window, i, low, high, reader) for i, window in known],
        markLine=lines({"xAxis": 1}, dashed=False),
        markArea=areas([area(0.9, 1.1, PALE)]),
    )
    clipped = [(max(start, low), min(end, high), row) for start, end, row in ranges]
    option = frame(
        xAxis=values(min=low, max=high, interval=0.2),
        yAxis=names([_name(window, reader) for window in windows]),
        series=[whiskers(clipped, MUTED), shown],
    )
    return in_rows(option)


def _axis(ends: list[float]) -> tuple[float, float]:
    """Fifths that hold every end; a ratio beyond ``FARTHEST`` stands at the axis' end, and in the table in full."""
    low, high = min([NARROWEST[0], *ends]), min(max([NARROWEST[1], *ends]), FARTHEST)
    return max(0.0, math.floor(low * 5) / 5), math.ceil(high * 5) / 5


def _dot(window: CapitalBacktest, row: int, low: float, high: float, reader: Reader) -> Option:
    ratio = window.ratio
    tip = f"{_name(window, reader)}\n{reader.number(ratio.value)}\n{reader.number_range(ratio)}"
    return dot(round(min(max(ratio.value, low), high), 4), row, tip, LEVEL)


def _table(windows: list[CapitalBacktest], reader: Reader) -> Table:
    title = common.TRUST_CAPITAL if reader.capital_is_money else common.TRUST_CAPITAL_INDEX
    capital = capital_scale(reader, [window.trust_capital for window in windows])
    clv = column_scale(reader, [window.clv for window in windows])
    realised = column_scale(reader, [window.realised for window in windows])
    return Table(
        caption=reader.say(words.RATIO),
        columns=(
            Column(reader.say(words.WINDOW_COLUMN), numeric=False),
            Column(capital.head(reader.say(title))),
            Column(clv.head(reader.say(common.CLV))),
            Column(realised.head(reader.say(words.REALISED))),
            Column(reader.say(words.RATIO)),
        ),
        rows=tuple(
            (
                Cell(_name(window, reader)),
                Cell(capital.cell(window.trust_capital)),
                Cell(clv.cell(window.clv)),
                Cell(realised.cell(window.realised)),
                _ratio(window.ratio, reader),
            )
            for window in windows
        ),
    )


def _ratio(ratio: Interval, reader: Reader) -> Cell:
    if not is_realised(ratio):
        return Cell(reader.say(words.NOTHING_REALISED))
    return Cell(reader.number(ratio.value), note=reader.number_range(ratio))
