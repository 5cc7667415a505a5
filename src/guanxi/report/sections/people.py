"""Ten core and ten doubtful contacts, each with the three largest reasons for its T."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from guanxi.book.contracts import Book, Driver, Example, Tier
from guanxi.book.settings import AuditSettings
from guanxi.report.blocks import People, Person, Reason, Section, Text, present
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, column_scale
from guanxi.report.words import common
from guanxi.report.words import people as words

LIMIT, REASONS = 10, 3
EVIDENCE_FLOOR = AuditSettings().evidence_floor
"""Acts below which a card gives no T, but says that there is not enough evidence."""
FEW, LEAST = 4, 0.005
"""Fewer cards than ``FEW`` share nothing by rule; below ``LEAST`` a weight would print as 0.00."""


def section(book: Book, reader: Reader) -> Section:
    """Who is core, who is drifting away, and why."""
    core, doubtful = book.core_examples[:LIMIT], book.doubtful_examples[:LIMIT]
    common_to_most = shared_reasons((*core, *doubtful), reader)
    return Section(
        key="people",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if core or doubtful else None,
            *(Text(reader.say(words.SHARED, reason=reason), "note") for reason in sorted(common_to_most)),
            _people(core, reader.say(words.CORE), "core", common_to_most, reader)
            if core
            else Text(reader.say(words.NOT_SHOWN if _holds(book, Tier.CORE) else words.NO_CORE), "missing"),
            _people(doubtful, reader.say(words.DOUBTFUL), "doubtful", common_to_most, reader)
            if doubtful
            else Text(reader.say(words.NOT_SHOWN if _holds(book, Tier.DOUBTFUL) else words.NO_DOUBTFUL), "missing"),
        ),
    )


def _holds(book: Book, tier: Tier) -> bool:
    """Whether a tier has members: cards that are absent then are kept from the reader."""
    return any(row.tier == tier and row.n for row in book.tiers)


def shared_reasons(examples: tuple[Example, ...], reader: Reader) -> frozenset[str]:
    """Sentences that stand on more than half of the cards: they tell nobody apart, and are said once above them."""
    said = Counter(text for each in examples for text in {_sentence(driver, reader) for driver in _telling(each)})
    return frozenset(text for text, n in said.items() if n >= FEW and n > len(examples) / 2)


def _telling(example: Example) -> list[Driver]:
    """The largest drivers, but for those that round to nothing."""
    largest = sorted(example.drivers, key=lambda driver: -abs(driver.contribution))[:REASONS]
    return [driver for driver in largest if abs(driver.contribution) >= LEAST]


def _people(examples: tuple[Example, ...], title: str, tone: str, shared: frozenset[str], reader: Reader) -> People:
    amounts = [fen for each in examples for fen in (each.potential, each.trust_capital, each.cost_to_serve)]
    scale = column_scale(reader, amounts)
    return People(title, tone, tuple(_person(example, shared, scale) for example in examples))


def _person(example: Example, shared: frozenset[str], scale: Scale) -> Person:
    reader = scale.reader
    capital = scale if reader.capital_is_money else replace(scale, sign="")
    telling = _telling(example)
    largest = [driver for driver in telling if _sentence(driver, reader) not in shared]
    no_reason = (Reason(reader.say(words.NO_OTHER_REASON if telling else words.NO_REASON), True, ""),)
    return Person(
        contact_id=example.contact_id,
        name=inert(masked_key(example.source_key), 40) or str(example.contact_id),
        trust=reader.say(words.TRUST_OF, value=reader.trust(example.trust.value))
        if example.n_eff >= EVIDENCE_FLOOR
        else reader.say(common.NOT_ENOUGH),
        trust_note=reader.say(
            words.TRUST_NOTE,
            range=reader.span(example.trust, reader.trust(example.trust.low), reader.trust(example.trust.high)),
            n_eff=reader.number(example.n_eff, 1),
        ),
        facts=(
            (reader.say(words.POTENTIAL), scale.money(example.potential)),
            (
                reader.say(words.CAPITAL if reader.capital_is_money else words.CAPITAL_INDEX),
                capital.money(example.trust_capital),
            ),
            (reader.say(words.COST), scale.money(example.cost_to_serve)),
        ),
        flag=reader.say(words.LIABILITY) if example.is_liability else "",
        reasons=tuple(_reason(driver, reader) for driver in largest) or no_reason,
        bar=max(0.0, min(1.0, example.trust.value)) * 100,
    )


def _sentence(driver: Driver, reader: Reader) -> str:
    return reader.pick(driver.en, driver.zh, 240) or reader.say(common.NONE)


def _reason(driver: Driver, reader: Reader) -> Reason:
    sign = "+" if driver.contribution >= 0 else ""
    return Reason(
        text=_sentence(driver, reader),
        raises=driver.contribution >= 0,
        weight=f"{sign}{reader.number(driver.contribution)}",
    )
