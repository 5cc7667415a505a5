"""One step of ``guanxi bench intake`` in a process of its own, because a store is chosen when Django starts.

Usage: ``python -m guanxi.bench.intake_process prepare``, ``stored``, or ``floor N BATCH``: rows as the API stores them;
prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

Row = tuple[Any, ...]  # Any: the column types of the inbox

COLUMNS = (
    "source_id, source_event_id, kind, schema_version, occurred_ms, received_ms, contact_key, payload, payload_hash, "
    "state, reason, batch_id"
)
INSERT = "INSERT INTO intake_inboxevent (" + COLUMNS + ") VALUES (" + ", ".join(["%s"] * 12) + ")"
COPY = "COPY intake_inboxevent (" + COLUMNS + ") FROM STDIN"
NOW_MS = 1_767_225_600_000


def prepare() -> dict[str, Any]:
    """Make the tables and a source; gives its key."""
    from django.core.management import call_command

    from guanxi.intake.contracts import SourceKind
    from guanxi.intake.operations import add_source

    call_command("migrate", verbosity=0)
    new = add_source(
        key="bench", name="Bench", kind=SourceKind.SERVER, now_ms=NOW_MS, actor_id=None, events_per_minute=6_000_000
    )
    return {"write_key": new.write_key, "source_id": new.source.source_id}


def stored() -> dict[str, Any]:
    """How many events of the API stand in the inbox."""
    from guanxi.intake.models import InboxEvent

    return {"n": InboxEvent.objects.exclude(source_event_id__startswith="floor-").count()}


def floor(n: int, batch: int) -> dict[str, Any]:
    """Seconds of the driver alone for ``n`` such rows, by the clock and of its process: a transaction per ``batch``.

    Also by the clock with all rows in one transaction.
    """
    from django.db import connection

    from guanxi.intake.models import Source

    source_id = Source.objects.values_list("id", flat=True)[0]
    by_batch = list(_rows(n, source_id, f"floor-{batch}"))
    at_once = list(_rows(n, source_id, f"floor-all-{batch}"))
    connection.ensure_connection()
    before = time.process_time()
    seconds = _timed(lambda: _insert(by_batch, batch))
    cpu_seconds = time.process_time() - before
    whole = _timed(lambda: _copy(at_once) if connection.vendor == "postgresql" else _insert(at_once, n))
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "seconds_in_one_transaction": whole}


def _rows(n: int, source_id: int, name: str) -> Iterator[Row]:
    for i in range(n):
        payload = '{"amount_fen":12800,"channel":"mini","properties":{"product":"Longjing","quantity":2}}'
        digest = f"{i:032x}"
        yield (source_id, f"{name}-{i}", "order_paid", 1, NOW_MS + i, NOW_MS + i, f"M-{i % 5_000}", payload, digest,
               "new", "", None)  # fmt: skip


def _insert(rows: list[Row], batch: int) -> None:
    from django.db import connection, transaction

    for start in range(0, len(rows), batch):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(INSERT, rows[start : start + batch])


def _copy(rows: list[Row]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row(row)


def _timed(action: Any) -> float:  # Any: a function without arguments
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main(step: str, *numbers: str) -> None:
    """Run the step and print what it gives."""
    django.setup()
    steps = {"prepare": prepare, "stored": stored, "floor": floor}
    print(json.dumps(steps[step](*(int(number) for number in numbers))))  # type: ignore[operator]


if __name__ == "__main__":
    main(*sys.argv[1:])
