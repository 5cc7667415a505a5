"""Predicted and realised margin by decile of trust capital, on the last closed window."""

from __future__ import annotations

from collections.abc import Callable

from guanxi.book.contracts import Book, CapitalBacktest
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.capital_ratio import windows_in_order
from guanxi.report.charts.style import LEVEL, Unit, frame, legend, unit_for, unit_text, values
from guanxi.report.reader import Reader
from guanxi.report.scale import capital_scale, column_scale
from guanxi.report.words import belief as words
from guanxi.report.words import common

REALISED = "#cda75a"


def deciles_chart(book: Book, reader: Reader) -> Chart | None:
    """Paired bars; ``None`` without a closed window that was split into deciles."""
    windows = [each for each in windows_in_order(book) if each.decile_predicted and each.decile_realised]
    if not windows or book.backtest is None:
        return None
    last = windows[-1]
    largest = max(*map(abs, last.decile_predicted), *map(abs, last.decile_realised))
    unit, index = unit_for(reader, largest), unit_for(reader, largest, index=True)
    return Chart(
        key="deciles",
        title=reader.say(
            words.DECILES,
            predicted=reader.capital(last.decile_predicted[0]),
            realised=reader.money(last.decile_realised[0]),
        ),
        subtitle=reader.say(
            words.DECILES_SUBTITLE,
            unit=unit_text(reader, unit) if reader.capital_is_money else _two_units(reader, unit, index),
            contacts=reader.count(common.CONTACTS, book.backtest.n_contacts),
            day=reader.day(last.as_of_ms),
            days=str(last.window_days),
            ratio=reader.number(last.ratio.value),
            range=reader.number_range(last.ratio),
        ),
        option=_option(last, unit, reader),
        table=_table(last, reader),
        height=300,
    )


def _two_units(reader: Reader, money: Unit, index: Unit) -> str:
    """Where capital is no money, the two bars of a pair are of two kinds: said before anything else."""
    return reader.say(words.TWO_UNITS, money=money.label, index=index.label)


def _option(last: CapitalBacktest, unit: Unit, reader: Reader) -> Option:
    def bars(name: str, color: str, amounts: tuple[int, ...], show: Callable[[float], str]) -> Option:
        data = [
            {"value": unit.scale(amount), "tip": f"{i + 1}\n{name} {show(amount)}"} for i, amount in enumerate(amounts)
        ]
        return {"type": "bar", "name": name, "data": data, "itemStyle": {"color": color}, "barGap": "8%"}

    labels = [str(i + 1) for i in range(len(last.decile_predicted))]
    return frame(
        grid={"left": 4, "right": 12, "top": 16, "bottom": 36, "containLabel": True},
        legend=legend(),
        xAxis={"type": "category", "data": labels, "axisTick": {"show": False}, "axisLabel": {"fontSize": 12}},
        yAxis=values(),
        series=[
            bars(_predicted(reader), LEVEL, last.decile_predicted, reader.capital),
            bars(reader.say(words.OBSERVED), REALISED, last.decile_realised, reader.money),
        ],
    )


def _predicted(reader: Reader) -> str:
    return reader.say(words.PREDICTED if reader.capital_is_money else words.PREDICTED_INDEX)


def _table(last: CapitalBacktest, reader: Reader) -> Table:
    pairs = list(zip(last.decile_predicted, last.decile_realised, strict=True))
    predicted = capital_scale(reader, [a for a, _ in pairs])
    realised = column_scale(reader, [b for _, b in pairs])
    return Table(
        caption=reader.say(words.DECILE_COLUMN),
        columns=(
            Column(reader.say(words.DECILE_COLUMN)),
            Column(predicted.head(_predicted(reader))),
            Column(realised.head(reader.say(words.OBSERVED))),
        ),
        rows=rows(*((str(i + 1), predicted.cell(a), realised.cell(b)) for i, (a, b) in enumerate(pairs))),
    )
