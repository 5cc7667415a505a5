"""What takes long to make is made by one worker of a run; the others wait for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` made, shared by all workers: to be copied, never written to."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            # Under another name until it is whole: a worker that died in between left nothing that the next would take.
            partial = shared / f"{name}-by-{os.getpid()}"
            make(partial)
            partial.rename(made)
    return made
