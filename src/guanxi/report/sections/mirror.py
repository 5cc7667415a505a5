"""The owner's mirror as blocks: what leads, misalignments and traps, the people worth talking to today.

The page of ``guanxi mirror`` and the workspace show the same blocks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from guanxi.book.contracts import Interval
from guanxi.book.contracts.mirror import MirrorBook, MirrorFigure, PersonToday
from guanxi.book.settings import AuditSettings
from guanxi.report.blocks import (
    Block,
    Cell,
    Column,
    KeyFigure,
    People,
    Person,
    Reason,
    Section,
    Table,
    Text,
    present,
)
from guanxi.report.charts.mirror import habit_chart, moved, period_of, quarter_change, shares_chart, signed
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import common
from guanxi.report.words import mirror as words

SETTINGS = AuditSettings()
"""Windows are nobody's to set: no brand file speaks of them."""
MINUTES = 60
SHORT_HOURS = 2
MOST_ALARMS = 4
FIRST = ("repurchase", "recommendation", "promises", "listening")
"""The figures that are read first."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One figure of the mirror on a first page: what it counts, how sure it is, and what is wrong with it."""

    code: str
    label: str
    meaning: str
    value: str
    range: str
    warning: str = ""


def mirror_sections(book: MirrorBook, reader: Reader) -> tuple[Section, ...]:
    """All chapters: what leads, what to beware of, whom to talk to."""
    return leading_section(book, reader), traps_section(book, reader), people_section(book, reader)


def leading_section(book: MirrorBook, reader: Reader) -> Section:
    """Repurchase, recommendation, promises, listening and the wait; a conversion rate is not among them."""
    return Section(
        "mirror",
        reader.say(words.TITLE),
        reader.say(words.SHORT),
        _figures(book.leading, book, reader, "mirror-leading"),
    )


def traps_section(book: MirrorBook, reader: Reader) -> Section:
    """Misalignments and traps, each once though tool worship is both."""
    found = {each.code: each for each in (*book.misalignments, *book.traps)}
    blocks = _figures(tuple(found.values()), book, reader, "mirror-traps")
    return Section(
        "traps",
        reader.say(words.TRAPS_TITLE),
        reader.say(words.TRAPS_SHORT),
        present(Text(reader.say(words.TRAPS_LEAD), "note"), *blocks, habit_chart(book, reader)),
    )


def people_section(book: MirrorBook, reader: Reader) -> Section:
    """The people worth talking to today, why, and what to do."""
    mirror = SETTINGS.mirror
    lead = reader.say(words.PEOPLE_LEAD, fall=str(mirror.fall_days), rest=str(mirror.rest_days))
    title = reader.say(words.PEOPLE_TITLE)
    people = people_block(book.people, reader) if book.people else Text(reader.say(words.NO_PEOPLE), "missing")
    return Section("people-today", title, reader.say(words.PEOPLE_SHORT), (Text(lead, "note"), people))


def people_block(people: Sequence[PersonToday], reader: Reader) -> People:
    """The list by itself, for a home page."""
    return People(reader.say(words.PEOPLE_ORDER), "today", tuple(_person(each, reader) for each in people))


def key_figures(book: MirrorBook, reader: Reader) -> tuple[KeyFigure, ...]:
    """The four figures that are read first."""
    found = {each.code: each for each in book.leading}
    return tuple(
        KeyFigure(reader.say(words.NAMES[code]), shown_value(found[code], reader), _note(found[code], reader))
        for code in FIRST
    )


def glances(book: MirrorBook, reader: Reader) -> tuple[tuple[Glance, ...], tuple[Glance, ...]]:
    """What needs a look before anything that went well, and the other figures that are read first.

    Of the former those beyond their bound stand first, then those that got worse; none stands in both.
    """
    every = {each.code: each for each in (*book.leading, *book.misalignments, *book.traps)}.values()
    beyond = [each for each in every if _is_beyond(each)]
    worse = [each for each in every if moved(each) < 0 and each not in beyond]
    warned = (*beyond, *worse)[:MOST_ALARMS]
    others = [each for code in FIRST if (each := book.figure(code)) not in warned]
    return (
        tuple(_glance(each, reader, _alarm_note(each, reader)) for each in warned),
        tuple(_glance(each, reader) for each in others),
    )


def _glance(figure: MirrorFigure, reader: Reader, warning: str = "") -> Glance:
    name, value = reader.say(words.NAMES[figure.code]), shown_value(figure, reader)
    return Glance(figure.code, name, _meaning(figure, reader), value, _note(figure, reader), warning)


