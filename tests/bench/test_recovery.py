"""The recovery bench: its measures against plain arithmetic, and the whole of it on one small brand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kendalltau

from guanxi.bench import recovery
from guanxi.bench.recovery_brands import CHARACTERS, HORIZONS, Recovered, together
from guanxi.bench.recovery_measures import deciles, gains, rank, ratio, reliability, separation
from guanxi.bench.recovery_report import PREDICTORS, report
from guanxi.book.contracts import Interval, MoneyTest
from guanxi.kit.errors import SettingsError


def made(n: int = 2_000, seed: int = 1, *, off: float = 1.0, season: float = 1.0) -> Recovered:
    """A brand whose audit says ``off`` times the truth: a fifth never bought, a tenth broke, T is the latent trust."""
    rng = np.random.default_rng(seed)
    is_buyer, is_broken = rng.random(n) > 0.2, rng.random(n) < 0.1
    alive = ~is_broken & (rng.random(n) < 0.8)
    trust = np.where(alive, rng.random(n), 0.0)
    potential = {h: rng.gamma(1.0, 100.0 * h, n) * ~is_broken for h in HORIZONS}
    expected = {h: potential[h] * trust for h in HORIZONS}
    said = {h: dict.fromkeys(("clv", "capital", "last_year", "rfm_mean"), off * expected[h]) for h in HORIZONS}
    return Recovered(
        about={"seed": seed},
        contact_id=np.arange(1, n + 1),
        is_buyer=is_buyer,
        is_broken=is_broken,
        trust=trust,
        p_alive=np.where(alive, 0.9, 0.1),
        predicted={h: said[h] | {"potential": potential[h]} for h in HORIZONS},
        expected=expected,
        realised={h: rng.poisson(expected[h]).astype(float) for h in HORIZONS},
        latent_trust=trust,
        is_alive=alive,
        season={h: np.full(n, season) for h in HORIZONS},
        clv_interval=Interval(*(off * part * expected[365].sum() for part in (1.0, 0.9, 1.1))),
        money_test=None,
        capital=(),
    )


class TestMeasures:
    def test_the_interval_of_a_rank_correlation_holds_the_truth_nine_times_in_ten(self):
        """Bivariate normal, correlation .6: Spearman's ρ is 6/π · asin(.3)."""
        rng = np.random.default_rng(5)
        truth, hits = 6 / np.pi * np.arcsin(0.3), 0
        for _ in range(400):
            x = rng.standard_normal(200)
            found = rank(x, 0.6 * x + 0.8 * rng.standard_normal(200))
            hits += found["low"] <= truth <= found["high"]

        assert 0.86 <= hits / 400 <= 0.94

    def test_nothing_to_rank_is_no_rank(self):
        assert rank(np.ones(10), np.arange(10.0))["value"] is None
        assert separation(np.arange(4.0), np.ones(4, dtype=bool))["value"] is None

    def test_a_ratio_is_that_of_the_sums_and_widens_with_fewer_contacts(self):
        rng = np.random.default_rng(2)
        truth = rng.gamma(1.0, 1.0, 5_000)
        said = truth * rng.uniform(0.5, 1.9, 5_000)
        ids = np.arange(1, 5_001)

        many, few = ratio(said, truth, ids), ratio(said[:300], truth[:300], ids[:300])

        assert many["value"] == pytest.approx(said.sum() / truth.sum())
        assert few["high"] - few["low"] > 2 * (many["high"] - many["low"]) > 0
        assert ratio(said, 0 * truth, ids)["value"] is None

    def test_tenths_share_out_every_contact_and_every_yuan(self):
        rng = np.random.default_rng(3)
        said, truth = rng.gamma(1.0, 500.0, 1_003), rng.gamma(1.0, 500.0, 1_003)

        rows = deciles(said, truth, np.arange(1_003))

        assert sum(row["n"] for row in rows) == 1_003
        assert sum(row["predicted"] for row in rows) == pytest.approx(said.sum() / 100)
        assert sum(row["truth"] for row in rows) == pytest.approx(truth.sum() / 100)
        means = [row["predicted"] / row["n"] for row in rows]
        assert means == sorted(means, reverse=True)

    def test_separation_is_the_share_of_pairs_in_the_right_order(self):
        rng = np.random.default_rng(4)
        happened = rng.random(120) < 0.4
        said = rng.random(120) + 0.5 * happened

        pairs = said[happened][:, None] > said[~happened]

        found = separation(said, happened)
        assert found["value"] == pytest.approx(pairs.mean())
        assert found["low"] < found["value"] < found["high"] <= 1
        assert np.sign(kendalltau(said, happened).statistic) == np.sign(found["value"] - 0.5)

    def test_reliability_sets_said_beside_observed(self):
        said = np.linspace(0, 1, 1_000)
        happened = np.arange(1_000) >= 500

        rows = reliability(said, happened)

        assert [row["observed"] for row in rows] == [1.0] * 5 + [0.0] * 5
        assert rows[0]["predicted"] == pytest.approx(0.95, abs=0.001)

    def test_the_top_fifth_of_equal_contacts_holds_a_fifth(self):
        assert gains(np.arange(100.0), np.ones(100)) == pytest.approx(0.2)


