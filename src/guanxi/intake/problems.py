"""Problems: send them in again once what was wrong is mended, set them aside, take them out as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from guanxi.accounts import audit
from guanxi.intake.appending import append, is_kept_whole
from guanxi.intake.contracts import MAX_BATCH, ProblemState
from guanxi.intake.models import IntakeProblem
from guanxi.intake.sources import view_of
from guanxi.kit.clock import moment
from guanxi.lake.importing.quarantine import safe_cell

HEADERS = ("时间 time", "来源 source", "代码 code", "原因", "reason", "原始内容 raw")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What sending in again did: events now in the inbox, and those refused once more (their reason is renewed)."""

    n_taken: int
    n_refused: int


def replay_problems(public_ids: Iterable[str] | None, *, now_ms: int, actor_id: int | None) -> Replayed:
    """Send open, replayable problems in again, as their source would.

    Parameters
    ----------
    public_ids : which; ``None``: all.
    """
    chosen = _open(public_ids).filter(is_replayable=True)
    done, n_taken, n_refused = 0, 0, 0
    while True:
        with transaction.atomic():
            rows = list(chosen.filter(id__gt=done).select_related("source").order_by("id")[:MAX_BATCH])
            if not rows:
                break
            done = rows[-1].pk
            taken, refused = _replay(rows, now_ms)
            n_taken, n_refused = n_taken + taken, n_refused + refused
    if n_taken or n_refused:
        after = {"taken": n_taken, "refused": n_refused}
        audit.record("intake.problems_replayed", at_ms=now_ms, actor_id=actor_id, after=after)
    return Replayed(n_taken, n_refused)


def _replay(rows: list[IntakeProblem], now_ms: int) -> tuple[int, int]:
    taken: list[int] = []
    refused: list[IntakeProblem] = []
    for source in {row.source_id: row.source for row in rows}.values():
        mine = [row for row in rows if row.source_id == source.pk and is_kept_whole(row.raw)]
        events = [json.loads(row.raw) for row in mine]
        receipt = append(view_of(source), events, now_ms, keep_problems=False)
        for row, result in zip(mine, receipt.results, strict=True):
            if result.refused is None:
                taken.append(row.pk)
            else:
                row.code, row.en, row.zh = result.refused.code, result.refused.en, result.refused.zh
                row.is_replayable = result.refused.is_replayable
                refused.append(row)
    IntakeProblem.objects.filter(pk__in=taken).update(state=ProblemState.REPLAYED, raw="")
    IntakeProblem.objects.bulk_update(refused, ["code", "en", "zh", "is_replayable"])
    return len(taken), len(rows) - len(taken)


def dismiss_problems(public_ids: Iterable[str] | None, *, now_ms: int, actor_id: int | None) -> int:
    """Set open problems aside (``None``: all) and forget what they held; returns how many."""
    with transaction.atomic():
        n = _open(public_ids).update(state=ProblemState.DISMISSED, raw="")
        if n:
            audit.record("intake.problems_dismissed", at_ms=now_ms, actor_id=actor_id, after={"n": n})
    return n


def _open(public_ids: Iterable[str] | None) -> QuerySet[IntakeProblem]:
    rows = IntakeProblem.objects.filter(state=ProblemState.OPEN)
    return rows if public_ids is None else rows.filter(public_id__in=list(public_ids))


def problems_csv() -> Iterator[str]:
    """Open problems as lines of CSV, earliest first, with a byte order mark; no cell can run in a spreadsheet."""
    yield "\ufeff" + _line(HEADERS)
    rows = IntakeProblem.objects.filter(state=ProblemState.OPEN).select_related("source").order_by("id")
    for row in rows.iterator(chunk_size=2_000):
        at = moment(row.at_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield _line((at, row.source.name, row.code, row.zh, row.en, row.raw))


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()
