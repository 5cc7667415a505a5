"""Trust capital against what was realised, on every closed window."""

from __future__ import annotations

import math

from guanxi.book.contracts import Backtest, Book, CapitalBacktest
from guanxi.report.blocks import Cell, Chart, Column, Option, Table
from guanxi.report.charts.marks import area, areas, dot, dots, lines, whiskers
from guanxi.report.charts.style import LEVEL, MUTED, PALE, frame, in_rows, names, values
from guanxi.report.reader import Reader
from guanxi.report.words import belief as words
from guanxi.report.words import common


def windows_in_order(book: Book) -> list[CapitalBacktest]:
    """Closed windows, earliest first."""
    return sorted(book.backtest.capital, key=lambda each: each.as_of_ms) if book.backtest else []


def capital_ratio_chart(book: Book, reader: Reader) -> Chart | None:
    """ΣK ÷ Σ realised by window; ``None`` without a closed window."""
    windows = windows_in_order(book)
    tested = book.backtest
    if not windows or tested is None:
        return None
    last = windows[-1]
    return Chart(
        key="capital-ratio",
        title=reader.say(words.CAPITAL_FINDING, ratio=reader.number(last.ratio.value)),
        subtitle=_subtitle(tested, windows, reader),
        option=_option(windows, reader),
        table=_table(windows, reader),
        height=max(len(windows) * 40 + 60, 240),
    )


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
    marks = [
        dot(
            round(window.ratio.value, 4),
            i,
            f"{_name(window, reader)}\n{reader.number(window.ratio.value)}\n{reader.number_range(window.ratio)}",
            LEVEL,
        )
        for i, window in enumerate(windows)
    ]
    ranges = [(window.ratio.low, window.ratio.high, float(i)) for i, window in enumerate(windows)]
    shown = dots(
        marks,
        markLine=lines({"xAxis": 1}, dashed=False),
        markArea=areas([area(0.9, 1.1, PALE)]),
    )
    low = min(0.7, *(each[0] for each in ranges))
    high = max(1.4, *(each[1] for each in ranges))
    option = frame(
        xAxis=values(min=max(0.0, math.floor(low * 5) / 5), max=math.ceil(min(high, 4.0) * 5) / 5, interval=0.2),
        yAxis=names([_name(window, reader) for window in windows]),
        series=[whiskers(ranges, MUTED), shown],
    )
    return in_rows(option)


def _table(windows: list[CapitalBacktest], reader: Reader) -> Table:
    capital = common.TRUST_CAPITAL if reader.capital_is_money else common.TRUST_CAPITAL_INDEX
    titles = (capital, common.CLV, words.REALISED, words.RATIO)
    return Table(
        caption=reader.say(words.RATIO),
        columns=(
            Column(reader.say(words.WINDOW_COLUMN), numeric=False),
            *(Column(reader.say(each)) for each in titles),
        ),
        rows=tuple(
            (
                Cell(_name(window, reader)),
                Cell(reader.capital(window.trust_capital)),
                Cell(reader.money(window.clv)),
                Cell(reader.money(window.realised)),
                Cell(reader.number(window.ratio.value), note=reader.number_range(window.ratio)),
            )
            for window in windows
        ),
    )
