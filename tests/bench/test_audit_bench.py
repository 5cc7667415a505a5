"""The audit benchmark at a small size: what is measured is what is said to be measured."""

from __future__ import annotations

import json

import pytest

from guanxi.bench import audit


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    audit.run(300, 30_000, seed=4, work=folder / "work", out=folder / "audit.json")
    return json.loads((folder / "audit.json").read_text(encoding="utf-8"))


@pytest.mark.slow
class TestRun:
    def test_the_floor_makes_all_its_aggregates(self, printed):
        floor = printed["floor"]

        assert (floor["contacts"], floor["columns"], len(floor["runs"])) == (300, 12, audit.FLOOR_RUNS)
        assert "GROUP BY contact_id" in floor["sql"]

    @pytest.mark.parametrize("name", ["first", "nightly"])
    def test_ratios_are_over_the_floor_of_the_same_run(self, printed, name):
        measured, floor = printed[name], printed["floor"]

        assert measured["ratio"] == pytest.approx(measured["seconds"] / floor["seconds"])
        assert printed["passed"][name] == (measured["ratio"] <= printed["bars"][f"{name}_ratio"])
        assert measured["peak_gb"] > 0.05

    def test_only_the_first_audit_learns(self, printed):
        assert printed["first"]["steps"]["learn"] > 3 * printed["nightly"]["steps"]["learn"]
        assert printed["first"]["verdict"] == printed["nightly"]["verdict"]
