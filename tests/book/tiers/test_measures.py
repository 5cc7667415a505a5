"""Own cycle, evidence floor, activity, depth, value."""

from __future__ import annotations

import numpy as np
import pytest
from made_facts import made_facts

from guanxi.book.facts.contracts import NEVER
from guanxi.book.facts.cycle import own_cycle_days
from guanxi.book.settings import AuditSettings
from guanxi.book.tiers import measures

SETTINGS = AuditSettings()
UNIT = 1 << 20


class TestOwnCycle:
    def test_shrinks_the_own_gap_to_the_brands_by_one_gap(self) -> None:
        facts = made_facts(3, n_orders=[4, 1, 0], first_order_age=[100, 50, NEVER], last_order_age=[10, 50, NEVER])

        cycle = own_cycle_days(facts, 60.0, SETTINGS)

        assert cycle.tolist() == [(90 + 60) / 4, 60.0, 60.0]

    def test_long_habits_outweigh_the_brand(self) -> None:
        facts = made_facts(1, n_orders=[101], first_order_age=[1000], last_order_age=[0])

        assert own_cycle_days(facts, 500.0, SETTINGS)[0] == pytest.approx(1500 / 101)

    def test_a_brand_without_rhythm_lends_the_outcome_horizon(self) -> None:
        assert own_cycle_days(made_facts(1), None, SETTINGS).tolist() == [28.0]


class TestEvidenceFloor:
    @pytest.mark.parametrize(
        ("n_eff", "age", "cycle", "enough"),
        [
            (3.0, 60, 30.0, True),
            (2.99, 60, 30.0, False),
            (3.0, 59, 30.0, False),
            (3.0, 149, 100.0, False),
            (3.0, 150, 100.0, True),
        ],
    )
    def test_needs_evidence_and_age_in_its_own_cycle(self, n_eff: float, age: int, cycle: float, enough: bool) -> None:
        found = measures.has_evidence(np.array([n_eff]), np.array([age]), np.array([cycle]), SETTINGS)

        assert found.tolist() == [enough]


class TestMeasures:
    def test_depth_counts_families_with_half_an_act_left(self) -> None:
        facts = made_facts(3, pays_w=[UNIT, UNIT // 2, 0], talks_w=[UNIT // 2 - 1, UNIT, 0], bonds_w=[3 * UNIT, 0, 0])

        assert measures.depth(facts).tolist() == [0.4, 0.4, 0.0]

    def test_activity_is_the_better_of_frequency_and_silence(self) -> None:
        assert measures.activity(np.array([0.1, 0.9]), np.array([0.8, 0.2])).tolist() == [0.8, 0.9]

    def test_value_is_capped_at_the_yardstick_and_never_negative(self) -> None:
        margin = np.array([-500.0, 500.0, 5000.0])

        assert measures.value_score(margin, np.array([0, 100, 0]), 1000.0).tolist() == [0.0, 0.6, 1.0]

    def test_without_any_buyer_nobody_has_value(self) -> None:
        assert measures.value_score(np.array([0.0, 10.0]), None, 0.0).tolist() == [0.0, 0.0]
