"""The importer takes a simulated brand whole: every file is known by its headers, and no row is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from simulated_world import World

from guanxi.lake.importing.settings_file import load_settings
from guanxi.lake.importing.stage import stage
from guanxi.lake.kinds import BY_CODE
from guanxi.lake.staged import Staged


@pytest.fixture(scope="module")
def staged(world: World, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    settings = load_settings(world.brand.path)
    return stage(
        world.brand.path, tmp_path_factory.mktemp("staged"), settings, clock_ms=world.brand.as_of_ms + 86_400_000
    )


def test_every_file_is_recognised_and_the_truth_is_not_looked_at(staged: Staged) -> None:
    found = {Path(info.name).parts[0]: info.recognised_as for info in staged.files}

    assert found == {
        "events": "events",
        "contacts.parquet": "contacts",
        "staff_edges.parquet": "staff_edges",
        "costs.parquet": "costs",
        "promises.parquet": "promises",
        "assignments.parquet": "assignments",
    }


def test_no_row_is_refused_and_every_column_is_used(world: World, staged: Staged) -> None:
    assert staged.quarantine is None
    assert staged.problems == ()
    for info in staged.files:
        assert info.n_staged == info.n_rows > 0
    assert staged.n_rows > world.one("SELECT count(*) FROM raw_events")


def test_kinds_and_money_arrive_as_they_were_written(world: World, staged: Staged) -> None:
    paths = [str(path) for path in staged.tables["events"]]
    sql = "SELECT kind_id, count(*), sum(amount_fen), sum(cost_fen), min(received_ms - occurred_ms) FROM {} GROUP BY 1"

    arrived = duckdb.execute(sql.format(f"read_parquet({paths})")).fetchall()
    ids = "(SELECT *, {} AS kind_id FROM raw_events)"
    cases = " ".join(f"WHEN '{code}' THEN {kind.kind_id}" for code, kind in BY_CODE.items())
    written = world.rows(sql.format(ids.format(f"CASE kind {cases} END")))
    assert sorted(arrived) == sorted(written)
