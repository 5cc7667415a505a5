"""What an age and a delay weigh, as tables that the engine joins: made once a connection for all moments."""

from __future__ import annotations

import duckdb
import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.kind_flags import COUNT_BITS
from guanxi.book.facts.small_tables import make_table
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS
from guanxi.lake.decay import decay_table


def register_weights(
    con: duckdb.DuckDBPyConnection,
    at_ms: int,
    frequency_half_life_days: float,
    latency_tau_hours: float,
    settings: AuditSettings,
) -> None:
    """Let ``decay`` (age → weights) and ``latency`` (hours → thousandths) stand on ``con``: integers, equal everywhere.

    A model is learnt from some twenty moments with the same half-lives: the first one's tables serve the others, and
    only views on them are made.

    Parameters
    ----------
    at_ms : ages count back from here. frequency_half_life_days, latency_tau_hours : frozen with the model.
    """
    half_lives = {
        "w_short": round(settings.half_life_days),
        "w_frequency": round(frequency_half_life_days),
        "w_response": round(settings.response_half_life_days),
        "w_bond": round(settings.bond_half_life_days),
        "w_brake": round(settings.brake_half_life_days),
    }
    _register_decay(con, at_ms, half_lives)
    tau_hours = max(latency_tau_hours, 1.0)
    name = f"latency_{settings.late_answer_days}_{tau_hours.hex()}"
    if not _shown(con, "latency", name):
        hours = np.arange(settings.late_answer_days * 24 + 1, dtype=np.int64)
        milli = np.rint(1000 * np.exp(-hours / tau_hours)).astype(np.int64)
        _show(con, "latency", name, {"hours": hours, "milli": milli})


def _register_decay(con: duckdb.DuckDBPyConnection, at_ms: int, half_lives: dict[str, int]) -> None:
    (earliest,) = con.execute("SELECT min(occurred_ms) FROM events").fetchall()[0]
    oldest = 0 if earliest is None else max((at_ms - earliest) // DAY_MS, 0)
    # More ages than needed hurt nothing; by powers of two, one table serves moments that are weeks apart.
    n_ages = 1 << int(oldest).bit_length()
    name = "_".join(("decay", str(n_ages), *map(str, half_lives.values())))
    if _shown(con, "decay", name):
        return
    decay: dict[str, NDArray[np.int64]] = {"age": np.arange(n_ages, dtype=np.int64)}
    decay |= {column: decay_table(days, n_ages - 1) for column, days in half_lives.items()}
    decay |= {f"days_{days}": (decay["age"] < days).astype(np.int64) for days in (180, 365)}
    decay["days_365_28"] = decay["days_365"] + ((decay["age"] < 28).astype(np.int64) << COUNT_BITS)
    _show(con, "decay", name, decay)


def _shown(con: duckdb.DuckDBPyConnection, view: str, table: str) -> bool:
    """Whether ``view`` shows ``table`` now: it cannot where that was never made."""
    try:
        con.execute(f'CREATE OR REPLACE TEMP VIEW {view} AS FROM "{table}"')
    except duckdb.CatalogException:
        return False
    return True


def _show(con: duckdb.DuckDBPyConnection, view: str, table: str, columns: dict[str, NDArray[np.int64]]) -> None:
    make_table(con, f'"{table}"', columns)
    con.execute(f'CREATE OR REPLACE TEMP VIEW {view} AS FROM "{table}"')
