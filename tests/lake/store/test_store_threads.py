"""How many threads a lake wakes: one for few rows, several for many, and the same rows either way."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest
from made_staged import StagedFolder, event

from guanxi.lake.engine import Lake, publish
from guanxi.lake.store import duck


def threads_of(con: duckdb.DuckDBPyConnection) -> int:
    (answer,) = con.execute("SELECT current_setting('threads')").fetchall()
    return int(answer[0])


def test_few_rows_wake_one_thread_and_many_all(
    lake: Lake, folder: StagedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "FEW_ROWS", 50)
    publish(lake, folder.staged(events=[event(str(i), "ann", 100 + i) for i in range(20)]), 9000)

    with lake.session(as_of_ms=9000) as session:
        assert threads_of(session.con) == 1
    for n_rows, threads in ((0, 1), (200, 2)):
        with lake.writing(n_rows=n_rows) as writer:
            assert threads_of(writer.con) == threads
    publish(lake, folder.staged(events=[event(str(i), "bo", 100 + i) for i in range(100, 180)]), 9000)
    for asked, threads in ((1, 1), (2, 2)):
        with lake.session(as_of_ms=9000, threads=asked) as session:
            assert threads_of(session.con) == threads


def test_ids_and_rows_depend_neither_on_the_order_of_rows_nor_on_threads(
    tmp_path: Path, folder: StagedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "FEW_ROWS", 0)
    batch = [event(str(i), f"c{i * 7919 % 97:02d}", 1000 + i * 31 % 50) for i in range(500)]
    shuffled = random.Random(7).sample(batch, len(batch))
    found = []
    for name, part, threads in (("a", batch, 1), ("b", shuffled, 2)):
        lake = Lake.create(tmp_path / name)
        publish(lake, folder.staged(events=part), 9000, threads=threads)
        with lake.session(as_of_ms=9000) as session:
            found.append(
                session.con.execute("SELECT event_id, contact_id, source_event_id FROM events ORDER BY ALL").fetchall()
            )

    assert len(found[0]) == 500
    assert found[0] == found[1]
