"""The HTML report: one self-contained file that needs no network."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from guanxi.book.contracts import Book
from guanxi.report.blocks import Section
from guanxi.report.island import block_file, chart_library, content_security_policy, json_island, page_file, script
from guanxi.report.reader import Reader
from guanxi.report.sections import chapters
from guanxi.report.sections.opening import Opening, opening
from guanxi.report.typeset import amounts, clauses
from guanxi.report.whole_file import whole_file
from guanxi.report.words import page as words
from guanxi.report.words.phrase import Phrase


def render_html(book: Book, lang: str = "zh", *, only: Collection[str] = ()) -> str:
    """The whole report of ``book`` in Chinese (``"zh"``) or English (``"en"``), or ``only`` some chapters of it.

    Raises
    ------
    SettingsError
        for another language.
    guanxi.report.island.MissingAsset
        when the chart library has not been fetched.
    """
    reader = Reader.of(book, lang)
    sections = tuple(each for each in chapters(book, reader) if not only or each.key in only)
    return render_page(opening(book, reader), sections, reader, definition_version=book.definition_version)


def render_page(first: Opening, sections: tuple[Section, ...], reader: Reader, *, definition_version: str) -> str:
    """An opening and chapters as one self-contained page; raises like :func:`render_html`."""
    library, own = chart_library(), script(block_file("blocks.js") + page_file("report.js"))
    return (
        _environment()
        .get_template("report.html")
        .render(
            lang=reader.tag,
            policy=content_security_policy(library, own),
            # The three texts below are our own files and escaped JSON; every other value is autoescaped.
            style=Markup(block_file("blocks.css") + page_file("report.css")),
            library=Markup(library),
            own=Markup(own),
            options=Markup(json_island(chart_options(sections))),
            opening=first,
            sections=sections,
            words=page_words(reader, definition_version=definition_version),
        )
    )


def write_html(book: Book, path: Path, lang: str = "zh", *, only: Collection[str] = ()) -> Path:
    """Write the report whole or not at all; gives ``path``."""
    text = render_html(book, lang, only=only)
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")
    return path


def chart_options(sections: tuple[Section, ...]) -> dict[str, dict[str, object]]:
    """Key of a chart → what the chart library draws."""
    return {chart.key: chart.option for section in sections for chart in section.charts()}


def page_words(reader: Reader, *, definition_version: str) -> dict[str, str]:
    """Words of the page around the chapters, by lower-case name."""
    plain = {name.lower(): value for name, value in vars(words).items() if isinstance(value, Phrase)}
    version = {"version": definition_version}
    return {name: reader.say(value, **(version if name == "colophon" else {})) for name, value in plain.items()}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("guanxi.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"amounts": amounts, "clauses": clauses}
    return environment
