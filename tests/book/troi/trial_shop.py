"""One small world of randomised programs with planted effects, several of them recorded badly; and a frozen model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from guanxi.bench.troi import GAIN, LOSS, NONE, World
from guanxi.book.contracts.troi import Readout, TroiBook
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
UNION ALL -- the holdout of "none" released forty days later; each row said twice
SELECT t.* EXCLUDE (h) REPLACE ('told_again' AS program_id) FROM told t, range(2) WHERE program_id = 'none'
UNION ALL
SELECT * EXCLUDE (h) REPLACE ('told_again' AS program_id, 'treated' AS arm,
  assigned_ms + 40::BIGINT * 86400000 AS assigned_ms)
FROM told WHERE program_id = 'none' AND arm = 'holdout'
UNION ALL -- one in ten in both arms at once
SELECT * EXCLUDE (h) REPLACE ('torn' AS program_id) FROM told WHERE program_id = 'none'
UNION ALL
SELECT * EXCLUDE (h) REPLACE ('torn' AS program_id, CASE arm WHEN 'holdout' THEN 'treated' ELSE 'holdout' END AS arm)
FROM told WHERE program_id = 'none' AND h % 10 = 0
UNION ALL -- two treated arms
SELECT * EXCLUDE (h) REPLACE ('two_arms' AS program_id, 0 AS share_bp,
  CASE WHEN arm = 'holdout' THEN arm WHEN h % 2 = 0 THEN 'Letter' ELSE 'Call' END AS arm)
FROM told WHERE program_id = 'none'
UNION ALL -- nobody of whom anything is known, and one in two
SELECT * EXCLUDE (h) REPLACE ('unknown' AS program_id, 'x' || contact_key AS contact_key)
FROM told WHERE program_id = 'none'
UNION ALL
SELECT * EXCLUDE (h) REPLACE ('unknown_half' AS program_id,
  CASE h % 2 WHEN 0 THEN 'y' ELSE '' END || contact_key AS contact_key)
FROM told WHERE program_id = 'none'
"""

HAPPENED = """
SELECT * REPLACE (CASE WHEN program_id = 'free' THEN 0 ELSE cost_fen END AS cost_fen)
FROM $events WHERE program_id <> 'silent'
"""

COSTS = """开始日期,结束日期,费用类型,活动ID,金额
2024-10-27,2024-10-27,维护,pooled,1000
2024-10-27,2024-10-27,维护,two_arms,700
2024-10-27,2024-10-27,维护,unknown_half,700
2024-01-01,2024-01-31,维护,told_again,500
2024-10-27,2024-10-27,维护,torn,0
2024-10-27,2024-10-27,维护,two_arm,900
"""


@dataclass(frozen=True)
class Shop:
    """A world and the kept model; read-outs are kept too."""

    world: World
    model: Path
    _read: dict[object, TroiBook] = field(default_factory=dict)

    def book(self, program: str | None, **more: object) -> TroiBook:
        """The read-outs of one program."""
        key = (program, *sorted(more.items()))
        if key not in self._read:
            whole = {"as_of_ms": self.world.brand.as_of_ms, "program": program, "model_path": self.model} | more
            self._read[key] = read_out_programs(self.world.lake, self.world.settings, TroiInput(**whole))
        return self._read[key]

    def read(self, program: str | None, **more: object) -> Readout:
        """The first read-out of one program."""
        return self.book(program, **more).readouts[0]


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
