"""The value benchmark at a small size: honest arithmetic, no timed assertion."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from guanxi.bench import value
from guanxi.kit.errors import SettingsError
from guanxi.stats import BetaGeoNBD


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "value.json"
    result = value.run(2_000, seed=4, repeats=3, out=out)
    return result, json.loads(out.read_text(encoding="utf-8"))


class TestRun:
    def test_writes_what_it_returns(self, printed):
        result, written = printed

        assert written == json.loads(json.dumps(result))
        assert written["seed"] == 4 and written["n_contacts"] == 2_000 and written["versions"]["lifetimes"] == "0.11.3"

    def test_prints_json(self, capsys):
        value.run(300, seed=1, repeats=1)

        assert json.loads(capsys.readouterr().out)["benchmark"] == "value"

    @pytest.mark.parametrize("clock", ["wall", "cpu"])
    @pytest.mark.parametrize("part", ["end_to_end", "optimisation"])
    def test_ratios_are_those_of_the_medians_of_the_runs(self, printed, clock, part):
        _, written = printed
        seconds = written["median_seconds"][clock]

        for who in ("guanxi", "lifetimes"):
            assert len(seconds[who][f"{part}_runs"]) == 3
            assert seconds[who][part] == pytest.approx(np.median(seconds[who][f"{part}_runs"]), abs=6e-4)
        assert seconds["ratio"][part] == pytest.approx(seconds["lifetimes"][part] / seconds["guanxi"][part])

    def test_both_find_the_same_model(self, printed):
        result, _ = printed

        assert abs(result["log_likelihood_per_contact"]["guanxi_minus_lifetimes"]) < 1e-6
        assert result["params"]["guanxi"] == pytest.approx(result["params"]["lifetimes"], rel=0.01)
        assert result["largest_difference"]["expected_purchases_relative"] < 0.01

    def test_lifetimes_is_left_as_it_was(self, printed):
        import lifetimes.fitters
        import scipy.optimize

        assert lifetimes.fitters.minimize is scipy.optimize.minimize

    def test_says_what_to_install_when_lifetimes_is_missing(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "lifetimes.fitters", None)
        monkeypatch.setitem(sys.modules, "lifetimes", None)

        with pytest.raises(SettingsError, match=r"guanxi\[examples\]"):
            value.run(10, repeats=1)


class TestSimulation:
    def test_the_same_seed_gives_the_same_contacts(self):
        first, second = (value.simulate(1_000, np.random.default_rng(9)) for _ in range(2))

        np.testing.assert_array_equal(first, second)

    def test_contacts_follow_the_planted_model(self):
        # Whole days blur recency a little: five deviations.
        X = value.simulate(60_000, np.random.default_rng(2))
        model = BetaGeoNBD().fit(X)

        for name, planted in value.PLANTED.items():
            assert abs(model.params_[name] - planted) < 5 * model.standard_errors_[name]
