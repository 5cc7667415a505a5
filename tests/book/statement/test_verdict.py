"""The verdict's code and its sentence; what a release would save."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_positions import made_positions

from guanxi.book.contracts import Interval, MoneyTest, RoiBand, Statement, VerdictCode
from guanxi.book.positions import Positions
from guanxi.book.statement.promises import Owed
from guanxi.book.statement.release import build_release
from guanxi.book.statement.sheet import build_statement
from guanxi.book.statement.uncertainty import ParameterVariance
from guanxi.book.statement.verdict import Acquisition, build_verdict

NONE = ParameterVariance()
PASSED = MoneyTest(28, 0, 1, Interval(1.0, 0.95, 1.05, 0.9), True)
GOOD = Acquisition(Interval(2.2, 1.8, 2.6), RoiBand.ASSET)
N = 400


def even_book(capital: int = 1000, serving: int | None = 300, **columns: object) -> Positions:
    """Four hundred like contacts, so that evidence is never what is missing."""
    made: dict[str, object] = {
        "potential_fen": np.full(N, 2 * capital),
        "trust": np.full(N, 0.5),
        "is_broken": np.zeros(N, dtype=np.bool_),
        "serving_fen": None if serving is None else np.full(N, serving),
        "promises_fen": np.zeros(N, dtype=np.int64),
        "is_liability": np.zeros(N, dtype=np.bool_),
    }
    return made_positions(N, **(made | columns))


def stated(positions: Positions) -> Statement:
    return build_statement(positions, money_test=PASSED, parameters=NONE, owed=Owed(positions.promises_fen, 0))


def verdict(positions: Positions, acquisition: Acquisition = GOOD, statement: Statement | None = None) -> object:
    return build_verdict(statement or stated(positions), positions, acquisition, horizon_days=365)


class TestVerdict:
    def test_an_asset_brings_more_than_it_costs(self) -> None:
        found = verdict(even_book())

        assert found.code is VerdictCode.ASSET
        assert found.zh.startswith("您的私域是资产：未来 365 天预计带来的，比维系成本和未兑现的承诺多 ¥2,800（80% 区间")
        assert found.en.startswith("Your private domain is an asset: over 365 days it is expected to bring ¥2,800 more")
        assert "每花 ¥1 获客，已经或将会带回 ¥2.20" in found.zh
        assert "acquisition is an asset." in found.en

    def test_a_liability_costs_more_than_it_brings(self) -> None:
        found = verdict(even_book(serving=1300))

        assert found.code is VerdictCode.LIABILITY
        assert found.zh.startswith("您的私域是负债：未来 365 天的净信任权益为 \N{MINUS SIGN}¥1,200")

    def test_an_interval_that_holds_nothing_is_marginal(self) -> None:
        positions = even_book(serving=1000)
        statement = replace(stated(positions), net_equity=Interval(100, -5000.0, 5200.0))

        found = verdict(positions, statement=statement)

        assert found.code is VerdictCode.MARGINAL
        assert "包含 0" in found.zh
        assert "holds 0" in found.en

    def test_without_the_cost_of_maintenance_there_is_no_verdict_but_a_break_even(self) -> None:
        found = verdict(even_book(serving=None))

        assert found.code is VerdictCode.NOT_ENOUGH_EVIDENCE
        assert "what maintaining these contacts costs is not known" in found.en
        assert "as long as maintenance stays below" in found.en
        assert "它就是资产" in found.zh

    def test_a_book_below_zero_is_a_liability_even_before_maintenance(self) -> None:
        positions = even_book(serving=None, promises_fen=np.full(N, 5000))

        found = verdict(positions)

        assert found.code is VerdictCode.LIABILITY
        assert "even before maintenance" in found.en
        assert "还没有扣除未知的维系成本" in found.zh

    def test_too_few_orders_give_no_verdict_and_say_so(self) -> None:
        found = verdict(even_book(n_orders=np.array([1] * 12 + [0] * (N - 12))))

        assert found.code is VerdictCode.NOT_ENOUGH_EVIDENCE
        assert "12 of the 30 orders needed" in found.en
        assert "订单 12 笔（需要 30 笔）" in found.zh

    def test_a_book_of_nobody_gives_no_verdict(self) -> None:
        found = verdict(made_positions(0))

        assert found.code is VerdictCode.NOT_ENOUGH_EVIDENCE
        assert "0 of the 30 contacts needed" in found.en

    def test_a_return_that_nobody_can_know_is_not_stated(self) -> None:
        found = verdict(even_book(), Acquisition())

        assert found.roi is None
        assert "No cost of acquisition is on record" in found.en
        assert "没有获客成本记录" in found.zh

    def test_a_return_of_unknown_band_says_that_it_is_too_wide(self) -> None:
        found = verdict(even_book(), Acquisition(Interval(1.4, 0.4, 3.3), None))

        assert "from 0.40 to 3.30 is too wide" in found.en
        assert "0.40 至 3.30 太宽" in found.zh

    @pytest.mark.parametrize("band", list(RoiBand))
    def test_every_band_has_its_words(self, band: RoiBand) -> None:
        found = verdict(even_book(), Acquisition(Interval(1.0, 0.9, 1.1), band))

        assert found.roi_band is band
        assert found.zh.count("按回报看") == 1


class TestRelease:
    def test_saves_the_cost_of_the_flagged_less_all_that_they_would_have_brought(self) -> None:
        flagged = np.arange(N) < 100
        positions = even_book(capital=100, serving=400, is_liability=flagged, referral_credit_fen=np.full(N, 50))

        release = build_release(positions, NONE, capital_is_money=True)

        assert (release.n_contacts, release.maintenance, release.value_lost) == (100, 40_000, 15_000)
        assert release.net_saving is not None
        assert release.net_saving.value == 25_000
        assert release.net_saving.low < 25_000 < release.net_saving.high
        assert release.enough_evidence
        assert release.missing_en == ""

    def test_parameters_make_the_saving_less_certain(self) -> None:
        positions = even_book(capital=100, serving=400, is_liability=np.arange(N) < 100)

        plain = build_release(positions, NONE, capital_is_money=True).net_saving
        wide = build_release(positions, ParameterVariance(capital=1e10), capital_is_money=True).net_saving

        assert plain is not None
        assert wide is not None
        assert wide.low < plain.low < plain.high < wide.high

    def test_few_flagged_contacts_are_not_enough_evidence(self) -> None:
        release = build_release(even_book(is_liability=np.arange(N) < 7), NONE, capital_is_money=True)

        assert not release.enough_evidence
        assert "7 of the 30 contacts needed" in release.missing_en

    def test_unknown_costs_save_an_unknown_amount(self) -> None:
        release = build_release(even_book(serving=None), NONE, capital_is_money=True)

        assert (release.maintenance, release.value_lost, release.net_saving) == (None, None, None)
        assert "not known" in release.missing_en
        assert "rates" in release.missing_zh

    def test_nobody_to_release_saves_nothing_and_says_so(self) -> None:
        release = build_release(even_book(), NONE, capital_is_money=True)

        assert release.n_contacts == 0
        assert release.missing_en.startswith("no contact with enough evidence")
