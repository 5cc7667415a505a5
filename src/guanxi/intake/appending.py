"""Events into the inbox: a fixed number of statements however many there are, on the disk before anybody is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.utils import OperationalError

from guanxi.intake import sentences
from guanxi.intake.contracts import (
    MAX_BATCH,
    SCHEMA_VERSION,
    Incoming,
    ProblemState,
    Receipt,
    Refused,
    Result,
    SourceView,
    Status,
)
from guanxi.intake.errors import BatchTooLarge, InboxFull
from guanxi.intake.models import IntakeProblem, new_public_id
from guanxi.intake.registry import Registry, current_registry, lake_kinds_now
from guanxi.intake.rules import Terms, read_event
from guanxi.intake.scheduling import schedule_sealing
from guanxi.kit.clock import HOUR_MS

MAX_RAW = 4_000
MAX_OPEN_PROBLEMS = 10_000
"""Of one source; beyond it problems are counted and answered, but not kept: a broken sender fills no disk."""

INSERT = """
INSERT INTO intake_inboxevent (source_id, source_event_id, kind, schema_version, occurred_ms, received_ms, contact_key,
  payload, payload_hash, state, reason, batch_id)
VALUES """
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'new', '', NULL)"
NEW_ONLY = " ON CONFLICT (source_id, source_event_id) DO NOTHING RETURNING source_event_id"

INSERT_PROBLEMS = """
INSERT INTO intake_intakeproblem (public_id, source_id, code, en, zh, raw, is_replayable, at_ms, state)
VALUES """
PROBLEM_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, 'open')"

COUNT_UP = """
INSERT INTO intake_sourcehour (source_id, hour_ms, n_accepted, n_duplicate, n_conflict, n_rejected, latest_ms)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (source_id, hour_ms) DO UPDATE SET
  n_accepted = intake_sourcehour.n_accepted + excluded.n_accepted,
  n_duplicate = intake_sourcehour.n_duplicate + excluded.n_duplicate,
  n_conflict = intake_sourcehour.n_conflict + excluded.n_conflict,
  n_rejected = intake_sourcehour.n_rejected + excluded.n_rejected,
  latest_ms = excluded.latest_ms
"""

_FULL = ("disk is full", "no space left", "disk full")


@dataclass(slots=True)
class _Read:
    """A call's events after the checks: what to store, and the answers so far by place."""

    incoming: dict[str, Incoming] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    answers: dict[int, Result] = field(default_factory=dict)


def append(
    source: SourceView,
    events: Sequence[object],
    received_ms: int,
    *,
    keep_problems: bool = True,
) -> Receipt:
    """Store events durably; they are on the disk when this returns.

    Parameters
    ----------
    events : JSON objects as Python values, at most 1,000, in any order.
    received_ms : now.
    keep_problems : False when the caller holds the problems already (a replay).

    Returns
    -------
    One answer per event, in their order. The same id with the same content is a duplicate; with other content the
    first is kept and the second becomes a problem. What cannot be understood becomes a problem too.

    Raises
    ------
    BatchTooLarge
        for more events than one call may bring.
    InboxFull
        when the disk is exhausted; nothing of the call was stored.
    """
    if len(events) > MAX_BATCH:
        raise BatchTooLarge(
            f"One call may bring at most {MAX_BATCH:,} events. Send them in several calls.",
            f"每次调用最多 {MAX_BATCH:,} 个事件。请分几次发送。",
        )
    read = _read_all(events, Terms(_registry_for(events), source.kind, received_ms))
    try:
        with transaction.atomic():
            _store(source, read, received_ms)
            receipt = Receipt(tuple(read.answers[place] for place in range(len(events))))
            if keep_problems:
                _keep_problems(source, events, receipt, received_ms)
            _count_up(source, receipt, received_ms)
            if n_accepted := receipt.count(Status.ACCEPTED):
                schedule_sealing(n_accepted, received_ms)
    except OperationalError as error:
        if not any(word in str(error).lower() for word in _FULL):
            raise
        raise InboxFull(
            "The disk under the database is full, so nothing was stored. Free some space on the server; then send the"
            " same events again: none is counted twice.",
            "数据库所在磁盘已满，未保存任何事件。请先在服务器上腾出空间，再重新发送同样的事件，不会重复计数。",
        ) from error
    return receipt


def _registry_for(events: Sequence[object]) -> Registry:
    """The settings' registry; the lake's own kinds are looked up only where a kind is in neither."""
    registry = current_registry()
    codes = {event.get("kind") for event in events if isinstance(event, dict) and isinstance(event.get("kind"), str)}
    if all(registry.kind_id(str(code)) is not None for code in codes):
        return registry
    return current_registry(lake_kinds_now())


