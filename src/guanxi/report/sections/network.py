"""The network: first whether the brand grows by itself, then who carries it, then how closely people are bound."""

from __future__ import annotations

from guanxi.book.contracts import Book
from guanxi.book.contracts.network import Circle, Concentration
from guanxi.report.blocks import ONE_CONTACT, Block, Cell, Column, Heading, Section, Table, Text, present
from guanxi.report.charts.advocates import advocates_chart, reasons_table
from guanxi.report.charts.bond_velocity import velocity_chart
from guanxi.report.charts.conversion_wait import wait_chart
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.network_picture import picture_chart
from guanxi.report.charts.referral_sources import sources_chart, sources_table
from guanxi.report.charts.reproduction import cohorts_chart, reproduction_chart
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.words import codes
from guanxi.report.words import network as words

THOUSAND = 1000
NAMED = 8


def section(book: Book, reader: Reader) -> Section:
    """The chapter of an audit."""
    look = None if book.network is None else Look(book.network, book.as_of_ms, book.horizon_days)
    return chapter(look, reader)


def chapter(look: Look | None, reader: Reader) -> Section:
    """The same blocks for the audit and for the page of ``guanxi network``."""
    blocks = (Text(reader.say(words.MISSING), "missing"),) if look is None else _blocks(look, reader)
    return Section("network", reader.say(words.TITLE), reader.say(words.SHORT), blocks)


def _blocks(look: Look, reader: Reader) -> tuple[Block, ...]:
    network = look.network
    notices = [Text(reader.pick(each.en, each.zh), "missing") for each in network.notices]
    if not network.n_bonds and network.conversion is None:
        return tuple(notices)
    sources = sources_chart(look, reader)
    return present(
        *(Text(sentence, "lead") for sentence in lead(look, reader)),
        Text(reader.say(words.COUNTS_NOTE), "note") if network.conversion is not None else None,
        reproduction_chart(look, reader),
        cohorts_chart(look, reader),
        wait_chart(look, reader),
        picture_chart(look, reader),
        advocates_chart(look, reader) or Text(_no_ranking(look, reader), "missing"),
        reasons_table(look, reader),
        sources or (sources_table(look, reader) if network.sources else None),
        Text(reader.say(words.SOURCES_NOTE), "note") if network.sources else None,
        velocity_chart(look, reader),
        *_circles(look, reader),
        *notices,
    )


def _no_ranking(look: Look, reader: Reader) -> str:
    """Why nobody is named: nobody has enough, nobody has any, or the reader may not see single contacts."""
    network = look.network
    if network.advocates:
        return reader.say(words.FEW_VERIFIED)
    if network.n_advocates:
        return reader.count(words.ADVOCATES_NOT_SHOWN, network.n_advocates)
    return reader.say(words.NO_ADVOCATES)


def lead(look: Look, reader: Reader) -> list[str]:
    """What is said before any picture; a count of heads is not among it."""
    network, said = look.network, []
    if network.density is not None:
        said.append(
            reader.say(
                words.DENSITY,
                density=reader.number(network.density.value),
                range=reader.number_range(network.density),
                clustering=reader.share(network.clustering),
            )
        )
    if (fast := network.velocity) is not None:
        low, high = (reader.number(end * THOUSAND) for end in (fast.low, fast.high))
        said.append(
            reader.say(
                words.VELOCITY, velocity=reader.number(fast.value * THOUSAND), range=reader.span(fast, low, high)
            )
        )
    if network.concentration is not None:
        said.append(_concentrated(network.concentration, reader))
    if network.referral_credit is not None:
        said.append(reader.say(words.CREDIT, credit=reader.money(network.referral_credit)))
    if (option := network.growth_option) is not None:
        said.append(
            reader.say(
                words.GROWTH,
                days=str(look.horizon_days),
                option=reader.money(option.value),
                range=reader.money_range(option),
            )
        )
    return said


def _concentrated(found: Concentration, reader: Reader) -> str:
    """How much hangs on few."""
    return reader.say(
        words.CONCENTRATION,
        first=reader.whole(found.n_first),
        converted=reader.whole(found.n_converted),
        first_share=reader.share(found.first_share),
        top=reader.whole(found.n_top),
        inviters=reader.whole(found.n_inviters),
        top_share=reader.share(found.top_share),
    )


def _circles(look: Look, reader: Reader) -> tuple[Block, ...]:
    circles = look.network.circles
    head = Heading(reader.say(words.CIRCLES))
    if not circles and look.network.n_circles:
        return (head, Text(reader.count(words.CIRCLES_NOT_SHOWN, look.network.n_circles), "missing"))
    if not circles:
        return (head, Text(reader.say(words.NO_CIRCLES), "missing"))
    titles = (words.MEMBERS, words.STABILITY, words.BONDS, words.SHARED)
    return (
        head,
        Text(reader.say(words.CIRCLES_NOTE, n=reader.whole(look.network.n_circles), shown=str(len(circles))), "note"),
        Table(
            caption=reader.say(words.CIRCLES),
            columns=tuple(
                Column(reader.say(title), numeric=title in (words.STABILITY, words.BONDS)) for title in titles
            ),
            rows=tuple(_row(each, reader) for each in circles),
            stacks=True,
        ),
    )


def _row(circle: Circle, reader: Reader) -> tuple[Cell, ...]:
    named = "、" if reader.lang == "zh" else ", "
    more = len(circle.members) - NAMED
    shared = [
        reader.say(
            words.SHARED_TRAIT,
            dimension=reader.name_of(codes.DIMENSIONS, each.dimension),
            key=inert(each.key, 40),
            share=reader.share(each.share, 0),
            usual=reader.share(each.usual_share, 0),
        )
        for each in circle.shared
    ]
    members = [inert(masked_key(name), 24) for name in circle.members[:NAMED]]
    rest = (f"+{more}",) if more > 0 else ()
    return (
        Cell(
            named.join((*members, *rest)),
            foreign=True,
            among=(
                *(
                    Cell(name, foreign=True, about=(ONE_CONTACT, str(contact_id)))
                    for name, contact_id in zip(members, circle.member_ids, strict=False)
                ),
                *(Cell(each) for each in rest),
            ),
        ),
        Cell(reader.number(circle.stability)),
        Cell(reader.whole(circle.n_bonds)),
        Cell(("；" if reader.lang == "zh" else "; ").join(shared) or "–", foreign=True),
    )
