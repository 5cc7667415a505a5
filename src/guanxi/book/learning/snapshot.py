"""A snapshot: the facts at a past moment and what happened in the window after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from guanxi.book.facts.contracts import Facts
from guanxi.book.facts.gather import Moment, columns, gather
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS

Ints = NDArray[np.int64]
HERE = Path(__file__).parent
ASK_LEAD_DAYS = 30
"""The next ask is one that starts within this many days."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What each contact of a snapshot did in its window; (n,) int64 arrays aligned with its facts."""

    n_acts: Ints
    n_strains: Ints
    n_bonds: Ints
    n_orders: Ints
    net_fen: Ints


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts at ``at_ms`` and the outcomes of the following ``window_days``."""

    at_ms: int
    window_days: int
    facts: Facts
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class AskSnapshot:
    """Facts of the contacts that were asked within 30 days of ``at_ms``, and whether they answered (0 or 1)."""

    at_ms: int
    facts: Facts
    answered: Ints


def take_snapshot(
    con: duckdb.DuckDBPyConnection, moment: Moment, window_days: int, settings: AuditSettings
) -> Snapshot:
    """Gather facts and outcomes; the caller makes sure that the window has closed."""
    facts = gather(con, moment, settings)
    return Snapshot(moment.at_ms, window_days, facts, read_outcomes(con, facts, moment.at_ms, window_days))


def read_outcomes(con: duckdb.DuckDBPyConnection, facts: Facts, at_ms: int, window_days: int) -> Outcomes:
    """Outcomes of the contacts of ``facts`` in (at_ms, at_ms + window_days]."""
    found = columns(con, _sql("outcomes"), {"at_ms": at_ms, "end_ms": at_ms + window_days * DAY_MS})
    here = np.searchsorted(facts.contact_id, found["contact_id"])
    here = np.minimum(here, max(facts.n - 1, 0))
    # People who joined after the moment have events in the window but no row in the facts.
    known = facts.contact_id[here] == found["contact_id"] if facts.n else np.zeros(0, dtype=bool)

    def column(name: str) -> Ints:
        full = np.zeros(facts.n, dtype=np.int64)
        full[here[known]] = found[name][known]
        return full

    return Outcomes(*(column(name) for name in ("n_acts", "n_strains", "n_bonds", "n_orders", "net_fen")))


def take_ask_snapshot(con: duckdb.DuckDBPyConnection, facts: Facts, at_ms: int, known_ms: int) -> AskSnapshot:
    """Who of ``facts`` was asked next, and who answered; asks still open at ``known_ms`` are left out."""
    found = columns(
        con,
        _sql("answers"),
        {"at_ms": at_ms, "lead_ms": min(at_ms + ASK_LEAD_DAYS * DAY_MS, known_ms), "known_ms": known_ms},
    )
    order = np.argsort(found["contact_id"])
    asked, answered = found["contact_id"][order], found["answered"][order]
    known = np.isin(asked, facts.contact_id)
    where = np.searchsorted(facts.contact_id, asked[known])
    return AskSnapshot(at_ms, facts.take(where), answered[known])


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
