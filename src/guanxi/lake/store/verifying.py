"""Proof that the lake is whole: every file is what was written, and every row is where and what it should be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from guanxi.kit.problems import Problem
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.schema import bucket_sql
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import ORDER, STORED
from guanxi.lake.store.damage import advice
from guanxi.lake.store.duck import connect, parquet, relation, scalar, threads_for
from guanxi.lake.store.durable import sha256_of
from guanxi.lake.store.lake import Lake, scratch_dir
from guanxi.lake.store.locks import reader_lease

UNSORTED = """
-- Grain: one number: neighbouring rows of the file that stand in the wrong order.
SELECT count(*) FROM (
  SELECT ({keys}) < lag(({keys})) OVER (ORDER BY file_row_number) AS is_back FROM {rows}
) WHERE is_back
"""

MISPLACED = """
-- Grain: one number: rows whose bucket is not the one of their contact, or not one of the file's.
SELECT count(*) FROM {rows} WHERE bucket <> {bucket} OR bucket NOT BETWEEN {low} AND {high}
"""

REPEATED_IDS = """
-- Grain: one number: event ids that stand in more than one row.
SELECT count(*) FROM (SELECT event_id FROM {rows} WHERE event_id % {n} = {part} GROUP BY event_id HAVING count(*) > 1)
"""

REPEATED_KEYS = """
-- Grain: one number: keys with more than one live row. Versions that are superseded do not count.
WITH superseded AS (
  SELECT event_id FROM (SELECT DISTINCT * FROM {versions})
  QUALIFY row_number() OVER (
    PARTITION BY source_id, source_event_id ORDER BY received_ms DESC, import_id DESC, seq DESC) > 1
), live AS (
  SELECT key_hash FROM {rows} WHERE key_hash % {n} = {part} AND event_id NOT IN (SELECT event_id FROM superseded)
), meeting AS (SELECT key_hash FROM live GROUP BY key_hash HAVING count(*) > 1)
SELECT count(*) FROM (
  SELECT source_id, source_event_id FROM {rows}
  WHERE key_hash % {n} = {part} AND key_hash IN (SELECT key_hash FROM meeting)
    AND event_id NOT IN (SELECT event_id FROM superseded)
  GROUP BY ALL HAVING count(*) > 1
)
"""

STRANGERS = """
-- Grain: one number: contacts that rows speak of and the lake does not know.
SELECT count(*) FROM (SELECT DISTINCT contact_id FROM {rows}) WHERE contact_id NOT IN (SELECT contact_id FROM {keys})
"""

SHARED_KEYS = """
-- Grain: one number: contact keys or ids that stand more than once.
SELECT (SELECT count(*) - count(DISTINCT source_key) FROM {keys}) + (
  SELECT count(*) - count(DISTINCT contact_id) FROM {keys})
"""

CHAINED = """
-- Grain: one number: spans in which a contact counted as a part of one that was itself a part of another, or of two.
SELECT count(*) FROM {rows} a JOIN {rows} b ON b.loser_id IN (a.winner_id, a.loser_id)
  AND a.declared_ms < b.until_ms AND b.declared_ms < a.until_ms
