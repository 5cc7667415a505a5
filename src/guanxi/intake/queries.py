"""Reads of intake."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.http import Http404

from guanxi.intake.contracts import (
    BatchState,
    BatchView,
    EventState,
    InboxView,
    ProblemState,
    ProblemView,
    SourceDay,
    SourceFigures,
    UnsealedEvent,
)
from guanxi.intake.models import InboxEvent, IntakeProblem, SealBatch, Source, SourceHour
from guanxi.intake.sources import find_by_write_key, view_of
from guanxi.kit.clock import DAY_MS, HOUR_MS, day_start_ms, local_day
from guanxi.lake.engine import Catalogue

FIGURE_DAYS = 30
PROBLEMS_A_PAGE = 100
MAX_UNSEALED = 1_000


def list_sources(now_ms: int) -> tuple[SourceFigures, ...]:
    """All sources with what they brought, open ones first; three statements however many there are."""
    return _with_figures(Source.objects.all(), now_ms)


def source_figures(public_id: str, now_ms: int) -> SourceFigures:
    """One source with what it brought; 404 when there is none."""
    found = _with_figures(Source.objects.filter(public_id=public_id), now_ms)
    if not found:
        raise Http404
    return found[0]


def list_source_days(source_id: int, now_ms: int, zone: str, *, n_days: int) -> tuple[SourceDay, ...]:
    """The source's latest days in the brand's zone, latest first; days on which nothing came are there with zeros."""
    today = local_day(now_ms, zone)
    days = {today - timedelta(days=back): SourceDay(0, 0, 0, 0) for back in range(n_days)}
    since = day_start_ms(min(days), zone)
    hours = SourceHour.objects.filter(source_id=source_id, hour_ms__gte=since)
    for hour_ms, *counts in hours.values_list("hour_ms", "n_accepted", "n_duplicate", "n_conflict", "n_rejected"):
        day = local_day(hour_ms, zone)
        if day in days:
            accepted, duplicate, conflict, rejected = counts
            at = days[day]
            days[day] = SourceDay(
                0, at.n_accepted + accepted, at.n_duplicate + duplicate, at.n_refused + conflict + rejected
            )
    return tuple(replace(counts, day_ms=day_start_ms(day, zone)) for day, counts in days.items())


def _with_figures(sources: QuerySet[Source], now_ms: int) -> tuple[SourceFigures, ...]:
    since = now_ms - FIGURE_DAYS * DAY_MS
    this_hour = now_ms - now_ms % HOUR_MS
    counts = {
        row["source_id"]: row
        for row in SourceHour.objects.filter(hour_ms__gte=since, source__in=sources)
        .values("source_id")
        .annotate(
            accepted=Sum("n_accepted"),
            duplicate=Sum("n_duplicate"),
            conflict=Sum("n_conflict"),
            rejected=Sum("n_rejected"),
            last_hour=Sum("n_accepted", filter=Q(hour_ms__gte=this_hour - HOUR_MS)),
        )
    }
    problems = dict(
        IntakeProblem.objects.filter(state=ProblemState.OPEN, source__in=sources)
        .values_list("source_id")
        .annotate(n=Count("id"))
    )
    rows = sources.annotate(latest_ms=Max("sourcehour__latest_ms")).order_by("name", "id")
    views = [_figures(row, row.latest_ms, counts.get(row.pk, {}), problems.get(row.pk, 0)) for row in rows]
    return tuple(sorted(views, key=lambda view: view.source.is_closed))


def _figures(row: Source, latest_ms: int | None, counts: Mapping[str, int | None], n_problems: int) -> SourceFigures:
    def count(name: str) -> int:
        return counts.get(name) or 0

    return SourceFigures(
        source=view_of(row),
        latest_ms=latest_ms,
        n_accepted=count("accepted"),
        n_duplicate=count("duplicate"),
        n_conflict=count("conflict"),
        n_rejected=count("rejected"),
        n_last_hour=count("last_hour"),
        n_open_problems=n_problems,
    )


def inbox_view() -> InboxView:
    """What waits and how sealing goes; counts run over partial indexes, never over what is sealed."""
    waiting = InboxEvent.objects.filter(state=EventState.NEW).aggregate(n=Count("id"), oldest=Min("received_ms"))
    parked = InboxEvent.objects.filter(state=EventState.PARKED).values_list("reason").annotate(n=Count("id"))
    # A batch of which everything was put aside moved nothing.
    latest = SealBatch.objects.exclude(state=BatchState.CLEARED, n_events=0).order_by("-id").first()
    return InboxView(
        n_waiting=waiting["n"],
        oldest_ms=waiting["oldest"],
        parked=dict(parked),
        latest=_batch_view(latest) if latest else None,
        n_open_problems=IntakeProblem.objects.filter(state=ProblemState.OPEN).count(),
    )


def _batch_view(row: SealBatch) -> BatchView:
    return BatchView(
        row.name, BatchState(row.state), row.n_events, row.created_ms, row.finished_ms, row.said_en, row.said_zh
    )


def list_problems(
    *, source_public_id: str = "", before_id: int = 0, limit: int = PROBLEMS_A_PAGE
) -> tuple[tuple[ProblemView, ...], int]:
    """Open problems, latest first, and the place where the next page begins (0: there is none)."""
    rows = IntakeProblem.objects.filter(state=ProblemState.OPEN).select_related("source").order_by("-id")
    if source_public_id:
        rows = rows.filter(source__public_id=source_public_id)
    if before_id:
        rows = rows.filter(id__lt=before_id)
    found = list(rows[: limit + 1])
    following = found[limit - 1].pk if len(found) > limit else 0
    return tuple(_problem_view(row) for row in found[:limit]), following


def _problem_view(row: IntakeProblem) -> ProblemView:
    return ProblemView(
        public_id=row.public_id,
        source_name=row.source.name,
        code=row.code,
        en=row.en,
        zh=row.zh,
        raw=row.raw,
        at_ms=row.at_ms,
        is_replayable=row.is_replayable,
        state=ProblemState(row.state),
    )


def list_unsealed(contact_keys: Iterable[str], *, limit: int = MAX_UNSEALED) -> tuple[UnsealedEvent, ...]:
    """Events of these contacts that the lake may not have yet, latest first.

    The way to read both stores without missing or doubling anything: call this *first*, then open the lake's session,
    then drop what that session has: ``still_unsealed(events, session.catalogue)``.
    """
    rows = (
        InboxEvent.objects.filter(contact_key__in=list(contact_keys))
        .exclude(state=EventState.SEALED)
        .exclude(batch__state=BatchState.PUBLISHED)  # the lake that is opened after this has them
        .select_related("source", "batch")
        .order_by("-occurred_ms", "-id")[:limit]
    )
    return tuple(
        UnsealedEvent(
            source_key=row.source.key,
            source_event_id=row.source_event_id,
            kind=row.kind,
            contact_key=row.contact_key,
            occurred_ms=row.occurred_ms,
            received_ms=row.received_ms,
            batch=row.batch.name if row.batch else "",
            payload=json.loads(row.payload),
        )
        for row in rows
    )


def still_unsealed(events: Sequence[UnsealedEvent], catalogue: Catalogue) -> tuple[UnsealedEvent, ...]:
    """Those of ``events`` whose batch ``catalogue`` does not hold."""
    labels = {entry.label for entry in catalogue.imports}
    return tuple(event for event in events if not event.batch or event.batch not in labels)


__all__ = [
    "find_by_write_key",
    "inbox_view",
    "list_problems",
    "list_source_days",
    "list_sources",
    "list_unsealed",
    "source_figures",
    "still_unsealed",
]
