"""A backtest of a crowd: what is tested where, and that nobody peeks."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest
from crowd import SETTINGS, crowd, earliest_ms
from worlds import AT_MS, connect, day

from guanxi.book.backtest.outcomes import HEADS, STAND_IN
from guanxi.book.backtest.protocol import Protocol
from guanxi.book.backtest.run import run_backtest
from guanxi.book.backtest.stored import backtest_from_dict
from guanxi.book.facts.gather import prepare
from guanxi.kit.clock import DAY_MS

ROWS, LISTED = crowd(300, 9)
H = 28


def at(windows_back: int) -> int:
    return AT_MS - windows_back * H * DAY_MS


PROTOCOL = Protocol(
    outcome_days=H,
    learn_ms=at(3),
    tests_ms=(at(2), at(1)),
    capital_ms=(at(3), at(2), at(1)),
    ask_learn_ms=at(4),
    ask_tests_ms=(at(4), at(3)),
    known_ms=AT_MS,
)


def backtest(rows=ROWS, protocol=PROTOCOL):
    with connect(rows, LISTED) as con:
        prepare(con, SETTINGS)
        return run_backtest(con, protocol, earliest_ms(rows) if rows else AT_MS, SETTINGS)


@pytest.fixture(scope="module")
def run():
    return backtest()


class TestWhatIsTested:
    def test_each_outcome_on_each_of_its_windows(self, run):
        tested = [(result.outcome, result.as_of_ms) for result in run.backtest.outcomes]

        assert [start for outcome, start in tested if outcome == "acts"] == [at(2), at(1)]
        assert [start for outcome, start in tested if outcome == "responds"] == [at(4), at(3)]
        # Twice the window is closed for the first of the two only.
        assert [start for outcome, start in tested if outcome == "refers"] == [at(2)]
        assert set(run.rulings) == {outcome for outcome, _ in tested}

    def test_every_head_stands_beside_all_baselines(self, run):
        for result in (*run.backtest.outcomes, *run.backtest.pooled):
            names = [score.predictor for score in result.scores]
            assert names[0] == HEADS
            assert {"base_rate", "rfm_quintiles", "rfm_logistic", "rfm_and_answers", "orders_90", "p_alive"} < set(
                names
            )
            assert STAND_IN in names
            assert len({score.n for score in result.scores}) == 1

    def test_the_pool_holds_the_rows_of_its_windows(self, run):
        for result in run.backtest.pooled:
            parts = [each for each in run.backtest.outcomes if each.outcome == result.outcome]
            sizes = np.array([part.scores[0].n for part in parts])
            for i, score in enumerate(result.scores):
                assert score.n == sizes.sum()
                # The Brier score is a mean over rows: that of the pool is the weighted mean of its windows.
                assert score.brier == pytest.approx(np.average([p.scores[i].brier for p in parts], weights=sizes))
            assert sum(each.n for each in result.bins) == sizes.sum()
        assert {result.outcome for result in run.backtest.pooled} >= {"acts", "responds", "stays"}

    def test_capital_meets_what_came_decile_by_decile(self, run):
        assert [each.as_of_ms for each in run.backtest.capital] == list(PROTOCOL.capital_ms)
        for each in run.backtest.capital:
            assert sum(each.decile_realised) == pytest.approx(each.realised, abs=10)
            assert sum(each.decile_predicted) == pytest.approx(each.trust_capital, abs=10)
            assert list(each.decile_predicted) == sorted(each.decile_predicted, reverse=True)
            assert each.ratio.value == pytest.approx(each.trust_capital / each.realised, rel=1e-4)


def test_nothing_beyond_the_last_window_is_read(run):
    later = [row for row in ROWS if row.age_ms < 0]
    twisted = [replace(row, kind="order_paid", amount=10**6, automated=False) for row in later]
    past = [row for row in ROWS if row.age_ms >= 0]

    again = backtest([*past, *twisted])

    assert asdict(again.backtest) == asdict(run.backtest)
    assert again.rulings == run.rulings


def test_a_stored_backtest_comes_back(run):
    assert backtest_from_dict(asdict(run.backtest)) == run.backtest


@pytest.mark.parametrize("rows", [[], [day(30, 1, "order_paid", amount=500)]], ids=["nothing", "one order"])
def test_data_too_short_to_test_says_so(rows):
    run = backtest(rows)

    assert run.rulings == {}
    assert [notice.code for notice in run.backtest.notices] == ["backtest.too_short"]