def _is_beyond(figure: MirrorFigure) -> bool:
    """Whether the figure lies on the wrong side of its bound, all of its interval with it."""
    value, bound = figure.value, figure.reference
    if value is None or bound is None:
        return False
    return value.low > bound if figure.good == "low" else value.high < bound


def _alarm_note(figure: MirrorFigure, reader: Reader) -> str:
    said = []
    if _is_beyond(figure):
        said.append(reader.say(words.BEYOND, bound=reader.share(figure.reference, 0)))
    change = quarter_change(figure)
    if change is not None and moved(figure) < 0:
        said.append(reader.say(words.WORSE, change=in_change(figure, change.value, reader)))
    return ("；" if reader.lang == "zh" else "; ").join(said)


def shown_value(figure: MirrorFigure, reader: Reader) -> str:
    """The value in its unit, or that it is not known."""
    return reader.say(common.NOT_KNOWN) if figure.value is None else in_unit(figure, figure.value.value, reader)


def in_unit(figure: MirrorFigure, value: float, reader: Reader) -> str:
    """A value of this figure as a person writes it."""
    if figure.unit == "share":
        return reader.share(value)
    if figure.unit == "hours":
        if value < SHORT_HOURS:
            return reader.say(words.MINUTES, value=reader.number(value * MINUTES, 0))
        return reader.say(words.HOURS, value=reader.number(value, 1))
    return reader.say(words.RATIO if figure.unit == "ratio" else words.TIMES, value=reader.number(value))


def in_change(figure: MirrorFigure, change: float, reader: Reader) -> str:
    """A change of this figure, with its sign."""
    if figure.unit == "share":
        return reader.say(words.POINTS, change=signed(change * 100, reader))
    if figure.unit == "hours" and abs(change) < SHORT_HOURS:
        return reader.say(words.MINUTES, value=signed(change * MINUTES, reader, 0))
    if figure.unit == "hours":
        return reader.say(words.HOURS, value=signed(change, reader))
    return signed(change, reader, 2)


def missing_sentence(figure: MirrorFigure, reader: Reader) -> str:
    """Why there is no value; "" where there is one."""
    if figure.value is not None:
        return ""
    why = reader.pick(figure.missing_en, figure.missing_zh)
    return reader.say(words.MISSING, name=reader.say(words.NAMES[figure.code]), why=why)


def standing_of(book: MirrorBook) -> str:
    """ "better", "worse" or "steady" against the quarter before; "not_enough_evidence" where nothing can be told."""
    better, worse, measured = counts_of(book)
    if not measured:
        return "not_enough_evidence"
    return "better" if better > worse else "worse" if worse > better else "steady"


def counts_of(book: MirrorBook) -> tuple[int, int, int]:
    """How many figures got better, how many worse, and how many could be compared with the quarter before."""
    figures = {each.code: each for each in (*book.leading, *book.misalignments, *book.traps)}.values()
    told = [each for each in figures if any(c.against == "quarter" and c.change is not None for c in each.changes)]
    ways = [moved(each) for each in told]
    return ways.count(1), ways.count(-1), len(told)


def headline(book: MirrorBook, reader: Reader, said: Collection[str] = ()) -> str:
    """The first figure that can be told, in words; ``said`` are the codes of those that were told just above."""
    for code, phrase in words.HEADLINES.items():
        figure = book.figure(code)
        if figure.value is not None and code not in said:
            return reader.say(phrase, value=reader.share(figure.value.value, 0))
    return "" if said else reader.say(words.HEADLINE_NONE)


def _note(figure: MirrorFigure, reader: Reader) -> str:
    if figure.value is None:
        return reader.pick(figure.missing_en, figure.missing_zh)
    return _range(figure, figure.value, reader)


def _range(figure: MirrorFigure, value: Interval, reader: Reader) -> str:
    if value.level >= 1:
        return reader.say(words.BOOKED)
    return reader.span(value, in_unit(figure, value.low, reader), in_unit(figure, value.high, reader))


def _figures(figures: Sequence[MirrorFigure], book: MirrorBook, reader: Reader, key: str) -> tuple[Block, ...]:
    """The chart with its table (the table alone where nothing can be drawn), and what is missing."""
    table = figures_table(figures, reader)
    return present(
        shares_chart(figures, book, reader, key=key, table=table) or table,
        *(Text(said, "missing") for each in figures if (said := missing_sentence(each, reader))),
    )


