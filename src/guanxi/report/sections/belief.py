"""Can you believe this? The backtest, the baselines, and which heads may be used."""

from __future__ import annotations

from guanxi.book.contracts import Book, HeadSummary, MoneyTest, OutcomeBacktest, Score, TrustStatus
from guanxi.report.blocks import Block, Cell, Chart, Column, Heading, Pair, Section, Table, Text, present
from guanxi.report.charts.capital_ratio import capital_ratio_chart
from guanxi.report.charts.deciles import deciles_chart
from guanxi.report.charts.link import link_chart
from guanxi.report.charts.reliability import latest_outcomes, reliability_chart
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import belief as words
from guanxi.report.words import codes, common

OURS = "heads"


def section(book: Book, reader: Reader) -> Section:
    """The calibration page."""
    tested = book.backtest
    outcomes = latest_outcomes(book)
    return Section(
        key="belief",
        title=reader.say(words.TITLE),
        short=reader.say(words.SHORT),
        blocks=present(
            Text(reader.say(words.LEAD), "lead") if tested else Text(reader.say(words.MISSING), "missing"),
            Text(_status(book, reader), "plain"),
            Text(_money_test(book.statement.money_test, reader), "plain"),
            Text(reader.say(words.SAMPLED, n=reader.whole(tested.n_contacts)), "warning")
            if tested and tested.sampled
            else None,
            *(Text(reader.pick(each.en, each.zh), "note") for each in (tested.notices if tested else ())),
            _pair(capital_ratio_chart(book, reader), deciles_chart(book, reader)),
            _pair(*(reliability_chart(book, each, reader) for each in outcomes)),
            link_chart(book, reader),
            *_baselines(book, outcomes, reader),
            *_heads(book, reader),
        ),
    )


def _pair(*charts: Chart | None) -> Pair | None:
    drawn = tuple(chart for chart in charts if chart)
    return Pair(drawn) if drawn else None


def _status(book: Book, reader: Reader) -> str:
    trust = book.trust
    phrase = words.STATUS_CALIBRATED if trust.status is TrustStatus.CALIBRATED else words.STATUS_INDEX
    return reader.say(phrase, buyers=reader.whole(trust.link_n_buyers), orders=reader.whole(trust.link_n_orders))


def _money_test(test: MoneyTest | None, reader: Reader) -> str:
    if test is None:
        return reader.say(words.MONEY_UNTESTED)
    return reader.say(
        words.MONEY_PASSED if test.passed else words.MONEY_FAILED,
        closed=reader.day(test.closed_ms),
        days=str(test.window_days),
        ratio=reader.number(test.ratio.value),
        range=reader.number_range(test.ratio),
    )


def _baselines(book: Book, outcomes: list[OutcomeBacktest], reader: Reader) -> list[Block]:
    if book.backtest is None or not outcomes:
        return []
    tested = sorted(book.backtest.outcomes, key=lambda each: (each.outcome, each.as_of_ms))
    tables = [_scores(each, reader) for each in tested]
    return [Heading(reader.say(words.BASELINES)), Text(reader.say(words.BASELINES_LEAD), "plain"), *tables]


def _scores(tested: OutcomeBacktest, reader: Reader) -> Table:
    name = reader.name_of(codes.OUTCOMES, tested.outcome)
    dash = reader.say(common.NONE)

    def cells(score: Score) -> tuple[Cell, ...]:
        figures = (
            reader.whole(score.n),
            reader.share(score.base_rate),
            dash if score.auc is None else reader.number(score.auc, 3),
            reader.number(score.brier, 4),
            reader.number(score.ece, 4),
            dash if score.ece_limit is None else reader.number(score.ece_limit, 4),
        )
        ours = score.predictor == OURS
        return (
            Cell(reader.name_of(codes.PREDICTORS, score.predictor), strong=ours),
            *(Cell(figure, strong=ours) for figure in figures),
        )

    titles = (common.N_CONTACTS, words.BASE_RATE, words.AUC, words.BRIER, words.ECE, words.ECE_LIMIT)
    return Table(
        caption=reader.say(words.BASELINES_CAPTION, outcome=name, day=reader.day(tested.as_of_ms)),
        columns=(Column(reader.say(words.PREDICTOR), numeric=False), *(Column(reader.say(title)) for title in titles)),
        rows=tuple(cells(score) for score in tested.scores),
        shows_caption=True,
    )


def _heads(book: Book, reader: Reader) -> list[Block]:
    if not book.trust.heads:
        return []
    table = Table(
        caption=reader.say(words.HEADS_CAPTION),
        columns=(
            Column(reader.say(words.HEAD), numeric=False),
            Column(reader.say(words.STATUS), numeric=False),
            Column(reader.say(words.WEIGHT)),
            Column(reader.say(words.LABELS)),
            Column(reader.say(words.CALIBRATION), numeric=False),
            Column(reader.say(words.COEFFICIENTS), numeric=False),
        ),
        rows=tuple(_head(head, reader) for head in book.trust.heads),
    )
    return [Heading(reader.say(words.HEADS)), Text(reader.say(words.HEADS_LEAD), "plain"), table]


def _head(head: HeadSummary, reader: Reader) -> tuple[Cell, ...]:
    dash = reader.say(common.NONE)
    weights = sorted(head.coefficients.items(), key=lambda item: -item[1])
    shown = " · ".join(f"{reader.name_of(codes.SUB_SCORES, name)} {reader.number(weight)}" for name, weight in weights)
    labels = f"{reader.whole(head.n_labels)} ({reader.whole(head.n_rarer)})"
    return (
        Cell(reader.name_of(codes.OUTCOMES, head.outcome)),
        Cell(
            reader.name_of(codes.HEAD_STATUSES, head.status),
            note=inert(reader.pick(head.reason_en, head.reason_zh), 240),
        ),
        Cell(reader.share(head.weight, 0) if head.weight else dash),
        Cell(labels),
        Cell(reader.name_of(codes.CALIBRATIONS, head.calibration) if head.calibration else dash),
        Cell(shown or dash),
    )
