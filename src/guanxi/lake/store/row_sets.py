"""Tables beside the events: rows that belong together are replaced together when a later import says otherwise.

A *group* is what a source states as one fact: a contact, the lines of an order, the amounts of a cost pool. An import
that states the group with the same rows brings nothing; with other rows, it brings a new version of the whole group.
Rows are never rewritten: readers hide the groups that a later import replaced.
"""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.lake.schema import TABLES
from guanxi.lake.staged import KEY_FOR_ID
from guanxi.lake.store.catalogue import FileEntry, TableCount
from guanxi.lake.store.columns import ALWAYS_MS, FOREVER_MS, ORDER, SET_HIDDEN, STORED, digested
from guanxi.lake.store.contact_ids import contact_id_of
from guanxi.lake.store.cost_sources import find_emptied
from guanxi.lake.store.duck import copy_to, literal, relation, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.lake import Writer
from guanxi.lake.store.staged_rows import StagedRows


@dataclass(frozen=True, slots=True)
class SetRule:
    """How a table's rows form groups.

    Parameters
    ----------
    group : SQL of the columns that name the fact.
    is_single : one row per group; of several in one import the last stands.
    is_distinct : of rows that say the same in one import, one stands; those that say otherwise stand beside it.
    first_known : SQL of the time of receipt of a group's first version.
    defaults : column → SQL that fills what the source leaves open.
    """

    group: tuple[str, ...]
    is_single: bool
    first_known: str
    defaults: dict[str, str]
    is_distinct: bool = False


ROWS_PER_SHARE = 2_000_000
"""Rows judged at once: under 1 GB of windows and hash tables, however many the import brings."""

_OPEN = f"coalesce(valid_until_ms, {FOREVER_MS})"
RULES: dict[str, SetRule] = {
    "contacts": SetRule(
        ("contact_id",),
        True,
        f"coalesce(r.valid_from_ms, r.acquired_ms, {ALWAYS_MS})",
        {"valid_until_ms": _OPEN},  # valid_from_ms stays open: it depends on whether the contact is new
    ),
    "staff_edges": SetRule(
        ("contact_id", "staff_id", "valid_from_ms"),
        True,
        "r.valid_from_ms",
        {"valid_from_ms": f"coalesce(valid_from_ms, {ALWAYS_MS})", "valid_until_ms": _OPEN},
    ),
    "order_items": SetRule(
        ("contact_id", "source_event_id"),
        False,
        "r.occurred_ms",
        {"occurred_ms": f"coalesce(occurred_ms, {ALWAYS_MS})"},
    ),
    "costs": SetRule(
        ("period_from_ms", "period_until_ms", "category", "channel", "staff_id", "program_id"),
        False,
        "r.period_from_ms",
        {},
    ),
    "promises": SetRule(
        ("contact_id", "what", "promised_ms"),
        False,
        "r.promised_ms",
        {"promised_ms": f"coalesce(promised_ms, {ALWAYS_MS})"},
    ),
    "assignments": SetRule(
        # A contact is dealt once. Another arm for the same moment in a later export corrects the record; another moment
        # is another dealing, which hides nothing: readers count the first. Two arms at one moment within one import
        # contradict each other, and both stand for the reader to see.
        ("program_id", "contact_id", "assigned_ms"),
        False,
        "r.assigned_ms",
        {},
        is_distinct=True,
    ),
}

RESOLVE = """
-- Grain: one row per staged row that stands, with its group and the hash of all rows of its group.
CREATE OR REPLACE TABLE set_rows AS
WITH resolved AS (
  SELECT s.* EXCLUDE ({keys}), {ids} FROM {staged} s {joins} WHERE {is_owned}
), filled AS (SELECT * REPLACE ({defaults}) FROM resolved),
grouped AS (SELECT *, {group_hash} AS group_hash, {row_hash} AS row_hash FROM filled {only_last})
SELECT *, CAST(sum(row_hash) OVER (PARTITION BY group_hash) % 4611686018427387847 AS BIGINT) AS set_hash FROM grouped
"""

JUDGE = """
-- Grain: one row per staged group: is it known word for word, and is anything known of it?
CREATE OR REPLACE TABLE set_groups AS
WITH staged AS (SELECT DISTINCT group_hash, set_hash FROM set_rows),
stored AS (
  SELECT DISTINCT group_hash, set_hash FROM {stored} WHERE group_hash IN (SELECT group_hash FROM staged)
)
SELECT s.group_hash, bool_or(e.group_hash IS NOT NULL) AS is_emptied,
  bool_or(t.set_hash IS NOT DISTINCT FROM s.set_hash AND e.group_hash IS NULL) AS is_known,
  bool_or(t.group_hash IS NOT NULL) AS has_versions
FROM staged s LEFT JOIN stored t USING (group_hash) LEFT JOIN emptied e ON e.group_hash = s.group_hash
GROUP BY s.group_hash
"""

WRITE = """
-- Grain: one row per row of a group that is new or says something else than before.
SELECT {columns} FROM (
  SELECT r.* {replaced}, {import_id} AS import_id,
    CASE WHEN g.has_versions AND NOT g.is_emptied THEN {clock_ms} ELSE {first_known} END AS received_ms
  FROM set_rows r JOIN set_groups g USING (group_hash) WHERE NOT g.is_known
) ORDER BY {order}
"""

