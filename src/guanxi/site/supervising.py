"""Keeps the server and the worker running beside each other, and stops both together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from guanxi.kit.phrase import Phrase

LOOK_S = 0.1
STEADY_S = 60.0
"""A process that ran this long was well: its earlier ends are forgotten."""
LONGEST_WAIT_S = 30.0
MOST_ENDS = 5
"""Ends in a row, without a steady time between, after which the server is given up."""
STOP_S = 20.0
PR_SET_PDEATHSIG = 1

ENDED = Phrase(
    "{name}意外停止（退出码 {code}），{wait} 秒后重新启动。",
    "The {name} ended by itself (code {code}); it starts again in {wait} s.",
)
GIVEN_UP = Phrase(
    "{name}反复停止，已放弃。请查看 {log}，或运行 guanxi doctor。",
    "The {name} keeps ending and was given up. Look into {log}, or run `guanxi doctor`.",
)


@dataclass(slots=True)
class Child:
    """A process that should run.

    Parameters
    ----------
    log : where it writes, for the sentence when it fails.
    is_needed : without it the rest is stopped too.
    """

    name: Phrase
    command: Sequence[str]
    environment: Mapping[str, str]
    log: str
    is_needed: bool
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    n_ends: int = 0
    due_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches the supervisor, which stops both in order."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
        )


def _die_with_parent() -> None:
    """Ask the kernel to end this process when the supervisor dies, however that happens (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts ``children``, starts them again when they end, stops them when it is told to.

    Parameters
    ----------
    say : prints a sentence for the person at the terminal.
    lang : of those sentences.
    """

    def __init__(self, children: Sequence[Child], say: Callable[[str], None], lang: str) -> None:
        self.children, self.say, self.lang = children, say, lang
        self._is_stopping = False

    def stop(self, *_: object) -> None:
        """End everything; also as a signal's handler."""
        self._is_stopping = True

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Run until :meth:`stop`; gives the exit code: 0, or 1 when a needed process was given up."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        told = False
        try:
            for child in self.children:
                child.start()
            while not self._is_stopping:
                if not told and is_ready():
                    told = True
                    when_ready()
                for child in self.children:
                    if not self._look_after(child):
                        return 1
                time.sleep(LOOK_S)
            return 0
        finally:
            self._stop_all()

    def _look_after(self, child: Child) -> bool:
        """Start ``child`` again when its time has come; False when everything must end."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.due_at:
                child.start()
            return True
        code = child.process.poll()
        if code is None:
            return True
        # What it had started itself would keep the port from the next one.
        _end_group(child.process.pid)
        child.process = None
        child.n_ends = 1 if now - child.started_at >= STEADY_S else child.n_ends + 1
        name = child.name.text(self.lang)
        if child.is_needed and child.n_ends >= MOST_ENDS:
            self.say(GIVEN_UP.text(self.lang, name=name, log=child.log))
            return False
        wait_s = wait_after(child.n_ends)
        child.due_at = now + wait_s
        self.say(ENDED.text(self.lang, name=name, code=str(code), wait=f"{wait_s:g}"))
        return True

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_S
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _end_group(process.pid)
                process.wait()


def _end_group(pid: int) -> None:
    """Kill what is left of a child and of the processes that it started: they share its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def wait_after(n_ends: int) -> float:
    """Seconds before the next start: 1, 2, 4 … 30."""
    return float(min(LONGEST_WAIT_S, 2 ** (min(n_ends, 10) - 1)))
