"""What the records of an experiment may say wrongly, and what is then read, left out or refused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from trial_shop import Shop

from guanxi.book.contracts.troi import ObservationalReadout, RandomisedReadout, TroiCode
from guanxi.book.troi.dealt import Dealt
from guanxi.book.troi.effect import sample_ratio
from guanxi.book.troi.extremes import extremes_notice, extremes_of
from guanxi.book.troi.imbalance import unlike_notice
from guanxi.kit.errors import NotEnoughData


def codes(readout: RandomisedReadout | ObservationalReadout) -> set[str]:
    return {notice.code for notice in readout.notices}


class TestDealtOnce:
    def test_a_release_after_the_test_changes_nothing_but_the_remark(self, shop: Shop) -> None:
        plain, released = shop.read("none"), shop.read("told_again")

        assert isinstance(plain, RandomisedReadout) and isinstance(released, RandomisedReadout)
        assert [arm.n_assigned for arm in released.arms] == [arm.n_assigned for arm in plain.arms]
        assert released.scope.latest_assigned_ms == plain.scope.latest_assigned_ms
        n_held = released.arms[1].n_assigned
        assert released.assigned is not None
        assert (released.assigned.n_later, released.assigned.n_moved) == (n_held, n_held)
        said = next(each for each in released.notices if each.code == "troi.dealt_again")
        assert f"{n_held:,} rows deal contacts again" in said.en and "以首次分组为准" in said.zh
        assert "troi.dealt_again" not in codes(plain)

    def test_a_contact_in_both_arms_at_once_is_left_out_and_counted(self, shop: Shop) -> None:
        plain, torn = shop.read("none"), shop.read("torn")

        assert isinstance(torn, RandomisedReadout) and torn.assigned is not None
        n_torn = torn.assigned.n_conflicting
        assert n_torn > 40
        assert sum(arm.n_assigned for arm in torn.arms) == sum(arm.n_assigned for arm in plain.arms) - n_torn
        assert torn.sample_ratio is not None
        assert torn.sample_ratio.n_treated + torn.sample_ratio.n_control == sum(arm.n_assigned for arm in torn.arms)
        assert f"{n_torn:,} of the" in next(each for each in torn.notices if each.code == "troi.both_arms").en

    def test_several_arms_are_read_one_by_one_against_the_same_holdout(self, shop: Shop) -> None:
        book = shop.book("two_arms")

        assert [each.scope.arm for each in book.readouts] == ["Call", "Letter"]
        call, letter = book.readouts
        assert call.arms[1].n_assigned == letter.arms[1].n_assigned > 0
        assert call.scope.name == "two_arms · Call"
        assert "troi.several_arms" in codes(call)
        assert call.spend.pools + letter.spend.pools == pytest.approx(70_000, abs=1)
        assert call.spend.pools != letter.spend.pools
        assert any(each.code == "troi.several" and "2 comparisons" in each.en for each in book.notices)


class TestUnmatched:
    def test_contacts_that_nothing_else_knows_are_refused(self, shop: Shop) -> None:
        with pytest.raises(NotEnoughData, match="None of the 700 contacts assigned to “unknown”") as refused:
            shop.read("unknown")
        assert "相同的客户编号" in refused.value.zh

    def test_half_of_them_bar_the_verdict_and_are_counted(self, shop: Shop) -> None:
        found = shop.read("unknown_half")

        assert isinstance(found, RandomisedReadout) and found.assigned is not None
        assert found.verdict.code is TroiCode.NO_VERDICT
        assert "% of the assigned contacts occur" in found.verdict.en
        said = next(each for each in found.notices if each.code == "troi.unmatched")
        assert said.severe and f"{found.assigned.n_matched:,} of the 700" in said.en


class TestSpend:
    def test_a_pool_of_another_time_is_named_and_not_counted(self, shop: Shop) -> None:
        found = shop.read("told_again")

        assert isinstance(found, RandomisedReadout)
        assert (found.spend.total, found.spend.outside) == (0, 50_000)
        assert "troi.pools_outside" in codes(found)
        assert "wholly outside" in found.verdict.en and "¥500" in found.verdict.en

    def test_zero_on_record_is_not_the_same_as_nothing(self, shop: Shop) -> None:
        found = shop.read("torn")

        assert isinstance(found, RandomisedReadout)
        assert found.spend.is_recorded and "recorded spend is zero" in found.verdict.en

    def test_costs_of_a_program_that_nobody_knows_name_the_nearest(self, shop: Shop) -> None:
        said = next(each for each in shop.book("two_arms").notices if each.code == "troi.stray_costs")

        assert said.severe and "“two_arm”" in said.en and "Did you mean “two_arms”?" in said.en


def dealt_with(shares: tuple[int, int], n: int = 100) -> Dealt:
    treated = np.arange(n) % 2 == 0
    zeros = np.zeros(n, dtype=np.int64)
    return Dealt(np.arange(n), treated, zeros, np.arange(n), np.where(treated, *shares).astype(np.int64))


class TestDesign:
    def test_of_several_arms_two_shares_need_not_add_up_to_one(self) -> None:
        found = sample_ratio(dealt_with((3_000, 3_000)))

        assert found is not None and found.designed_treated == 0.5

    @pytest.mark.parametrize("shares", [(0, 0), (150 * 100, 150 * 100), (10_000, 0)])
    def test_no_share_and_shares_that_are_none_leave_it_untested(self, shares: tuple[int, int]) -> None:
        assert sample_ratio(dealt_with(shares)) is None


class TestSingleContacts:
    def test_one_order_that_carries_the_effect_is_pointed_out(self) -> None:
        outcome = np.random.default_rng(1).normal(100.0, 20.0, 600)
        treated = np.arange(600) % 2 == 0
        assert not extremes_notice(extremes_of(outcome, treated, 0.999))

        outcome[0] = 90_000_000.0
        found = extremes_of(outcome, treated, 0.999)

        assert found is not None
        assert (found.n_clipped, found.is_heavy) == (0, True)
        assert found.of_variance > 0.99 and found.of_effect == pytest.approx(1.0, abs=0.01)
        assert "One contact carries 100% of the variance" in extremes_notice(found)[0].en

    def test_what_winsorising_moves_is_counted(self) -> None:
        outcome = np.arange(5_000.0)

        found = extremes_of(outcome, np.arange(5_000) % 2 == 0, 0.999)

        assert found is not None and not found.is_heavy
        assert found.n_clipped == 10  # five at either end

    def test_every_part_is_a_share(self) -> None:
        found = extremes_of(np.zeros(300), np.arange(300) % 2 == 0, 0.999)

        assert found is not None and not found.is_heavy
        assert dataclasses.astuple(found) == (300, 0, 0.0, 0.0, False)

    def test_groups_that_were_unlike_before_are_pointed_out(self) -> None:
        noise = np.random.default_rng(2).normal(0.0, 10.0, 400)
        reached = np.arange(400) % 2 == 0

        assert unlike_notice(100 + noise, reached, 56) == ()
        (said,) = unlike_notice(np.where(reached, 300.0, 100.0) + noise, reached, 56)
        assert said.severe and "(3.0 times as much in one group)" in said.en
