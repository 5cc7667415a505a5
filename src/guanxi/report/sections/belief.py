"""Can you believe this? The backtest, the baselines, and which heads may be used."""

from __future__ import annotations

from guanxi.book.contracts import Book, HeadSummary, MoneyTest, OutcomeBacktest, TrustStatus
from guanxi.report.blocks import Block, Cell, Chart, Column, Heading, Pair, Section, Table, Text, present
from guanxi.report.charts.capital_ratio import capital_ratio_chart, is_realised
from guanxi.report.charts.deciles import deciles_chart
from guanxi.report.charts.link import link_chart
from guanxi.report.charts.reliability import latest_outcomes, reliability_chart
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import belief as words
from guanxi.report.words import codes, common

USED = {"live": "heads", "replaced_by_rfm": "rfm_stand_in"}
"""What a head's status means in the score; with any other status nothing is used."""
FITS = (0.9, 1.1)
DATES = 3
"""Test dates shown beside each other; audit.json holds all."""


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
            Text(money_sentence(book.statement.money_test, reader), "plain"),
            Text(reader.say(words.SAMPLED, n=reader.whole(tested.n_contacts)), "warning")
            if tested and tested.sampled
            else None,
            *(Text(reader.pick(each.en, each.zh), "note") for each in (tested.notices if tested else ())),
            _pair(capital_ratio_chart(book, reader), deciles_chart(book, reader)),
            _pair(*(reliability_chart(book, each, reader) for each in outcomes), link_chart(book, reader)),
            *_baselines(book, outcomes, reader),
            *_heads(book, reader),
            *_purchases(book, reader),
        ),
    )


def _pair(*charts: Chart | None) -> Pair | None:
    drawn = tuple(chart for chart in charts if chart)
    return Pair(drawn) if drawn else None


def _status(book: Book, reader: Reader) -> str:
    trust = book.trust
    learnt_on = {"buyers": reader.whole(trust.link_n_buyers), "orders": reader.whole(trust.link_n_orders)}
    test = book.statement.money_test
    if trust.status is not TrustStatus.CALIBRATED:
        return reader.say(words.STATUS_INDEX, **learnt_on)
    if test is not None and test.passed:
        return reader.say(words.STATUS_CALIBRATED, **learnt_on)
    space = "" if reader.lang == "zh" else " "
    return f"{reader.say(words.STATUS_LEARNT, **learnt_on)}{space}{_missed(test, reader)}"


def _missed(test: MoneyTest | None, reader: Reader) -> str:
    """By how much the last window missed; a ratio inside its bounds failed by its interval."""
    if test is None or not is_realised(test.ratio):
        return reader.say(words.LAST_UNTESTED)
    closed, beyond = reader.day(test.closed_ms), test.ratio.value - 1
    if FITS[0] <= test.ratio.value <= FITS[1]:
        return reader.say(words.LAST_TOO_WIDE, closed=closed)
    phrase = words.LAST_TOO_HIGH if beyond > 0 else words.LAST_TOO_LOW
    return reader.say(phrase, closed=closed, share=reader.share(abs(beyond), 0))


def money_sentence(test: MoneyTest | None, reader: Reader) -> str:
    """Whether trust capital may carry a currency sign, and what the last closed window says."""
    if test is None:
        return reader.say(words.MONEY_UNTESTED)
    closed, days = reader.day(test.closed_ms), str(test.window_days)
    if not is_realised(test.ratio):
        return reader.say(words.MONEY_NOTHING, closed=closed, days=days)
    return reader.say(
        words.MONEY_PASSED if test.passed else words.MONEY_FAILED,
        closed=closed,
        days=days,
        ratio=reader.number(test.ratio.value),
        range=reader.number_range(test.ratio),
    )


def _baselines(book: Book, outcomes: list[OutcomeBacktest], reader: Reader) -> list[Block]:
    if book.backtest is None or not outcomes:
        return []
    blocks: list[Block] = [Heading(reader.say(words.BASELINES)), Text(reader.say(words.BASELINES_LEAD), "plain")]
    for latest in outcomes:
        tests = [each for each in book.backtest.outcomes if each.outcome == latest.outcome]
        pooled = next((each for each in book.backtest.pooled if each.outcome == latest.outcome), None)
        dates = sorted(tests, key=lambda each: each.as_of_ms)[-DATES:]
        blocks.append(_scores(dates, pooled, used_predictor(book, latest.outcome), reader))
    return blocks


