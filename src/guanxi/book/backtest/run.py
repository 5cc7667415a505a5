"""Run a backtest: learn on the past, test on what came after, rule on what ships."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from guanxi.book.backtest.capital import backtest_capital, fallback_notices
from guanxi.book.backtest.outcomes import Test, ask_tests, backtest_outcomes, window_tests
from guanxi.book.backtest.protocol import Protocol
from guanxi.book.backtest.purchases import backtest_purchases
from guanxi.book.contracts import Backtest, Notice, PurchaseBacktest
from guanxi.book.learning.learn import Learner, finish_learning, prepare_learning
from guanxi.book.learning.past import Past, read_rhythm
from guanxi.book.learning.ship import Ruling, ship_heads
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS


@dataclass(frozen=True, slots=True)
class BacktestRun:
    """The printed backtest, and the rulings by outcome that the next model obeys."""

    backtest: Backtest
    rulings: dict[str, Ruling]


def run_backtest(
    con: duckdb.DuckDBPyConnection,
    protocol: Protocol,
    earliest_ms: int,
    settings: AuditSettings,
    *,
    sampled: bool = False,
) -> BacktestRun:
    """Backtest on the contacts of ``con`` (prepared by :func:`guanxi.book.facts.gather.prepare`).

    Windows that begin too early to learn anything before them are left out, and a notice says so.
    """
    learner = _learner_at(con, protocol.learn_ms, earliest_ms, protocol.outcome_days, settings)
    if learner is None:
        return BacktestRun(Backtest((), (), 0, sampled, (_too_short(),)), {})
    past = learner.past
    tested = backtest_outcomes(learner, _window_tests(past, protocol))
    outcomes, pooled, rulings = tested.windows, tested.pooled, tested.rulings
    asks = _learner_at(con, protocol.ask_learn_ms, earliest_ms, protocol.outcome_days, settings)
    if asks is not None and asks.reference.has_asks:
        asked = [asks.past.asked(at, protocol.known_ms) for at in protocol.ask_tests_ms]
        more = backtest_outcomes(asks, {"responds": ask_tests(asked)})
        outcomes, pooled, rulings = outcomes + more.windows, pooled + more.pooled, rulings + more.rulings
    by_outcome = {ruling.outcome: ruling for ruling in rulings}
    model = finish_learning(learner, ship_heads(learner, by_outcome))
    capital = tuple(backtest_capital(model, past.snapshot(at), settings) for at in protocol.capital_ms)
    purchases = _purchases(past, protocol)
    n_contacts = past.facts(protocol.learn_ms).n
    said = fallback_notices(capital)
    return BacktestRun(Backtest(outcomes, capital, n_contacts, sampled, said, purchases, pooled), by_outcome)


def _window_tests(past: Past, protocol: Protocol) -> dict[str, list[Test]]:
    """Unseen windows of the outcomes that need no ask; *refers* looks twice as far, where that is known."""
    windows = [past.snapshot(at) for at in protocol.tests_ms]
    far = 2 * protocol.outcome_days
    closed = [past.snapshot(at, far) for at in protocol.tests_ms if at + far * DAY_MS <= protocol.known_ms]
    return {
        "acts": window_tests("acts", windows),
        "stays": window_tests("stays", windows),
        "refers": window_tests("refers", closed),
    }


def _purchases(past: Past, protocol: Protocol) -> tuple[PurchaseBacktest, ...]:
    """Purchase models from ``learn_ms`` to the end of what is known: a longer window than h."""
    days = (protocol.known_ms - protocol.learn_ms) // DAY_MS
    facts = past.facts(protocol.learn_ms)
    realised = past.outcomes(protocol.learn_ms, days).n_orders
    return backtest_purchases(facts, realised, protocol.learn_ms, days)


def _learner_at(
    con: duckdb.DuckDBPyConnection, at_ms: int, earliest_ms: int, outcome_days: int, settings: AuditSettings
) -> Learner | None:
    # The horizon is a question, not something learnt: it is the same at every date.
    rhythm = replace(read_rhythm(con, at_ms, settings), outcome_days=outcome_days)
    past = Past(con, at_ms, settings, rhythm)
    if not past.window_starts(at_ms, earliest_ms, rhythm.outcome_days):
        return None
    return prepare_learning(past, at_ms, earliest_ms)


def _too_short() -> Notice:
    return Notice(
        "backtest.too_short",
        "The data is too short to learn on one part and test on another: nothing here has been proved yet.",
        "数据时间太短，无法一段学习、一段检验：本报告的预测尚未得到验证。",
        severe=True,
    )
