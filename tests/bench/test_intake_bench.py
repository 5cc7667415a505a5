"""The bench of intake measures the real server, and finds every acknowledged event stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from guanxi.bench import intake


@pytest.mark.slow
def test_measures_the_api_against_the_driver_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = intake.run(200, work=tmp_path)

    for store in ("sqlite", "postgresql"):
        for figures in result[store].values():
            assert figures["events_per_second"] > 0
            assert figures["ratio_to_floor"] > 0
    assert result["sqlite"]["batches_of_100"]["events"] == 200
    assert '"benchmark": "intake"' in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
