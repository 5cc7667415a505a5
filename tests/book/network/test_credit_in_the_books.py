"""Referral credit in positions, statement, cuts, tiers and release: it splits clv and adds nothing to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bonded_world import SETTINGS, bonded, buyer, world
from made_positions import made_positions

from guanxi.book.network import credit_inviters
from guanxi.book.positions import Positions
from guanxi.book.posting import Estimates, Yardsticks, post_positions
from guanxi.book.statement.cuts import cut_rows
from guanxi.book.statement.memberships import tier_membership
from guanxi.book.statement.promises import Owed
from guanxi.book.statement.release import build_release
from guanxi.book.statement.sheet import build_statement
from guanxi.book.statement.uncertainty import ParameterVariance

NONE = ParameterVariance()


def credited(n: int = 300, seed: int = 3) -> Positions:
    """Made positions in which everybody was brought by somebody before."""
    plain = made_positions(n, seed)
    rng = np.random.default_rng(seed)
    inviter = np.array([-1, *(rng.integers(-1, k) for k in range(1, n))])
    credit = credit_inviters(inviter, plain.clv_fen, plain.is_broken, plain.contact_id, 0.5)
    return replace(
        plain,
        referral_credit_fen=credit.received,
        referral_given_fen=credit.given,
        inviter_id=credit.inviter_id,
    )


def statement_of(positions: Positions):  # type: ignore[no-untyped-def]
    nothing = np.zeros(positions.n, dtype=np.int64)
    return build_statement(positions, money_test=None, parameters=NONE, owed=Owed(nothing, None))


class TestStatement:
    def test_kept_and_credit_are_the_clv_and_no_total_moves(self) -> None:
        positions = credited()
        plain = replace(positions, referral_credit_fen=None, referral_given_fen=None, inviter_id=None)

        with_credit, without = statement_of(positions), statement_of(plain)

        assert with_credit.referral_kept + with_credit.referral_credit == with_credit.clv.value
        assert with_credit.referral_credit > 0
        assert with_credit.net_equity == without.net_equity
        assert (without.referral_credit, without.referral_kept) == (None, None)

    def test_every_cut_splits_its_clv_and_the_cuts_add_up(self) -> None:
        positions = credited()

        rows = cut_rows(positions, tier_membership(positions), NONE, capital_is_money=False)

        kept = np.zeros(len(rows), dtype=np.int64)
        member = tier_membership(positions)
        np.add.at(kept, member.code, positions.referral_kept_fen[member.row])  # type: ignore[index]
        assert [k + row.referral_given for k, row in zip(kept.tolist(), rows, strict=True)] == [r.clv for r in rows]
        assert sum(row.referral_given for row in rows) == sum(row.referral_credit for row in rows)  # type: ignore[misc]
        assert sum(row.referral_credit for row in rows) == statement_of(positions).referral_credit  # type: ignore[misc]


class TestRelease:
    def test_the_value_of_an_invitee_is_lost_once(self) -> None:
        """Everybody is released: what is lost is Σ clv, whatever stands with whom."""
        positions = credited()
        everybody = replace(positions, is_liability=np.ones(positions.n, dtype=np.bool_))

        release = build_release(everybody, NONE, capital_is_money=False)

        assert release.value_lost == int(positions.clv_fen.sum())

    def test_credit_for_those_who_stay_is_lost_with_the_inviter(self) -> None:
        positions = credited()
        first = int(np.argmax(positions.referral_credit_fen))  # type: ignore[arg-type]
        alone = replace(positions, is_liability=np.arange(positions.n) == first)

        release = build_release(alone, NONE, capital_is_money=False)

        assert release.value_lost == int(positions.clv_fen[first] + positions.referral_credit_fen[first])  # type: ignore[index]


class TestPosting:
    @pytest.fixture
    def posted(self) -> tuple[Positions, Positions]:
        """Contact 1 brought 2, who brought 3; contact 4 is alone. Without referrals, and with them."""
        found = bonded(
            *world(buyer(1, 300, 200), buyer(2, 200, 190, inviter=1), buyer(3, 100, 90, inviter=2), buyer(4, 300, 200))
        )
        n = found.facts.n
        clv = np.array([1_000.0, 2_001.0, 4_000.0, 500.0])
        estimates = Estimates(clv, clv, *(np.full(n, 0.5) for _ in range(7)))
        yard = Yardsticks(None, value_90_fen=10_000.0, capital_is_money=False)
        inviter = found.gathered.inviters_of(found.facts.contact_id, 1 << 50)
        return (
            post_positions(found.facts, estimates, yard, SETTINGS),
            post_positions(found.facts, estimates, yard, SETTINGS, inviter=inviter),
        )

    def test_positions_carry_credit_and_what_was_given(self, posted: tuple[Positions, Positions]) -> None:
        _, with_credit = posted

        assert with_credit.referral_credit_fen.tolist() == [1_000, 2_000, 0, 0]  # type: ignore[union-attr]
        assert with_credit.referral_given_fen.tolist() == [0, 1_000, 2_000, 0]  # type: ignore[union-attr]
        assert with_credit.inviter_id.tolist() == [0, 1, 2, 0]  # type: ignore[union-attr]
        assert with_credit.referral_kept_fen.sum() + with_credit.referral_credit_fen.sum() == 7_501  # type: ignore[union-attr]

    def test_credit_raises_the_value_that_tiers_look_at_and_nothing_else(
        self, posted: tuple[Positions, Positions]
    ) -> None:
        without, with_credit = posted

        assert with_credit.value_score[1] > without.value_score[1]
        assert with_credit.value_score[3] == without.value_score[3]
        for name in ("clv_fen", "potential_fen", "capital_fen", "trust"):
            assert getattr(with_credit, name).tolist() == getattr(without, name).tolist()
