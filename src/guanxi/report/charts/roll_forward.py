"""The roll-forward as a waterfall of rows, opening at the top, closing at the bottom."""

from __future__ import annotations

from guanxi.book.contracts import Book, RollForward, RollForwardCode, RollForwardLine
from guanxi.report.blocks import Cell, Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import span, spans
from guanxi.report.charts.style import (
    FALL,
    LEVEL,
    RISE,
    ROW_PX,
    Unit,
    frame,
    in_rows,
    names,
    unit_of,
    unit_text,
    values,
)
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, capital_scale
from guanxi.report.words import change as words
from guanxi.report.words import codes, common

ENDS = ("opening", "closing")


def roll_forward_chart(book: Book, reader: Reader) -> Chart | None:
    """Every line from opening to closing; ``None`` without an earlier date."""
    moved = book.roll_forward
    if moved is None or not moved.lines:
        return None
    index = not reader.capital_is_money
    scale = capital_scale(reader, [line.amount for line in moved.lines])
    unit = unit_of(scale, index=index)
    return Chart(
        key="roll-forward",
        title=roll_forward_finding(moved, reader),
        subtitle=" · ".join(
            (
                unit_text(reader, unit, index=index),
                reader.say(common.PERIOD, first=reader.day(moved.opened_ms), last=reader.day(moved.closed_ms)),
                reader.count(common.CONTACTS, book.n_contacts),
                reader.say(common.EXACT_INDEX if index else common.EXACT),
            )
        ),
        option=_option(moved, unit, scale),
        table=_table(moved, reader),
        height=len(moved.lines) * ROW_PX + 12,
    )


def roll_forward_finding(moved: RollForward, reader: Reader) -> str:
    """Whether capital rose or fell, and the largest movement; where the model's own change decided it, that."""
    opening, closing = moved.lines[0].amount, moved.lines[-1].amount
    change = closing - opening
    steps = [line for line in moved.lines if line.line not in ENDS]
    if change == 0 or not steps:
        return reader.say(words.STEADY)
    ruler = sum(line.amount for line in steps if line.line == RollForwardCode.RECALIBRATION)
    biggest = max(steps, key=lambda line: abs(line.amount))
    said = {
        "amount": reader.capital(abs(change)),
        "share": reader.share(abs(change) / opening if opening else None),
    }
    # Without its recalibration the change would be of the other sign, or none: trust did not move it.
    if biggest.line == RollForwardCode.RECALIBRATION or (ruler * change > 0 and abs(ruler) >= abs(change)):
        phrase = words.RULER_ROSE if change > 0 else words.RULER_FELL
        return reader.say(phrase, ruler=_with_sign(ruler, reader), rest=_with_sign(change - ruler, reader), **said)
    return reader.say(
        words.ROSE if change > 0 else words.FELL,
        line=reader.name_of(codes.ROLL_FORWARD, biggest.line),
        step=_with_sign(biggest.amount, reader),
        **said,
    )


def line_name(line: RollForwardLine, moved: RollForward, reader: Reader) -> str:
    """What a line is called; the one that holds others says so."""
    name = reader.name_of(codes.ROLL_FORWARD, line.line)
    holds_more = line.line == RollForwardCode.POTENTIAL_CHANGE and bool(moved.folded)
    return reader.say(words.WITH_FOLDED, line=name) if holds_more else name


def _with_sign(amount: int, reader: Reader) -> str:
    return f"+{reader.capital(amount)}" if amount > 0 else reader.capital(amount)


def _signed(line: RollForwardLine, reader: Reader) -> str:
    return reader.capital(line.amount) if line.line in ENDS else _with_sign(line.amount, reader)


def _to_the_cent(line: RollForwardLine, reader: Reader) -> str:
    """The booked amount whole: the lines of the table add up to its closing, and are seen to."""
    rises = line.amount > 0 and line.line not in ENDS
    return f"{'+' if rises else ''}{reader.exact_capital(line.amount)}"


def _option(moved: RollForward, unit: Unit, scale: Scale) -> Option:
    reader = scale.reader
    bars: list[Option] = []
    level = 0
    for row, line in enumerate(moved.lines):  # at most a dozen lines, not contacts
        start = 0 if line.line in ENDS else level
        end = line.amount if line.line in ENDS else level + line.amount
        color = LEVEL if line.line in ENDS else RISE if line.amount >= 0 else FALL
        name = reader.name_of(codes.ROLL_FORWARD, line.line)
        shown = scale.cell(line.amount)
        rises = line.amount > 0 and line.line not in ENDS and not shown.startswith("<")
        text = f"{'+' if rises else ''}{shown}"
        tip = f"{name} {_signed(line, reader)}"
        bars.append(span(unit.scale(start), unit.scale(end), row, color, tip=tip, text=text))
        level = end
    top = max(max(bar["value"][0], bar["value"][1]) for bar in bars)
    bottom = min(0.0, *(min(bar["value"][0], bar["value"][1]) for bar in bars))
    option = frame(
        grid={"left": 4, "right": 8, "top": 4, "bottom": 4},
        xAxis=values(min=bottom, max=round(top * 1.14, 6))
        | {"axisLabel": {"show": False}, "splitLine": {"show": False}},
        yAxis=names([reader.name_of(codes.ROLL_FORWARD, line.line) for line in moved.lines]),
        series=[spans(bars)],
    )
    return in_rows(option, xAxis={"max": round(top * 1.34, 6)})


def _table(moved: RollForward, reader: Reader) -> Table:
    return Table(
        caption=reader.say(words.TITLE),
        columns=(
            Column(reader.say(words.LINE), numeric=False),
            Column(reader.say(common.AMOUNT)),
            Column(reader.say(common.N_CONTACTS)),
        ),
        rows=rows(
            *(
                (
                    Cell(line_name(line, moved, reader), strong=line.line in ENDS),
                    Cell(_to_the_cent(line, reader), strong=line.line in ENDS),
                    reader.whole(line.n_contacts) if line.n_contacts else reader.say(common.NONE),
                )
                for line in moved.lines
            )
        ),
    )
