"""What an audit learns of the same rows is learnt once: learning is most of an audit of a small brand.

For tests of what is said around an audit. Tests of the learning itself (that it reads nothing after its moment, that
a kept model gives the same figures) do without.
"""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.book.audit import Learnt, learnt, looks
from guanxi.book.troi import frozen
from guanxi.lake.engine import Session
from guanxi.lake.schema import TABLES

FOREIGN_TO_LEARNING = {"import_id", "received_ms"}
"""When and by which import a row came: the same export is imported again by each test."""

_learnt: dict[object, Learnt] = {}
_learn = learnt.learn_model


def remember_what_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test, learn from rows, moment and settings that were met before by remembering."""
    for module in (learnt, looks, frozen):
        monkeypatch.setattr(module, "learn_model", _learnt_once)


def _learnt_once(session: Session, *asked: Any, **further: Any) -> Learnt:
    extent, settings, _progress = asked
    key = (_digest(session), session.as_of_ms, session.known_ms, extent, repr(settings), repr(further))
    if key not in _learnt:
        _learnt[key] = _learn(session, *asked, **further)
    return _learnt[key]


def _digest(session: Session) -> tuple[object, ...]:
    rows = [session.con.execute(_SUM[table]).fetchone() for table in TABLES]
    return (session.catalogue.kinds(), *rows)


_SUM = {
    table: f"SELECT count(*), sum(hash({', '.join(sorted(set(columns) - FOREIGN_TO_LEARNING))})::HUGEINT) FROM {table}"
    for table, columns in TABLES.items()
}