VERSIONS = """
-- Grain: one row per version of a group that has more than one, the earlier ones included.
INSERT INTO set_versions
SELECT DISTINCT {table}, group_hash, received_ms, {valid_from} AS valid_from_ms, import_id
FROM {stored} WHERE group_hash IN (SELECT group_hash FROM set_groups WHERE has_versions AND NOT is_known)
"""


def open_set_versions(writer: Writer) -> None:
    """Make the table in which the versions of this import's groups collect."""
    columns = ", ".join(f"{name} {kind}" for name, kind in STORED["set_versions"].items())
    writer.con.execute(f"CREATE OR REPLACE TABLE set_versions ({columns})")


def write_set(
    writer: Writer, rows: StagedRows, import_id: str, *, clock_ms: int, changed_ms: int
) -> tuple[list[FileEntry], TableCount]:
    """Publish the rows of one table aside; returns its new files and what was new, known and changed, in rows.

    Parameters
    ----------
    changed_ms : from when a changed contact counts as changed: the latest moment that the import's data speaks of
        (an export shows the state at its end), or the clock when that is earlier.
    """
    shares = n_shares(rows)
    entries: list[FileEntry] = []
    counts = []
    for share in range(shares):
        made, count = _write_share(writer, rows, (share, shares), import_id, (clock_ms, changed_ms))
        entries += made
        counts.append(count)
    # What a share did not write was known, or was said twice: counted once, over all of them.
    n_new, n_versions = sum(each.n_new for each in counts), sum(each.n_versions for each in counts)
    return entries, TableCount(n_new, rows.n - n_new - n_versions, n_versions)


def n_shares(rows: StagedRows) -> int:
    """Into how many shares of the contacts the rows of a table are cut, so that memory does not grow with the import.

    A group never straddles two shares: all of its rows name one contact. Cost pools name none, and are few.
    """
    return max(1, -(-rows.n // ROWS_PER_SHARE)) if "contact_id" in TABLES[rows.table] else 1


def _write_share(
    writer: Writer, rows: StagedRows, share: tuple[int, int], import_id: str, times: tuple[int, int]
) -> tuple[list[FileEntry], TableCount]:
    con, table, rule = writer.con, rows.table, RULES[rows.table]
    stored_paths = writer.paths_of(table)
    con.execute(_resolve_sql(rows, rule, share))
    find_emptied(writer, table)
    con.execute(JUDGE.format(stored=relation(stored_paths, STORED[table])))
    path = writer.new_path(table)
    copy_to(con, _write_sql(table, rule, import_id, *times), path)
    reached(f"rows.{table}")
    n_written = scalar(con, f"SELECT count(*) FROM {relation([path], STORED[table])}")
    if not n_written:
        path.unlink()
        return [], TableCount()
    if stored_paths:
        valid_from = "valid_from_ms" if table == "contacts" else "0"
        stored = relation([*stored_paths, path], STORED[table])
        con.execute(VERSIONS.format(table=literal(table), valid_from=valid_from, stored=stored))
    n_versions = scalar(
        con,
        "SELECT count(*) FROM set_rows WHERE group_hash IN "
        "(SELECT group_hash FROM set_groups WHERE has_versions AND NOT is_known)",
    )
    return [writer.seal(path, table, n_written, (import_id,))], TableCount(n_written - n_versions, 0, n_versions)


def _resolve_sql(rows: StagedRows, rule: SetRule, share: tuple[int, int]) -> str:
    references = {name: key for name, key in KEY_FOR_ID.items() if name in TABLES[rows.table]}
    found = {name: contact_id_of(key, f"c{i}") for i, (name, key) in enumerate(references.items())}
    content = [name for name in TABLES[rows.table] if name != "import_id"]
    one_of = "group_hash, row_hash" if rule.is_distinct else "group_hash" if rule.is_single else ""
    last = f"QUALIFY row_number() OVER (PARTITION BY {one_of} ORDER BY ordinal DESC) = 1" if one_of else ""
    keys = [*references.values()]
    return RESOLVE.format(
        keys=", ".join(keys) if keys else "ordinal",
        ids=", ".join(f"{sql} AS {name}" for name, (sql, _) in found.items()) or "s.ordinal",
        joins=" ".join(join for _, join in found.values()),
        staged=rows.sql,
        is_owned=_is_owned(share) if "contact_id" in references else "true",
        defaults=", ".join(f"{sql} AS {name}" for name, sql in rule.defaults.items()) or "ordinal AS ordinal",
        group_hash="contact_id" if rule.group == ("contact_id",) else digested(*rule.group),
        row_hash=digested(*content),
        only_last=last,
    )


def _is_owned(share: tuple[int, int]) -> str:
    k, shares = share
    mine = f" AND hash(s.contact_key) % {shares} = {k}" if shares > 1 else ""
    return f"s.contact_key <> ''{mine}"


def _write_sql(table: str, rule: SetRule, import_id: str, clock_ms: int, changed_ms: int) -> str:
    # A contact that changed is valid from the change on; its first version keeps the dates of the source.
    changed = (
        f"REPLACE (CASE WHEN r.valid_from_ms IS NULL AND g.has_versions THEN greatest(r.acquired_ms, {changed_ms}) "
        f"ELSE {rule.first_known} END AS valid_from_ms)"
    )
    return WRITE.format(
        columns=", ".join(TABLES[table] | SET_HIDDEN),
        replaced=changed if table == "contacts" else "",
        import_id=literal(import_id),
        clock_ms=clock_ms,
        first_known=rule.first_known,
        order=ORDER[table],
    )
