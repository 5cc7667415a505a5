"""Gather the facts of every contact at one moment from a lake session: a fixed number of statements, any size."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.facts.contracts import NEVER, Facts
from guanxi.book.facts.kind_flags import register_kind_flags
from guanxi.book.facts.parts import EVERYTHING, Parts
from guanxi.book.facts.small_tables import make_table
from guanxi.book.facts.weights import register_weights
from guanxi.book.settings import AuditSettings
from guanxi.kit.clock import DAY_MS, HOUR_MS

Ints = NDArray[np.int64]
HERE = Path(__file__).parent
NOT_GATHERED: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the facts are taken.

    Parameters
    ----------
    at_ms : ages count back from here.
    until_ms : events after this are not read; equal to ``at_ms`` unless a roll-forward asks what time alone did.
    frequency_half_life_days : max(45 d, 2 median cycles), frozen with the model.
    latency_tau_hours : τ, the brand's median delay, frozen with the model.
    """

    at_ms: int
    until_ms: int
    frequency_half_life_days: float = 45.0
    latency_tau_hours: float = 24.0

    @classmethod
    def of(cls, at_ms: int, **frozen: float) -> Moment:
        """The ordinary moment: everything up to ``at_ms``."""
        return cls(at_ms, at_ms, **frozen)


def prepare(con: duckdb.DuckDBPyConnection, settings: AuditSettings, parts: Parts = EVERYTHING) -> None:
    """Make the tables that do not depend on the moment.

    ``kind_flags``, ``channel_codes``, ``contact_records``, and of ``money_events``, ``bond_events``, ``ask_outcomes``,
    ``complaint_events`` those that ``parts`` ask for: see their files.
    """
    register_kind_flags(con, settings)
    names = [name for (name,) in con.execute("SELECT DISTINCT channel FROM contacts WHERE channel <> ''").fetchall()]
    codes = np.array([channel_code(name) for name in names], dtype=np.int64)
    make_table(con, "channel_codes", {"channel": pa.array(names, pa.string()), "code": codes})
    windows = {
        "offer_ms": settings.offer_window_days * DAY_MS,
        "chat_ms": settings.chat_window_hours * HOUR_MS,
        "late_ms": settings.late_answer_days * DAY_MS,
    }
    for name in ("contact_records", *parts.prepared):
        _run(con, _sql(name), **windows)


def channel_code(name: str) -> int:
    """Number of an acquisition channel, from its name alone: the same in every sample and every year; 0 for none."""
    return zlib.crc32(name.encode()) if name else 0


def gather(con: duckdb.DuckDBPyConnection, moment: Moment, settings: AuditSettings, parts: Parts = EVERYTHING) -> Facts:
    """The facts at ``moment`` of every contact that existed then; :func:`prepare` must have run on ``con``."""
    parameters = {
        "at_ms": moment.at_ms,
        "until_ms": moment.until_ms,
        "cap": settings.bond_cap,
        "open_milli": round(1000 * settings.strain_complaint),
        "resolved_milli": round(1000 * settings.strain_resolved),
    }
    register_weights(con, moment.at_ms, moment.frequency_half_life_days, moment.latency_tau_hours, settings)
    on_record = columns(con, _sql("on_record"), parameters)
    read = {name: columns(con, parts.sql(name, _sql(name)), parameters) for name in parts.read}
    contact_id = np.union1d(on_record["contact_id"], read["act_facts"]["contact_id"])
    found: dict[str, Ints] = {}
    for columns_read in (on_record, *read.values()):
        found |= _spread(contact_id, columns_read)
    return _assemble(contact_id, found, moment)


def _assemble(contact_id: Ints, found: dict[str, Ints], moment: Moment) -> Facts:
    acquired, first_age = found.pop("acquired_ms"), found.pop("first_age")
    broke, restored = found.pop("last_break_ms"), found.pop("last_acquire_ms")
    has_acquired, has_break, has_restored = acquired < NEVER, broke < NEVER, restored < NEVER
    on_record_age = np.where(has_acquired, (moment.at_ms - acquired) // DAY_MS, 0)
    seen_age = np.where(first_age < NEVER, first_age, 0)
    made = found | {
        "contact_id": contact_id,
        "known_age": np.maximum(on_record_age, seen_age),
        "age_is_known": has_acquired.astype(np.int64),
        "broken": (has_break & (~has_restored | (broke >= restored))).astype(np.int64),
        "last_break_age": np.where(has_break, (moment.at_ms - broke) // DAY_MS, NEVER),
        "last_acquire_age": np.where(has_restored, (moment.at_ms - restored) // DAY_MS, NEVER),
    }
    if "complaint_w" in found:
        made["strain_w"] = found["strain_w"] + found["complaint_w"]
    return Facts(**{field.name: made.get(field.name, NOT_GATHERED) for field in fields(Facts)})


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _run(con: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> duckdb.DuckDBPyConnection:
    """Execute with the named parameters that the statement mentions (DuckDB refuses those it does not)."""
    mentioned = set(re.findall(r"\$([a-z_]+)", re.sub(r"--[^\n]*", "", sql)))
    return con.execute(sql, {name: value for name, value in parameters.items() if name in mentioned})


def columns(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, int]) -> dict[str, Ints]:
    """Columns of a result as int64; a missing time or age is :data:`NEVER`, any other missing value 0."""
    fetched = _run(con, sql, **parameters).fetchnumpy()
    return {name: _filled(name, column) for name, column in fetched.items()}


def _absent(name: str) -> np.int64:
    return NEVER if name.endswith(("_age", "_ms")) else np.int64(0)


def _filled(name: str, column: object) -> Ints:
    if isinstance(column, np.ma.MaskedArray):
        column = column.filled(_absent(name))
    return np.asarray(column).astype(np.int64)


def _spread(contact_id: Ints, part: dict[str, Ints]) -> dict[str, Ints]:
    """The columns of ``part`` over all contacts: 0, or NEVER for ages and times, where it has no row."""
    where = np.searchsorted(contact_id, part["contact_id"])
    spread: dict[str, Ints] = {}
    for name, column in part.items():
        if name == "contact_id":
            continue
        full = np.full(len(contact_id), _absent(name), dtype=np.int64)
        full[where] = column
        spread[name] = full
    return spread
