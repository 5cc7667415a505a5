"""What a read-out says of programs whose effect was planted, and of data that cannot carry one."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from trial_shop import SEED, TRIALS, Shop

from guanxi.bench.troi import World, plan_trials, try_programs
from guanxi.book.audit.extent import read_extent
from guanxi.book.contracts import Interval
from guanxi.book.contracts.troi import ObservationalReadout, RandomisedReadout, Returns, TroiCode
from guanxi.book.troi.dealt import read_dealt
from guanxi.book.troi.frozen import model_at_launch
from guanxi.book.troi.outcomes import Question, measure
from guanxi.book.troi.programs import UnknownProgram, choose_programs
from guanxi.book.troi.ratios import told_ratios
from guanxi.kit.clock import DAY_MS
from guanxi.kit.errors import NotEnoughData, SettingsError
from guanxi.kit.progress import Silent
from guanxi.simulator.trials import simulate_trials


class TestPlantedEffects:
    @pytest.mark.parametrize(
        ("program", "code"),
        [("gain", TroiCode.CONTINUE), ("none", TroiCode.UNDECIDED), ("loss", TroiCode.STOP)],
    )
    def test_a_gain_goes_on_a_loss_stops_and_no_effect_stays_open(
        self, shop: Shop, program: str, code: TroiCode
    ) -> None:
        found = shop.read(program)

        assert isinstance(found, RandomisedReadout)
        assert found.verdict.code is code
        assert found.verdict.en and found.verdict.zh
        assert found.sample_ratio is not None and found.sample_ratio.is_sound

    def test_returns_follow_from_effect_and_spend(self, shop: Shop) -> None:
        found = shop.read("gain")

        returns, spend = found.returns, found.spend.total
        assert returns is not None and returns.net and returns.annual and returns.gross
        assert returns.net.value == pytest.approx((returns.effect.value - spend) / spend)
        assert returns.annual.value == pytest.approx(returns.net.value * 365 / 56)
        assert returns.gross.value == pytest.approx(returns.capital_effect.value / spend)
        assert spend == 4 * 100 * found.arms[0].n_matured

    @pytest.mark.parametrize(
        ("net", "effect", "is_told"),
        [
            ((-5.0, 14.0), (-4.0, 15.0), True),
            ((-1.0, 40.0), (0.1, 41.0), True),
            ((-6.0, 15.0), (-5.0, 16.0), False),
            ((-900.0, -200.0), (-899.0, -199.0), False),
            ((float("-inf"), float("inf")), (float("-inf"), float("inf")), False),
        ],
    )
    def test_a_spend_that_is_lost_in_the_noise_carries_no_ratio(
        self, net: tuple[float, float], effect: tuple[float, float], is_told: bool
    ) -> None:
        whole = Interval(sum(effect) / 2, *effect, 0.95)
        ratio = Interval(sum(net) / 2, *net, 0.95)
        returns = Returns(whole, whole, whole, ratio, ratio, ratio)

        found = told_ratios(returns)

        assert found is not None
        assert (found.net is not None, found.gross is not None, found.annual is not None) == (is_told,) * 3
        assert bool(found.why_no_ratio_en) == bool(found.why_no_ratio_zh) == (not is_told)
        assert found.effect == whole

    def test_a_look_is_the_read_out_of_its_day(self, shop: Shop) -> None:
        whole = shop.read("gain", winsor_quantile=1.0)
        assert isinstance(whole, RandomisedReadout)
        look = whole.looks[len(whole.looks) // 2]

        then = shop.read("gain", winsor_quantile=1.0, as_of_ms=look.at_ms)

        assert then.returns is not None
        assert then.returns.effect_per_contact.value == pytest.approx(look.effect)
        assert then.returns.effect_per_contact.low == pytest.approx(look.low)

    def test_what_was_to_be_seen_was_known_before_launch(self, shop: Shop) -> None:
        found = shop.read("none")
        assert isinstance(found, RandomisedReadout)

        returns, shown = found.returns, found.detectable.per_contact

        assert returns is not None and shown is not None
        half = (returns.effect_per_contact.high - returns.effect_per_contact.low) / 2
        assert half < shown < 2.5 * half

    @pytest.mark.slow
    def test_planted_effects_are_covered(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        """Twenty-one programs; two hundred, and three errors instead of these, are `guanxi bench troi`'s."""
        found = try_programs(plan_trials(21, n_large=100), 3, tmp_path, Silent())

        # 95 % of 21, less two and a half standard errors: 18 of them at least.
        assert found.covered_throughout >= 0.95 - 2.5 * np.sqrt(0.95 * 0.05 / 21)
        for row in found.by_factor:
            assert abs(row.bias_fen) < 4 * row.error_fen


