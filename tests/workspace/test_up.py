"""``guanxi up`` as a person starts it, and what it refuses."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from guanxi.kit.progress import Silent
from guanxi.site import holding
from guanxi.site.holding import HomeInUse, PortTaken, StartError, check_assets, check_port, held_home, is_loopback
from guanxi.site.home import Home
from guanxi.site.starting import NotOnThisHost, StoreRefused, check_loopback, check_ready, check_role, migrate


class TestHome:
    def test_one_process_holds_it_and_another_is_told(self, tmp_path: Path) -> None:
        with held_home(Home(tmp_path)), pytest.raises(HomeInUse) as refused, held_home(Home(tmp_path)):
            pass

        assert str(tmp_path) in refused.value.en and str(tmp_path) in refused.value.zh

    def test_it_is_free_again_afterwards(self, tmp_path: Path) -> None:
        held = []
        for process in ("first", "second"):
            with held_home(Home(tmp_path)):
                held.append(process)

        assert held == ["first", "second"]

    def test_is_made_for_its_owner_only(self, tmp_path: Path) -> None:
        with held_home(Home(tmp_path / "new")):
            pass

        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700

    def test_a_place_that_is_no_folder_is_refused_with_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")

        with pytest.raises(StartError, match="cannot be written"), held_home(Home(tmp_path / "file")):
            pass


class TestAddress:
    def test_a_port_that_is_taken(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()

            with pytest.raises(PortTaken):
                check_port("127.0.0.1", other.getsockname()[1])

    @pytest.mark.parametrize(("host", "port"), [("203.0.113.9", 8000), ("127.0.0.1", 70_000), ("no such name", 80)])
    def test_an_address_that_is_none(self, host: str, port: int) -> None:
        with pytest.raises(PortTaken):
            check_port(host, port)

    @pytest.mark.parametrize(
        ("host", "is_local"),
        [
            ("127.0.0.1", True),
            ("127.9.9.9", True),
            ("::1", True),
            ("localhost", True),
            ("0.0.0.0", False),
            ("::", False),
        ],
    )
    def test_what_only_this_machine_reaches(self, host: str, is_local: bool) -> None:
        assert is_loopback(host) is is_local

    @pytest.mark.django_db
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
    def test_nobody_else_may_reach_it_before_it_is_owned(self, host: str, request: pytest.FixtureRequest) -> None:
        with pytest.raises(NotOnThisHost):
            check_loopback(host)
        check_loopback("127.0.0.1")

        request.getfixturevalue("world")

        check_loopback(host)


@pytest.mark.django_db
class TestStore:
    def test_a_worker_refuses_a_store_that_was_not_migrated(self) -> None:
        if connection.vendor == "postgresql":
            pytest.skip("the test's role is a superuser, which is refused first")
        MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")

        with pytest.raises(StoreRefused, match="guanxi migrate"):
            check_ready()

    def test_a_store_of_a_newer_version_is_not_touched(self) -> None:
        MigrationRecorder(connection).record_applied("jobs", "9999_of_tomorrow")

        with pytest.raises(StoreRefused, match="newer version"):
            migrate(Silent())

    def test_a_superuser_is_refused(self) -> None:
        if connection.vendor != "postgresql":
            check_role()
            return

        with pytest.raises(StoreRefused, match="superuser"):
            check_role()


def test_pages_without_their_files_are_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "ASSETS", ("none.js",))

    with pytest.raises(StartError, match="make assets"):
        check_assets()


@pytest.mark.slow
class TestWhole:
    def test_up_on_a_fresh_machine(self, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        home, port = tmp_path / "home", free_port()
        up = start(home, port)
        request.addfinalizer(up.kill)
        said = read_until(up, "Ctrl-C")
        wait_for_workers(home, 1)
        address, link = re.findall(r"http://\S+", said)

        status, page = get(port, link.removeprefix(address))
        health = get(port, "/health/")
        second = run("up", home, "--port", str(free_port()))
        examined = run("doctor", home, "--lang", "en")
        os.kill(worker_of(up.pid), signal.SIGKILL)
        wait_for_workers(home, 2)
        up.send_signal(signal.SIGINT)
        code = up.wait(60)

        assert (status, health) == (200, (200, "ok"))
        assert "<form" in page
        assert second.returncode == 2 and str(home) in second.stderr
        assert examined.returncode == 0, examined.stdout
        assert "✓ worker" in examined.stdout
        assert code == 0
        assert (home / "guanxi.db").stat().st_mode & 0o077 == 0
        logs = "".join(path.read_text() for path in (home / "logs").glob("*.jsonl"))
        assert link.rstrip("/").rpartition("/")[2] not in logs
        assert '"route": "setup/<str:token>/"' in logs
        assert logs.count("worker started") == 2
        assert Home(home).served_at() == address == f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "guanxi.cli.main", "up", "--home", str(home), "--port", str(port), "--lang", "en"]
    environment = os.environ | {"DATABASE_URL": ""}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout
    said = ""
    while word not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def get(port: int, path: str) -> tuple[int, str]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", path)
    answer = asked.getresponse()
    return answer.status, answer.read().decode()


def run(command: str, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "guanxi.cli.main", command, "--home", str(home), "--quiet", *more]
    return subprocess.run(
        line, env=os.environ | {"DATABASE_URL": ""}, capture_output=True, text=True, check=False, timeout=120
    )


def worker_of(supervisor: int) -> int:
    """The worker among the children of ``supervisor``."""
    for pid in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
        if b"guanxi.cli.main" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return int(pid)
    raise AssertionError("there is no worker")


def wait_for_workers(home: Path, n: int) -> None:
    """Until ``n`` workers have said that they started."""
    until, log = time.monotonic() + 120, home / "logs" / "worker.jsonl"
    while not log.exists() or log.read_text().count("worker started") < n:
        assert time.monotonic() < until, "the worker did not start"
        time.sleep(0.2)
