"""The bars of trust-economics §8 on a year of real households (Complete Journey, dunnhumby)."""

from __future__ import annotations

import numpy as np
import pytest

from guanxi.book.backtest.outcomes import HEADS
from guanxi.book.backtest.published import complete_journey
from guanxi.book.backtest.run import BacktestRun, run_backtest
from guanxi.book.contracts import OutcomeBacktest, Score
from guanxi.book.facts.gather import prepare
from guanxi.book.settings import AuditSettings
from guanxi.lake.engine import Lake, publish
from guanxi.lake.examples import example

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> BacktestRun:
    folder = tmp_path_factory.mktemp("complete-journey")
    given = example("complete-journey", folder)
    lake = Lake.create(folder / "lake")
    publish(lake, given.staged, 1_500_000_000_000)
    settings = AuditSettings(zone=given.settings.zone)
    latest = lake.latest_event_ms()
    assert latest is not None
    with lake.session(as_of_ms=latest) as session:
        prepare(session.con, settings)
        ((earliest,),) = session.con.execute("SELECT min(occurred_ms) FROM events").fetchall()
        return run_backtest(session.con, complete_journey(settings.zone), earliest, settings)


def scores(result: OutcomeBacktest) -> dict[str, Score]:
    return {score.predictor: score for score in result.scores}


def test_acts_meets_its_bars_on_both_unseen_windows_together(run: BacktestRun):
    (pooled,) = [each for each in run.backtest.pooled if each.outcome == "acts"]
    by_name = scores(pooled)
    ours = by_name[HEADS]

    assert ours.n == 4904
    assert ours.auc >= 0.86
    assert ours.brier <= 0.102
    assert ours.brier < by_name["rfm_logistic"].brier
    assert ours.ece <= 0.02
    assert run.rulings["acts"].status == "live"


def test_responds_meets_its_bar_and_beats_the_answer_history(run: BacktestRun):
    (tested,) = [each for each in run.backtest.outcomes if each.outcome == "responds"]
    by_name = scores(tested)

    assert by_name[HEADS].auc >= 0.78
    assert by_name[HEADS].auc > by_name["rfm_and_answers"].auc > by_name["rfm_logistic"].auc


def test_trust_capital_of_28_days_is_the_margin_that_came(run: BacktestRun):
    ratios = np.array([each.ratio.value for each in run.backtest.capital])

    assert len(ratios) == 3
    assert abs(ratios.mean() - 1) <= 0.10
    assert np.all(np.abs(ratios - 1) <= 0.15)


def test_the_five_upper_deciles_come_true_over_the_three_windows(run: BacktestRun):
    promised = np.array([each.decile_predicted for each in run.backtest.capital]).sum(axis=0)
    came = np.array([each.decile_realised for each in run.backtest.capital]).sum(axis=0)

    assert np.all(np.abs(promised[:5] / came[:5] - 1) <= 0.15)


def test_nothing_can_be_said_of_strain_or_referral_in_data_without_any(run: BacktestRun):
    assert {each.outcome for each in run.backtest.outcomes} == {"acts", "responds"}
