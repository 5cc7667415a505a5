"""Events that the lake cannot take yet stay in the inbox, put aside, and come back when what was missing is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyarrow as pa
from django.db import connection, transaction

from guanxi.intake.contracts import EventState
from guanxi.intake.models import InboxEvent
from guanxi.intake.registry import Registry
from guanxi.lake.engine import FOREVER_MS, Lake
from guanxi.lake.kinds import BY_CODE

CHUNK = 5_000

PARK_KINDS = """
UPDATE intake_inboxevent SET state = 'parked', reason = 'kind_unknown', batch_id = NULL
WHERE state = 'new' AND batch_id = %s AND kind IN (%marks)
"""
PARK_CONTACTS = """
UPDATE intake_inboxevent SET state = 'parked', reason = 'contact_unknown', batch_id = NULL
WHERE state = 'new' AND batch_id = %s AND contact_key IN (%marks)
  AND source_id IN (SELECT id FROM intake_source WHERE NOT may_create_contacts)
"""
RELEASE = """
UPDATE intake_inboxevent SET state = 'new', reason = '' WHERE state = 'parked' AND reason = %s AND {column} IN (%marks)
"""
KNOWN = "SELECT source_key FROM contact_keys WHERE source_key IN (SELECT source_key FROM asked)"


def park_what_the_lake_refuses(batch_id: int, lake: Lake, registry: Registry) -> int:
    """Put aside events of kinds that are gone, and of contacts that their source may not create; returns how many."""
    rows = InboxEvent.objects.filter(batch_id=batch_id, state=EventState.NEW)
    used = set(rows.values_list("kind", flat=True).distinct())
    gone = sorted(code for code in used if registry.kind_id(code) is None)
    with transaction.atomic():
        n = _update(PARK_KINDS, [batch_id], gone)
        bound = set(rows.filter(source__may_create_contacts=False).values_list("contact_key", flat=True).distinct())
        if bound:
            # A contact that another source creates in the same batch is known when the file is published.
            created = rows.filter(source__may_create_contacts=True).values_list("contact_key", flat=True).distinct()
            bound -= set(created)
            n += _update(PARK_CONTACTS, [batch_id], sorted(bound - known_contacts(lake, bound)))
    return n


def release_parked(lake: Lake, registry: Registry) -> None:
    """Let events go on whose kind or contact is known by now."""
    parked = InboxEvent.objects.filter(state=EventState.PARKED)
    kinds = set(parked.filter(reason="kind_unknown").values_list("kind", flat=True).distinct())
    _update(RELEASE.format(column="kind"), ["kind_unknown"], sorted(kinds & {*BY_CODE, *registry.own}))
    contacts = set(parked.filter(reason="contact_unknown").values_list("contact_key", flat=True).distinct())
    if contacts:
        known = sorted(known_contacts(lake, contacts))
        _update(RELEASE.format(column="contact_key"), ["contact_unknown"], known)


def known_contacts(lake: Lake, keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` that the lake has a contact for."""
    with lake.session(as_of_ms=FOREVER_MS - 1, apply_aliases=False) as session:
        session.con.register("asked", pa.table({"source_key": pa.array(sorted(keys), pa.string())}))
        return {str(row[0]) for row in session.con.execute(KNOWN).fetchall()}


def _update(statement: str, first: list[str | int], words: list[str]) -> int:
    """Run the statement for ``words``, so many at a time that no engine's limit of parameters is met."""
    n = 0
    for chunk in _chunks(words):
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("%marks", ", ".join(["%s"] * len(chunk))), [*first, *chunk])
            n += cursor.rowcount
    return n


def _chunks(words: list[str]) -> Iterator[list[str]]:
    rest = iter(words)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
