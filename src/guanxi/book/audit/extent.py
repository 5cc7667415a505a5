"""How much there is to audit."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.kit.errors import NotEnoughData
from guanxi.lake.engine import Session

EXTENT_SQL = """
-- Grain: one row. The first act is where learning may begin: asks can lie before anything was recorded of contacts.
SELECT count(*) AS n_events, min(occurred_ms) AS first_ms,
       (SELECT min(occurred_ms) FROM events WHERE kind_id IN (SELECT kind_id FROM kinds WHERE role = 'act'))
         AS first_act_ms
FROM events
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """Counts, and the moment of the first act (of the first event where nobody acted)."""

    n_contacts: int
    n_events: int
    earliest_ms: int


def read_extent(session: Session) -> Extent:
    """The extent of a session.

    Raises
    ------
    NotEnoughData
        when there is nobody to audit.
    """
    n_contacts = somebody(session)
    n_events, first_ms, first_act_ms = session.con.execute(EXTENT_SQL).fetchall()[0]
    known = [ms for ms in (first_act_ms, first_ms) if ms is not None]
    return Extent(n_contacts, n_events, known[0] if known else session.as_of_ms)


def count_contacts(session: Session) -> int:
    """Contacts on record at the session's moment."""
    return int(session.con.execute("SELECT count(*) FROM contacts").fetchall()[0][0])


def somebody(session: Session) -> int:
    """Contacts on record; raises :class:`NotEnoughData` when there is nobody to audit."""
    n_contacts = count_contacts(session)
    if n_contacts == 0:
        raise NotEnoughData(
            "There is no contact and no event up to this date. Choose a later date, or import data first.",
            "截至该日期没有任何客户和事件。请选择更晚的日期，或先导入数据。",
        )
    return n_contacts
