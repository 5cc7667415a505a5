"""One simulated brand that the tests of this package look at from all sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from simulated_world import World

from guanxi.simulator import Options, simulate

OPTIONS = Options(n_continuations=20, truth_sample=1500, farm_share=0.02, ring_share=0.01)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """4,000 contacts over 420 days; ``events`` without the planted copies, ``raw_events`` with them."""
    out = tmp_path_factory.mktemp("simulator") / "brand"
    brand = simulate(4000, 420, 11, out, options=OPTIONS)
    con = duckdb.connect()
    con.execute(f"CREATE VIEW raw_events AS SELECT * FROM read_parquet('{out}/events/*.parquet')")
    con.execute("CREATE TABLE events AS SELECT DISTINCT * FROM raw_events")
    for table in ("contacts", "staff_edges", "promises", "costs", "truth/contacts_truth", "truth/assignments"):
        con.execute(f"CREATE VIEW {Path(table).name} AS SELECT * FROM read_parquet('{out}/{table}.parquet')")
    yield World(brand, OPTIONS, con)
    con.close()
