"""Ten core and ten doubtful contacts, each with the three largest reasons for its T."""

from __future__ import annotations

from guanxi.book.contracts import Book, Driver, Example
from guanxi.report.blocks import People, Person, Reason, Section, Text, present
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import people as words

LIMIT, REASONS = 10, 3


def section(book: Book, reader: Reader) -> Section:
    """Who is core, who is drifting away, and why."""
    core, doubtful = book.core_examples[:LIMIT], book.doubtful_examples[:LIMIT]
    return Section(
        key="people",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if core or doubtful else None,
            _people(core, words.CORE.text(reader.lang), "core", reader)
            if core
            else Text(reader.say(words.NO_CORE), "missing"),
            _people(doubtful, words.DOUBTFUL.text(reader.lang), "doubtful", reader)
            if doubtful
            else Text(reader.say(words.NO_DOUBTFUL), "missing"),
        ),
    )


def _people(examples: tuple[Example, ...], title: str, tone: str, reader: Reader) -> People:
    return People(title, tone, tuple(_person(example, reader) for example in examples))


def _person(example: Example, reader: Reader) -> Person:
    largest = sorted(example.drivers, key=lambda driver: -abs(driver.contribution))[:REASONS]
    no_reason = (Reason(reader.say(words.NO_REASON), True, ""),)
    return Person(
        name=inert(example.source_key, 40) or str(example.contact_id),
        trust=reader.say(words.TRUST_OF, value=reader.number(example.trust.value)),
        trust_note=reader.say(
            words.TRUST_NOTE, range=reader.number_range(example.trust), n_eff=reader.number(example.n_eff, 1)
        ),
        facts=(
            (reader.say(words.POTENTIAL), reader.money(example.potential)),
            (
                reader.say(words.CAPITAL if reader.capital_is_money else words.CAPITAL_INDEX),
                reader.capital(example.trust_capital),
            ),
            (reader.say(words.COST), reader.money(example.cost_to_serve)),
        ),
        flag=reader.say(words.LIABILITY) if example.is_liability else "",
        reasons=tuple(_reason(driver, reader) for driver in largest) or no_reason,
        bar=max(0.0, min(1.0, example.trust.value)) * 100,
    )


def _reason(driver: Driver, reader: Reader) -> Reason:
    sign = "+" if driver.contribution >= 0 else ""
    return Reason(
        text=reader.pick(driver.en, driver.zh, 240) or reader.say(common.NONE),
        raises=driver.contribution >= 0,
        weight=f"{sign}{reader.number(driver.contribution)}",
    )
