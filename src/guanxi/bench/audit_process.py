"""One measured audit in a process of its own: ``python -m guanxi.bench.audit_process HOME first|nightly``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from guanxi.bench.memory import peak_gb
from guanxi.book.audit import AuditInput, audit_book
from guanxi.facade.settings import audit_settings
from guanxi.kit.clock import day_end_ms, local_day
from guanxi.lake.engine import Lake
from guanxi.lake.importing import load_settings


def main() -> None:
    """Audit the lake at HOME, write its contacts, print seconds and peak memory as one line of JSON.

    ``first`` learns (backtests included) and keeps the model beside the lake; ``nightly`` opens the kept model.
    """
    home, name = Path(sys.argv[1]), sys.argv[2]
    started = time.perf_counter()
    lake = Lake.open(home)
    settings = audit_settings(load_settings(home.parent / "brand"), horizon_days=365)
    latest_ms = lake.latest_event_ms()
    assert latest_ms is not None, "the bench lake holds no events"
    asked = AuditInput(
        as_of_ms=day_end_ms(local_day(latest_ms, settings.zone), settings.zone),
        model_path=home / "bench-model.json",
        relearn=name == "first",
    )
    book, _ = audit_book(lake, settings, asked)
    pq.write_table(book.contacts, home / "bench-contacts.parquet", compression="zstd")
    result = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time(),
        "peak_gb": peak_gb(),
        "steps": book.seconds,
        "n_contacts": book.n_contacts,
        "verdict": book.verdict.code.value,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