def outcomes_of(world: World, shop: Shop) -> list[np.ndarray]:
    with world.lake.session(as_of_ms=world.brand.as_of_ms) as session:
        dealt = read_dealt(session, ("none",))
        asked = world.asked(shop.model, "none")
        learnt = model_at_launch(world.lake, world.brand.launch_ms, asked, world.settings, Silent())
        question = Question(dealt, ("none",), 56, world.brand.launch_ms, learnt, world.settings)
        found = measure(session, question, read_extent(session).n_events, Silent())
    return [found.asset_early, found.asset_before, found.asset_after, found.net_before, found.net_after]


class TestOwnEvents:
    def test_greetings_alone_move_nothing(self, shop: Shop, tmp_path) -> None:  # type: ignore[no-untyped-def]
        quiet_brand = simulate_trials(TRIALS, SEED, tmp_path / "data", touches=False)
        without = World(quiet_brand, tmp_path / "lake", Silent())

        greeted, quiet = outcomes_of(shop.world, shop), outcomes_of(without, shop)

        assert greeted[0].any()
        for one, other in itertools.zip_longest(greeted, quiet):
            assert np.array_equal(one, other)


class TestRefusals:
    def test_an_unknown_program_names_those_that_there_are(self, shop: Shop) -> None:
        with pytest.raises(UnknownProgram, match="autumn, crowded, free, gain") as refused:
            shop.read("spring")
        assert "“spring”" in refused.value.zh and "autumn、crowded、free、gain" in refused.value.zh

    def test_data_without_programs(self) -> None:
        with pytest.raises(NotEnoughData, match="names no program") as refused:
            choose_programs((), None)
        assert "没有任何项目" in refused.value.zh

    def test_no_spend_shows_the_effect_and_no_return(self, shop: Shop) -> None:
        found = shop.read("free")

        assert isinstance(found, RandomisedReadout)
        assert found.verdict.code is TroiCode.NO_VERDICT
        assert "No spend" in found.verdict.en and "没有该项目的支出" in found.verdict.zh
        assert found.returns is not None
        assert (found.returns.gross, found.returns.net, found.returns.annual) == (None, None, None)
        assert found.returns.effect.value > 0

    def test_pools_count_as_spend_by_the_share_that_matured(self, shop: Shop) -> None:
        found = shop.read("pooled", as_of_ms=shop.world.brand.launch_ms + 70 * DAY_MS)

        treated = found.arms[0]
        assert 0 < treated.n_matured < treated.n_assigned
        assert found.spend.pools == round(100_000 * treated.n_matured / treated.n_assigned)
        assert found.spend.total == found.spend.direct + found.spend.pools

    def test_without_assignments_the_read_out_is_observational_and_has_no_verdict(self, shop: Shop) -> None:
        found = shop.read("unassigned")

        assert isinstance(found, ObservationalReadout)
        assert {"troi.observational", "troi.no_holdout"} <= {notice.code for notice in found.notices}
        assert found.returns is not None and found.returns.effect.value > 0
        assert found.pre_trend_p is not None and len(found.trend) == 8
        assert "verdict" not in {field.name for field in dataclasses.fields(ObservationalReadout)}

    def test_all_in_one_arm(self, shop: Shop) -> None:
        found = shop.read("lopsided")

        assert isinstance(found, ObservationalReadout)
        assert "troi.one_arm" in {notice.code for notice in found.notices}

    def test_all_held_out(self, shop: Shop) -> None:
        with pytest.raises(NotEnoughData, match="held out"):
            shop.read("silent")

    def test_overlapping_programs_are_named_with_the_contacts_they_share(self, shop: Shop) -> None:
        found = shop.read("crowded")

        (other,) = found.overlaps
        assert other.program == "autumn"
        assert 70 < other.n_contacts < 130
        said = next(notice for notice in found.notices if notice.code == "troi.overlap")
        assert f"“autumn” ({other.n_contacts:,} contacts" in said.en and f"{other.n_contacts:,} 人" in said.zh

    def test_too_few_matured_says_when_the_first_reading_is_possible(self, shop: Shop) -> None:
        found = shop.read("gain", as_of_ms=shop.world.brand.launch_ms + 57 * DAY_MS)

        assert isinstance(found, RandomisedReadout)
        assert found.returns is None
        assert found.verdict.code is TroiCode.UNDECIDED
        assert found.verdict.known_by_ms is not None
        then = shop.read("gain", as_of_ms=found.verdict.known_by_ms)
        assert then.returns is not None

    def test_too_few_assigned_says_so(self, shop: Shop) -> None:
        found = shop.read("small")

        assert isinstance(found, RandomisedReadout)
        assert found.verdict.code is TroiCode.UNDECIDED
        assert "with this many contacts" in found.verdict.en and found.verdict.known_by_ms is None

    def test_a_broken_randomisation_bars_the_verdict(self, shop: Shop) -> None:
        found = shop.read("leaky")

        assert isinstance(found, RandomisedReadout)
        assert found.sample_ratio is not None and not found.sample_ratio.is_sound
        assert found.verdict.code is TroiCode.NO_VERDICT
        assert "randomisation" in found.verdict.en

    def test_unstated_shares_leave_the_ratio_untested(self, shop: Shop) -> None:
        found = shop.read("unstated")

        assert isinstance(found, RandomisedReadout)
        assert found.sample_ratio is None
        assert "troi.design_unknown" in {notice.code for notice in found.notices}

    def test_below_28_days_there_is_no_annual_figure_and_no_verdict(self, shop: Shop) -> None:
        found = shop.read("gain", days=14)

        assert isinstance(found, RandomisedReadout)
        assert found.returns is not None
        assert found.returns.net is not None and found.returns.annual is None
        assert found.verdict.code is TroiCode.NO_VERDICT

    def test_held_out_contacts_that_were_reached_are_counted(self, shop: Shop) -> None:
        found = shop.read("leaked")

        said = next(notice for notice in found.notices if notice.code == "troi.leaked")
        assert said.severe and "held-out contacts were reached" in said.en

    @pytest.mark.parametrize("wrong", [{"days": 0}, {"winsor_quantile": 0.5}, {"level": 1.0}])
    def test_questions_without_a_meaning_are_refused(self, shop: Shop, wrong: dict[str, float]) -> None:
        with pytest.raises(SettingsError, match="must lie between"):
            shop.read("gain", **wrong)


class TestClusters:
    def test_clusters_mature_and_vary_together(self, shop: Shop) -> None:
        found = shop.read("grouped")

        assert isinstance(found, RandomisedReadout)
        assert sum(arm.n_units for arm in found.arms) <= 300 < sum(arm.n_matured for arm in found.arms)
        assert found.detectable.n_treated + found.detectable.n_control <= 300

    def test_a_cluster_in_both_arms_was_not_what_was_randomised(self, shop: Shop) -> None:
        found = shop.read("mixed")

        assert isinstance(found, RandomisedReadout)
        assert found.verdict.code is TroiCode.NO_VERDICT
        assert "clusters" in found.verdict.en
