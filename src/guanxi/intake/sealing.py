"""From the inbox into the lake, in four steps; killed anywhere, the next run goes on from what the catalogue says.

1. Rows get a batch, in one transaction. 2. A staged file is written under the batch's name. 3. The lake publishes it:
one switch of its catalogue. 4. The rows are cleared: content goes, id and hash stay so that repeats are recognised.

Steps 2 and 3 bear being done twice, because the lake knows an event by (source, source event id). Whether step 3 was
done is asked of the catalogue, never of a mark of our own, which a kill could leave behind.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from guanxi.intake.contracts import LABEL, BatchState, EventState
from guanxi.intake.models import InboxEvent, SealBatch
from guanxi.intake.parking import park_what_the_lake_refuses, release_parked
from guanxi.intake.registry import Registry, current_registry
from guanxi.intake.staging import Row, staged_of, write_batch
from guanxi.kit.errors import GuanxiError
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, publish

BATCH_EVENTS = 20_000
"""Rows that one transaction assigns: some 100 ms on SQLite, during which others wait."""
CLEAR_EVENTS = 5_000

ASSIGN = """
UPDATE intake_inboxevent SET batch_id = %s WHERE id IN (
  SELECT id FROM intake_inboxevent WHERE state = 'new' AND batch_id IS NULL ORDER BY id LIMIT %s)
"""
CLEAR = """
UPDATE intake_inboxevent SET state = 'sealed', contact_key = '', payload = '' WHERE id IN (
  SELECT id FROM intake_inboxevent WHERE state = 'new' AND batch_id = %s ORDER BY id LIMIT %s)
"""

Failpoint = Callable[[str], None]


def _nothing(_step: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class SealResult:
    """What a run did: batches finished, events now in the lake, events put aside until the lake can take them."""

    n_batches: int
    n_events: int
    n_parked: int


def seal(
    now_ms: int,
    progress: Progress | None = None,
    *,
    batch_events: int = BATCH_EVENTS,
    failpoint: Failpoint = _nothing,
) -> SealResult:
    """Move everything that waits into the lake, after finishing what an earlier run began.

    Parameters
    ----------
    now_ms : the lake's clock for this publication.
    progress : told of the steps; may raise between them to stop, without harm.
    failpoint : called at every boundary between two effects; tests kill the process there.

    Raises
    ------
    LakeBusy, DiskFull, OtherBasis
        nothing is lost: the events wait in the inbox, and the refusal is kept with the batch.
    """
    if not _is_anything_to_do():
        return SealResult(0, 0, 0)
    run = _Run(now_ms, progress or Silent(), failpoint, Lake.create(settings.HOME.lake))
    for batch in SealBatch.objects.exclude(state=BatchState.CLEARED).order_by("id"):
        run.finish(batch)
    release_parked(run.lake, run.registry())
    failpoint("released")
    while (assigned := run.assign(batch_events)) is not None:
        run.finish(assigned)
    return SealResult(run.n_batches, run.n_events, run.n_parked)


def _is_anything_to_do() -> bool:
    """An empty inbox makes no lake."""
    waits = InboxEvent.objects.filter(state=EventState.NEW) | InboxEvent.objects.filter(state=EventState.PARKED)
    return waits.exists() or SealBatch.objects.exclude(state=BatchState.CLEARED).exists()


@dataclass(slots=True)
class _Run:
    """One run of sealing."""

    now_ms: int
    progress: Progress
    failpoint: Failpoint
    lake: Lake
    n_batches: int = 0
    n_events: int = 0
    n_parked: int = 0

    def registry(self) -> Registry:
        """The kinds as they are now: an import between two batches may bring new ones."""
        return current_registry(self.lake.catalogue().own_kinds)

    def assign(self, batch_events: int) -> SealBatch | None:
        """Step 1; ``None`` when nothing waits."""
        with transaction.atomic():
            batch = SealBatch.objects.create(
                name=LABEL + secrets.token_hex(8), state=BatchState.ASSIGNED, created_ms=self.now_ms
            )
            with connection.cursor() as cursor:
                cursor.execute(ASSIGN, [batch.pk, batch_events])
                n = cursor.rowcount
            if not n:
                transaction.set_rollback(True)
                return None
            batch.n_events = n
            batch.save(update_fields=["n_events"])
        self.failpoint("assigned")
        return batch

    def finish(self, batch: SealBatch) -> None:
        """Steps 2 to 4 as far as they are still to be done."""
        try:
            if batch.state == BatchState.ASSIGNED:
                self._bring_into_lake(batch)
        except GuanxiError as error:
            SealBatch.objects.filter(pk=batch.pk).update(said_en=error.en[:600], said_zh=error.zh[:600])
            raise
        self._clear(batch)
        self.n_batches += 1
        self.n_events += batch.n_events

    def _bring_into_lake(self, batch: SealBatch) -> None:
        import_id = self._import_of(batch)
        if import_id is None:
            self.progress.step("Writing events", "写出事件", done=self.n_events)
            registry = self.registry()
            n_parked = park_what_the_lake_refuses(batch.pk, self.lake, registry)
            self.n_parked += n_parked
            batch.n_events -= n_parked
            self.failpoint("parked")
            import_id = self._publish(batch, registry) if batch.n_events else ""
            self.failpoint("published")
        batch.state, batch.import_id, batch.said_en, batch.said_zh = BatchState.PUBLISHED, import_id, "", ""
        batch.save(update_fields=["state", "import_id", "n_events", "sha256", "said_en", "said_zh"])
        self.failpoint("marked")

    def _import_of(self, batch: SealBatch) -> str | None:
        """The import that published the batch already; ``None`` when the catalogue knows none."""
        return next((entry.import_id for entry in self.lake.imports() if entry.label == batch.name), None)

    def _publish(self, batch: SealBatch, registry: Registry) -> str:
        file = write_batch(inbox_folder(), batch.name, _rows_of(batch), registry)
        batch.sha256, batch.n_events = file.sha256, file.n
        self.failpoint("written")
        return publish(self.lake, staged_of(file, batch.name, registry), self.now_ms, self.progress).import_id

    def _clear(self, batch: SealBatch) -> None:
        self.progress.step("Clearing the inbox", "清理收件箱", done=self.n_events)
        while True:
            with connection.cursor() as cursor:
                cursor.execute(CLEAR, [batch.pk, CLEAR_EVENTS])
                if not cursor.rowcount:
                    break
            self.failpoint("clearing")
        (inbox_folder() / f"{batch.name}.parquet").unlink(missing_ok=True)
        self.failpoint("file_removed")
        batch.state, batch.finished_ms = BatchState.CLEARED, self.now_ms
        batch.save(update_fields=["state", "finished_ms"])
        self.failpoint("cleared")


def inbox_folder() -> Path:
    """Where staged files of batches lie, for the moment between step 2 and step 4."""
    folder: Path = settings.HOME.path / "inbox"
    return folder


def _rows_of(batch: SealBatch) -> list[Row]:
    rows = InboxEvent.objects.filter(batch=batch, state=EventState.NEW).order_by("id")
    return list(
        rows.values_list(
            "source__key", "source_event_id", "kind", "occurred_ms", "received_ms", "contact_key", "payload"
        )
    )
