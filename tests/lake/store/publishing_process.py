"""Processes of their own that publish and are killed, or starved of disk, at a chosen step.

One server has the engine ready and forks a process for each line that it is given, so that none waits for its imports.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd  # noqa: F401 - the engine looks for it at its first parameter: here once, not in each process
import pyarrow.parquet as pq  # noqa: F401 - likewise

from guanxi.kit.errors import GuanxiError
from guanxi.lake.engine import Lake, compact, publish, undo
from guanxi.lake.staged import Staged
from guanxi.lake.store.durable import on_step


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code, negative for a signal, and what it printed."""

    code: int
    said: str


class Publishers:
    """The server; use it in a ``with``."""

    def __enter__(self) -> Publishers:
        command = [sys.executable, __file__]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate()

    def run(self, lake: Lake, folder: Path, action: str, number: int = 0, what: str = "publish") -> Ended:
        """Do ``what`` (publish, undo, compact) to ``lake``.

        ``action``: ``steps`` prints the steps; ``kill`` is a SIGKILL to itself at step ``number``; ``starve`` lets no
        file exceed ``number`` bytes.
        """
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps([str(lake.home), str(folder), action, number, what]) + "\n")
        self._server.stdin.flush()
        return Ended(**json.loads(self._server.stdout.readline()))


def staged_below(folder: Path) -> Staged:
    """The staged files of ``folder``: one sub-folder a table."""
    tables = {path.name: sorted(path.glob("*.parquet")) for path in folder.iterdir()}
    return Staged(tables, None, (), 0, "second")


def _serve() -> None:
    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(write, 1)
            os.close(read)
            _one(*json.loads(line))
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as said:
            text = said.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"code": code, "said": text}), flush=True)


def _one(home: str, folder: str, action: str, number: int, what: str) -> None:
    """The life of one process."""
    try:
        print(_done(home, folder, action, number, what), flush=True)
    finally:
        os._exit(0)


def _done(home: str, folder: str, action: str, number: int, what: str) -> str:
    seen: list[str] = []

    def at(name: str) -> None:
        seen.append(name)
        if action == "kill" and len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    on_step(at)
    if action == "starve":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    lake = Lake.open(Path(home))
    try:
        if what == "publish":
            publish(lake, staged_below(Path(folder)), 5000)
        elif what == "undo":
            undo(lake, "import-000001")
        else:
            compact(lake)
    except GuanxiError as error:
        return f"{error.code}: {error}"
    return "\n".join(seen)


if __name__ == "__main__":
    _serve()