def used_predictor(book: Book, outcome: str) -> str:
    """The predictor that stands in the trust score for ``outcome``; "" where none does."""
    status = next((head.status for head in book.trust.heads if head.outcome == outcome), "")
    return USED.get(status, "")


def _scores(dates: list[OutcomeBacktest], pooled: OutcomeBacktest | None, used: str, reader: Reader) -> Table:
    """One row per predictor, three columns per test date and three for all dates together."""
    tests = dates if pooled is None else [*dates, pooled]
    name = reader.name_of(codes.OUTCOMES, tests[0].outcome)
    made = [_made_of(each, reader, pooled=each is pooled) for each in tests if each.scores]
    made.append(
        reader.say(words.USED, name=reader.name_of(codes.PREDICTORS, used)) if used else reader.say(words.USED_NONE)
    )
    predictors = list(dict.fromkeys(score.predictor for each in tests for score in each.scores))
    columns = [Column(reader.say(words.PREDICTOR), numeric=False)]
    for each in tests:
        day = reader.say(words.POOLED) if each is pooled else reader.head_day(each.as_of_ms)
        columns += [Column(reader.say(title, day=day)) for title in (words.AUC, words.BRIER, words.ECE)]
    return Table(
        caption="\n".join([name, *made]),
        columns=tuple(columns),
        rows=tuple(_predictor(predictor, tests, reader, strong=predictor == used) for predictor in predictors),
        shows_caption=True,
    )


def _made_of(tested: OutcomeBacktest, reader: Reader, *, pooled: bool) -> str:
    score = tested.scores[0]
    if pooled:
        return reader.say(words.TESTED_POOLED, n=reader.whole(score.n), base_rate=reader.share(score.base_rate))
    return reader.count(
        words.TESTED_ON, score.n, day=reader.day(tested.as_of_ms), base_rate=reader.share(score.base_rate)
    )


def _predictor(predictor: str, tests: list[OutcomeBacktest], reader: Reader, *, strong: bool) -> tuple[Cell, ...]:
    dash = reader.say(common.NONE)
    cells = [Cell(reader.name_of(codes.PREDICTORS, predictor), strong=strong)]
    for each in tests:
        score = next((score for score in each.scores if score.predictor == predictor), None)
        if score is None:
            cells += [Cell(dash), Cell(dash), Cell(dash)]
            continue
        limit = score.ece_limit
        note = "" if limit is None else reader.say(words.ECE_LIMIT, limit=reader.number(limit, 4))
        cells += [
            Cell(dash if score.auc is None else reader.number(score.auc, 3), strong=strong),
            Cell(reader.number(score.brier, 4), strong=strong),
            Cell(reader.number(score.ece, 4), strong=strong, note=note),
        ]
    return tuple(cells)


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
    nothing = None if any(head.weight for head in book.trust.heads) else Text(reader.say(words.NO_HEAD), "plain")
    return list(present(Heading(reader.say(words.HEADS)), Text(reader.say(words.HEADS_LEAD), "plain"), table, nothing))


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


def _purchases(book: Book, reader: Reader) -> list[Block]:
    tested = book.backtest.purchases if book.backtest else ()
    if not tested:
        return []
    table = Table(
        caption=reader.say(words.PURCHASES),
        columns=(
            Column(reader.say(words.MODEL), numeric=False),
            Column(reader.say(words.HOLDOUT), numeric=False),
            *(Column(reader.say(title)) for title in (words.BUYERS, words.MAE, words.RATIO)),
        ),
        rows=tuple(
            (
                Cell(reader.name_of(codes.MODELS, each.model)),
                Cell(reader.say(words.WINDOW, day=reader.day(each.opened_ms), days=str(each.days))),
                Cell(reader.whole(each.n)),
                Cell(reader.number(each.mae, 3)),
                Cell(reader.number(each.ratio.value), note=reader.number_range(each.ratio)),
            )
            for each in tested
        ),
    )
    return [Heading(reader.say(words.PURCHASES)), Text(reader.say(words.PURCHASES_LEAD), "plain"), table]
