"""The programs that the data knows, and which of them a question means."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.kit.errors import BookError, NotEnoughData
from guanxi.lake.engine import Session

PROGRAMS_SQL = """
-- Grain: one row per program that dealt arms, or gave or asked anything, by as_of. kind_of: the type that its events
-- name as program_type or campaign_type.
SELECT program_id, sum(n_assigned)::BIGINT AS n_assigned, sum(n_sent)::BIGINT AS n_sent, max(kind_of) AS kind_of
FROM (
  SELECT program_id, count(DISTINCT contact_id) AS n_assigned, 0 AS n_sent, NULL AS kind_of
  FROM assignments GROUP BY program_id
  UNION ALL
  SELECT e.program_id, 0, count(*),
         max(CASE WHEN e.properties LIKE '%\\_type%' ESCAPE '\\' AND json_valid(e.properties)
                  THEN coalesce(json_extract_string(e.properties, '$.program_type'),
                                json_extract_string(e.properties, '$.campaign_type')) END)
  FROM events e JOIN kinds n USING (kind_id)
  WHERE e.program_id <> '' AND n.role IN ('give', 'ask') GROUP BY e.program_id
) GROUP BY program_id ORDER BY program_id
"""

MOST_LISTED = 20


class UnknownProgram(BookError):
    """No program, and no type of programs, has this name."""

    code = "book.unknown_program"


@dataclass(frozen=True, slots=True)
class Known:
    """One program of the data; ``kind_of`` is its type, ``""`` when none is named."""

    program: str
    n_assigned: int
    n_sent: int
    kind_of: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One read-out to make: a program, or all programs of a type together."""

    name: str
    programs: tuple[str, ...]
    is_randomised: bool


def list_programs(session: Session) -> tuple[Known, ...]:
    """Every program by the session's moment."""
    rows = session.con.execute(PROGRAMS_SQL).fetchall()
    return tuple(Known(str(name), int(assigned), int(sent), kind or "") for name, assigned, sent, kind in rows)


def choose_programs(known: tuple[Known, ...], asked: str | None) -> tuple[Chosen, ...]:
    """What the question means: one program, one type, or all (types where programs have them).

    Raises
    ------
    NotEnoughData
        when the data knows no program at all.
    UnknownProgram
        when it knows no such program; names those that it knows.
    """
    if not known:
        raise NotEnoughData(
            "The data names no program: no assignments, and no sends with a program_id. Add a table of assignments "
            "(who was dealt which arm, and when), or program_id to the events.",
            "数据中没有任何项目：既没有实验分组，也没有带 program_id 的触达。"
            "请添加实验分组表（谁在何时分到哪一组），或在事件中填写 program_id。",
        )
    kinds: dict[str, list[Known]] = {}
    for each in known:
        if each.kind_of and not each.n_assigned:
            kinds.setdefault(each.kind_of, []).append(each)
    types = [Chosen(kind, tuple(k.program for k in members), False) for kind, members in sorted(kinds.items())]
    single = [Chosen(k.program, (k.program,), k.n_assigned > 0) for k in known]
    if asked is None:
        typed = {program for chosen in types for program in chosen.programs}
        return (*types, *(chosen for chosen in single if chosen.name not in typed))
    # A program's own name goes before a type of the same name.
    found = next((chosen for chosen in (*single, *types) if chosen.name == asked), None)
    if found is None:
        raise _unknown(asked, [*(chosen.name for chosen in types), *(chosen.name for chosen in single)])
    return (found,)


def _unknown(asked: str, names: list[str]) -> UnknownProgram:
    more = len(names) - MOST_LISTED
    shown = names[:MOST_LISTED]
    return UnknownProgram(
        f"The data knows no program “{asked}”. It knows: {', '.join(shown)}{f' and {more} more' if more > 0 else ''}.",
        f"数据中没有名为“{asked}”的项目。已知的有：{'、'.join(shown)}{f' 等另外 {more} 个' if more > 0 else ''}。",
    )
