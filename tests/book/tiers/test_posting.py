"""Estimates become positions; the tiers stand side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_facts import made_facts
from made_positions import made_positions

from guanxi.book.contracts import Tier
from guanxi.book.positions import Positions, PostingError
from guanxi.book.posting import Estimates, Yardsticks, post_positions
from guanxi.book.settings import AuditSettings
from guanxi.book.tiers.codes import CORE, DOUBTFUL, NONE, ORDINARY
from guanxi.book.tiers.rows import tier_rows

UNIT = 1 << 20
FACTS = made_facts(
    4,
    n_orders=[5, 0, 1, 3],
    first_order_age=[300, 1 << 40, 380, 200],
    last_order_age=[10, 1 << 40, 380, 100],
    net_365_fen=[90_000, 0, 0, 40_000],
    pays_w=[3 * UNIT, 0, 0, UNIT],
    talks_w=[2 * UNIT, 0, 0, 0],
    broken=[0, 0, 0, 1],
)
ESTIMATES = Estimates(
    potential=np.array([1000.5, 200.0, 50.0, 700.0]),
    clv=np.array([900.0, 100.0, 5.0, 650.0]),
    p_alive=np.array([0.95, np.nan, 0.2, 0.8]),
    trust=np.array([0.8, 0.4, 0.1, 0.7]),
    trust_low=np.array([0.7, 0.1, 0.0, 0.6]),
    trust_high=np.array([0.9, 0.7, 0.3, 0.8]),
    n_eff=np.array([12.0, 1.0, 4.0, 9.0]),
    frequency=np.array([0.9, 0.5, 0.1, 0.6]),
    silence=np.array([0.9, 0.5, 0.0, 0.6]),
    serving=np.array([300.0, 10.0, 20.0, 0.0]),
)
YARDSTICKS = Yardsticks(median_cycle_days=40.0, value_90_fen=20_000.0, capital_is_money=True)


def posted(estimates: Estimates = ESTIMATES, **options: object) -> Positions:
    return post_positions(FACTS, estimates, YARDSTICKS, AuditSettings(), **options)  # type: ignore[arg-type]


class TestPostPositions:
    def test_posts_fen_and_puts_everyone_in_a_tier(self) -> None:
        positions = posted()

        assert positions.potential_fen.tolist() == [1000, 200, 50, 0]
        assert positions.capital_fen.tolist() == [800, 80, 5, 0]
        assert positions.tier.tolist() == [CORE, ORDINARY, DOUBTFUL, NONE]

    def test_a_broken_relationship_is_worth_nothing_and_still_owed_its_promise(self) -> None:
        positions = posted(promises_fen=np.array([0, 0, 0, 99]))

        assert (positions.potential_fen[3], positions.trust[3], positions.clv_fen[3]) == (0, 0.0, 0)
        assert positions.net_fen(True)[3] == -99

    def test_a_released_contact_leaves_the_books_like_a_broken_one(self) -> None:
        positions = posted(is_released=np.array([True, False, False, False]))

        assert positions.tier[0] == NONE
        assert positions.capital_fen[0] == 0
        assert positions.is_broken[0]

    def test_the_badge_new_is_for_the_ordinary_below_the_evidence_floor(self) -> None:
        assert posted().is_new.tolist() == [False, True, False, False]

    def test_flags_the_liability_and_nobody_where_costs_are_unknown(self) -> None:
        assert posted().is_liability.tolist() == [False, False, True, False]
        assert not posted(replace(ESTIMATES, serving=None)).is_liability.any()

    def test_the_liability_test_stands_on_clv_where_capital_is_no_money(self) -> None:
        estimates = replace(ESTIMATES, clv=np.array([900.0, 100.0, 30.0, 0.0]))

        index = post_positions(FACTS, estimates, replace(YARDSTICKS, capital_is_money=False), AuditSettings())

        assert not index.is_liability.any()

    def test_who_was_core_stays_within_the_slack(self) -> None:
        estimates = replace(ESTIMATES, trust=np.array([0.58, 0.4, 0.1, 0.7]))
        previous = np.array([CORE, NONE, NONE, NONE], dtype=np.int8)

        assert posted(estimates).tier[0] == ORDINARY
        assert posted(estimates, previous_tier=previous).tier[0] == CORE

    def test_refuses_an_estimate_that_is_no_number(self) -> None:
        with pytest.raises(PostingError, match="potential cannot be posted"):
            posted(replace(ESTIMATES, potential=np.array([np.nan, 0.0, 0.0, 0.0])))


class TestTierRows:
    def test_the_rows_hold_everyone_once_and_add_up_to_the_book(self) -> None:
        positions = made_positions()

        rows = tier_rows(positions)

        assert [row.tier for row in rows] == [Tier.CORE, Tier.ORDINARY, Tier.DOUBTFUL, Tier.NONE]
        assert sum(row.n for row in rows) == positions.n
        assert sum(row.trust_capital for row in rows) == int(positions.capital_fen.sum())
        assert sum(row.share for row in rows) == pytest.approx(1.0)
        assert sum(row.n_liabilities for row in rows) == int(positions.is_liability.sum())

    def test_the_articles_shares_stand_beside_the_observed_ones(self) -> None:
        rows = {row.tier: row for row in tier_rows(made_positions())}

        assert (rows[Tier.DOUBTFUL].reference_low, rows[Tier.DOUBTFUL].reference_high) == (0.60, 0.70)

    def test_an_unknown_cost_is_not_zero(self) -> None:
        assert {row.maintenance for row in tier_rows(made_positions(serving_fen=None))} == {None}

    def test_an_empty_book_has_empty_tiers(self) -> None:
        assert {(row.n, row.share) for row in tier_rows(made_positions(0))} == {(0, 0.0)}
