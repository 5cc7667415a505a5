"""A backtest as lines of text: what it comes to first, then every figure."""

from __future__ import annotations

from guanxi.book.contracts import Backtest, Book, CapitalBacktest, Interval, OutcomeBacktest, PurchaseBacktest
from guanxi.cli import backtest_words as words
from guanxi.cli.columns import left, right, width
from guanxi.report.charts.capital_ratio import is_realised
from guanxi.report.reader import Reader
from guanxi.report.sections.belief import money_sentence, used_predictor
from guanxi.report.words import belief, codes, common

EMPTY = Backtest((), (), 0, False)


def backtest_lines(book: Book, lang: str) -> list[str]:
    """The conclusion, outcomes with every baseline, capital against realised, purchase models, what is used and why."""
    reader, tested = Reader.of(book, lang), book.backtest or EMPTY
    lines = [*conclusion(book, reader), *(reader.pick(each.en, each.zh) for each in tested.notices)]
    for each in tested.outcomes:
        lines += _outcome(each, reader.day(each.as_of_ms), used_predictor(book, each.outcome), reader)
    for each in tested.pooled:
        lines += _outcome(each, reader.say(words.ALL_WINDOWS), used_predictor(book, each.outcome), reader)
    if tested.capital:
        lines += ["", reader.say(words.CAPITAL), *(_capital(each, reader) for each in tested.capital)]
    if tested.purchases:
        lines += ["", reader.say(words.PURCHASES), *(_purchases(each, reader) for each in tested.purchases)]
    return [*lines, *_ships(book, reader)]


def conclusion(book: Book, reader: Reader) -> list[str]:
    """What the tests come to in sentences: may K be called money, and what stands for each outcome."""
    if book.backtest is None:
        return [f"{reader.say(words.CONCLUSION)} · {reader.say(belief.MISSING)}"]
    found = [
        reader.say(
            words.SENTENCE,
            outcome=reader.name_of(codes.OUTCOMES, head.outcome),
            status=reader.name_of(codes.HEAD_STATUSES, head.status),
        )
        for head in book.trust.heads
    ]
    between = "" if reader.lang == "zh" else " "
    return [
        f"{reader.say(words.CONCLUSION)} · {money_sentence(book.statement.money_test, reader)}",
        between.join(found),
    ]


def _outcome(each: OutcomeBacktest, day: str, used: str, reader: Reader) -> list[str]:
    contacts = reader.count(common.CONTACTS, each.scores[0].n) if each.scores else ""
    name = reader.name_of(codes.OUTCOMES, each.outcome)
    labels = {score.predictor: reader.name_of(codes.PREDICTORS, score.predictor) for score in each.scores}
    room = max(map(width, labels.values()), default=0)
    rows = []
    for score in each.scores:
        auc = reader.say(common.NONE) if score.auc is None else f"{score.auc:.4f}"
        limit = "" if score.ece_limit is None else f"  ({score.ece_limit:.4f})"
        mark = "*" if score.predictor == used else " "
        label = left(labels[score.predictor], room)
        rows.append(f"{mark} {label} {right(auc, 7)} {score.brier:>8.4f} {score.ece:>8.4f}{limit}")
    key = words.IN_USE if used in labels else words.NONE_IN_USE
    return [
        "",
        reader.say(words.TEST, outcome=name, day=day, contacts=contacts),
        f"  {left('', room)} {'AUC':>7} {'Brier':>8} {'ECE':>8}",
        *rows,
        f"  {reader.say(key)}",
    ]


def _capital(each: CapitalBacktest, reader: Reader) -> str:
    window = reader.say(belief.WINDOW, day=reader.day(each.as_of_ms), days=str(each.window_days))
    if not is_realised(each.ratio):
        return f"  {window}  {reader.say(belief.NOTHING_REALISED)}"
    pairs = zip(each.decile_predicted, each.decile_realised, strict=True)
    deciles = " ".join(f"{k / r:.2f}" if r else reader.say(common.NONE) for k, r in pairs)
    return f"  {window}  {_interval(each.ratio)}  {deciles}"


def _purchases(each: PurchaseBacktest, reader: Reader) -> str:
    model = left(reader.name_of(codes.MODELS, each.model), 11)
    window = reader.say(belief.WINDOW, day=reader.day(each.opened_ms), days=str(each.days))
    contacts = reader.count(common.CONTACTS, each.n)
    error = reader.say(words.ERROR, mae=reader.number(each.mae, 3))
    return f"  {model} {window} · {contacts}  {error}  {_interval(each.ratio)}"


def _interval(ratio: Interval) -> str:
    return f"{ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]"


def _ships(book: Book, reader: Reader) -> list[str]:
    names = [
        (
            reader.name_of(codes.OUTCOMES, head.outcome),
            reader.name_of(codes.HEAD_STATUSES, head.status),
            reader.pick(head.reason_en, head.reason_zh),
        )
        for head in book.trust.heads
    ]
    first, second = (max((width(each[i]) for each in names), default=0) for i in (0, 1))
    rows = (f"  {left(outcome, first)}  {left(status, second)}  {why}".rstrip() for outcome, status, why in names)
    return ["", reader.say(words.SHIPS), *rows]
