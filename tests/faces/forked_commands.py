"""The command in processes of its own, to be interrupted and killed; forked from one that has imported everything.

An interpreter of its own needs two seconds before the command begins, and three more where it learns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass(slots=True)
class Command:
    """A command that runs: its process, and what it says on standard error, as it says it."""

    pid: int
    said: TextIO
    _commands: Commands

    def says(self, beginning: str) -> bool:
        """Read on until a line begins so; false when it ended before."""
        return any(line.startswith(beginning) for line in self.said)

    def end(self) -> tuple[int, str]:
        """Wait for its end: the exit code, negative for a signal, and the rest of what it said."""
        with self.said:
            rest = self.said.read()
        return self._commands.ask(wait=self.pid), rest


@dataclass
class Commands:
    """The server; use it in a ``with``."""

    _folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    _n: int = 0

    def __enter__(self) -> Commands:
        command = [sys.executable, __file__]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate()
        self._folder.cleanup()

    def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Command:
        """``guanxi`` with ``arguments``, standard output thrown away."""
        self._n += 1
        pipe = Path(self._folder.name) / str(self._n)
        os.mkfifo(pipe)
        pid = self.ask(arguments=list(arguments), environment=dict(environment), pipe=str(pipe))
        return Command(pid, pipe.open(encoding="utf-8"), self)

    def ask(self, **asked: object) -> int:
        """One line to the server and its answer."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


def _serve() -> None:
    import pandas  # noqa: F401 - the engine looks for it at its first parameter
    import sklearn.ensemble  # noqa: F401 - a backtest's rival

    import guanxi.cli.main
    import guanxi.facade
    import guanxi.report  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _run(**asked)
        print(answer, flush=True)


def _run(arguments: list[str], environment: dict[str, str], pipe: str) -> None:
    """The life of one process."""
    from guanxi.cli.main import main

    code = 1
    try:
        os.environ |= environment
        tempfile.tempdir = None
        os.dup2(os.open(pipe, os.O_WRONLY), sys.stderr.fileno())
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, sys.stdin.fileno())
        os.dup2(nothing, sys.stdout.fileno())
        code = main(arguments)
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
