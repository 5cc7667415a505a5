"""The page and the file of ``guanxi mirror``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from guanxi.book.contracts.mirror import MirrorBook
from guanxi.report.audit.mirror import mirror_json
from guanxi.report.audit.values import Json
from guanxi.report.html import render_page
from guanxi.report.reader import Reader
from guanxi.report.sections.mirror import counts_of, headline, key_figures, mirror_sections, standing_of
from guanxi.report.sections.opening import Opening, named_kicker, named_title, warned
from guanxi.report.whole_file import write_whole_text
from guanxi.report.words import common
from guanxi.report.words import mirror as words
from guanxi.report.words import opening as opening_words

LOOKS = {"better": "asset", "steady": "marginal", "worse": "liability"}
"""Verdict → the stamp's look: the same three as the balance sheet's."""


def render_mirror_html(book: MirrorBook, lang: str = "zh") -> str:
    """The mirror as one self-contained page; raises like :func:`guanxi.report.html.render_html`."""
    reader = Reader.for_brand(lang, book.currency, book.zone)
    return render_page(
        _opening(book, reader), mirror_sections(book, reader), reader, definition_version=book.definition_version
    )


def write_mirror_html(book: MirrorBook, path: Path, lang: str = "zh") -> Path:
    """Write the page whole or not at all; gives ``path``."""
    text = render_mirror_html(book, lang)
    return write_whole_text(path, text)


def write_mirror_json(book: MirrorBook, path: Path) -> Path:
    """Write ``mirror.json`` whole or not at all; gives ``path``."""
    text = json.dumps(mirror_json(book), ensure_ascii=False, indent=2, allow_nan=False)
    return write_whole_text(path, text + "\n")


@cache
def mirror_schema() -> Json:
    """The JSON Schema (draft 2020-12) of ``mirror.json``; strict: no field beyond those that it names."""
    schema: Json = json.loads(files("guanxi.report").joinpath("mirror.schema.json").read_text(encoding="utf-8"))
    return schema


def mirror_headline(book: MirrorBook, lang: str) -> str:
    """The page's headline, for a terminal."""
    return headline(book, Reader.for_brand(lang, book.currency, book.zone))


def _opening(book: MirrorBook, reader: Reader) -> Opening:
    day = reader.day(book.as_of_ms)
    code = standing_of(book)
    better, worse, measured = (str(n) for n in counts_of(book))
    compared = reader.say(words.STANDFIRST, better=better, worse=worse, measured=measured)
    return Opening(
        document_title=named_title(book.brand, reader.say(words.PAGE_TITLE, day=day)),
        kicker=named_kicker(book.brand, reader.say(words.KICKER)),
        meta=(
            reader.say(opening_words.META_AS_OF, day=day),
            reader.count(common.CONTACTS, book.n_contacts),
            reader.count(common.EVENTS, book.n_events),
        ),
        verdict=headline(book, reader),
        standfirst=compared if code in LOOKS else "",
        verdict_code=LOOKS.get(code, code),
        verdict_name=reader.name_of(words.STAMPS, code),
        figures=key_figures(book, reader),
        sentences=(),
        notices=warned(book.notices, reader),
    )
