"""Who is core, ordinary, doubtful, a liability: one row per case."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.book.settings import TierBounds
from guanxi.book.tiers.assign import TierEvidence, assign_tiers, flag_liabilities, previous_codes
from guanxi.book.tiers.codes import CORE, DOUBTFUL, NONE, ORDINARY, TIER_NAMES

BOUNDS = TierBounds()


@dataclass(frozen=True)
class Person:
    """One contact's evidence; the defaults make a core contact."""

    trust: float = 0.8
    n_eff: float = 9.0
    activity: float = 0.7
    depth: float = 0.6
    value: float = 0.6
    age: int = 400
    cycle: float = 30.0
    paid_or_bond: bool = True
    outside: bool = False

    def tier(self, previous: int | None = None) -> str:
        """Name of the tier."""
        evidence = TierEvidence(
            trust=np.array([self.trust]),
            n_eff=np.array([self.n_eff]),
            activity=np.array([self.activity]),
            depth=np.array([self.depth]),
            value_score=np.array([self.value]),
            age_days=np.array([self.age]),
            cycle_days=np.array([self.cycle]),
            has_paid_or_bond=np.array([self.paid_or_bond]),
            is_outside=np.array([self.outside]),
        )
        earlier = None if previous is None else np.array([previous], dtype=np.int8)
        return TIER_NAMES[assign_tiers(evidence, BOUNDS, earlier)[0]]


CORE_PERSON = Person()
DOUBTFUL_PERSON = Person(trust=0.1, activity=0.1, depth=0.0, value=0.0)


class TestTiers:
    @pytest.mark.parametrize(
        ("person", "tier"),
        [
            (CORE_PERSON, "core"),
            (replace(CORE_PERSON, trust=0.60), "core"),
            (replace(CORE_PERSON, trust=0.5999), "ordinary"),
            (replace(CORE_PERSON, n_eff=5.0), "core"),
            (replace(CORE_PERSON, n_eff=4.99), "ordinary"),
            (replace(CORE_PERSON, paid_or_bond=False), "ordinary"),
            (replace(CORE_PERSON, depth=0.2), "core"),  # the silent buyer: worth much, talks to nobody
            (replace(CORE_PERSON, value=0.1), "core"),  # the friend of the house: buys little, takes part
            (replace(CORE_PERSON, depth=0.2, value=0.49), "ordinary"),
            (replace(CORE_PERSON, outside=True), "none"),
            (DOUBTFUL_PERSON, "doubtful"),
            (replace(DOUBTFUL_PERSON, trust=0.25), "ordinary"),
            (replace(DOUBTFUL_PERSON, activity=0.2), "ordinary"),
            (replace(DOUBTFUL_PERSON, age=90), "doubtful"),
            (replace(DOUBTFUL_PERSON, age=89), "ordinary"),
            (replace(DOUBTFUL_PERSON, age=399, cycle=200.0), "ordinary"),  # a slow buyer is not given up early
            (replace(DOUBTFUL_PERSON, age=400, cycle=200.0), "doubtful"),
            (replace(DOUBTFUL_PERSON, n_eff=0.0), "doubtful"),
            (replace(DOUBTFUL_PERSON, outside=True), "none"),
        ],
    )
    def test_stands_where_its_evidence_puts_it(self, person: Person, tier: str) -> None:
        assert person.tier() == tier

    @pytest.mark.parametrize(
        ("person", "previous", "tier"),
        [
            (replace(CORE_PERSON, trust=0.571), CORE, "core"),
            (replace(CORE_PERSON, trust=0.57), CORE, "ordinary"),
            (replace(CORE_PERSON, trust=0.571), ORDINARY, "ordinary"),
            (replace(CORE_PERSON, trust=0.571), DOUBTFUL, "ordinary"),
            (replace(CORE_PERSON, trust=0.571), NONE, "ordinary"),
            (replace(CORE_PERSON, trust=0.60), ORDINARY, "core"),  # entering needs no slack
            (replace(CORE_PERSON, trust=0.59, n_eff=4.0), CORE, "ordinary"),  # the slack is on T alone
            (replace(DOUBTFUL_PERSON, trust=0.279), DOUBTFUL, "doubtful"),
            (replace(DOUBTFUL_PERSON, trust=0.28), DOUBTFUL, "ordinary"),
            (replace(DOUBTFUL_PERSON, trust=0.26), ORDINARY, "ordinary"),
            (replace(DOUBTFUL_PERSON, trust=0.249), ORDINARY, "doubtful"),
            (replace(DOUBTFUL_PERSON, trust=0.26, activity=0.5), DOUBTFUL, "ordinary"),
            (replace(CORE_PERSON, outside=True), CORE, "none"),
        ],
    )
    def test_a_tier_is_left_when_trust_misses_its_bound_by_three_points(
        self, person: Person, previous: int, tier: str
    ) -> None:
        assert person.tier(previous) == tier

    @given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([CORE, ORDINARY, DOUBTFUL, NONE]))
    def test_more_trust_never_leads_to_a_worse_tier(self, one: float, other: float, previous: int) -> None:
        low, high = sorted((one, other))
        quiet = replace(CORE_PERSON, activity=0.1)

        worse, better = (TIER_NAMES.index(replace(quiet, trust=trust).tier(previous)) for trust in (low, high))

        assert better <= worse


class TestPreviousCodes:
    def test_finds_the_earlier_tier_and_none_for_the_unknown(self) -> None:
        codes = previous_codes(np.array([1, 5, 9]), np.array([2, 5, 9]), np.array([0, 2, 1], dtype=np.int8))

        assert codes.tolist() == [NONE, DOUBTFUL, ORDINARY]

    def test_nobody_had_a_tier_before_the_first_book(self) -> None:
        none = np.zeros(0, dtype=np.int64)

        assert previous_codes(np.array([1, 2]), none, none.astype(np.int8)).tolist() == [NONE, NONE]


def flagged(**changes: object) -> bool:
    """Flag of one contact that is a liability unless the case says otherwise."""
    case: dict[str, object] = {
        "tier": DOUBTFUL,
        "margin": 100,
        "credit": 50,
        "serving": 151,
        "evidence": True,
        "consent_problem": None,
    } | changes
    credit, serving, problem = case["credit"], case["serving"], case["consent_problem"]
    return bool(
        flag_liabilities(
            np.array([case["tier"]], dtype=np.int8),
            np.array([case["margin"]]),
            referral_credit_fen=None if credit is None else np.array([credit]),
            serving_fen=None if serving is None else np.array([serving]),
            has_evidence=np.array([case["evidence"]]),
            has_consent_problem=None if problem is None else np.array([problem]),
        )[0]
    )


class TestLiability:
    def test_a_doubtful_contact_that_costs_more_than_it_brings_is_one(self) -> None:
        assert flagged()

    @pytest.mark.parametrize(
        "changes",
        [
            {"tier": ORDINARY},
            {"tier": NONE},
            {"serving": 150},  # costs just what it brings
            {"credit": 51},
            {"evidence": False},
            {"consent_problem": True},
            {"serving": None},  # what serving costs is not known
        ],
        ids=str,
    )
    def test_everybody_else_is_none(self, changes: dict[str, object]) -> None:
        assert not flagged(**changes)

    def test_referrals_that_nobody_records_count_for_nothing(self) -> None:
        assert flagged(credit=None, serving=101)
        assert not flagged(credit=None, serving=100)
