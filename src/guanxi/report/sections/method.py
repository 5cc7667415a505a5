"""Definitions, settings and the fitted models."""

from __future__ import annotations

from guanxi.book.contracts import Book, ModelFit
from guanxi.report.blocks import Block, Cell, Column, Heading, Section, Table, Text, present, rows
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import codes, common
from guanxi.report.words import data as words

TERMS = (
    (words.TERM_POTENTIAL, words.MEANING_POTENTIAL),
    (words.TERM_TRUST, words.MEANING_TRUST),
    (words.TERM_CAPITAL, words.MEANING_CAPITAL),
    (words.TERM_CLV, words.MEANING_CLV),
    (words.TERM_EQUITY, words.MEANING_EQUITY),
)
DAYS = {words.MEANING_POTENTIAL, words.MEANING_CLV}


def section(book: Book, reader: Reader) -> Section:
    """What each figure means and what it rests on."""
    value = book.value
    settings = reader.say(
        words.SETTINGS,
        margin=reader.share(value.margin_rate),
        discount=reader.share(value.discount_rate),
        buyers=reader.whole(value.n_buyers),
        repeat=reader.whole(value.n_repeat_buyers),
        never=reader.whole(value.n_never_bought),
        version=inert(book.definition_version, 40),
    )
    cycle = value.median_cycle_days
    return Section(
        key="method",
        title=reader.say(words.METHOD_TITLE),
        short=reader.say(words.METHOD_SHORT),
        blocks=present(
            Text(settings),
            _margin_assumed(reader) if value.margin_rate_assumed else None,
            Text(reader.say(words.CYCLE, days=reader.number(cycle, 0))) if cycle is not None else None,
            Heading(reader.say(words.DEFINITIONS)),
            _definitions(book, reader),
            *_models(book, reader),
            Heading(reader.say(words.MASKED_TITLE)),
            Text(reader.say(words.MASKED)),
        ),
    )


def _margin_assumed(reader: Reader) -> Text:
    """That the margin rate is nobody's, with the way to the page where it is set."""
    said = reader.say(words.MARGIN_ASSUMED)
    return Text(said, "warning", about=common.BRAND_PAGE, action=reader.say(common.TO_BRAND))


def _definitions(book: Book, reader: Reader) -> Table:
    days = str(book.horizon_days)
    meanings = [reader.say(meaning, days=days) if meaning in DAYS else reader.say(meaning) for _, meaning in TERMS]
    return Table(
        caption=reader.say(words.DEFINITIONS),
        columns=(Column(reader.say(words.TERM), numeric=False), Column(reader.say(words.MEANING), numeric=False)),
        rows=rows(*((reader.say(term), meaning) for (term, _), meaning in zip(TERMS, meanings, strict=True))),
    )


def _models(book: Book, reader: Reader) -> list[Block]:
    heading = Heading(reader.say(words.MODELS))
    if not book.value.fits:
        return [heading, Text(reader.say(words.NO_MODEL), "missing")]
    numbers = (words.LIKELIHOOD, words.DEVIANCE, words.N_FITTED)
    table = Table(
        caption=reader.say(words.MODELS),
        columns=(
            Column(reader.say(words.MODEL), numeric=False),
            Column(reader.say(words.CHOSEN), numeric=False),
            Column(reader.say(words.PARAMETERS), numeric=False),
            *(Column(reader.say(title)) for title in numbers),
            Column(reader.say(words.CONVERGED), numeric=False),
        ),
        rows=tuple(_model(fit, reader) for fit in book.value.fits),
    )
    return [heading, table]


def _model(fit: ModelFit, reader: Reader) -> tuple[Cell, ...]:
    def parameter(symbol: str, value: float) -> str:
        error = fit.standard_errors.get(symbol)
        shown = f"{inert(symbol, 12)}\N{NO-BREAK SPACE}{reader.significant(value)}"
        return shown if error is None else f"{shown}\N{NO-BREAK SPACE}({reader.significant(error, 2)})"

    yes, no = reader.say(common.YES), reader.say(common.NO)
    return (
        Cell(reader.name_of(codes.MODELS, fit.name), strong=fit.chosen),
        Cell(yes if fit.chosen else no),
        Cell(" · ".join(parameter(symbol, value) for symbol, value in fit.parameters.items())),
        Cell(reader.number(fit.log_likelihood, 1)),
        Cell(reader.say(common.NONE) if fit.deviance is None else reader.number(fit.deviance, 4)),
        Cell(reader.whole(fit.n)),
        Cell(yes if fit.converged else no),
    )
