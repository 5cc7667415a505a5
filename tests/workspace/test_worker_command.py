"""``guanxi worker``: quiet at a terminal, one line a job for a service manager."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guanxi.cli import run_worker
from guanxi.cli.progress import TerminalProgress

SAYS = """
import logging
from guanxi.site.logs import configure
configure({"format": "text", "file": "", "level": %r})
logging.getLogger("guanxi.jobs").info("job started")
logging.getLogger("guanxi.jobs").warning("job failed")
"""


class Ended:
    """A worker that finds nothing to do."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def run(self) -> None:
        """Be told to stop at once."""


@pytest.mark.parametrize("is_watched", [True, False])
def test_says_that_it_works_to_who_looks_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_watched: bool
) -> None:
    quiet: list[bool] = []
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path))
    monkeypatch.setattr(run_worker, "enter", lambda *, is_quiet: quiet.append(is_quiet))
    monkeypatch.setattr("guanxi.site.starting.check_ready", lambda: None)
    monkeypatch.setattr("guanxi.jobs.worker.Worker", Ended)
    monkeypatch.setattr(run_worker.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_watched)
    options = argparse.Namespace(home=tmp_path, lang="zh")

    assert run_worker.run(options, TerminalProgress("zh", quiet=True)) == 0

    said = capsys.readouterr()
    assert quiet == [is_watched]
    assert said.out == ""
    assert ("后台任务进程已启动" in said.err and "已停止" in said.err) == is_watched
    assert bool(said.err) == is_watched


@pytest.mark.parametrize(("level", "is_told"), [("", True), ("WARNING", False)])
def test_a_quiet_terminal_hears_warnings_only(level: str, is_told: bool) -> None:
    heard = subprocess.run(
        [sys.executable, "-c", SAYS % level], capture_output=True, text=True, check=True, timeout=60
    ).stderr

    assert "job failed" in heard
    assert ("job started" in heard) == is_told
