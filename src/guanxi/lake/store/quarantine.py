"""Refused rows: published with their import, so that they are counted, kept and can be downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.lake.schema import TABLES
from guanxi.lake.staged import QUARANTINE, Staged
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.duck import copy_to, literal, relation, scalar
from guanxi.lake.store.durable import reached
from guanxi.lake.store.lake import Writer
from guanxi.lake.store.staged_rows import StagedRows

_NO_CONTACT_EN = "The row names no contact, or no time. Fill in the contact's id and the date, then import again."
_NO_CONTACT_ZH = "该行没有客户标识或时间。请补全客户编号和日期后重新导入。"

UNOWNED = """
-- Grain: one row per staged row that names no contact (or, for an event, no time); row_number is its place, from 1.
SELECT {source} AS source_file, (ordinal % 1099511627776) + 1 AS row_number, 'lake.no_contact' AS code,
  {en} AS reason_en, {zh} AS reason_zh, to_json(s)::VARCHAR AS raw
FROM {staged} s WHERE {condition}
"""


@dataclass(frozen=True, slots=True)
class Refused:
    """How many rows were refused, a digest of them, and their file unless the same refusals are published already."""

    n: int
    digest: str
    entry: FileEntry | None


def write_quarantine(
    writer: Writer, staged: Staged, tables: dict[str, StagedRows], import_id: str, *, has_rows: bool
) -> Refused:
    """Write the rows that importing refused and those that publication cannot place.

    Parameters
    ----------
    has_rows : the import brings rows: then its refusals are kept with it even when an earlier import had the same.
    """
    refused = relation([staged.quarantine] if staged.quarantine else [], QUARANTINE)
    parts = [f"SELECT {', '.join(QUARANTINE)} FROM {refused}", *(_unowned(rows) for rows in tables.values())]
    query = " UNION ALL ".join(part for part in parts if part)
    writer.con.execute(f"CREATE OR REPLACE TABLE refused AS {query}")
    n = scalar(writer.con, "SELECT count(*) FROM refused")
    if not n:
        return Refused(0, "", None)
    hash_sum = scalar(writer.con, f"SELECT sum(hash({', '.join(QUARANTINE)})) FROM refused")
    digest = f"{n}-{hash_sum:x}"
    if not has_rows and any(digest == entry.quarantine_digest for entry in writer.catalogue.imports):
        return Refused(n, digest, None)
    path = writer.new_path("quarantine")
    copy_to(writer.con, "SELECT * FROM refused ORDER BY source_file, row_number, code", path)
    reached("rows.quarantine")
    return Refused(n, digest, writer.seal(path, "quarantine", n, (import_id,)))


def _unowned(rows: StagedRows) -> str:
    if "contact_id" not in TABLES[rows.table]:
        return ""
    condition = "contact_key = ''" + (" OR occurred_ms IS NULL" if rows.table == "events" else "")
    return UNOWNED.format(
        source=literal(rows.table),
        en=literal(_NO_CONTACT_EN),
        zh=literal(_NO_CONTACT_ZH),
        staged=rows.sql,
        condition=condition,
    )
