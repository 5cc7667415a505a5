"""The page and the file of ``guanxi troi``."""

from __future__ import annotations

import json
from pathlib import Path

from guanxi.book.contracts.troi import RandomisedReadout, Readout, TroiBook
from guanxi.report.audit.troi import troi_json
from guanxi.report.blocks import Cell, Column, KeyFigure, Section, Table, rows
from guanxi.report.html import render_page
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.sections.opening import Opening, named_kicker, named_title, warned
from guanxi.report.sections.troi import (
    chapter,
    effect_sentence,
    gross_cell,
    headline,
    rate,
    share_cell,
    share_range,
    verdict_code,
)
from guanxi.report.whole_file import write_whole_text
from guanxi.report.words import common
from guanxi.report.words import opening as opening_words
from guanxi.report.words import troi as words

STAMPS = {"continue": "asset", "undecided": "marginal", "stop": "liability"}
"""Verdict → the stamp's look: the same three as the balance sheet's."""


def render_troi_html(book: TroiBook, lang: str = "zh") -> str:
    """All read-outs as one self-contained page; raises like :func:`guanxi.report.html.render_html`."""
    reader = Reader.for_brand(lang, book.currency, book.zone, capital_is_money=True)
    is_only = len(book.readouts) == 1
    chapters = tuple(chapter(each, reader, place, is_only=is_only) for place, each in enumerate(book.readouts, 1))
    whole = chapters if is_only else (overview(book, reader), *chapters)
    version = book.readouts[0].scope.definition_version
    return render_page(_opening(book, reader), whole, reader, definition_version=version)


def write_troi_html(book: TroiBook, path: Path, lang: str = "zh") -> Path:
    """Write the page whole or not at all; gives ``path``."""
    text = render_troi_html(book, lang)
    return write_whole_text(path, text)


def write_troi_json(book: TroiBook, path: Path) -> Path:
    """Write ``troi.json`` whole or not at all; gives ``path``."""
    text = json.dumps(troi_json(book), ensure_ascii=False, indent=2, allow_nan=False)
    return write_whole_text(path, text + "\n")


def _opening(book: TroiBook, reader: Reader) -> Opening:
    day = reader.day(book.as_of_ms)
    scope = book.readouts[0].scope
    one = book.readouts[0] if len(book.readouts) == 1 else None
    code = "overview" if one is None else verdict_code(one)
    said = _counts(book, reader) if one is None else headline(one, reader)
    return Opening(
        document_title=named_title(book.brand, reader.say(words.DOCUMENT_TITLE, day=day)),
        kicker=named_kicker(book.brand, reader.say(words.KICKER)),
        meta=(
            reader.say(opening_words.META_AS_OF, day=day),
            reader.say(words.META_DAYS, days=str(scope.days)),
            reader.say(
                words.META_LEVEL if _is_sequence(book) else words.META_ONE_LOOK, level=reader.share(scope.level, 0)
            ),
        ),
        verdict=reader.count(words.MANY, len(book.readouts)) if one is None else said,
        standfirst=said if one is None else effect_sentence(one, reader),
        verdict_code=STAMPS.get(code, code),
        verdict_name=reader.name_of(words.VERDICTS, code),
        figures=() if one is None else _figures(one, reader),
        sentences=(),
        notices=warned((*book.notices, *(() if one is None else one.notices)), reader),
    )


def _is_sequence(book: TroiBook) -> bool:
    """True when every interval may be looked at after every unit; a difference in differences stands for one look."""
    return all(isinstance(each, RandomisedReadout) for each in book.readouts)


def _counts(book: TroiBook, reader: Reader) -> str:
    codes = [verdict_code(each) for each in book.readouts]
    return reader.say(
        words.MANY_COUNTS,
        go=str(codes.count("continue")),
        stop=str(codes.count("stop")),
        open=str(codes.count("undecided")),
        none=str(codes.count("no_verdict")),
        seen=str(codes.count("observational")),
    )


def _figures(readout: Readout, reader: Reader) -> tuple[KeyFigure, ...]:
    returns = readout.returns
    if returns is None:
        return ()
    effect = KeyFigure(
        reader.say(words.EFFECT_EACH),
        reader.money(returns.effect_per_contact.value),
        reader.money_range(returns.effect_per_contact),
    )
    figures = [effect]
    for label, figure in ((words.ANNUAL, returns.annual), (words.NET, returns.net)):
        if figure is not None:
            figures.append(KeyFigure(reader.say(label), rate(figure.value, reader), share_range(figure, reader)))
    if returns.gross is not None:
        cell = gross_cell(returns.gross, reader)
        figures.append(KeyFigure(reader.say(words.GROSS_LABEL), cell.text, cell.note))
    return tuple(figures)


def overview(book: TroiBook, reader: Reader) -> Section:
    """All programs in one table, those with a verdict first; a row is about the read-out of its place in the book."""

    def cells(place: int, readout: Readout) -> tuple[Cell, ...]:
        returns, spent = readout.returns, bool(readout.spend.total)
        effect = (
            Cell(reader.say(words.NO_FIGURE))
            if returns is None
            else Cell(reader.money(returns.effect.value), note=reader.money_range(returns.effect))
        )
        annual = None if returns is None else returns.annual
        return (
            Cell(inert(readout.scope.program, 40), foreign=True, about=("read_out", str(place))),
            Cell(reader.name_of(words.VERDICTS, verdict_code(readout))),
            Cell(reader.whole(readout.arms[0].n_matured)),
            effect,
            Cell(reader.money(readout.spend.total) if spent else reader.say(words.NO_SPEND)),
            Cell(reader.say(words.NO_FIGURE)) if returns is None else share_cell(annual, reader, spent=spent),
        )

    columns = (
        Column(reader.say(words.PROGRAM), numeric=False),
        Column(reader.say(words.VERDICT), numeric=False),
        *(Column(reader.say(each)) for each in (common.N_CONTACTS, words.EFFECT, words.SPEND, words.ANNUAL)),
    )
    ordered = sorted(enumerate(book.readouts, 1), key=lambda each: not isinstance(each[1], RandomisedReadout))
    table = Table(reader.say(words.OVERVIEW), columns, rows(*(cells(*each) for each in ordered)))
    return Section("overview", reader.say(words.OVERVIEW), reader.say(words.OVERVIEW), (table,))
