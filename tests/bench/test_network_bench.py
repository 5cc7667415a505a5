"""The network's bench at a small size: it measures what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guanxi.bench import flywheel, network
from guanxi.book.contracts import Interval


def test_measures_a_small_world_and_keeps_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = network.run(2_000, 5_000, 7, out=tmp_path / "bench.json", work=tmp_path / "work")

    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert set(result["steps"]) == {"learn", "gather", "value", "memberships", "bonds", "network", "page"}
    assert sum(result["steps"].values()) == pytest.approx(result["seconds"], rel=0.2)
    assert 0.05 < result["peak_gb"] < 4
    assert (result["bars"], result["passed"]) == (None, None)
    low, high = result["reproduction"][1:]
    assert low * 0.8 < result["true_reproduction"] < high * 1.2
    assert (tmp_path / "work" / "network.html").stat().st_size > 100_000
    again = network.run(2_000, 5_000, 7, work=tmp_path / "work")
    assert again["preparation_seconds"] == {}
    assert again["reproduction"] == result["reproduction"]


def test_states_the_bars_for_the_size_that_they_are_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(network, "BARS_FOR", (600, 1_200))

    result = network.run(600, 1_200, 7, work=tmp_path / "work")

    assert set(result["passed"]) == {"seconds", "peak_gb"}
    assert capsys.readouterr().out


def test_recovers_planted_networks_of_both_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    result = flywheel.run(900, 1, 3)

    assert json.loads(capsys.readouterr().out) == result
    assert result["shrinking"]["verdicts"] == {"fading": 1}
    for kind in ("growing", "shrinking"):
        for figure in flywheel.FIGURES:
            assert abs(result[kind][figure]["mean_error"]) < 4 * result[kind][figure]["half_width"]
            assert result[kind][figure]["half_width_needed"] is None, "one world tells no spread"
    held = sum(result[kind][figure]["held"] for kind in ("growing", "shrinking") for figure in flywheel.FIGURES)
    assert (result["together"]["n"], result["together"]["held"]) == (6, held)
    assert result["together"]["share"] == round(held / 6, 4)


def test_says_how_surely_the_share_of_held_intervals_is_known() -> None:
    """Two worlds of three figures, all held and none: ½, whose error by the two worlds is ½."""
    near, far = Interval(1.0, 0.9, 1.1), Interval(2.0, 1.9, 2.1)
    worlds = [dict.fromkeys(flywheel.FIGURES, (1.0, each)) for each in (near, far)]

    found = flywheel.summarise_together(worlds)

    assert (found["n"], found["held"], found["share"], found["share_se"]) == (6, 3, 0.5, 0.5)
