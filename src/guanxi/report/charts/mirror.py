"""Charts of the mirror: each figure now and a quarter before, and what we send beside what gets replies."""

from __future__ import annotations

from collections.abc import Sequence

from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import HabitRow, MirrorBook, MirrorFigure
from guanxi.lake.kinds import BY_CODE
from guanxi.report.blocks import Chart, Column, Table, rows
from guanxi.report.charts.marks import dot, dots, whiskers
from guanxi.report.charts.style import FALL, LEVEL, RISE, ROW_PX, frame, in_rows, names, percents, plotted, values
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import mirror as words

LEAST_ROWS = 1
SHOWN_KINDS = 8


def moved(figure: MirrorFigure) -> int:
    """1 where the figure got better in the quarter, −1 where worse, 0 where its change holds 0 or is not known."""
    change = next((each.change for each in figure.changes if each.against == "quarter"), None)
    if change is None or change.low <= 0 <= change.high:
        return 0
    return 1 if (change.value > 0) == (figure.good == "high") else -1


def quarter_change(figure: MirrorFigure) -> Interval | None:
    """The change against the quarter before."""
    return next((each.change for each in figure.changes if each.against == "quarter"), None)


def shares_chart(
    figures: Sequence[MirrorFigure], book: MirrorBook, reader: Reader, *, key: str, table: Table
) -> Chart | None:
    """A row for each share that is known; ``None`` where none is."""
    shown = [(each, each.value) for each in figures if each.unit == "share" and each.value is not None]
    if len(shown) < LEAST_ROWS:
        return None
    points, before, spread = [], [], []
    for row, (figure, value) in enumerate(shown):
        name = reader.say(words.NAMES[figure.code])
        color = {1: RISE, -1: FALL}.get(moved(figure), LEVEL)
        points.append(dot(plotted(value.value * 100), row, f"{name} {reader.share(value.value)}", color))
        spread.append((value.low * 100, value.high * 100, float(row)))
        earlier = next((each.before for each in figure.changes if each.against == "quarter"), None)
        if earlier is not None:
            tip = f"{name} · {reader.say(words.CHANGE_QUARTER)} {reader.share(earlier.value)}"
            before.append(dot(plotted(earlier.value * 100), row, tip, color, hollow=True))
    option = frame(
        xAxis=percents(),
        yAxis=names([reader.say(words.NAMES[figure.code]) for figure, _ in shown]),
        series=[whiskers(spread), {**dots(before), "symbolSize": 9}, dots(points)],
    )
    return Chart(
        key=key,
        title=_finding([figure for figure, _ in shown], reader),
        subtitle=reader.say(
            words.CHART_SUBTITLE,
            period=reader.say(words.OVER_PERIODS),
            day=reader.day(book.as_of_ms),
            whiskers=reader.say(common.WHISKERS, level=reader.share(0.8, 0)),
        ),
        option=in_rows(option),
        table=table,
        height=len(shown) * ROW_PX + 48,
        open_table=True,
    )


def _finding(figures: list[MirrorFigure], reader: Reader) -> str:
    """The figure that moved most beyond its error, else that this is a comparison."""
    told = [(abs(change.value), each, change) for each in figures if moved(each) and (change := quarter_change(each))]
    if not told:
        return reader.say(words.CHART_PLAIN)
    _, figure, change = max(told, key=lambda each: each[0])
    return reader.say(
        words.CHART_TITLE, name=reader.say(words.NAMES[figure.code]), change=signed(change.value * 100, reader)
    )


def signed(value: float, reader: Reader, digits: int = 1) -> str:
    """A change with its sign; what rounds to nothing has none."""
    rounded = round(value, digits) + 0.0
    return f"{'+' if rounded > 0 else ''}{reader.number(rounded, digits)}"


def habit_chart(book: MirrorBook, reader: Reader) -> Chart | None:
    """What was sent and what got replies, by kind; ``None`` where the habit cannot be told."""
    figure = book.figure("habit")
    if figure.value is None:
        return None
    shown = book.habits[:SHOWN_KINDS]
    sent = [dot(plotted(each.sent_share * 100), row, _tip(each, reader), LEVEL) for row, each in enumerate(shown)]
    replies = [
        dot(plotted(each.reply_share * 100), row, _tip(each, reader), RISE, hollow=True)
        for row, each in enumerate(shown)
    ]
    between = [
        (min(each.sent_share, each.reply_share) * 100, max(each.sent_share, each.reply_share) * 100, float(row))
        for row, each in enumerate(shown)
    ]
    furthest = max(book.habits, key=lambda each: abs(each.sent_share - each.reply_share))
    option = frame(
        xAxis=values(min=0),
        yAxis=names([what_name(each.what, reader) for each in shown]),
        series=[whiskers(between), dots(sent), dots(replies)],
    )
    return Chart(
        key="mirror-habit",
        title=reader.say(
            words.HABIT_FINDING if furthest.sent_share >= furthest.reply_share else words.HABIT_FINDING_LESS,
            what=what_name(furthest.what, reader),
            sent=reader.share(furthest.sent_share, 0),
            replies=reader.share(furthest.reply_share, 0),
        ),
        subtitle=reader.say(
            words.HABIT_SUBTITLE,
            sent=reader.whole(figure.denominator),
            replies=reader.whole(figure.numerator or 0),
            period=period_of(figure, reader),
        ),
        option=in_rows(option),
        table=_habit_table(book.habits, reader),
        height=len(shown) * ROW_PX + 48,
    )


def period_of(figure: MirrorFigure, reader: Reader) -> str:
    """First and last day of a figure's period."""
    return reader.say(words.PERIOD, first=reader.day(figure.from_ms + 1), last=reader.day(figure.until_ms))


def what_name(what: str, reader: Reader) -> str:
    """What a person calls a kind of send; content of the brand's own kind stands for itself."""
    kind = what.removeprefix("content:")
    if kind != what:
        return reader.say(words.CONTENT, kind=reader.name_of(words.CONTENTS, kind))
    known = BY_CODE.get(what)
    return inert(what, 40) if known is None else (known.zh if reader.lang == "zh" else known.en)


def _tip(row: HabitRow, reader: Reader) -> str:
    sent, replies = reader.share(row.sent_share), reader.share(row.reply_share)
    name = what_name(row.what, reader)
    return f"{name}\n{reader.say(words.SENT)} {sent}\n{reader.say(words.REPLIES)} {replies}"


def _habit_table(habits: tuple[HabitRow, ...], reader: Reader) -> Table:
    titles = (words.SENT, words.REPLIES, words.SENT_BEFORE, words.REPLIES_BEFORE)
    return Table(
        caption=reader.say(words.NAMES["habit"]),
        columns=(Column(reader.say(words.WHAT), numeric=False), *(Column(reader.say(title)) for title in titles)),
        rows=rows(
            *(
                (
                    what_name(each.what, reader),
                    *(
                        reader.share(share)
                        for share in (
                            each.sent_share,
                            each.reply_share,
                            each.sent_share_before,
                            each.reply_share_before,
                        )
                    ),
                )
                for each in habits
            )
        ),
    )
