"""The page and the file of ``guanxi troi``."""

from __future__ import annotations

import json
from pathlib import Path

from guanxi.book.contracts.troi import RandomisedReadout, Readout, TroiBook
from guanxi.kit.money import FEN_PER_YUAN
from guanxi.report.audit.troi import troi_json
from guanxi.report.blocks import Cell, Column, KeyFigure, Section, Table, Text, present, rows
from guanxi.report.html import render_page
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.scale import Scale, card_scale, column_scale
from guanxi.report.sections.opening import Opening, named_kicker, named_title, warned
from guanxi.report.sections.troi import (
    amount_to_clear,
    chapter,
    effect_sentence,
    gross_figure,
    headline,
    line_to_clear,
    net_figure,
    no_ratio,
    per_one_range,
    spend_text,
    verdict_code,
)
from guanxi.report.whole_file import write_whole_text
from guanxi.report.words import common
from guanxi.report.words import opening as opening_words
from guanxi.report.words import troi as words
from guanxi.report.words.phrase import Phrase

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
            reader.say(_meta_days(book), days=str(scope.days)),
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


def _meta_days(book: TroiBook) -> Phrase:
    """Without assignments a contact counts from when it was reached."""
    observed = not any(isinstance(each, RandomisedReadout) for each in book.readouts)
    return words.META_DAYS_OBSERVED if observed else words.META_DAYS


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
    """Money per contact and what it must clear, then the returns, all in one unit."""
    returns = readout.returns
    if returns is None:
        return ()
    scale = card_scale(reader, (returns.effect_per_contact.value, amount_to_clear(readout)))
    effect = KeyFigure(
        reader.say(words.EFFECT_EACH),
        scale.money(returns.effect_per_contact.value),
        scale.money_range(returns.effect_per_contact),
    )
    line = line_to_clear(readout, reader, scale)
    ratios = (net_figure(readout, reader), gross_figure(readout, reader)) if returns.net is not None else ()
    whole = KeyFigure(reader.say(words.EFFECT), reader.money(returns.effect.value), reader.money_range(returns.effect))
    return (effect, *(() if line is None else (line,)), *ratios, *((whole,) if no_ratio(readout, reader) else ()))


def overview(book: TroiBook, reader: Reader) -> Section:
    """All programs in one table, those with a verdict first; a row is about the read-out of its place in the book."""
    readouts = book.readouts
    # What a contact brought and what it must bring are compared: one unit for both columns.
    each = column_scale(
        reader,
        (
            *(readout.returns.effect_per_contact for readout in readouts if readout.returns is not None),
            *(amount_to_clear(readout) for readout in readouts),
        ),
    )
    spent = column_scale(reader, [readout.spend.total for readout in readouts])
    columns = (
        Column(reader.say(words.PROGRAM), numeric=False),
        Column(reader.say(words.VERDICT), numeric=False),
        Column(reader.say(common.N_CONTACTS)),
        Column(each.head(reader.say(words.EFFECT_EACH))),
        Column(each.head(reader.say(words.TO_CLEAR))),
        Column(spent.head(reader.say(words.SPEND))),
        Column(reader.say(words.NET, one=reader.money(FEN_PER_YUAN))),
    )
    ordered = sorted(enumerate(readouts, 1), key=lambda placed: not isinstance(placed[1], RandomisedReadout))
    assets = {readout.scope.asset for readout in readouts if readout.returns is not None}
    found = rows(*(_overview_row(*placed, each, spent, names_asset=len(assets) > 1) for placed in ordered))
    table = Table(reader.say(words.OVERVIEW), columns, found, stacks=True)
    blocks = present(_of_assets(assets, reader), table)
    return Section("overview", reader.say(words.OVERVIEW), reader.say(words.OVERVIEW), blocks)


def _of_assets(assets: set[str], reader: Reader) -> Text | None:
    """What the effects of a table count beside margin; where they differ, that they are not to be compared."""
    if len(assets) > 1:
        return Text(reader.say(words.ASSETS_DIFFER), "note")
    return next(
        (Text(reader.say(words.ASSET_OF_ALL, asset=reader.say(words.ASSETS[it])), "note") for it in assets), None
    )


def _overview_row(place: int, readout: Readout, each: Scale, spent: Scale, *, names_asset: bool) -> tuple[Cell, ...]:
    reader = each.reader
    returns, nothing = readout.returns, Cell(reader.say(words.NO_FIGURE))
    effect = net = nothing
    if returns is not None:
        figure = returns.effect_per_contact
        counted = reader.say(words.ASSET_OF_ROW, asset=reader.say(words.ASSETS[readout.scope.asset]))
        shown = each.cell_range(figure)
        effect = Cell(each.cell(figure.value), note=f"{shown} · {counted}" if names_asset else shown)
        net = Cell(reader.say(words.NO_RATIO) if no_ratio(readout, reader) else net_figure(readout, reader).value)
        if returns.net is not None:
            net = Cell(net.text, note=per_one_range(returns.net, reader))
    line = amount_to_clear(readout)
    return (
        Cell(inert(readout.scope.name, 60), foreign=True, about=("read_out", str(place))),
        Cell(reader.name_of(words.VERDICTS, verdict_code(readout))),
        Cell(reader.whole(readout.arms[0].n_matured)),
        effect,
        Cell(reader.say(common.NONE)) if line is None else Cell(each.cell(line)),
        Cell(spend_text(readout.spend, reader, spent)),
        net,
    )