def _read_all(events: Sequence[object], terms: Terms) -> _Read:
    read = _Read()
    for place, raw in enumerate(events):
        event = read_event(raw, terms)
        if isinstance(event, Refused):
            read.answers[place] = Result(Status.REJECTED, refused=event)
            continue
        first = read.incoming.setdefault(event.source_event_id, event)
        if first is event:
            read.places[event.source_event_id] = place
        else:
            read.answers[place] = _met(event, first.payload_hash)
    return read


def _store(source: SourceView, read: _Read, received_ms: int) -> None:
    """Insert what is new and answer for it; one statement, and one more where something was known.

    What was known and is forgotten between the two (pruning runs beside us) is inserted in a further round.
    """
    rest = sorted(read.incoming)
    while rest:
        stored = _insert(source, [read.incoming[event_id] for event_id in rest], received_ms)
        known = _hashes_of(source, [event_id for event_id in rest if event_id not in stored])
        for event_id in rest:
            event, place = read.incoming[event_id], read.places[event_id]
            if event_id in stored:
                read.answers[place] = Result(Status.ACCEPTED, event_id)
            elif event_id in known:
                read.answers[place] = _met(event, known[event_id])
        rest = [event_id for event_id in rest if event_id not in stored and event_id not in known]


def _insert(source: SourceView, events: list[Incoming], received_ms: int) -> set[str]:
    """Ids of those that were new. They come in the order of their ids, so that two calls never wait for each other."""
    values: list[str | int] = []
    for event in events:
        values += (source.source_id, event.source_event_id, event.kind, SCHEMA_VERSION, event.occurred_ms, received_ms)
        values += (event.contact_key, event.payload, event.payload_hash)
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ROW] * len(events)) + NEW_ONLY, values)
        return {row[0] for row in cursor.fetchall()}


def _hashes_of(source: SourceView, event_ids: list[str]) -> dict[str, str]:
    if not event_ids:
        return {}
    marks = ", ".join(["%s"] * len(event_ids))
    query = "SELECT source_event_id, payload_hash FROM intake_inboxevent WHERE source_id = %s AND source_event_id IN ("
    with connection.cursor() as cursor:
        cursor.execute(query + marks + ")", [source.source_id, *event_ids])
        return dict(cursor.fetchall())


def _met(event: Incoming, known_hash: str) -> Result:
    if event.payload_hash == known_hash:
        return Result(Status.DUPLICATE, event.source_event_id)
    return Result(Status.CONFLICT, event.source_event_id, sentences.conflict())


def _keep_problems(source: SourceView, events: Sequence[object], receipt: Receipt, at_ms: int) -> None:
    found = [(raw, result.refused) for raw, result in zip(events, receipt.results, strict=True) if result.refused]
    if not found:
        return
    n_open = IntakeProblem.objects.filter(source_id=source.source_id, state=ProblemState.OPEN).count()
    kept = found[: max(MAX_OPEN_PROBLEMS - n_open, 0)]
    if not kept:
        return
    values: list[str | int | bool] = []
    for raw, refused in kept:
        values += (new_public_id(), source.source_id, refused.code, refused.en, refused.zh, raw_text(raw))
        values += (refused.is_replayable, at_ms)
    with connection.cursor() as cursor:
        cursor.execute(INSERT_PROBLEMS + ", ".join([PROBLEM_ROW] * len(kept)), values)


def raw_text(raw: object) -> str:
    """What was sent, as ASCII JSON: every character can be stored and shown; too long a text is cut."""
    text = json.dumps(raw, ensure_ascii=True, separators=(", ", ": "))
    # Control characters are escaped by then, except DEL.
    return text[:MAX_RAW].replace("\x7f", "\\u007f")


def _count_up(source: SourceView, receipt: Receipt, at_ms: int) -> None:
    counts = [receipt.count(status) for status in Status]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP, [source.source_id, at_ms - at_ms % HOUR_MS, *counts, at_ms])


def is_kept_whole(raw: str) -> bool:
    """Whether the raw text of a problem was not cut, so that it can be sent again."""
    return len(raw) < MAX_RAW


__all__ = ["append", "is_kept_whole", "raw_text"]

assert list(Status) == [Status.ACCEPTED, Status.DUPLICATE, Status.CONFLICT, Status.REJECTED], "the order of COUNT_UP"
