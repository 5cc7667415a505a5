"""Two processes kept running side by side: what ends is started again, what must end ends, also after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.site.supervising import wait_after

SCRIPT = """
import sys, os
from guanxi.kit.phrase import Phrase
from guanxi.site import supervising
from guanxi.site.supervising import Child, Supervisor
supervising.STOP_S = 2.0
supervising.wait_after = lambda n: 0.05
folder, needed_does, other_does = sys.argv[1:]
def child(name, does, is_needed):
    code = f"import os, signal, sys, time; open({folder!r} + '/{name}', 'a').write(f'{{os.getpid()}} '); {does}"
    return Child(Phrase(name, name), [sys.executable, "-S", "-c", code], os.environ, "the log", is_needed)
children = [child("server", needed_does, True), child("worker", other_does, False)]
ready = lambda: open(folder + "/ready", "w").close()
sys.exit(Supervisor(children, print, "en").run(lambda: True, ready))
"""
SLEEP, END = "time.sleep(60)", "sys.exit(3)"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def supervise(folder: Path, server: str = SLEEP, worker: str = SLEEP) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(folder), server, worker]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def pids_of(folder: Path, name: str) -> list[int]:
    place = folder / name
    return [int(pid) for pid in place.read_text().split()] if place.exists() else []


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_both_and_gives_zero(tmp_path: Path, number: int) -> None:
    supervisor = supervise(tmp_path)
    wait_for(lambda: pids_of(tmp_path, "server") and pids_of(tmp_path, "worker"))

    supervisor.send_signal(number)

    assert supervisor.wait(30) == 0
    assert not any(is_alive(pid) for pid in pids_of(tmp_path, "server") + pids_of(tmp_path, "worker"))


def test_a_worker_that_dies_is_started_again_and_it_is_said(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path)
    wait_for(lambda: pids_of(tmp_path, "worker"))

    os.kill(pids_of(tmp_path, "worker")[0], signal.SIGKILL)
    wait_for(lambda: len(pids_of(tmp_path, "worker")) == 2)
    supervisor.terminate()
    said, _ = supervisor.communicate(timeout=30)

    assert "The worker ended by itself (code -9)" in said
    assert len(pids_of(tmp_path, "server")) == 1


def test_a_server_that_keeps_ending_is_given_up_with_a_sentence(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, server=END)

    said, _ = supervisor.communicate(timeout=60)

    assert supervisor.returncode == 1
    assert "was given up. Look into the log" in said
    assert len(pids_of(tmp_path, "server")) == 5
    assert not any(is_alive(pid) for pid in pids_of(tmp_path, "worker"))


def test_a_worker_that_keeps_ending_is_never_given_up(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, worker=END)

    wait_for(lambda: len(pids_of(tmp_path, "worker")) > 6)

    assert supervisor.poll() is None
    supervisor.terminate()
    supervisor.wait(30)


def test_who_does_not_end_is_killed(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, worker=STUBBORN)
    wait_for(lambda: pids_of(tmp_path, "worker"))
    time.sleep(0.2)

    supervisor.terminate()

    assert supervisor.wait(30) == 0
    assert not is_alive(pids_of(tmp_path, "worker")[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_a_killed_supervisor_leaves_nothing_behind(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path)
    wait_for(lambda: pids_of(tmp_path, "server") and pids_of(tmp_path, "worker"))

    supervisor.kill()
    supervisor.wait(30)

    children = pids_of(tmp_path, "server") + pids_of(tmp_path, "worker")
    wait_for(lambda: not any(is_alive(pid) for pid in children))
    assert len(children) == 2


def test_it_waits_longer_each_time_and_never_more_than_half_a_minute() -> None:
    assert [wait_after(n) for n in (1, 2, 3, 5, 6, 10_000)] == [1, 2, 4, 16, 30, 30]
