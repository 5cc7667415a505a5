"""``guanxi up`` as a person starts it, with its worker, on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN_S = 120


@dataclass(frozen=True)
class Running:
    """A workspace that answers: its address and the one-time set-up link of its console."""

    address: str
    set_up_link: str
    home: Path


@contextmanager
def running_workspace(home: Path, *options: str) -> Iterator[Running]:
    """The workspace of ``home``, stopped afterwards as by Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "guanxi.cli.main", "up", "--home", str(home), "--port", str(port), *options]
    environment = {**os.environ, "DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
    log = (home.parent / "up.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        yield Running(f"http://127.0.0.1:{port}", _link(process, Path(log.name)), home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


def _link(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        said = log.read_text(encoding="utf-8")
        if found := re.search(r"http://\S+/setup/\S+", said):
            return found.group()
        assert process.poll() is None, said
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))
