"""The page and the file of ``guanxi network``: the audit's chapter on its own, with a headline."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from guanxi.book.contracts import NetworkBook
from guanxi.report.audit.document import audit_schema
from guanxi.report.audit.network import network_book_json
from guanxi.report.audit.values import Json
from guanxi.report.blocks import KeyFigure
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.reproduction import finding
from guanxi.report.html import render_page
from guanxi.report.reader import Reader
from guanxi.report.sections.network import THOUSAND, chapter
from guanxi.report.sections.opening import Opening, named_kicker, named_title, warned
from guanxi.report.whole_file import write_whole_text
from guanxi.report.words import common
from guanxi.report.words import network as words
from guanxi.report.words import opening as opening_words

STAMPS = {"self_growing": "asset", "open": "marginal", "fading": "marginal"}
"""Verdict → the stamp's look. Not to grow by referral alone is what most healthy brands do: no liability."""


def render_network_html(book: NetworkBook, lang: str = "zh") -> str:
    """The network as one self-contained page; raises like :func:`guanxi.report.html.render_html`."""
    reader = Reader.for_brand(lang, book.currency, book.zone)
    look = Look(book.network, book.as_of_ms, book.horizon_days)
    return render_page(
        _opening(book, reader), (chapter(look, reader),), reader, definition_version=book.definition_version
    )


def write_network_html(book: NetworkBook, path: Path, lang: str = "zh") -> Path:
    """Write the page whole or not at all; gives ``path``."""
    text = render_network_html(book, lang)
    return write_whole_text(path, text)


def write_network_json(book: NetworkBook, path: Path) -> Path:
    """Write ``network.json`` whole or not at all; gives ``path``."""
    text = json.dumps(network_book_json(book), ensure_ascii=False, indent=2, allow_nan=False)
    return write_whole_text(path, text + "\n")


@cache
def network_schema() -> Json:
    """The JSON Schema of ``network.json``: its values are those of ``audit.json``."""
    whole = audit_schema()
    named = ("schema_version", "definition_version", "brand", "as_of", "zone", "currency", "horizon_days", "n_contacts")
    properties = {name: whole["properties"][name] for name in (*named, "n_events", "notices")}
    properties["network"] = {"$ref": "#/$defs/network"}
    return {
        "$schema": whole["$schema"],
        "title": "network.json",
        "type": "object",
        "required": sorted(properties),
        "additionalProperties": False,
        "properties": properties,
        "$defs": whole["$defs"],
    }


def network_headline(book: NetworkBook, lang: str) -> str:
    """The page's headline, for a terminal."""
    return _headline(book, Reader.for_brand(lang, book.currency, book.zone))


def _headline(book: NetworkBook, reader: Reader) -> str:
    """What is said first: whether the brand grows by referral, or why that cannot be said."""
    whole = next((each for each in book.network.reproduction if not each.cohort), None)
    if whole is not None:
        return finding(whole, reader)
    said = book.network.notices[0] if book.network.notices else None
    return reader.say(words.NO_VERDICT) if said is None else reader.pick(said.en, said.zh)


def _opening(book: NetworkBook, reader: Reader) -> Opening:
    day = reader.day(book.as_of_ms)
    whole = next((each for each in book.network.reproduction if not each.cohort), None)
    growth = "not_enough_evidence" if whole is None else whole.growth
    reached = "" if whole is None or whole.value is None else reader.number(whole.value.value)
    return Opening(
        document_title=named_title(book.brand, reader.say(words.PAGE_TITLE, day=day)),
        kicker=named_kicker(book.brand, reader.say(words.KICKER)),
        meta=(
            reader.say(opening_words.META_AS_OF, day=day),
            reader.count(common.CONTACTS, book.n_contacts),
            reader.count(common.EVENTS, book.n_events),
            reader.say(opening_words.META_HORIZON, days=str(book.horizon_days)),
        ),
        verdict=_headline(book, reader),
        standfirst="",
        verdict_code=STAMPS.get(growth, growth),
        verdict_name=reader.say(words.GROWTH_NAMES[growth], r=reached),
        figures=_figures(book, reader),
        sentences=(),
        notices=warned((*book.notices, *(each for each in book.network.notices if each.severe)), reader),
    )


def _figures(book: NetworkBook, reader: Reader) -> tuple[KeyFigure, ...]:
    network = book.network
    whole = next((each for each in network.reproduction if not each.cohort), None)
    found = [
        (words.R_LABEL, None if whole is None else whole.value, 1),
        (words.DENSITY_LABEL, network.density, 1),
        (words.VELOCITY_LABEL, network.velocity, THOUSAND),
    ]
    return tuple(
        KeyFigure(reader.say(label), reader.say(common.NOT_KNOWN), "")
        if figure is None
        else KeyFigure(
            reader.say(label),
            reader.number(figure.value * scale),
            reader.span(figure, reader.number(figure.low * scale), reader.number(figure.high * scale)),
        )
        for label, figure, scale in found
    )
