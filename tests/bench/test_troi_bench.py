"""TROI's bench of scale at a small size: it measures what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guanxi.bench import troi_scale
from guanxi.bench.troi_process import Steps


@pytest.mark.slow
def test_measures_the_page_of_three_programs_and_keeps_the_brand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = troi_scale.run(400, 7, out=tmp_path / "bench.json", work=tmp_path / "work")

    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    for run in (result["first"], result["again"]):
        assert run["n_matured"] == {"gain": 400, "none": 400, "loss": 400}
        assert 0.05 < run["peak_gb"] < 4
        assert sum(run["steps"].values()) <= run["seconds"] + 0.1 * len(run["steps"])
    assert result["first"]["verdicts"] == result["again"]["verdicts"]
    assert "Learning the models" in result["first"]["steps"]
    assert "Learning the models" not in result["again"]["steps"], "the model as of the launch was kept"
    assert (tmp_path / "work" / "page" / "troi.html").stat().st_size > 100_000


def test_steps_of_one_name_are_taken_together() -> None:
    steps = Steps()

    for name in ("Reading", "Reading", "Learning", "Reading"):
        steps.step(name, name)

    assert list(steps.seconds()) == ["Reading", "Learning"]
