"""What a gentle release would save: maintenance saved, value lost, and what is left with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from guanxi.book.contracts import Book, Interval, Release
from guanxi.report.blocks import Cell, Chart, Column, Option, Table, rows
from guanxi.report.charts.marks import lines, span, spans, whiskers
from guanxi.report.charts.style import (
    FALL,
    INK,
    MUTED,
    RISE,
    TIER,
    Unit,
    frame,
    in_rows,
    names,
    unit_of,
    unit_text,
    values,
)
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, column_scale
from guanxi.report.words import common
from guanxi.report.words import release as words


@dataclass(frozen=True, slots=True)
class Saving:
    """A release whose every figure is known."""

    n_contacts: int
    saved: int
    lost: int
    net: Interval


def known_saving(release: Release) -> Saving | None:
    """The release as figures; ``None`` when nobody would be released or what serving costs is not known."""
    saved, lost, net = release.maintenance, release.value_lost, release.net_saving
    if not release.n_contacts or saved is None or lost is None or net is None or not math.isfinite(net.value):
        return None
    return Saving(release.n_contacts, saved, lost, net)


def release_chart(book: Book, reader: Reader) -> Chart | None:
    """Three bars; ``None`` when there is nothing to say."""
    saving = known_saving(book.release)
    if saving is None:
        return None
    unit = unit_of(saving_scale(saving, reader))
    return Chart(
        key="release",
        title=_finding(saving, reader, sure=book.release.enough_evidence),
        subtitle=" · ".join(
            (
                unit_text(reader, unit),
                reader.count(common.CONTACTS, saving.n_contacts),
                reader.say(common.AS_AT, day=reader.day(book.as_of_ms)),
                reader.say(common.NEXT_DAYS, days=str(book.horizon_days)),
                reader.say(common.WHISKERS, level=reader.share(saving.net.level, 0)),
            )
        ),
        option=_option(saving, unit, reader),
        table=_table(saving, reader),
        height=190,
    )


def saving_scale(saving: Saving, reader: Reader) -> Scale:
    """The unit of what is saved, lost and left."""
    return column_scale(reader, [saving.saved, saving.lost, saving.net])


def _finding(saving: Saving, reader: Reader, *, sure: bool) -> str:
    """Whether a release would pay, only as firmly as the interval allows."""
    net = saving.net
    if not sure or net.low <= 0 <= net.high:
        return reader.count(words.FINDING_OPEN, saving.n_contacts)
    pays = words.FINDING if net.value > 0 else words.FINDING_NOT
    return reader.count(pays, saving.n_contacts, net=reader.money(abs(net.value)))


def _option(saving: Saving, unit: Unit, reader: Reader) -> Option:
    saved, lost, net, scale = saving.saved, saving.lost, saving.net, saving_scale(saving, reader)
    labels = [reader.say(word) for word in (words.SAVED, words.LOST, words.NET)]
    bars = [
        span(0, unit.scale(saved), 0, RISE, tip=f"{labels[0]} {reader.money(saved)}", text=scale.cell(saved)),
        span(
            unit.scale(saved - lost),
            unit.scale(saved),
            1,
            FALL,
            tip=f"{labels[1]} {reader.money(-lost)}",
            text=scale.cell(-lost),
        ),
        span(
            min(0, unit.scale(net.value)),
            max(0, unit.scale(net.value)),
            2,
            TIER["ordinary"],
            tip=f"{labels[2]} {reader.money(net.value)}\n{reader.money_range(net)}",
        ),
    ]
    ends = [net.low, net.high] if math.isfinite(net.low) and math.isfinite(net.high) else [net.value]
    top = max(unit.scale(each) for each in (saved, net.value, *ends))
    low = min(0.0, *(unit.scale(each) for each in (saved - lost, net.value, *ends)))
    option = frame(
        xAxis=values(min=low * 1.1, max=round(top * 1.16, 6))
        | {"axisLabel": {"color": MUTED, "fontSize": 12, "showMaxLabel": False, "showMinLabel": low == 0}},
        yAxis=names(labels),
        series=[
            spans(bars),
            whiskers([(unit.scale(net.low), unit.scale(net.high), 2.0)] if len(ends) == 2 else [], INK),
            {"type": "scatter", "data": [], "markLine": lines({"xAxis": 0}, dashed=False)},
        ],
    )
    return in_rows(option, xAxis={"max": round(top * 1.35, 6)})


def _table(saving: Saving, reader: Reader) -> Table:
    net, scale = saving.net, saving_scale(saving, reader)
    return Table(
        caption=reader.say(words.TITLE),
        columns=(Column(reader.say(words.LINE), numeric=False), Column(scale.head(reader.say(common.AMOUNT)))),
        rows=rows(
            (reader.say(words.SAVED), scale.cell(saving.saved)),
            (reader.say(words.LOST), scale.cell(-saving.lost)),
            (
                Cell(reader.say(words.NET), strong=True),
                Cell(scale.cell(net.value), strong=True, note=scale.cell_range(net)),
            ),
        ),
    )
