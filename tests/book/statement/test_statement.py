"""The balance sheet adds up to the fen, and says what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lake_views import views
from made_positions import made_positions

from guanxi.book.contracts import Interval, MoneyTest, Statement
from guanxi.book.groups import hash_groups
from guanxi.book.positions import Positions
from guanxi.book.statement.promises import Owed, read_promises
from guanxi.book.statement.sheet import Memo, build_statement, passes_money_test, unamortised_acquisition
from guanxi.book.statement.uncertainty import ParameterVariance, total_interval

PASSED = MoneyTest(28, 0, 1, Interval(1.0, 0.95, 1.05, 0.9), True)
FAILED = replace(PASSED, ratio=Interval(1.3, 1.2, 1.4, 0.9), passed=False)


def sheet(positions: Positions, money_test: MoneyTest | None = PASSED, **options: object) -> Statement:
    made: dict[str, object] = {"parameters": ParameterVariance(), "owed": Owed(positions.promises_fen, 3)}
    return build_statement(positions, money_test=money_test, **(made | options))  # type: ignore[arg-type]


class TestIdentities:
    @given(st.integers(0, 200), st.integers(0, 2**20))
    @settings(max_examples=40, deadline=None)
    def test_potential_less_allowance_is_capital_to_the_fen_in_total_and_by_tier(self, n: int, seed: int) -> None:
        positions = made_positions(n, seed)

        statement = sheet(positions)

        assert statement.potential.value - statement.doubtful_allowance.value == statement.trust_capital.value
        assert sum(statement.trust_capital_by_tier.values()) == statement.trust_capital.value
        assert sum(statement.potential_by_tier.values()) == statement.potential.value
        for tier, capital in statement.trust_capital_by_tier.items():
            assert 0 <= capital <= statement.potential_by_tier[tier]

    @given(st.integers(0, 2**20), st.booleans())
    @settings(max_examples=30, deadline=None)
    def test_net_equity_is_assets_less_what_serving_costs_and_what_is_owed(self, seed: int, is_money: bool) -> None:
        positions = made_positions(150, seed)

        statement = sheet(positions, PASSED if is_money else FAILED)

        assets = statement.trust_capital if is_money else statement.clv
        assert statement.maintenance is not None
        assert statement.net_equity.value == assets.value - statement.maintenance.value - statement.promises

    def test_the_order_of_the_contacts_changes_nothing(self) -> None:
        positions = made_positions(300)
        turned = np.random.default_rng(1).permutation(300)

        one = total_interval(positions.potential_fen, hash_groups(positions.contact_id))
        other = total_interval(positions.potential_fen[turned], hash_groups(positions.contact_id[turned]))

        assert one == other

    def test_totals_beyond_two_to_the_53_are_exact(self) -> None:
        large = np.full(300, (1 << 50) + 1, dtype=np.int64)
        positions = made_positions(300, potential_fen=large, capital_fen=large - 1, trust=np.ones(300))

        statement = sheet(positions)

        assert statement.potential.value == 300 * ((1 << 50) + 1)
        assert statement.doubtful_allowance.value == 300

    def test_an_empty_book_stands_at_nothing(self) -> None:
        statement = sheet(made_positions(0), None)

        assert statement.net_equity == Interval(0, 0.0, 0.0)


class TestBasis:
    @pytest.mark.parametrize(("test", "basis"), [(PASSED, "trust_capital"), (FAILED, "clv"), (None, "clv")])
    def test_net_equity_stands_on_capital_only_where_capital_is_money(self, test: MoneyTest | None, basis: str) -> None:
        statement = sheet(made_positions(), test)

        assert statement.net_equity_basis == basis
        assert statement.trust_capital_is_money == (basis == "trust_capital")

    @pytest.mark.parametrize(
        ("ratio", "passes"),
        [
            ((1.0, 0.9, 1.1), True),
            ((0.9, 0.8, 1.0), True),
            ((1.1, 0.95, 1.25), True),
            ((0.89, 0.85, 0.95), False),
            ((1.11, 1.0, 1.2), False),
            ((1.0, 0.79, 1.2), False),
            ((1.0, 0.9, 1.26), False),
            ((float("nan"), 0.9, 1.1), False),
        ],
    )
    def test_the_money_test_has_its_bounds(self, ratio: tuple[float, float, float], passes: bool) -> None:
        assert passes_money_test(Interval(*ratio, 0.9)) is passes


class TestUnknown:
    def test_an_unknown_cost_of_serving_stays_unknown_and_net_equity_is_before_it(self) -> None:
        positions = made_positions(serving_fen=None)

        statement = sheet(positions)

        assert statement.maintenance is None
        assert statement.is_before_maintenance
        assert statement.net_equity.value == statement.trust_capital.value - statement.promises

    def test_unknown_referrals_and_memo_lines_stay_unknown(self) -> None:
        statement = sheet(made_positions(referral_credit_fen=None))

        assert statement.referral_credit is None
        assert statement.unamortised_acquisition is None
        assert statement.growth_option is None

    def test_referral_credit_and_memo_lines_enter_no_total(self) -> None:
        positions = made_positions()

        plain = sheet(positions)
        rich = sheet(positions, memo=Memo(unamortised_acquisition=10**9, growth_option=10**9))

        assert plain.referral_credit == int(positions.referral_credit_fen.sum())  # type: ignore[union-attr]
        assert rich.net_equity == plain.net_equity
        assert (rich.unamortised_acquisition, rich.growth_option) == (10**9, 10**9)


class TestIntervals:
    def test_parameters_widen_the_interval(self) -> None:
        positions = made_positions()
        sd = 1e6

        plain = sheet(positions).trust_capital
        wide = sheet(positions, parameters=ParameterVariance(capital=sd**2)).trust_capital

        assert plain.low > wide.low
        assert plain.high < wide.high
        assert (wide.high - wide.low) / 2 == pytest.approx(
            np.hypot((plain.high - plain.low) / 2, 1.2815515655446004 * sd)
        )

    def test_covers_the_total_that_a_fresh_draw_of_contacts_would_give(self) -> None:
        """80 % intervals of 400 books of the same brand hold the brand's mean total in 70 … 88 %."""
        rng = np.random.default_rng(11)
        groups = hash_groups(np.arange(1, 1201, dtype=np.int64))
        truth = 1200 * np.exp(6 + 0.5)

        intervals = [total_interval(np.rint(rng.lognormal(6, 1, 1200)).astype(np.int64), groups) for _ in range(400)]

        covered = np.mean([interval.low <= truth <= interval.high for interval in intervals])
        assert 0.70 <= covered <= 0.88


