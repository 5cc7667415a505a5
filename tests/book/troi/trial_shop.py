"""One small world of randomised programs with planted effects, several of them recorded badly; and a frozen model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from guanxi.bench.troi import GAIN, LOSS, NONE, World
from guanxi.book.contracts.troi import Readout
from guanxi.book.troi import TroiInput, read_out_programs
from guanxi.kit.progress import Silent
from guanxi.simulator.trials import Exposure, Trial, TrialBrand, simulate_trials

TRIALS = (
    Trial("gain", 1000, GAIN, touch_cost_fen=100),
    Trial("none", 700, NONE, touch_cost_fen=20),
    Trial("loss", 1000, LOSS, touch_cost_fen=100),
    *(Trial(name, 400, GAIN, touch_cost_fen=100) for name in ("free", "unassigned", "lopsided", "crowded", "leaky")),
    *(Trial(name, 200, GAIN, touch_cost_fen=100) for name in ("unstated", "leaked", "mixed", "pooled")),
    Trial("silent", 60, GAIN),
    Trial("small", 60, GAIN, touch_cost_fen=100),
    Trial("grouped", 1200, NONE, touch_cost_fen=20),
)
SEED = 7

ASSIGNED = """
-- What is wrong with the records of each program; the others are as they were dealt.
WITH told AS (
  SELECT contact_key, program_id, assigned_ms, hash(contact_key) AS h,
    CASE program_id WHEN 'lopsided' THEN 'treated' WHEN 'silent' THEN '对照组'
      WHEN 'leaked' THEN CASE WHEN hash(contact_key) % 20 = 0 THEN 'holdout' ELSE arm END
      WHEN 'grouped' THEN CASE WHEN hash(hash(contact_key) % 300) % 2 = 0 THEN 'treated' ELSE 'holdout' END
      ELSE arm END AS arm,
    CASE WHEN program_id IN ('grouped', 'mixed') THEN 'g' || (hash(contact_key) % 300) ELSE '' END AS cluster_id,
    CASE WHEN program_id IN ('unstated', 'leaked') THEN 0 ELSE share_bp END AS share_bp
  FROM $assignments WHERE program_id <> 'unassigned'
)
SELECT * EXCLUDE (h) FROM told WHERE NOT (program_id = 'leaky' AND arm = 'holdout' AND h % 2 = 0)
UNION ALL
SELECT * EXCLUDE (h) REPLACE ('autumn' AS program_id) FROM told WHERE program_id = 'crowded' AND h % 4 = 0
"""

HAPPENED = """
SELECT * REPLACE (CASE WHEN program_id = 'free' THEN 0 ELSE cost_fen END AS cost_fen)
FROM $events WHERE program_id <> 'silent'
"""

COSTS = "开始日期,结束日期,费用类型,活动ID,金额\n2024-10-27,2024-10-27,维护,pooled,1000\n"


@dataclass(frozen=True)
class Shop:
    """A world and the kept model; read-outs are kept too."""

    world: World
    model: Path
    _read: dict[object, Readout] = field(default_factory=dict)

    def read(self, program: str | None, **more: object) -> Readout:
        """The read-out of one program."""
        key = (program, *sorted(more.items()))
        if key not in self._read:
            whole = {"as_of_ms": self.world.brand.as_of_ms, "program": program, "model_path": self.model} | more
            self._read[key] = read_out_programs(self.world.lake, self.world.settings, TroiInput(**whole)).readouts[0]
        return self._read[key]


def record(data: Path) -> TrialBrand:
    """Write the world into ``data`` as it was recorded."""
    brand = simulate_trials(TRIALS, SEED, data, exposure=Exposure.DEALT)
    with duckdb.connect() as con:
        for table, query in (("assignments", ASSIGNED), ("events", HAPPENED)):
            path = data / f"{table}.parquet"
            con.execute(f"CREATE TABLE altered AS {query.replace(f'${table}', repr(str(path)))}")
            con.execute(f"COPY altered TO '{path}'")
            con.execute("DROP TABLE altered")
    (data / "costs.csv").write_text(COSTS, encoding="utf-8")
    return brand


def open_shop(folder: Path) -> Shop:
    """The recorded world in a lake, and the model frozen at its launch."""
    world = World(record(folder / "data"), folder / "lake", Silent())
    # A quarter of the contacts teaches well enough here, in a quarter of the time.
    world.settings = replace(world.settings, learning_sample=1500)
    world.freeze(folder / "model.json", Silent())
    return Shop(world, folder / "model.json")
