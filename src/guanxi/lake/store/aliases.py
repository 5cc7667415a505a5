"""Contacts that count as parts of others: declared elsewhere, published whole, joined when reading; no row changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.lake.schema import CONTACT_KEYS
from guanxi.lake.store.catalogue import FileEntry
from guanxi.lake.store.columns import ALIASES, FOREVER_MS, ORDER
from guanxi.lake.store.compacting import keep_hashes_comparable
from guanxi.lake.store.duck import copy_to, relation
from guanxi.lake.store.durable import reached, sha256_of
from guanxi.lake.store.errors import BadAliases
from guanxi.lake.store.lake import Lake, Writer
from guanxi.lake.store.locks import reader_lease

TABLE = "aliases"

UNKNOWN = """
-- Grain: one row per contact that is named and was never registered.
SELECT contact_id FROM (SELECT loser_id AS contact_id FROM given UNION SELECT winner_id FROM given)
WHERE contact_id NOT IN (SELECT contact_id FROM {keys}) ORDER BY contact_id
"""


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """A contact that counts as a part of another one.

    Parameters
    ----------
    loser_id, winner_id : contacts of the lake; the winner is the one that shows.
    declared_ms, until_ms : since and until when it is so for whoever asks what was known then; half-open.
    """

    loser_id: int
    winner_id: int
    declared_ms: int
    until_ms: int = FOREVER_MS


def publish_aliases(lake: Lake, current: Callable[[], Iterable[Alias]]) -> bool:
    """Make the lake say exactly ``current``; gives whether anything had to be published.

    Parameters
    ----------
    current : the whole set as it is now; asked again once the lake is held for writing, so that of two publishers the
        later one never writes what it read before the earlier one wrote.

    Raises
    ------
    BadAliases
        when a contact is declared part of itself, of two at once, of one that is itself a part, or is unknown.
    LakeBusy
        when another process is writing; not when nothing has changed.
    DiskFull
    """
    if _stated(lake) == _whole(current()):
        return False
    with lake.writing() as writer:
        aliases = _whole(current())
        if _stated(lake) == aliases:
            return False
        _check(aliases)
        keep_hashes_comparable(writer)
        gone = writer.catalogue.files_of(TABLE)
        added = [_write(writer, aliases)] if aliases else []
        writer.publish(lambda now: now.with_files(drop=gone, add=added))
    return True


def list_aliases(lake: Lake) -> tuple[Alias, ...]:
    """What the lake says now, sorted; of a file that cannot be read, nothing."""
    return _stated(lake) or ()


def _whole(aliases: Iterable[Alias]) -> tuple[Alias, ...]:
    return tuple(sorted(set(aliases)))


def _stated(lake: Lake) -> tuple[Alias, ...] | None:
    """``None`` when the file is broken: whatever is published then mends it."""
    lease = reader_lease(lake.home)
    try:
        entries = lake.catalogue().files_of(TABLE)
        if not entries:
            return ()
        path = lake.home / entries[0].path
        if sha256_of(path) != entries[0].sha256:
            return None
        columns = pq.read_table(path, columns=[field.name for field in fields(Alias)])
    except (OSError, pa.ArrowInvalid):
        return None
    finally:
        os.close(lease)
    return tuple(sorted(Alias(*row) for row in zip(*(column.to_pylist() for column in columns.columns), strict=True)))


def _check(aliases: tuple[Alias, ...]) -> None:
    """Refuse what leaves open which contact a row belongs to."""
    for alias in aliases:
        if alias.loser_id == alias.winner_id or alias.declared_ms >= alias.until_ms:
            raise _refused(alias, "itself, or for no time at all", "自己，或时间段为空")
    for one, other in pairwise(aliases):
        if one.loser_id == other.loser_id and other.declared_ms < one.until_ms:
            raise _refused(other, "two at once", "同时属于两位客户")
    losers: dict[int, list[Alias]] = {}
    for alias in aliases:
        losers.setdefault(alias.loser_id, []).append(alias)
    for alias in aliases:
        for other in losers.get(alias.winner_id, ()):
            if alias.declared_ms < other.until_ms and other.declared_ms < alias.until_ms:
                raise _refused(alias, "one that is itself part of another", "一位本身已并入他人的客户")


def _refused(alias: Alias, en: str, zh: str) -> BadAliases:
    return BadAliases(
        f"Contact {alias.loser_id} was declared part of {alias.winner_id}: of {en}. Name the contact that stays in the"
        " end, once for each span of time.",
        f"客户 {alias.loser_id} 被声明并入 {alias.winner_id}：{zh}。请为每个时间段指明唯一的最终客户。",
        loser=alias.loser_id,
        winner=alias.winner_id,
    )


def _write(writer: Writer, aliases: tuple[Alias, ...]) -> FileEntry:
    columns = zip(*(astuple(alias) for alias in aliases), strict=True)
    given = {name: pa.array(each, pa.int64()) for name, each in zip(ALIASES, columns, strict=True)}
    writer.con.register("given", pa.table(given))
    keys = relation(writer.paths_of("contact_keys"), CONTACT_KEYS)
    unknown = writer.con.execute(UNKNOWN.format(keys=keys)).fetchone()
    if unknown:
        raise BadAliases(
            f"There is no contact {unknown[0]} in the lake. Name contacts by their ids in this lake.",
            f"事件湖中没有客户 {unknown[0]}。请使用本事件湖中的客户编号。",
            contact=int(unknown[0]),
        )
    path = writer.new_path(TABLE)
    copy_to(writer.con, f"SELECT {', '.join(ALIASES)} FROM given ORDER BY {ORDER[TABLE]}", path)
    writer.con.unregister("given")
    reached(f"rows.{TABLE}")
    return writer.seal(path, TABLE, len(aliases), ())
