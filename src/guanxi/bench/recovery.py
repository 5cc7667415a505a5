"""``guanxi bench recovery``: do CLV, T and K recover the truth that the simulator planted?

Each brand is simulated, imported and audited like any other; only then is the truth opened. The simulator shares no
formula with the estimators, so that agreement is evidence and disagreement shows where a model stops to hold.
"""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import scipy

from guanxi.bench.recovery_brands import CHARACTERS, HORIZONS, Recovered, recover, together
from guanxi.bench.recovery_report import report
from guanxi.bench.recovery_table import table_lines
from guanxi.kit.errors import SettingsError
from guanxi.kit.progress import Progress, Silent


def run(
    n_contacts: int = 20_000,
    n_brands: int = 5,
    seed: int = 20_250_101,
    *,
    out: Path | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure, print the table and then the JSON, and write the JSON to ``out`` too when given.

    Parameters
    ----------
    n_contacts : of a brand of size 1; the five characters have .6 to 1.4 times as many.
    n_brands : brand k has character k mod 5 and seed ``seed`` + k.
    work : folder in which each brand is made and removed again; ``None``: a temporary one.
    """
    if n_brands < 1:
        raise SettingsError(
            f"--brands is {n_brands}; at least one brand is needed. Choose 1 or more.",
            f"--brands 为 {n_brands}，至少需要一个品牌。请改为 1 或更大。",
        )
    draw = progress or Silent()
    brands = []
    for k in range(n_brands):
        draw.step("Recovering brand", "正在检验品牌", done=k, total=n_brands)
        with _folder(work) as folder:
            brands.append(recover(CHARACTERS[k % len(CHARACTERS)], n_contacts, seed + k, folder, draw))
    result = _result(n_contacts, seed, brands)
    print("\n".join(table_lines(result)))
    text = json.dumps(result, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    return result


def _result(n_contacts: int, seed: int, brands: list[Recovered]) -> dict[str, Any]:
    return {
        "bench": "recovery",
        "seed": seed,
        "contacts": n_contacts,
        "horizons": list(HORIZONS),
        "interval_level": 0.90,
        "discounted": False,
        "brands": [report(brand) for brand in brands],
        "together": report(together(brands)),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "duckdb": duckdb.__version__,
        },
    }


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="guanxi-recovery-", dir=work))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
