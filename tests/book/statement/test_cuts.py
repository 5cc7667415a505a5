"""Cuts add up to the book where they divide it, and say what is missing where they are small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_positions import made_positions

from guanxi.book.contracts import CutRow
from guanxi.book.positions import Positions
from guanxi.book.statement.cuts import cut_rows
from guanxi.book.statement.evidence import AggregateEvidence
from guanxi.book.statement.memberships import Membership, membership, tier_membership
from guanxi.book.statement.touchpoints import overlaps, touchpoint_rows
from guanxi.book.statement.uncertainty import ParameterVariance

NONE = ParameterVariance()
SUMMED = ("n_contacts", "potential", "trust_capital", "clv", "maintenance", "promises", "net_equity")


def rows(positions: Positions, cuts: Membership, parameters: ParameterVariance = NONE) -> tuple[CutRow, ...]:
    return cut_rows(positions, cuts, parameters, capital_is_money=True)


def channels(n: int, seed: int = 3) -> Membership:
    names = np.random.default_rng(seed).choice(["shop", "live", "friend", ""], n)
    return membership("channel", pa.array(names.tolist(), pa.string()))


class TestCuts:
    @given(st.integers(1, 300), st.integers(0, 2**20))
    @settings(max_examples=40, deadline=None)
    def test_cuts_that_divide_the_book_add_up_to_it(self, n: int, seed: int) -> None:
        positions = made_positions(n, seed)

        for cuts in (channels(n, seed), tier_membership(positions)):
            found = rows(positions, cuts)
            sums = {name: sum(getattr(row, name) for row in found) for name in SUMMED}
            assert sums == {
                "n_contacts": n,
                "potential": int(positions.potential_fen.sum()),
                "trust_capital": int(positions.capital_fen.sum()),
                "clv": int(positions.clv_fen.sum()),
                "maintenance": int(positions.serving_fen.sum()),  # type: ignore[union-attr]
                "promises": int(positions.promises_fen.sum()),
                "net_equity": int(positions.net_fen(True).sum()),
            }

    def test_the_order_of_the_pairs_changes_nothing(self) -> None:
        positions, cuts = made_positions(300), channels(300)
        turned = np.random.default_rng(5).permutation(300)

        assert rows(positions, cuts) == rows(
            positions, Membership("channel", cuts.names, cuts.row[turned], cuts.code[turned])
        )

    def test_an_unknown_cost_of_serving_stays_unknown(self) -> None:
        positions = made_positions(serving_fen=None)

        for row in rows(positions, channels(positions.n)):
            assert row.maintenance is None
            assert row.net_equity == row.trust_capital - row.promises

    def test_contacts_who_are_served_no_more_are_counted_and_said(self) -> None:
        staff = replace(membership("staff", pa.array(["Bai", "Bai", "Chen"])), ended=np.array([True, False, True]))

        found = rows(made_positions(3), staff)

        assert [(row.key, row.n_contacts, row.n_ended) for row in found] == [("Bai", 2, 1), ("Chen", 1, 1)]

    def test_a_cut_takes_its_share_of_the_parameters_uncertainty(self) -> None:
        positions = made_positions(
            300, potential_fen=np.full(300, 1000), trust=np.ones(300), is_broken=np.zeros(300, bool)
        )
        half = membership("channel", pa.array(["a", "b"] * 150))

        plain = rows(positions, half)[0]
        wide = rows(positions, half, ParameterVariance(capital=(1e6) ** 2))[0]

        sd = 1e6 / 2
        before, after = ((row.net_equity_high - row.net_equity_low) / 2 for row in (plain, wide))
        assert after == pytest.approx(np.hypot(before, 1.2815515655446004 * sd), rel=1e-6)

    def test_a_small_cut_says_in_both_languages_what_is_missing(self) -> None:
        positions = made_positions(11, n_orders=np.array([1] * 9 + [0, 0]))

        (row,) = rows(positions, membership("staff", pa.array(["Bai"] * 11)))

        assert not row.enough_evidence
        assert row.missing_en.startswith("11 of the 30 contacts needed; 9 of the 30 orders needed")
        assert row.missing_zh.startswith("客户 11 位（需要 30 位）；订单 9 笔（需要 30 笔）")

    def test_a_large_even_cut_misses_nothing(self) -> None:
        n = 400
        positions = made_positions(
            n, potential_fen=np.full(n, 10_000), trust=np.full(n, 0.5), is_broken=np.zeros(n, bool)
        )

        (row,) = rows(positions, membership("staff", pa.array(["Bai"] * n)))

        assert row.enough_evidence
        assert (row.missing_en, row.missing_zh) == ("", "")


class TestEvidence:
    @pytest.mark.parametrize(
        ("n_contacts", "n_orders", "half_width", "side", "enough"),
        [
            (30, 30, 50.0, 100.0, True),
            (29, 30, 50.0, 100.0, False),
            (30, 29, 50.0, 100.0, False),
            (30, 30, 50.1, 100.0, False),
            (30, 30, 0.0, 0.0, True),
            (30, 30, 1.0, 0.0, False),
        ],
    )
    def test_the_floor_has_three_bounds(
        self, n_contacts: int, n_orders: int, half_width: float, side: float, enough: bool
    ) -> None:
        evidence = AggregateEvidence(n_contacts, n_orders, half_width, side)

        assert evidence.is_enough is enough
        assert bool(evidence.missing()[1]) is not enough

    def test_says_how_wide_is_too_wide(self) -> None:
        en, zh = AggregateEvidence(100, 100, 64.0, 100.0).missing()

        assert en == "the 80% interval is ± 64% wide; at most ± 50% is needed"
        assert zh == "80% 区间的半宽为 64%（需要不超过 50%）"

    @pytest.mark.parametrize(("half_width", "shown"), [(50.4, "50.4"), (50.04, "50.04"), (50.0001, "50.01")])
    def test_never_rounds_a_width_down_to_what_is_allowed(self, half_width: float, shown: str) -> None:
        en, zh = AggregateEvidence(100, 100, half_width, 100.0).missing()

        assert f"± {shown}% wide" in en
        assert f"半宽为 {shown}%" in zh


class TestTouchpoints:
    """Four people: two met in the shop only, one by mail only, one in three places."""

    POSITIONS = made_positions(
        4,
        potential_fen=np.array([100, 200, 300, 400]),
        trust=np.array([1.0, 0.5, 0.0, 0.5]),
        is_broken=np.zeros(4, dtype=np.bool_),
        serving_fen=np.array([10, 10, 10, 10]),
        promises_fen=np.zeros(4, dtype=np.int64),
    )
    MET = Membership("touchpoint", ("app", "mail", "shop"), np.array([0, 1, 2, 3, 3, 3]), np.array([2, 2, 1, 0, 1, 2]))

    def test_counts_everyone_met_there_and_those_met_only_there(self) -> None:
        found = touchpoint_rows(self.POSITIONS, self.MET, capital_is_money=True)

        assert [(row.touchpoint, row.n_contacts, row.n_only_here) for row in found] == [
            ("shop", 3, 2),
            ("mail", 2, 1),
            ("app", 1, 0),
        ]
        assert found[0].mean_trust == pytest.approx(2 / 3, abs=1e-9)
        assert (found[0].cost_to_serve, found[0].net_equity) == (30, 100 + 100 + 200 - 30)

    def test_mean_trust_is_of_the_relationships_that_stand(self) -> None:
        broken = np.array([False, True, False, False])
        trust = np.where(broken, 0.0, self.POSITIONS.trust)
        positions = replace(self.POSITIONS, is_broken=broken, trust=trust)

        found = {row.touchpoint: row for row in touchpoint_rows(positions, self.MET, capital_is_money=True)}

        assert found["shop"].mean_trust == pytest.approx((1.0 + 0.5) / 2, abs=1e-9)
        assert {name: row.n_broken for name, row in found.items()} == {"app": 0, "mail": 0, "shop": 1}

    def test_pairs_share_the_contacts_met_in_both(self) -> None:
        found = overlaps(self.MET, 4)

        assert [(pair.first, pair.second, pair.n_contacts) for pair in found] == [
            ("app", "mail", 1),
            ("app", "shop", 1),
            ("mail", "shop", 1),
        ]

    def test_agrees_with_sets_of_people(self) -> None:
        rng = np.random.default_rng(2)
        met = np.argwhere(rng.random((80, 6)) < 0.3)
        names = tuple("abcdef")
        people = {name: set(met[met[:, 1] == code, 0].tolist()) for code, name in enumerate(names)}

        found = overlaps(Membership("touchpoint", names, met[:, 0], met[:, 1]), 80, most=5)

        assert len(found) == 5
        assert [pair.n_contacts for pair in found] == sorted((pair.n_contacts for pair in found), reverse=True)
        for pair in found:
            assert pair.n_contacts == len(people[pair.first] & people[pair.second])

    def test_nobody_met_anywhere_gives_nothing(self) -> None:
        nothing = np.zeros(0, dtype=np.int64)

        assert overlaps(Membership("touchpoint", (), nothing, nothing), 4) == ()
