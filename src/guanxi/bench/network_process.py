"""One measured network page in a process of its own: ``python -m guanxi.bench.network_process HOME MEMORY``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from guanxi.bench.memory import peak_gb
from guanxi.book.audit import AuditInput, network_book
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings
from guanxi.report import write_network_html, write_network_json


def main() -> None:
    """Measure the network of the lake at HOME and write its page and figures; print one line of JSON.

    The default purchase model is learnt in the run: nothing is kept from another.
    """
    home, memory = Path(sys.argv[1]), sys.argv[2]
    started = time.perf_counter()
    lake = Lake.open(home)
    settings = audit_settings(load_settings(home.parent / "brand"), horizon_days=365)
    latest_ms = lake.latest_event_ms()
    assert latest_ms is not None, "the bench lake holds no events"
    at_ms = day_end_ms(local_day(latest_ms, settings.zone), settings.zone)
    book = network_book(lake, settings, AuditInput(as_of_ms=at_ms, memory_limit=memory))
    measured = time.perf_counter()
    write_network_html(book, home.parent / "network.html")
    write_network_json(book, home.parent / "network.json")
    whole = book.network.reproduction[0].value if book.network.reproduction else None
    result = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time(),
        "peak_gb": peak_gb(),
        "steps": {**book.seconds, "page": round(time.perf_counter() - measured, 3)},
        "threads": 2,
        "memory_limit": memory,
        "n_contacts": book.n_contacts,
        "n_events": book.n_events,
        "n_live_bonds": book.network.n_bonds,
        "n_circles": book.network.n_circles,
        "reproduction": None if whole is None else [whole.value, whole.low, whole.high],
        "velocity": None if book.network.velocity is None else book.network.velocity.value,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
