"""``take_contacts``: what the lake says of contacts, brought into the tables of people."""

from __future__ import annotations

import base64
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from django.db import transaction

from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, Session
from guanxi.people import bulk
from guanxi.people.models import LakeMark, PositionBook
from guanxi.people.projection import from_lake
from guanxi.people.projection.write_batch import write_contacts, write_gone, write_inviters
from guanxi.people.rules import folded, stored_key

PUBLIC_ID_BYTES = 16
MARK_ID = 1
LOCK, WAIT_S = "people.lock", 0.2
MANY, SHARE = 1_000, 10
"""Beyond so many changes, or beyond one in so many contacts, the planner is told."""
TABLES = (
    "people_contact",
    "people_contactpoint",
    "people_pointowner",
    "people_staffedge",
    "people_traitvalue",
    "people_contactposition",
    "people_tagassignment",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run did: contacts of the lake written because new or changed, and those that the lake states no more."""

    n_written: int
    n_gone: int
    lake_generation: int


def take_contacts(lake: Lake, *, now_ms: int, progress: Progress | None = None) -> Taken:
    """Bring contacts, points, staff edges, traits and acquisition of ``lake`` into the tables.

    Only differences are written, in short transactions: a kill in between leaves part of them written, and the next
    run writes the rest. Nothing is done when the lake has not changed since. One process takes at a time, and the next
    one finds what it left: two would write the same contact twice, or an older state of the lake over a newer one.
    """
    draw = progress or Silent()
    with _turn(lake, draw):
        return _take(lake, now_ms, draw)


def _take(lake: Lake, now_ms: int, draw: Progress) -> Taken:
    generation = lake.catalogue().generation
    mark = LakeMark.objects.filter(id=MARK_ID).first()
    if mark is not None and mark.generation == generation:
        return Taken(0, 0, generation)
    _open_first_generation(now_ms)
    # Each contact as its source keys it: a merge, and its undo, move points here, whatever the lake was told of it.
    with lake.session(as_of_ms=now_ms, threads=1, memory_limit="2GB", apply_aliases=False) as session:
        draw.step("Comparing contacts with the lake", "比对客户与事件湖")
        known = _known()
        n = from_lake.compare(session, known)
        n_gone = _take_gone(session, now_ms)
        for begin in range(0, n, bulk.CHUNK):
            draw.step("Taking contacts", "写入客户", done=begin, total=n)
            until = min(begin + bulk.CHUNK, n)
            is_first_growth = begin == 0 and _is_many(until, known.num_rows)
            _take_batch(session, begin, until, now_ms, tell_planner=is_first_growth)
        _take_links(session)
        generation = session.generation
    if _is_many(n, known.num_rows):
        bulk.analyze(*TABLES)
    LakeMark.objects.update_or_create(id=MARK_ID, defaults={"generation": generation, "taken_ms": now_ms})
    draw.step("Contacts taken", "客户已写入", done=n, total=n)
    return Taken(n, n_gone, generation)


def _is_many(n_changed: int, n_known: int) -> bool:
    return n_changed > min(MANY, n_known // SHARE)


@contextmanager
def _turn(lake: Lake, draw: Progress) -> Iterator[None]:
    """Wait until nobody else takes from ``lake``; the system lets go of a process that died."""
    handle = os.open(lake.home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _is_free(handle):
            draw.step("Waiting for another worker that takes contacts", "等待另一个后台进程整理客户")
            time.sleep(WAIT_S)
        yield
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open_first_generation(now_ms: int) -> None:
    """Before the first book the list shows contacts without figures: that is a generation too."""
    if not PositionBook.objects.filter(state="current").exists():
        PositionBook.objects.create(as_of_ms=0, started_ms=now_ms, state="current")


def _known() -> pa.Table:
    rows = bulk.fetch(
        "SELECT lake_id, lake_hash, CASE WHEN gone_ms IS NULL THEN 0 ELSE 1 END FROM people_contactpoint"
        " WHERE lake_id IS NOT NULL"
    )
    lake_id, lake_hash, gone = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "lake_id": pa.array(lake_id, pa.int64()),
            "lake_hash": pa.array(lake_hash, pa.int64()),
            "is_gone": pa.array(gone, pa.int8()).cast(pa.bool_()),
        }
    )


def _take_batch(session: Session, begin: int, until: int, now_ms: int, *, tell_planner: bool) -> None:
    con = session.con
    stated = con.execute(from_lake.BATCH, [begin, until]).to_arrow_table()
    edges = con.execute(from_lake.EDGES, {"begin": begin, "until": until}).to_arrow_table()
    traits = con.execute(from_lake.TRAITS, [begin, until]).to_arrow_table()
    # Folding and digests are Python's: engines fold text differently, and a key must be found as it was stored.
    keys = [stored_key(key) for key in stated["source_key"].to_pylist()]
    columns = {
        "value_key": pa.array(keys, pa.string()),
        "folded_key": pa.array([folded(key) for key in keys], pa.string()),
        "public_id": pa.array(_public_ids(len(keys)), pa.string()),
    }
    batch = stated.drop_columns("source_key")
    for name, column in columns.items():
        batch = batch.append_column(name, column)
    with transaction.atomic():
        write_contacts(batch, edges, traits, now_ms, tell_planner=tell_planner)


def _public_ids(n: int) -> list[str]:
    """``n`` times 128 random bits, as :func:`guanxi.accounts.models.new_public_id` writes them."""
    noise = os.urandom(PUBLIC_ID_BYTES * n)
    return [
        base64.urlsafe_b64encode(noise[at : at + PUBLIC_ID_BYTES]).rstrip(b"=").decode("ascii")
        for at in range(0, len(noise), PUBLIC_ID_BYTES)
    ]


def _take_links(session: Session) -> None:
    links = session.con.execute(from_lake.INVITED).to_arrow_table()

    def write(begin: int, until: int) -> None:
        with transaction.atomic():
            write_inviters(links.slice(begin, until - begin))

    bulk.in_chunks(links.num_rows, write)


def _take_gone(session: Session, now_ms: int) -> int:
    gone = session.con.execute(from_lake.GONE).to_arrow_table()

    def write(begin: int, until: int) -> None:
        with transaction.atomic():
            write_gone(gone.slice(begin, until - begin), now_ms)

    bulk.in_chunks(gone.num_rows, write)
    return int(gone.num_rows)
