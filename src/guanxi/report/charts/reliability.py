"""Reliability of one outcome: what was predicted against what happened, bin by bin."""

from __future__ import annotations

import math

from guanxi.book.contracts import Book, OutcomeBacktest
from guanxi.report.blocks import Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import dot, poles
from guanxi.report.charts.style import LEVEL, MUTED, frame, percents, values
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import belief as words
from guanxi.report.words import codes, common

TOPS, FLOORS = (5, 10, 25, 50, 100), (95, 90, 75, 50)
"""Where an axis may end, and where it may begin, when everything lies in one corner."""


def latest_outcomes(book: Book) -> list[OutcomeBacktest]:
    """The latest test of each outcome, in the order of the book."""
    if book.backtest is None:
        return []
    latest: dict[str, OutcomeBacktest] = {}
    for tested in sorted(book.backtest.outcomes, key=lambda each: each.as_of_ms):
        latest[tested.outcome] = tested
    order = [each.outcome for each in book.backtest.outcomes]
    return sorted(latest.values(), key=lambda each: order.index(each.outcome))


def reliability_chart(book: Book, tested: OutcomeBacktest, reader: Reader) -> Chart | None:
    """The curve of one outcome; ``None`` without bins."""
    if not tested.bins:
        return None
    return Chart(
        key=f"reliability-{inert(tested.outcome, 20).encode().hex()}",
        title=_finding(tested, reader),
        subtitle=_subtitle(book, tested, reader),
        option=_option(tested, reader),
        table=_table(tested, reader),
        height=300,
    )


def _subtitle(book: Book, tested: OutcomeBacktest, reader: Reader) -> str:
    said = reader.say(
        words.RELIABILITY_SUBTITLE,
        contacts=reader.count(common.CONTACTS, sum(each.n for each in tested.bins)),
        day=reader.day(tested.as_of_ms),
        days=str(book.outcome_days),
    )
    used = any(head.outcome == tested.outcome and head.status == "live" for head in book.trust.heads)
    return said if used else f"{said} · {reader.say(words.RELIABILITY_UNUSED)}"


def _finding(tested: OutcomeBacktest, reader: Reader) -> str:
    name = reader.name_of(codes.OUTCOMES, tested.outcome)
    ours = next((score for score in tested.scores if score.predictor == "heads"), None)
    if ours is None:
        return name
    said = {"outcome": name, "ece": reader.points(ours.ece)}
    if ours.ece_limit is None:
        return reader.say(words.RELIABILITY_FINDING, **said)
    within = ours.ece <= ours.ece_limit
    phrase = words.RELIABILITY_WITHIN if within else words.RELIABILITY_BEYOND
    return reader.say(phrase, limit=reader.points(ours.ece_limit), **said)


def _option(tested: OutcomeBacktest, reader: Reader) -> Option:
    bins = [(each.predicted * 100, each.observed * 100, each) for each in tested.bins]
    marks = [
        dot(round(x, 3), round(y, 3),
            f"{reader.say(words.PREDICTED)} {reader.share(each.predicted)}\n"
            f"{reader.say(words.OBSERVED)} {reader.share(each.observed)}", LEVEL)
        for x, y, each in bins
    ]  # fmt: skip
    axis = square_range([end for x, y, each in bins for end in (x, y, each.low * 100, each.high * 100)])
    diagonal = {
        "type": "line",
        "data": [[axis[0], axis[0]], [axis[1], axis[1]]],
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": MUTED, "type": "dashed", "width": 1},
    }
    line = {
        "type": "line",
        "data": marks,
        "symbol": "circle",
        "symbolSize": 9,
        "lineStyle": {"color": LEVEL, "width": 2},
    }
    titled = {"nameLocation": "middle", "nameTextStyle": {"color": MUTED, "fontSize": 12}}
    return frame(
        grid={"left": 24, "right": 20, "top": 12, "bottom": 30, "containLabel": True},
        xAxis=_axis(axis, reader.say(words.PREDICTED), reader) | {"nameGap": 28, **titled},
        yAxis=_axis(axis, reader.say(words.OBSERVED), reader) | {"nameGap": 36, **titled},
        series=[diagonal, poles([(x, each.low * 100, each.high * 100) for x, _, each in bins]), line],
    )


def square_range(ends: list[float]) -> tuple[int, int]:
    """The part of 0…100 that both axes show: all of it, unless every end lies in one corner of it.

    Both axes show the same part, so that the diagonal stays what it is.
    """
    known = [end for end in ends if math.isfinite(end)]
    if not known:
        return 0, 100
    low, high = min(known), max(known)
    corners = [(0, top) for top in TOPS if high <= top] + [(floor, 100) for floor in FLOORS if floor <= low]
    return min(corners, key=lambda corner: corner[1] - corner[0])


def _axis(axis: tuple[int, int], name: str, reader: Reader) -> Option:
    """A value axis over that part; a part is said in the axis' name."""
    low, high = axis
    if axis == (0, 100):
        return percents(name=name)
    said = reader.say(words.AXIS_ZOOMED, name=name, low=reader.share(low / 100, 0), high=reader.share(high / 100, 0))
    return values(min=low, max=high, interval=(high - low) / 5, name=said)


def _table(tested: OutcomeBacktest, reader: Reader) -> Table:
    titles = (words.PREDICTED, words.OBSERVED, common.LOW, common.HIGH, common.N_CONTACTS)
    return Table(
        caption=reader.name_of(codes.OUTCOMES, tested.outcome),
        columns=tuple(Column(reader.say(title)) for title in titles),
        rows=rows(
            *(
                (
                    reader.share(each.predicted),
                    reader.share(each.observed),
                    reader.share(each.low),
                    reader.share(each.high),
                    reader.whole(each.n),
                )
                for each in tested.bins
            )
        ),
    )
