"""What the lake would say without an import is what it says after its undo."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from made_staged import Row, StagedFolder, event

from guanxi.lake.engine import Lake, compact, publish, undo
from guanxi.lake.schema import TABLES

LATE = 10**12


def shown(lake: Lake, **moment: str) -> dict[str, list[tuple]]:
    """Every table as a session shows it, ids of rows left out: an undo may keep others'."""
    found = {}
    with lake.session(as_of_ms=LATE, **moment) as session:
        for table, columns in TABLES.items():
            kept = ", ".join(name for name in columns if name != "event_id")
            found[table] = session.con.execute(f"SELECT {kept} FROM {table} ORDER BY ALL").fetchall()
    return found


def an_import(rng: random.Random) -> dict[str, list[Row]]:
    contacts = [f"c{rng.randrange(12)}" for _ in range(8)]
    return {
        "events": [
            event(str(rng.randrange(20)), contact, rng.randrange(1000), amount_fen=rng.randrange(3))
            for contact in contacts
        ],
        "contacts": [{"contact_key": key, "channel": rng.choice("ab")} for key in dict.fromkeys(contacts[:4])],
        "staff_edges": [{"contact_key": contacts[0], "staff_id": rng.choice("ST"), "valid_from_ms": 5}],
        "costs": [{"category": "maintenance", "period_from_ms": 0, "period_until_ms": 9, "amount_fen": rng.randrange(9),
                   "source_file": rng.choice(["x.csv", "y.csv"])}],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))  # each of the three imports goes once
@pytest.mark.parametrize("is_compacted", [False, True])
def test_a_session_without_an_import_shows_what_an_undo_would(
    tmp_path: Path, folder: StagedFolder, seed: int, is_compacted: bool
) -> None:
    rng = random.Random(seed)
    lake = Lake.create(tmp_path / "lake")
    for i in range(3):
        publish(lake, folder.staged(**an_import(rng)), 2000 + i)
    if is_compacted:
        compact(lake)
    gone = lake.imports()[seed].import_id

    before, without = shown(lake), shown(lake, without_import=gone)
    undo(lake, gone)

    assert without == shown(lake)
    assert without != before