WHERE (a.loser_id, a.declared_ms) IS DISTINCT FROM (b.loser_id, b.declared_ms) OR a.winner_id = a.loser_id
"""

PART_ROWS = 8_000_000
"""Keys compared at a time."""

CONTACT_TABLES = ("events", "contacts", "staff_edges", "order_items", "promises", "assignments")


@dataclass(frozen=True, slots=True)
class _Proof:
    """One lake under examination."""

    lake: Lake
    con: duckdb.DuckDBPyConnection
    files: tuple[FileEntry, ...]

    def rows(self, *tables: str) -> str:
        """Relation over the readable files of one table."""
        (table,) = tables
        return relation((self.lake.home / f.path for f in self.files if f.table == table), STORED[table])


def verify(lake: Lake, progress: Progress | None = None) -> list[Problem]:
    """Everything that is wrong with the lake's files; empty when it is whole. Reads every byte, changes nothing.

    Broken files are reported first and left out of the checks of rows, so that one damage is not reported twice.
    """
    progress = progress or Silent()
    lease = reader_lease(lake.home)
    try:
        catalogue = lake.catalogue()
        problems: list[Problem] = []
        sound: list[FileEntry] = []
        for i, entry in enumerate(catalogue.files):
            progress.step("Comparing checksums", "核对校验和", done=i, total=len(catalogue.files))
            problem = _file_problem(lake, entry)
            problems += [problem] if problem else []
            sound += [] if problem else [entry]
        threads = threads_for(catalogue.n_rows, 2)
        with scratch_dir(lake.home) as scratch, connect(scratch, threads=threads, memory_limit="3GB") as con:
            proof = _Proof(lake, con, tuple(sound))
            for i, entry in enumerate(sound):
                progress.step("Checking rows", "核对数据行", done=i, total=len(sound))
                problems += _row_problems(proof, entry)
            progress.step("Checking keys", "核对键")
            problems += _lake_problems(proof)
        return problems
    finally:
        os.close(lease)


def _file_problem(lake: Lake, entry: FileEntry) -> Problem | None:
    path = lake.home / entry.path
    if not path.exists():
        return _problem("lake.file_missing", entry, "is missing", "缺失")
    if path.stat().st_size != entry.size_bytes:
        found = path.stat().st_size
        return _problem(
            "lake.size",
            entry,
            f"has {found} bytes instead of {entry.size_bytes}",
            f"大小为 {found} 字节，应为 {entry.size_bytes}",
        )
    if sha256_of(path) != entry.sha256:
        return _problem("lake.checksum", entry, "is not what was written", "内容与写入时不同")
    return None


def _row_problems(proof: _Proof, entry: FileEntry) -> Iterator[Problem]:
    """What is wrong inside one file whose bytes are right: the catalogue, or the writer, was."""
    rows = parquet([proof.lake.home / entry.path])
    n_rows = scalar(proof.con, f"SELECT count(*) FROM {rows}")
    if n_rows != entry.rows:
        yield _problem(
            "lake.row_count",
            entry,
            f"has {n_rows} rows, the catalogue says {entry.rows}",
            f"有 {n_rows} 行，目录记为 {entry.rows} 行",
        )
    if entry.table in ORDER:
        n = scalar(proof.con, UNSORTED.format(keys=ORDER[entry.table], rows=rows))
        if n:
            yield _problem("lake.unsorted", entry, f"has {n} rows out of order", f"有 {n} 行顺序错误", n)
    if entry.table == "events":
        low, high = entry.bucket_from, entry.bucket_until - 1
        n = scalar(proof.con, MISPLACED.format(rows=rows, bucket=bucket_sql("contact_id"), low=low, high=high))
        if n:
            yield _problem("lake.bucket", entry, f"has {n} rows of another bucket", f"有 {n} 行不属于该分桶", n)


def _lake_problems(proof: _Proof) -> Iterator[Problem]:
    """What is wrong between files: ids and keys that should be unique, contacts that should exist."""
    n_parts = 1 + sum(entry.rows for entry in proof.files if entry.table == "events") // PART_ROWS
    parts = range(n_parts)
    events, versions, keys = proof.rows("events"), proof.rows("event_versions"), proof.rows("contact_keys")
    checks: tuple[tuple[str, Callable[[], int], str, str], ...] = (
        (
            "lake.repeated_event_id",
            lambda: sum(scalar(proof.con, REPEATED_IDS.format(rows=events, part=part, n=n_parts)) for part in parts),
            "event ids stand more than once",
            "个事件编号重复",
        ),
        (
            "lake.repeated_key",
            lambda: sum(
                scalar(proof.con, REPEATED_KEYS.format(rows=events, versions=versions, part=part, n=n_parts))
                for part in parts
            ),
            "source keys have more than one live event",
            "个来源键有多条有效事件",
        ),
        (
            "lake.shared_contact_key",
            lambda: scalar(proof.con, SHARED_KEYS.format(keys=keys)),
            "contact keys or ids stand more than once",
            "个客户键或编号重复",
        ),
    )
    if aliases := [entry for entry in proof.files if entry.table == "aliases"]:
        yield from _alias_problems(proof, aliases[0], keys)
    for code, count, en, zh in checks:
        if n := count():
            yield _lake_problem(code, "events", n, en, zh)
    for table in CONTACT_TABLES:
        if n := scalar(proof.con, STRANGERS.format(rows=proof.rows(table), keys=keys)):
            yield _lake_problem(
                "lake.unknown_contact", table, n, "contacts have no entry in contact_keys", "个客户没有登记"
            )


def _alias_problems(proof: _Proof, entry: FileEntry, keys: str) -> Iterator[Problem]:
    rows = proof.rows("aliases")
    named = f"(SELECT loser_id AS contact_id FROM {rows} UNION SELECT winner_id FROM {rows})"
    if n := scalar(proof.con, STRANGERS.format(rows=named, keys=keys)):
        yield _problem("lake.unknown_contact", entry, f"names {n} unknown contacts", f"提到 {n} 个未登记的客户", n)
    if n := scalar(proof.con, CHAINED.format(rows=rows)):
        yield _problem("lake.chained_alias", entry, f"contradicts itself {n} times", f"有 {n} 处自相矛盾", n)


def _problem(code: str, entry: FileEntry, en: str, zh: str, n: int = 1) -> Problem:
    advice_en, advice_zh = advice(entry)
    return Problem(
        code,
        entry.path,
        ", ".join(entry.imports),
        f"The file “{entry.path}” {en}. {advice_en}",
        f"文件“{entry.path}”{zh}。{advice_zh}",
        n,
    )


def _lake_problem(code: str, table: str, n: int, en: str, zh: str) -> Problem:
    return Problem(
        code,
        table,
        f"{n}",
        f"{n} {en} in “{table}”. Mend the files named above; if none is, import the source files into a new lake.",
        f"“{table}”中有 {n} {zh}。请先修复上面列出的文件；若没有，请把源文件导入新的事件湖。",
        n,
    )
