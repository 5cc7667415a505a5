"""Other programs whose days fall together with this one's on the same contacts."""

from __future__ import annotations

from guanxi.book.contracts import Notice
from guanxi.book.contracts.troi import OverlapRow
from guanxi.book.facts.small_tables import make_table
from guanxi.book.troi.dealt import Dealt
from guanxi.kit.clock import DAY_MS
from guanxi.lake.engine import Session

OVERLAP_SQL = """
-- Grain: one row per other program. Its days on a contact are the D days after its own assignment, or after each of its
-- gives and asks where it dealt no arms. Inputs: events, kinds, assignments, dealt, own_programs; $days_ms.
WITH others AS (
  SELECT program_id, contact_id, assigned_ms AS at_ms FROM assignments
  WHERE program_id NOT IN (SELECT program_id FROM own_programs)
  UNION ALL
  SELECT e.program_id, e.contact_id, e.occurred_ms FROM events e JOIN kinds n USING (kind_id)
  WHERE e.program_id <> '' AND n.role IN ('give', 'ask')
    AND e.program_id NOT IN (SELECT program_id FROM own_programs)
    AND e.program_id NOT IN (SELECT program_id FROM assignments)
)
SELECT o.program_id, count(DISTINCT o.contact_id) AS n
FROM others o JOIN dealt d USING (contact_id)
WHERE o.at_ms <= d.assigned_ms + $days_ms AND o.at_ms + $days_ms >= d.assigned_ms
GROUP BY o.program_id ORDER BY n DESC, o.program_id
"""

MOST_NAMED = 3


def read_overlaps(session: Session, dealt: Dealt, days: int) -> tuple[OverlapRow, ...]:
    """Overlapping programs, largest first (``own_programs`` must stand on the session)."""
    make_table(session.con, "dealt", {"contact_id": dealt.contact_id, "assigned_ms": dealt.assigned_ms})
    rows = session.con.execute(OVERLAP_SQL, {"days_ms": days * DAY_MS}).fetchall()
    return tuple(OverlapRow(str(program), int(n), n / max(dealt.n, 1)) for program, n in rows)


def overlap_notice(overlaps: tuple[OverlapRow, ...]) -> tuple[Notice, ...]:
    """Names the other programs and how many contacts they share; none: nothing to say."""
    if not overlaps:
        return ()
    named = overlaps[:MOST_NAMED]
    en = ", ".join(f"“{o.program}” ({o.n_contacts:,} contacts, {o.share:.0%})" for o in named)
    zh = "、".join(f"“{o.program}”（{o.n_contacts:,} 人，{o.share:.0%}）" for o in named)
    more = len(overlaps) - len(named)
    return (
        Notice(
            "troi.overlap",
            f"In the same days these contacts were also in {en}{f' and {more} more programs' if more else ''}. The "
            "effect is that of this program on top of the others; leave people out of one of them to tell them apart.",
            f"同一时期，这些客户还参与了{zh}{f'等另外 {more} 个项目' if more else ''}。"
            "此处的效果是在其他项目之上的增量；若要区分，请让客户只参与其中之一。",
        ),
    )
