"""What an audit learns of the same rows is learnt once: learning is most of an audit of a small brand.

And the engine wakes no second thread for a hundred rows, which is a fifth of what their audit takes. For tests of
what is said around an audit. Tests of the learning itself (that it reads nothing after its moment) do without.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from guanxi.book.audit import Learnt, learnt, looks
from guanxi.book.troi import frozen
from guanxi.lake.engine import Session
from guanxi.lake.schema import TABLES

FOREIGN_TO_LEARNING = {"import_id", "received_ms"}
"""When and by which import a row came: the same export is imported again by each test."""
NOT_LEARNT_FROM = {"assignments", "costs", "promises"}
"""Tables that learning must not read, which is asserted: what differs only there is learnt once."""

_learnt: dict[object, Learnt] = {}
_learn = learnt.learn_model
_connect = duckdb.connect


def remember_what_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test, learn from rows, moment and settings that were met before by remembering."""
    for module in (learnt, looks, frozen):
        monkeypatch.setattr(module, "learn_model", _learnt_once)
    monkeypatch.setattr(duckdb, "connect", _connect_with_one_thread)


def _connect_with_one_thread(*asked: Any, config: Any = None, **further: Any) -> duckdb.DuckDBPyConnection:
    return _connect(*asked, config=(config or {}) | {"threads": "1"}, **further)


def _learnt_once(session: Session, *asked: Any, **further: Any) -> Learnt:
    extent, settings, _progress = asked
    key = (_digest(session), session.as_of_ms, session.known_ms, extent, repr(settings), repr(further))
    if key not in _learnt:
        _learnt[key] = _learn(replace(session, con=_Watched(session.con)), *asked, **further)
    return _learnt[key]


class _Watched:
    """A connection that fails where a table is read that learning does not depend on."""

    def __init__(self, con: Any) -> None:
        self._con = con

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def cursor(self) -> _Watched:
        """Another one on the same database: shares are read through these."""
        return _Watched(self._con.cursor())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def execute(self, sql: str, *given: Any) -> Any:
        """Run it, unless it reads such a table; each share of a session defines all views anew."""
        is_view = sql.startswith("CREATE OR REPLACE TEMP VIEW")
        read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql, re.IGNORECASE))
        assert is_view or not read & NOT_LEARNT_FROM, sql
        return self._con.execute(sql, *given)


def _digest(session: Session) -> tuple[object, ...]:
    rows = [session.con.execute(sql).fetchone() for sql in _SUM.values()]
    return (session.catalogue.kinds(), *rows)


_SUM = {
    table: f"SELECT count(*), sum(hash({', '.join(sorted(set(columns) - FOREIGN_TO_LEARNING))})::HUGEINT) FROM {table}"
    for table, columns in TABLES.items()
    if table not in NOT_LEARNT_FROM
}
