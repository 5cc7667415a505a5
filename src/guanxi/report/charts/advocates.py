"""Advocates by expected referral value, and the reasons."""

from __future__ import annotations

from guanxi.book.contracts.network import Advocate
from guanxi.report.blocks import ONE_CONTACT, Cell, Chart, Column, Option, Table
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.style import LEVEL, ROW_PX, Unit, frame, in_rows, names, unit_for, values
from guanxi.report.inert import inert, isolated
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.scale import column_scale
from guanxi.report.words import common
from guanxi.report.words import network as words

LIMIT = 10
REASONED = 5


def advocates_chart(look: Look, reader: Reader) -> Chart | None:
    """Bars of the first ten with enough evidence; ``None`` where nobody has it."""
    found = tuple(each for each in look.network.advocates if each.is_enough)
    if not found:
        return None
    unit = unit_for(reader, found[0].value)
    return Chart(
        key="advocates",
        title=reader.say(
            words.ADVOCATES_FINDING,
            name=isolated(masked_key(found[0].source_key)),
            verified=reader.whole(found[0].n_verified),
            value=reader.money(found[0].value),
        ),
        subtitle=reader.say(
            words.ADVOCATES_SUBTITLE,
            n=reader.whole(look.network.n_advocates),
            day=reader.day(look.as_of_ms),
        ),
        option=_option(found[:LIMIT], unit, reader),
        table=_table(look.network.advocates, reader),
        height=min(len(found), LIMIT) * ROW_PX + 12,
    )


def reasons_table(look: Look, reader: Reader) -> Table | None:
    """Why the first five stand where they stand; ``None`` where there is nobody."""
    found = look.network.advocates[:REASONED]
    if not found:
        return None
    return Table(
        caption=reader.say(words.WHY),
        columns=(Column(reader.say(words.ADVOCATE), numeric=False), Column(reader.say(words.WHY), numeric=False)),
        rows=tuple(
            (
                Cell(inert(masked_key(each.source_key)), foreign=True, about=(ONE_CONTACT, str(each.contact_id))),
                Cell(reader.pick(each.en, each.zh)),
            )
            for each in found
        ),
    )


def _option(found: tuple[Advocate, ...], unit: Unit, reader: Reader) -> Option:
    scale = column_scale(reader, [each.value for each in found])
    data = [
        {
            "value": unit.scale(each.value),
            "tip": f"{inert(masked_key(each.source_key))}\n{scale.money(each.value)}",
            "label": {"show": True, "position": "right", "formatter": scale.money(each.value), "color": "#1b2530"},
        }
        for each in found
    ]
    option = frame(
        grid={"left": 4, "right": 84, "top": 4, "bottom": 4},
        xAxis=values() | {"axisLabel": {"show": False}, "splitLine": {"show": False}},
        yAxis=names([inert(masked_key(each.source_key), 28) for each in found]),
        series=[{"type": "bar", "data": data, "barWidth": 16, "itemStyle": {"color": LEVEL}}],
    )
    return in_rows(option)


def _table(found: tuple[Advocate, ...], reader: Reader) -> Table:
    value = column_scale(reader, [each.value for each in found])
    credit = column_scale(reader, [each.credit for each in found])
    titles = (words.INVITED, words.CONVERTED, words.N_VERIFIED, words.COUNTED)
    return Table(
        caption=reader.say(words.VALUE),
        columns=(
            Column(reader.say(words.ADVOCATE), numeric=False),
            Column(value.head(reader.say(words.VALUE))),
            Column(credit.head(reader.say(words.LEDGER_CREDIT))),
            *(Column(reader.say(title)) for title in titles),
        ),
        rows=tuple(
            (
                Cell(
                    inert(masked_key(each.source_key)),
                    foreign=True,
                    note="" if each.is_enough else reader.say(common.NOT_ENOUGH),
                    about=(ONE_CONTACT, str(each.contact_id)),
                ),
                Cell(value.cell(each.value)),
                Cell(credit.cell(each.credit)),
                *(Cell(reader.whole(n)) for n in (each.n_invited, each.n_converted, each.n_verified, each.n_counted)),
            )
            for each in found
        ),
    )