class TestReport:
    def test_an_audit_that_says_the_truth_is_found_right_in_everything(self):
        found = report(made())

        for days in map(str, HORIZONS):
            clv = found["value"][days]["all"]["clv"]
            assert clv["ratio_expected"]["value"] == pytest.approx(1.0)
            assert clv["rank_expected"]["value"] == pytest.approx(1.0)
            assert all(row["ratio"]["value"] == pytest.approx(1.0) for row in found["value"][days]["deciles"][:8])
        assert found["clv_total"]["covers"]
        assert found["trust"]["rank_latent_all"]["value"] == pytest.approx(1.0)
        assert found["alive"]["auc_p_alive"]["value"] == 1.0
        assert found["capital_28"]["ratio_expected"]["value"] == pytest.approx(1.0)

    def test_an_audit_that_is_off_by_a_third_is_found_off_by_a_third(self):
        found = report(made(off=4 / 3))

        assert found["value"]["365"]["buyers"]["clv"]["ratio_expected"]["value"] == pytest.approx(4 / 3)
        assert found["value"]["365"]["buyers"]["clv"]["rank_expected"]["value"] == pytest.approx(1.0)
        assert not found["clv_total"]["covers"]

    def test_a_known_season_moves_totals_and_nothing_else(self):
        found = report(made(season=0.8))["value"]["28"]["all"]

        assert found["clv"]["ratio_expected"]["value"] == pytest.approx(1.0)
        assert found["clv"]["ratio_expected_season_known"]["value"] == pytest.approx(0.8)
        assert found["oracle"]["ratio_expected_season_known"]["value"] == pytest.approx(1.0)

    def test_every_predictor_stands_beside_the_others(self):
        found = report(made())["value"]["91"]

        for group in ("all", "buyers", "never_bought"):
            assert tuple(found[group]) == PREDICTORS

    @pytest.mark.parametrize(("off", "agrees"), [(1.0, True), (1.3, False)])
    def test_the_money_test_is_held_against_the_next_window(self, off, agrees):
        test = MoneyTest(40, 0, 40, Interval(1.0, 0.95, 1.05, 0.9), True)

        found = report(replace(made(off=off), money_test=test))["money_test"]

        assert found["passed"] and found["next_days"] == 28
        assert found["next_in_band"] is agrees
        assert found["next_ratio"]["value"] == pytest.approx(off, rel=0.01)

    def test_brands_together_are_all_their_contacts(self):
        brands = [made(500, seed=1), made(900, seed=2, off=2.0)]

        found = report(together(brands))

        said = sum(brand.predicted[365]["clv"].sum() for brand in brands)
        truth = sum(brand.expected[365].sum() for brand in brands)
        assert found["about"] == {"brands": 2, "n_contacts": 1_400}
        assert found["value"]["365"]["all"]["clv"]["ratio_expected"]["value"] == pytest.approx(said / truth)
        assert found["money_test"] is None and found["clv_total"] is None


class TestRun:
    def test_refuses_no_brands(self):
        with pytest.raises(SettingsError, match="--brands"):
            recovery.run(100, 0)

    def test_the_five_brands_differ(self):
        assert len({(each.size, each.days, each.end, each.margin_rate) for each in CHARACTERS}) == 5
        assert all(400 <= each.days <= 900 for each in CHARACTERS)

    @pytest.mark.slow
    def test_recovers_a_small_brand_from_its_exports(self, tmp_path, capsys):
        result = recovery.run(700, 1, seed=5, out=tmp_path / "recovery.json", work=tmp_path / "work")

        printed = capsys.readouterr().out
        assert json.loads((tmp_path / "recovery.json").read_text(encoding="utf-8")) == json.loads(json.dumps(result))
        assert "CLV over 365 days" in printed and printed.rstrip().endswith("}")
        assert not list((tmp_path / "work").iterdir())
        (brand,) = result["brands"]
        clv = brand["value"]["365"]["all"]["clv"]
        # Wide on purpose: 700 contacts. The figures of the real run stand in docs/benchmarks.md.
        assert clv["rank_expected"]["low"] > 0.6
        assert 0.7 < clv["ratio_expected"]["value"] < 1.4
        assert brand["trust"]["rank_latent_all"]["low"] > 0.3
        assert brand["alive"]["auc_trust"]["low"] > 0.6
        assert brand["value"]["365"]["all"]["oracle"]["ratio_expected"]["value"] == pytest.approx(1.0)
