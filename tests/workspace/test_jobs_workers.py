"""Workers as real processes: killed, stopped, put to sleep, two at once, and cut off from the store."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from trial_worker import start_process

from guanxi.facade.asking import now_ms
from guanxi.jobs import operations, queries
from guanxi.jobs.contracts import JobState, JobView
from guanxi.jobs.models import Job, WorkerBeat
from guanxi.jobs.rules import BEAT_MS, FREE_EVERY_MS, LEASE_MS, POLL_MS

QUICK = {"LEASE_MS": 1_500, "BEAT_MS": 300, "FREE_EVERY_MS": 200, "POLL_MS": 50, "GRACE_MS": 1_000}
PATIENT = QUICK | {"LEASE_MS": LEASE_MS}
"""For tests in which nobody dies: a machine that halts for two seconds must not look like a death."""
pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., ForkServerProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts one more worker on the test's store; what still runs at the end is killed."""
    running: list[ForkServerProcess] = []
    environment = {"GUANXI_HOME": str(settings.HOME.path), "DATABASE_URL": store_address()}

    def start_one(numbers: dict[str, int] = QUICK) -> ForkServerProcess:
        running.append(start_process(environment, numbers, tmp_path / "stderr"))
        return running[-1]

    yield start_one
    for process in running:
        process.kill()
        process.join()


def store_address() -> str:
    """The test's own store, as a worker is told it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{known['NAME']}"
    name, user, password = (quote(known[part] or "", safe="") for part in ("NAME", "USER", "PASSWORD"))
    host, port = known["HOST"], known["PORT"]
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@:{port}/{name}?host={quote(host, safe='')}"
    return f"postgresql://{user}:{password}@{host}:{port}/{name}"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def words_in(log: Path) -> list[tuple[str, int]]:
    if not log.exists():
        return []
    return [(word, int(pid)) for word, pid in (line.split() for line in log.read_text().splitlines())]


def wait_for(what: Callable[[], Any], seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
    return found


def enqueue(kind: str, log: Path, **args: Any) -> str:
    return operations.enqueue(kind, {"log": str(log), **args}, now_ms=now_ms()).public_id


def ended(public_id: str) -> JobView | None:
    job = queries.get_job(public_id)
    return None if job.is_open else job


def test_a_dead_workers_job_moves_on_within_a_minute() -> None:
    assert LEASE_MS + FREE_EVERY_MS + POLL_MS < 60_000
    assert BEAT_MS * 4 < LEASE_MS


def test_a_killed_workers_job_goes_on_from_its_cursor_in_another(start: Start, log: Path) -> None:
    public_id = enqueue("trial.count", log, n=30, pause=0.05)
    first = start()
    wait_for(lambda: len(words_in(log)) > 8)

    os.kill(first.pid, signal.SIGKILL)
    first.join()
    second = start()
    job = wait_for(lambda: ended(public_id))

    pids = {pid for _, pid in words_in(log)}
    counts = Counter(int(word) for word, _ in words_in(log))
    assert (job.state, job.attempt, job.result) == (JobState.DONE, 2, {"n": 30})
    assert pids == {first.pid, second.pid}
    assert sorted(counts) == list(range(30))
    assert sum(counts.values()) <= 31  # at most the step in which the kill fell is done twice


def test_two_workers_started_in_the_same_second_do_each_job_once(start: Start, log: Path) -> None:
    for number in range(200):
        enqueue("trial.mark", log, id=number)

    workers = {start(PATIENT).pid, start(PATIENT).pid}
    wait_for(lambda: not Job.objects.filter(state__in=("queued", "running")).exists())

    marks = words_in(log)
    assert sorted(int(word) for word, _ in marks) == list(range(200))
    assert {pid for _, pid in marks} == workers
    assert set(Job.objects.values_list("state", "attempt")) == {("done", 1)}


def test_a_worker_that_computes_longer_than_its_lease_keeps_the_job(start: Start, log: Path) -> None:
    public_id = enqueue("trial.compute", log, seconds=3)

    start(), start()
    job = wait_for(lambda: ended(public_id))

    assert (job.state, job.attempt) == (JobState.DONE, 1)
    assert [word for word, _ in words_in(log)] == ["begin", "end"]


def test_a_worker_that_slept_finds_its_lease_lost_and_writes_nothing(start: Start, log: Path) -> None:
    public_id = enqueue("trial.count", log, n=20, pause=0.05)
    first = start()
    wait_for(lambda: len(words_in(log)) > 4)
    os.kill(first.pid, signal.SIGSTOP)

    start()
    wait_for(lambda: ended(public_id))
    n_before = len(words_in(log))
    os.kill(first.pid, signal.SIGCONT)
    enqueue("trial.mark", log, id="next")
    wait_for(lambda: any(word == "next" for word, _ in words_in(log)))
    time.sleep(0.3)

    assert len([word for word, pid in words_in(log)[n_before:] if word != "next"]) <= 1
    assert queries.get_job(public_id).attempt == 2


def test_a_clean_stop_gives_the_job_back_and_the_next_worker_goes_on(start: Start, log: Path) -> None:
    public_id = enqueue("trial.count", log, n=20, pause=0.05)
    first = start(PATIENT)
    wait_for(lambda: len(words_in(log)) > 4)

    first.terminate()
    first.join(timeout=30)
    between = queries.get_job(public_id)
    n_beats = WorkerBeat.objects.count()
    start(PATIENT)
    job = wait_for(lambda: ended(public_id))

    assert (first.exitcode, between.state, between.attempt, n_beats) == (0, JobState.QUEUED, 0, 0)
    assert (job.state, job.attempt) == (JobState.DONE, 1)
    assert sorted(int(word) for word, _ in words_in(log)) == list(range(20))


def test_a_stop_during_a_long_computation_ends_the_process_and_gives_the_job_back(start: Start, log: Path) -> None:
    public_id = enqueue("trial.compute", log, seconds=60)
    first = start(PATIENT)
    wait_for(lambda: words_in(log))

    first.terminate()
    first.join(timeout=30)

    assert first.exitcode == 0
    assert queries.get_job(public_id).state is JobState.QUEUED


def test_a_running_job_is_cancelled_at_its_next_step(start: Start, log: Path) -> None:
    public_id = enqueue("trial.count", log, n=400, pause=0.05)
    start(PATIENT)
    wait_for(lambda: words_in(log))

    operations.cancel(public_id, now_ms=now_ms())
    job = wait_for(lambda: ended(public_id))

    assert job.state is JobState.CANCELLED
    assert len(words_in(log)) < 100


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file: there is no connection to lose")
def test_a_lost_connection_is_waited_for_and_said(start: Start, log: Path, tmp_path: Path) -> None:
    long, short = enqueue("trial.compute", log, seconds=2), ""
    start(PATIENT)
    wait_for(lambda: words_in(log))

    cut_connections()
    job = wait_for(lambda: ended(long))
    cut_connections()
    short = enqueue("trial.mark", log, id="after")
    wait_for(lambda: ended(short))

    said = (tmp_path / "stderr").read_text()
    assert (job.state, job.attempt) == (JobState.DONE, 1)
    assert "the store does not answer" in said
    assert "Traceback" not in said


def cut_connections() -> None:
    """What a restarted server does to everybody: end all connections but this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
