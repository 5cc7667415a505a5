"""Money the lake knows of: per contact, and in pools."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.book.statement.session import HasConnection

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
HERE = Path(__file__).parent

BEGINNING_MS = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Pools:
    """Pools of money that overlap a window, one row each.

    Parameters
    ----------
    channel, staff : text arrays; '' is "belongs to nobody in particular".
    from_ms, until_ms : (p,) half-open period, cut to the window.
    fen : (p,) the part of the amount that falls into the window, pro rata of time.
    """

    channel: pa.Array
    staff: pa.Array
    from_ms: Ints
    until_ms: Ints
    fen: Floats

    @property
    def n(self) -> int:
        """Number of pools."""
        return len(self.fen)


def read_amounts(session: HasConnection, name: str, contact_id: Ints, **times: int) -> Ints:
    """(n,) ``amount`` of the statement ``{name}.sql`` for each of the sorted contacts, 0 where it has no row."""
    table = _table(session, name, times)
    found = table["contact_id"].to_numpy()
    amounts = np.zeros(len(contact_id), dtype=np.int64)
    if len(contact_id):
        place = np.minimum(np.searchsorted(contact_id, found), len(contact_id) - 1)
        here = contact_id[place] == found
        amounts[place[here]] = table["amount"].to_numpy()[here]
    return amounts


def read_pools(session: HasConnection, category: str, *, at_ms: int, since_ms: int = BEGINNING_MS) -> Pools:
    """The pools of ``category`` ("acquisition" or "maintenance") in ``(since_ms, at_ms]``."""
    table = _table(session, "pools", {"category": category, "since_ms": since_ms, "at_ms": at_ms})
    start, end = (table[name].to_numpy().astype(np.int64) for name in ("period_from_ms", "period_until_ms"))
    from_ms, until_ms = np.maximum(start, since_ms + 1), np.minimum(end, at_ms + 1)
    share = (until_ms - from_ms) / (end - start)
    return Pools(
        table["channel"].combine_chunks(),
        table["staff"].combine_chunks(),
        from_ms,
        until_ms,
        table["amount_fen"].to_numpy() * share,
    )


def _table(session: HasConnection, name: str, parameters: Mapping[str, object]) -> pa.Table:
    """Result of a statement, given the named parameters that it mentions (DuckDB refuses others)."""
    text = (HERE / f"{name}.sql").read_text(encoding="utf-8")
    mentioned = set(re.findall(r"\$([a-z_]+)", re.sub(r"--[^\n]*", "", text)))
    bound = {key: value for key, value in parameters.items() if key in mentioned}
    return session.con.execute(text, bound).to_arrow_table()