class TestPromises:
    @pytest.fixture
    def session(self) -> object:
        return views(
            promises=[
                # contact, what, amount, promised, due, kept
                (1, "gift", 500, 10, 20, None),
                (1, "refund", 300, 10, 20, 50),
                (2, "ticket", 200, 10, None, 100),
                (4, "gift", 900, 60, 70, None),
                (99, "gift", 70, 10, 20, None),
            ]
        )

    @pytest.mark.parametrize(
        ("at_ms", "owed", "n", "unassigned"),
        [
            (49, [800, 200, 0], 4, 70),
            (50, [500, 200, 0], 3, 70),  # kept in this very millisecond
            (60, [500, 200, 900], 4, 70),
            (100, [500, 0, 900], 3, 70),
        ],
    )
    def test_owes_what_was_promised_by_then_and_not_kept_by_then(
        self, session: object, at_ms: int, owed: list[int], n: int, unassigned: int
    ) -> None:
        found = read_promises(session, np.array([1, 2, 4]), at_ms)  # type: ignore[arg-type]

        assert found.by_contact_fen.tolist() == owed
        assert (found.n_outstanding, found.unassigned_fen) == (n, unassigned)

    def test_reads_promises_for_a_book_without_contacts(self, session: object) -> None:
        found = read_promises(session, np.zeros(0, dtype=np.int64), 49)  # type: ignore[arg-type]

        assert found.unassigned_fen == 1070

    def test_a_brand_without_promises_owes_an_unknown_number(self) -> None:
        found = read_promises(views(), np.array([1, 2]), 10)

        assert found.n_outstanding is None
        assert found.by_contact_fen.tolist() == [0, 0]

    def test_promises_to_nobody_on_record_are_still_owed(self) -> None:
        positions = made_positions()

        plain = sheet(positions)
        more = sheet(positions, owed=Owed(positions.promises_fen, 4, unassigned_fen=1000))

        assert more.promises - plain.promises == 1000
        assert plain.net_equity.value - more.net_equity.value == 1000


class TestUnamortised:
    def test_is_used_up_in_a_straight_line_and_written_off_at_a_break(self) -> None:
        positions = made_positions(4, is_broken=np.array([False, False, False, True]), capital_fen=np.zeros(4, int))

        left = unamortised_acquisition(np.full(4, 1000.0), np.array([0, 50, 200, 0]), np.full(4, 100.0), positions)

        assert left == 1000 + 500
