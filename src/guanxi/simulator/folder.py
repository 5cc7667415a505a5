"""The files beside the events: small tables, settings, and the truth."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.kit.clock import DAY_MS
from guanxi.simulator import names
from guanxi.simulator.block import BlockResult
from guanxi.simulator.brand import ZONE, Brand
from guanxi.simulator.pools import Heads

README = (
    "What is true of this simulated brand. Made by `guanxi simulate`; an audit never reads this folder.\n"
    "本文件夹是模拟品牌的真值，审计从不读取。\n"
)


def write_folder(
    folder: Path, brand: Brand, results: list[BlockResult], costs: pa.Table, about: dict[str, object]
) -> None:
    """Everything but the event files."""
    truth = folder / "truth"
    truth.mkdir()
    _write(folder / "contacts.parquet", pa.concat_tables([r.contacts for r in results]))
    _write(folder / "staff_edges.parquet", pa.concat_tables([r.staff_edges for r in results]))
    _write(folder / "promises.parquet", pa.concat_tables([r.promises for r in results]))
    _write(folder / "costs.parquet", costs)
    (folder / "guanxi.yaml").write_text(_settings(brand), encoding="utf-8")
    _write(truth / "contacts_truth.parquet", pa.concat_tables([r.truth for r in results]))
    assignments = pa.concat_tables([r.assignments for r in results])
    # The brand dealt the arms, so they are data; the truth keeps a copy beside the effects.
    _write(folder / "assignments.parquet", assignments)
    _write(truth / "assignments.parquet", assignments)
    _write_json(truth / "effects.json", {"programs": _effects(brand, results)})
    _write_json(truth / "parameters.json", {**about, **_parameters(brand, results)})
    (truth / "README.md").write_text(README, encoding="utf-8")


def _write(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=500_000)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def _settings(brand: Brand) -> str:
    return (
        "# 模拟品牌的设置 / settings of a simulated brand\n"
        f"brand: {names.BRAND}\n"
        f"currency: CNY\nzone: {ZONE}\n"
        f"margin_rate: {brand.options.margin_rate}\n"
        "discount_rate: 0.10\nrisk_free: 0.02\n"
        'files:\n  "truth/*":\n    ignore: true\n'
    )


def _effects(brand: Brand, results: list[BlockResult]) -> list[dict[str, object]]:
    """Planted effect of each program, in money too: a mean over blocks weighted by contacts."""
    out: list[dict[str, object]] = []
    for index, program in enumerate(brand.programs):
        arms = [a for r in results for a in r.arms if a.program == index]
        n = sum(a.n_sampled for a in arms)
        weights = [a.n_sampled / n if n else 0.0 for a in arms]
        out.append(
            {
                "program_id": program.program_id,
                "name": program.name,
                "launch_ms": brand.day0_ms + program.launch * DAY_MS,
                "days": program.days,
                "intensity_factor": program.factor,
                "n_treated": int(sum(a.is_treated.sum() for a in arms)),
                "n_holdout": int(sum((~a.is_treated).sum() for a in arms)),
                "effect_margin_per_contact_fen": sum(w * a.effect_fen for w, a in zip(weights, arms, strict=True)),
                "effect_standard_error_fen": math.sqrt(
                    sum(w * w * a.effect_variance for w, a in zip(weights, arms, strict=True))
                ),
                "n_measured_on": n,
            }
        )
    return out


def _parameters(brand: Brand, results: list[BlockResult]) -> dict[str, object]:
    heads = reduce(Heads.__add__, (r.heads for r in results))
    return {
        "n_contacts": int(heads.acquired.sum()),
        "n_days": brand.n_days,
        "as_of_ms": brand.as_of_ms,
        "options": asdict(brand.options),
        "channels": [{**asdict(c), "n_acquired": int(heads.acquired[k].sum())} for k, c in enumerate(names.CHANNELS)],
        "n_staff": len(brand.staff),
        "n_groups": len(brand.groups),
    }
