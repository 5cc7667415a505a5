"""Processes of their own for tests, forked from a server that has Django and the engine ready: they start at once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from django.conf import settings

from guanxi.site.home import Home

READY = ["trial_worker", "sealing_process", "pyarrow.parquet", "pandas"]
"""What the server imports before it forks; the engine looks for pandas at its first parameter, a third of a second."""


def start_forked(target: Callable[..., None], args: tuple[Any, ...], environment: dict[str, str]) -> ForkServerProcess:
    """``target(*args)`` in a new process, on the home and the store that ``environment`` names."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(READY)
    process = forking.Process(target=_run, args=(target, args, environment), daemon=True)
    before = dict(os.environ)
    os.environ |= environment | {"PYTHONPATH": str(Path(__file__).parent)}
    try:
        process.start()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return process


def _run(target: Callable[..., None], args: tuple[Any, ...], environment: dict[str, str]) -> None:
    # The server that it was forked from has read the settings for whichever test came first; the store is the same.
    os.environ |= environment
    settings.HOME = Home.from_environment()
    target(*args)