def figures_table(figures: Sequence[MirrorFigure], reader: Reader) -> Table:
    """Every figure with its interval, counts, changes and period."""
    titles = (words.NOW, words.COUNTED, words.CHANGE_QUARTER, words.CHANGE_YEAR)
    return Table(
        caption=reader.say(words.TABLE),
        columns=(Column(reader.say(words.FIGURE), numeric=False), *(Column(reader.say(each)) for each in titles)),
        rows=tuple(_row(each, reader) for each in figures),
        stacks=True,
    )


def _meaning(figure: MirrorFigure, reader: Reader) -> str:
    mirror = SETTINGS.mirror
    return reader.say(
        words.MEANINGS[figure.code],
        hours=str(SETTINGS.chat_window_hours),
        prompt=str(mirror.prompt_days),
        care=str(mirror.care_days),
    )


def _row(figure: MirrorFigure, reader: Reader) -> tuple[Cell, ...]:
    said = [_meaning(figure, reader)]
    if figure.n_unknown:
        said.append(reader.say(words.UNKNOWN, n=reader.whole(figure.n_unknown)))
    if figure.reference is not None:
        said.append(reader.say(words.REFERENCE, value=reader.share(figure.reference, 0)))
    name = Cell(reader.say(words.NAMES[figure.code]), note=" · ".join(said))
    dash = Cell(reader.say(common.NONE))
    if figure.value is None:
        return name, Cell(reader.say(common.NOT_KNOWN)), _counted(figure, reader), dash, dash
    changes = {each.against: each.change for each in figure.changes}
    return (
        name,
        Cell(in_unit(figure, figure.value.value, reader), note=_range(figure, figure.value, reader)),
        _counted(figure, reader),
        *(_change(figure, changes.get(against), reader) for against in ("quarter", "year")),
    )


def _change(figure: MirrorFigure, change: Interval | None, reader: Reader) -> Cell:
    if change is None:
        return Cell(reader.say(common.NONE))
    note = ""
    if change.level < 1:
        low, high = (_end(figure, end, reader) for end in (change.low, change.high))
        note = reader.say(common.SPAN, low=low, high=high)
    return Cell(in_change(figure, change.value, reader), note=note)


def _end(figure: MirrorFigure, end: float, reader: Reader) -> str:
    """An end of a change's interval: without its unit, which the change has."""
    if figure.unit == "share":
        return signed(end * 100, reader)
    return in_change(figure, end, reader)


def _counted(figure: MirrorFigure, reader: Reader) -> Cell:
    note = period_of(figure, reader)
    if figure.unit == "ratio":
        scale = column_scale(reader, (figure.numerator, figure.denominator))
        both = (scale.money(figure.numerator), scale.money(figure.denominator))
        return Cell(reader.say(words.OF, k=both[0], n=both[1]), note=note)
    if figure.numerator is None:
        return Cell(reader.say(words.ONLY_OF, n=reader.whole(figure.denominator)), note=note)
    if figure.code == "habit":
        counts = {"replies": reader.whole(figure.numerator), "sent": reader.whole(figure.denominator)}
        return Cell(reader.say(words.HABIT_COUNTED, **counts), note=note)
    counted = reader.say(words.OF, k=reader.whole(figure.numerator), n=reader.whole(figure.denominator))
    return Cell(counted, note=note)


def _person(each: PersonToday, reader: Reader) -> Person:
    days = str(SETTINGS.mirror.fall_days)
    before = (
        reader.say(words.TRUST_NEW, days=days)
        if each.trust_before is None
        else reader.say(words.TRUST_BEFORE, days=days, value=reader.trust(each.trust_before))
    )
    roles = {"promise": each.has_promise, "silent_buyer": each.is_silent_buyer, "new": each.is_new}
    flags = [reader.say(words.FLAGS[role]) for role, fills in roles.items() if fills]
    return Person(
        name=inert(masked_key(each.source_key), 40) or str(each.contact_id),
        trust=reader.say(words.TRUST, value=reader.trust(each.trust)),
        trust_note=before,
        facts=(
            (reader.say(words.POTENTIAL), reader.money(each.potential)),
            (reader.say(words.STAFF), inert(each.staff_id, 24) or reader.say(words.NOBODY)),
        ),
        flag=reader.say(words.LISTED).join(flags),
        reasons=tuple(Reason(reader.pick(said.en, said.zh, 240), False, "") for said in each.reasons),
        bar=max(0.0, min(1.0, each.trust)) * 100,
        todo=reader.pick(each.todo.en, each.todo.zh, 240),
    )
